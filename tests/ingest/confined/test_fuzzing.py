"""Hostile bytes and text through our own reading code: it ends soon, and in one of its own ways.

The plain run takes a few examples of each kind. The long one goes on for ``FUZZ_SECONDS`` (600
unless told otherwise), with other examples every time:

    FUZZ_SECONDS=600 nice python -m pytest tests/ingest/confined/test_fuzzing.py -m long -s
"""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path, PurePath
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from ingest.confined.wire import receive
from ingest.errors import UnreadableFile
from ingest.formats.markdown import is_markdown, markdown_headings, markdown_title
from ingest.formats.pdf.about import OutlineEntry, clean_line
from ingest.formats.pdf.cleaning import clean_pages
from ingest.formats.pdf.outline import outline_headings
from ingest.formats.recognising import check_is_text, is_pdf
from ingest.formats.records import Heading, RawPage, ReadDocument
from ingest.formats.source import Sample
from ingest.formats.text import decode_text
from ingest.names import display_name, told_apart
from ingest.splitting import SplittingOptions, split
from storage.records import Page
from storage.text.sentences import borders
from tests.fakes import HashingEncoder

pytestmark = pytest.mark.slow

SECONDS_AT_MOST = 20.0  # for at most some 200,000 characters on a busy machine
OPTIONS = SplittingOptions(max_tokens=40, overlap_tokens=8)

# What reading code trips over: marks of Markdown, hyphens and ligatures, every kind of line end
# and space, marks that turn or hide text, halves of characters, and scripts without spaces.
_PIECES = st.sampled_from([
    "#", "# ", "###### ", "```", "~~~", "***", "__", "[a](", ")", "![", "|", "---", "===", "> ",
    "- ", "1. ", "\n", "\r\n", "\r", "\u2028", "\x0b", "\x0c", "\x85", " ", "\t", "\u00a0",
    "\u3000", "-\n", "\u00ad\n", "\x02", "\ufffe", "ﬁ", "ﬄ", "\u202e", "\u2066", "\u200d", "\ufeff",
    "\0", "\ufffd", "\ud800", "\udc00", "e\u0301", "\U0001f469\u200d\U0001f4bb", "。", "？", "漢字",
    "かな", "ไทย", "عربي", "a", "word", "Word", "etc.", "e.g.", "3.", "3.5", "…", "?!", '."', "'",
    "Mr. ", "J. R. R. ", "http://a.b/c?d=e#f", "W" * 300, "0" * 300, "." * 300, " " * 300,
])  # fmt: skip
_RUNS = st.tuples(_PIECES, st.sampled_from([1, 1, 1, 2, 3, 50, 2_000]))
TEXT = st.one_of(
    st.text(max_size=2_000),
    st.lists(_RUNS, max_size=40).map(
        lambda runs: "".join(piece * times for piece, times in runs)[:200_000]
    ),
)
BYTES = st.one_of(
    st.binary(max_size=4_000),
    st.builds(
        lambda text, encoding: text.encode(encoding, "replace"),
        TEXT,
        st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp932", "gb18030"]),
    ),
    st.builds(lambda head, tail: head + tail, st.sampled_from([b"%PDF-", b"\xff\xfe", b"\xef\xbb"]),
              st.binary(max_size=2_000)),
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What is tried, and with what."""

    check: Callable[..., None]
    inputs: dict[str, st.SearchStrategy[Any]]

    @property
    def name(self) -> str:
        return self.check.__name__


TARGETS: list[Target] = []


def hostile(**inputs: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], None]:
    """Makes what it stands on a target."""
    return lambda check: TARGETS.append(Target(check, inputs))


@hostile(content=BYTES)
def bytes_are_text_or_refused(content: bytes) -> None:
    if is_pdf(content):
        return
    try:
        check_is_text(content)
        text = decode_text(content)
    except UnreadableFile as error:
        assert str(error)
        return
    text.encode("utf-8")  # a lone half of a character can't be stored
    assert "\0" not in text


@hostile(text=TEXT)
def headings_lie_in_the_text_in_order(text: str) -> None:
    is_markdown(Sample(b"", text, PurePath("note.txt")))
    headings = markdown_headings(text)
    starts = [heading.start for heading in headings]
    assert starts == sorted(starts)
    assert all(0 <= start < len(text) for start in starts)
    assert all(heading.title.strip() and "\n" not in heading.title for heading in headings)
    assert "\n" not in markdown_title(headings)


@hostile(text=TEXT)
def passages_are_slices_and_nothing_is_lost(text: str) -> None:
    page = Page(1, text, ())
    document = ReadDocument("markdown", "", (page,), markdown_headings(text))
    passages = split(document, token_spans=HashingEncoder().token_spans, options=OPTIONS)
    end = 0
    for passage in passages:
        assert 0 <= passage.start < passage.end <= len(text)
        between = text[end : passage.start]
        assert not any(character.isalnum() for character in between), between
        end = passage.end
    assert not any(character.isalnum() for character in text[end:])


@hostile(texts=st.lists(TEXT, max_size=4))
def cleaned_pages_lead_back_to_the_raw_ones(texts: list[str]) -> None:
    pages = clean_pages([RawPage(number, text) for number, text in enumerate(texts, 1)])
    assert [page.number for page in pages] == list(range(1, len(texts) + 1))
    for page, raw in zip(pages, texts, strict=True):
        for run in page.source_runs:
            assert 0 <= run.text_start <= run.text_start + run.length <= len(page.text)
            assert 0 <= run.source_start <= run.source_start + run.length <= len(raw)


@hostile(
    titles=st.lists(st.tuples(st.integers(1, 40), TEXT, st.integers(1, 9)), max_size=30),
    text=TEXT,
)
def outlines_of_nonsense_are_headings_on_pages(
    titles: list[tuple[int, str, int]], text: str
) -> None:
    entries = [OutlineEntry(level, clean_line(title), page) for level, title, page in titles]
    pages = (Page(1, text, ()), Page(2, text[::-1], ()))
    for heading in outline_headings(entries, pages):
        assert isinstance(heading, Heading)
        assert 1 <= heading.page <= 2
        assert 0 <= heading.start <= len(text)


@hostile(names=st.lists(TEXT.map(lambda text: text[:300]), max_size=20))
def names_stay_apart(names: list[str]) -> None:
    shown = [display_name(name) for name in names]
    assert all(name.replace("\u200d", "").isprintable() for name in shown)
    assert len(set(told_apart(shown))) == len(names)


@hostile(content=st.one_of(st.binary(max_size=300), BYTES))
def what_a_process_says_is_a_message_or_its_end(content: bytes) -> None:
    stream = io.BytesIO(content)
    try:
        while True:
            assert isinstance(receive(stream), dict)
    except (EOFError, OSError):
        pass


@pytest.mark.parametrize("piece", [
    " ", "\t", "\r", "\n", "\x0b", "\u3000", ".", "…", "!'", "”", "。」", ";", "ก ", "[", "](", "`",
    "*", "# ", "#", "# \t", "```\n# a\n", "- ", "1", "1 ", "W", "漢", "-\n", "a-", "\x02",
    "e\u0301", "\u0301", "\ufeff", "|-", "===\n", " \n", "\n\t", "_", "a\n \n",
], ids=ascii)  # fmt: skip
def test_the_time_grows_with_the_length_and_not_with_its_square(piece: str) -> None:
    """Found by the fuzzing below: a run of blanks kept the server busy for hours."""
    text = (piece * 60_000)[:60_000]
    started = time.process_time()
    for whole in (text, "x" + text + "x"):
        is_pdf(b"%PDF-" + whole.encode())
        is_pdf(b" junk %PDF-" + whole.encode())
        is_markdown(Sample(b"", whole, PurePath("note.txt")))
        markdown_headings(whole)
        clean_pages([RawPage(1, whole)])
        borders(whole)
    assert time.process_time() - started < 10


def run(target: Target, examples: int, chosen_seed: int) -> None:
    """Examples of one kind; too slow an example fails as a wrong one does."""
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    wanted = settings(
        max_examples=examples,
        deadline=1000 * SECONDS_AT_MOST,
        suppress_health_check=quiet,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )
    seed(chosen_seed)(wanted(given(**target.inputs)(target.check)))()


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a_few_hostile_inputs_end_well(target: Target) -> None:
    run(target, 40, 20261124)


CHANGED = (
    ".docx", ".pptx", ".xlsx", ".xls", ".odt", ".ods", ".odp", ".epub", ".rtf", ".html", ".eml",
    ".xml", ".csv",
)  # fmt: skip


def read_changed(ending: str, folder: Path, *, files: int, seconds: float, first: int) -> None:
    """Change sound files of a kind and read them in a process of their own, which must live."""
    worker = [sys.executable, "-m", "tests.ingest.confined.changed_files_worker"]
    asked = [ending, str(first), str(files), str(seconds), str(folder)]
    done = subprocess.run([*worker, *asked], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"seed {first} and on: {done.stderr[-2_000:]}"
    said = json.loads(done.stdout.splitlines()[-1])  # some libraries print what they miss
    assert not said["wrong"], said
    if files >= 20:  # else what is fuzzed is how a ZIP archive is refused
        assert 3 * said["endings"].get("opened", 0) >= sum(said["endings"].values()), said
    print(ending, said["endings"])


@pytest.mark.parametrize("ending", CHANGED)
def test_a_few_changed_files_end_well(ending: str, tmp_path: Path) -> None:
    read_changed(ending, tmp_path, files=8, seconds=60, first=20261129)


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("ending", CHANGED)
def test_changed_files_for_minutes(ending: str, tmp_path: Path) -> None:
    seconds = float(os.environ.get("FUZZ_SECONDS", "600"))
    first = random.SystemRandom().randrange(10**9)
    read_changed(ending, tmp_path, files=10**9, seconds=seconds, first=first)


@pytest.mark.long
@pytest.mark.timeout(0)
def test_hostile_inputs_for_minutes() -> None:
    deadline = time.monotonic() + float(os.environ.get("FUZZ_SECONDS", "600"))
    first = random.SystemRandom().randrange(10**9)
    print(f"the first seed is {first}")
    rounds = 0
    for target in cycle(TARGETS):
        if time.monotonic() > deadline:
            break
        run(target, 300, first + rounds)
        rounds += 1
    print(f"{rounds} rounds of 300 examples")
