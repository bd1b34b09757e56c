from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.formats.records import ReadDocument
from ingest.splitting import SplittingOptions, split
from tests.fakes import HashingEncoder
from tests.ingest.formats.containers import read_here

HEADERS = """From: Ann <ann@x.org>
To: Ben <ben@x.org>
Subject: Re: Mole
Date: Tue, 3 Jun 2025 10:00:00 +0200
Message-ID: <1@x>
MIME-Version: 1.0
Content-Type: text/{kind}; charset=utf-8

"""
OWN = "The crane comes on Friday."
ASKED = "When does the crane come?"
INTRODUCED = "On Mon, 2 Jun 2025 at 09:12, Ben Odd <ben@x.org> wrote:"
IN_TWO_LINES = INTRODUCED.replace(" <", "\n<")
OUTLOOKS = "From: Ben Odd <ben@x.org> Sent: Monday, June 2, 2025 9:12 AM"
BLOCK = """From: Ben Odd <ben@x.org>
Sent: Monday, June 2, 2025 9:12 AM
To: Ann <ann@x.org>
Subject: Mole
"""


def read(said: str, folder: Path, kind: str = "plain") -> ReadDocument:
    return read_here((HEADERS.format(kind=kind) + said).encode(), "a.eml", folder)


def passages(document: ReadDocument) -> list[tuple[str, str]]:
    """The heading of each passage, and its text."""
    options = SplittingOptions()
    drafts = split(document, token_spans=HashingEncoder().token_spans, options=options)
    return [(one.heading, one.text) for one in drafts]


@pytest.mark.parametrize(
    ("said", "kind", "whose"),
    [
        pytest.param(f"{OWN}\n\n{INTRODUCED}\n\n> {ASKED}\n>\n>> First.\n", "plain", INTRODUCED,
                     id="introduced"),
        pytest.param(f"{OWN}\n\n{IN_TWO_LINES}\n> {ASKED}", "plain", INTRODUCED,
                     id="introduced-in-two-lines"),
        pytest.param(f"{OWN}\n\n{INTRODUCED}\n> {ASKED}\n\n-- \nAnn\n____\nlist@x.org\n", "plain",
                     INTRODUCED, id="above-a-signature"),
        pytest.param(f"{OWN}\n\n-----Original Message-----\n{BLOCK}\n{ASKED}\n", "plain", OUTLOOKS,
                     id="outlook"),
        pytest.param(f"{OWN}\n\n________________________________\n{BLOCK}\n{ASKED}\n", "plain",
                     OUTLOOKS, id="outlook-below-a-line"),
        pytest.param(f"{OWN}\n\nVon: Ben Odd\nGesendet: Montag, 2. Juni 2025\nAn: Ann\n\n{ASKED}\n",
                     "plain", "Von: Ben Odd Gesendet: Montag, 2. Juni 2025", id="german"),
        pytest.param(f'<div>{OWN}</div><div class="gmail_quote">{INTRODUCED.replace("<", "&lt;")}'
                     f"<br><blockquote><div>{ASKED}</div><ul><li>one<li>two</ul></blockquote></div>",
                     "html", INTRODUCED, id="html"),
        pytest.param(f"<p>{OWN}</p><hr><div><b>From:</b> Ben Odd &lt;ben@x.org&gt;<br><b>Sent:</b> "
                     "Monday, June 2, 2025 9:12 AM<br><b>To:</b> Ann<br><b>Subject:</b> Mole</div>"
                     f"<div>{ASKED}</div>", "html", OUTLOOKS, id="outlook-html"),
    ],
)  # fmt: skip
def test_a_reply_and_what_it_quotes_are_apart(
    tmp_path: Path, said: str, kind: str, whose: str
) -> None:
    own, quoted = passages(read(said, tmp_path, kind))
    assert own[0] == "Re: Mole"
    assert own[1].endswith(OWN)
    assert quoted[0] == f"Re: Mole > {whose}"
    assert ASKED in quoted[1]


def test_what_html_quotes_is_marked_as_in_plain_text(tmp_path: Path) -> None:
    said = f"<p>{OWN}</p><blockquote>{ASKED}<blockquote>Old.<br>Older.</blockquote><ul><li>one" \
        "</ul></blockquote><p>Later.</p>"  # fmt: skip
    text = read(said, tmp_path, "html").pages[0].text
    assert text.endswith(f"{OWN}\n\n> {ASKED}\n\n> > Old.\n> > Older.\n\n> • one\n\nLater.")


def test_answers_between_quoted_lines_stay_with_these(tmp_path: Path) -> None:
    said = f"Ben wrote:\n> {ASKED}\n\n{OWN}\n\n> Who pays?\n\nThe harbour office.\n"
    ((heading, text),) = passages(read(said, tmp_path))
    assert heading == "Re: Mole"
    assert text.endswith(said.strip())


def test_each_message_of_a_thread_is_told_from_the_others(tmp_path: Path) -> None:
    older = BLOCK.replace("Ben Odd", "Cid").replace("June 2", "June 1")
    document = read(f"{OWN}\n\n{BLOCK}\n{ASKED}\n\n{older}\nIt sank.\n", tmp_path)
    assert [heading.rpartition(" > ")[2][:13] for heading, _ in passages(document)] == [
        "Re: Mole", "From: Ben Odd", "From: Cid <be",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(f"{OWN}\nThey said:\n> {ASKED}\n\nGood.\n", id="words-below"),
        pytest.param(f"Note: one\nFrom: the mole\nTo: the crane\n{OWN}\n", id="no-date"),
        pytest.param(f"> {ASKED}\n", id="nothing-but-a-quotation"),
        pytest.param(f"{OWN}\n\n> {ASKED}\n", id="not-introduced"),
        pytest.param(f"On Monday Ben\n<ben@x.org> wrote:\n> {ASKED}\n", id="no-words-above"),
    ],
)
def test_other_words_get_no_heading(tmp_path: Path, said: str) -> None:
    assert [one.title for one in read(said, tmp_path).headings] == ["Re: Mole"]


@pytest.mark.parametrize("piece", ["> ", ">\n", "From: x\n", "a:\n", "-", "- a", "*", "a ",
                                   "From: x\nSent: y\nTo: z\n"])  # fmt: skip
def test_the_time_grows_with_the_length(tmp_path: Path, piece: str) -> None:
    started = time.process_time()
    read(f"x\n{(piece * 60_000)[:60_000]}", tmp_path)
    assert time.process_time() - started < 5
