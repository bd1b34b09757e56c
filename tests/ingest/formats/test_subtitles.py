from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.ingest.formats.containers import read_here

SRT = """\ufeff1
00:00:01,000 --> 00:00:04,000
The keeper climbed
the tower at dusk

2
00:00:05,000 --> 00:00:07,500
<i>and lit the lamp.</i>

3
00:01:08,000 --> 00:01:09,000
{\\an8}42
"""
ESCAPED = """WEBVTT

00:01.000 --> 00:04.000
<i>Tom &amp; Ida</i>: 2 &lt; 3
"""
SBV = """0:00:01.000,0:00:04.000
The keeper climbed
the tower at dusk

0:00:05.000,0:00:07.500
and lit the lamp.

0:01:08.000,0:01:09.000
42
"""
CROWDED = """7
0:00:01,0 --> 0:00:04,000
The keeper climbed

the tower at dusk
7
00:00:05.000-->00:00:07.500
and lit the lamp.
00:01:08 --> 00:01:09
42
"""
UNNUMBERED = """00:00:01,000 --> 00:00:04,000
He counted to
42
00:00:05,000 --> 00:00:07,500
and slept.
"""
VTT = """WEBVTT

NOTE by hand

a cue
00:01.000 --> 00:04.000 align:start
<v Ida>The keeper <c.loud>climbed</c>.

00:05.000 --> 00:07.500
Then he slept.
"""


@pytest.mark.parametrize(
    ("content", "name", "text"),
    [
        pytest.param(
            SRT, "a.srt",
            "[00:00:01] The keeper climbed the tower at dusk and lit the lamp.\n\n[00:01:08] 42",
            id="srt",
        ),
        pytest.param(
            SBV, "a.sbv",
            "[0:00:01] The keeper climbed the tower at dusk and lit the lamp.\n\n[0:01:08] 42",
            id="sbv",
        ),
        pytest.param(
            CROWDED, "a.srt",
            "[0:00:01] The keeper climbed the tower at dusk and lit the lamp.\n\n[00:01:08] 42",
            id="odd-numbers-and-empty-lines",
        ),
        pytest.param(
            UNNUMBERED, "a.srt", "[00:00:01] He counted to 42 and slept.", id="without-numbers"
        ),
        pytest.param(
            VTT, "a.txt", "[00:01] Ida: The keeper climbed.\n\n[00:05] Then he slept.", id="vtt"
        ),
    ],
)  # fmt: skip
def test_sentences_go_on_over_subtitles(tmp_path: Path, content: str, name: str, text: str) -> None:
    read = read_here(content.replace("\n", "\r\n").encode(), name, tmp_path)
    assert (read.kind, read.pages[0].text) == ("subtitles", text)


def test_speech_without_a_full_stop_is_parted_all_the_same(tmp_path: Path) -> None:
    cues = "".join(
        f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{'la ' * 40}\n\n" for n in range(20)
    )
    paragraphs = read_here(cues.encode(), "a.srt", tmp_path).pages[0].text.split("\n\n")
    assert [one.partition("]")[0] for one in paragraphs] == [
        "[00:00:00", "[00:00:06", "[00:00:12", "[00:00:18",
    ]  # fmt: skip


@pytest.mark.parametrize("piece", ["0:00:01.000,", "1\n", "0:0 --> ", "00:00:01,000 --> 0:0\n", " ",
                                   "0:00,0:00\n1\n"])  # fmt: skip
def test_the_time_grows_with_the_length(tmp_path: Path, piece: str) -> None:
    started = time.process_time()
    read_here(f"0:00:01.000,0:00:02.000\n{(piece * 60_000)[:60_000]}".encode(), "a.sbv", tmp_path)
    assert time.process_time() - started < 5


def test_signs_are_read_that_subtitles_may_not_have_as_they_are(tmp_path: Path) -> None:
    text = read_here(ESCAPED.encode(), "a.vtt", tmp_path).pages[0].text
    assert text == "[00:01] Tom & Ida: 2 < 3"
