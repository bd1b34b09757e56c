from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.formats.text_headings import text_headings
from tests.ingest.formats.containers import read_here

RST = """=======
Harbour
=======

Words of *it*.

Boats
-----

Linnea and Odd.

Crews
^^^^^

Ida.

 Fees
------

Fourteen.

  Indented
  --------
Name      Fee
-------------
a -- b
"""
ASCIIDOC = """= Harbour
:toc:

== Boats

----
== not this
----

[[crews]]
=== Crews ===

Ida has
== a sign
"""
ORG = """#+TITLE: Harbour
* TODO Boats :red:
- Linnea
** Crews
* item
"""


@pytest.mark.parametrize(
    ("written", "headings"),
    [
        (RST, [(1, "Harbour"), (2, "Boats"), (3, "Crews")]),
        (ASCIIDOC, [(1, "Harbour"), (2, "Boats"), (3, "Crews")]),
        (ORG, [(1, "Boats"), (2, "Crews"), (1, "item")]),
        ("Shopping\n\n* apples\n** green ones\n= 3\n\nfoo\n--\nbar\n", []),
        ("Title\r\n=====\r\n\r\nText\r\n", [(1, "Title")]),
        ("A line of prose\nthat goes on\n------------\n", []),
    ],
    ids=["rst", "asciidoc", "org", "bullets", "windows", "prose"],
)
def test_headings_are_told_by_their_signs(written: str, headings: list[tuple[int, str]]) -> None:
    found = text_headings(written)
    assert [(one.level, one.title) for one in found] == headings
    for one in found:
        assert one.title in "".join(written[one.start :].splitlines(keepends=True)[:3])


def test_a_text_is_called_as_the_heading_with_which_it_begins(tmp_path: Path) -> None:
    assert read_here(RST.encode(), "a.rst", tmp_path).title == "Harbour"
    assert read_here(b"Words.\n\nBoats\n-----\n", "a.txt", tmp_path).title == ""


def test_what_is_called_rst_is_no_markdown(tmp_path: Path) -> None:
    written = b"# a shell remark\n\n- `one`\n- **two**\n- [x](y)\n"
    assert read_here(written, "a.rst", tmp_path).kind == "text"
    assert read_here(written, "a.txt", tmp_path).kind == "markdown"


@pytest.mark.parametrize("piece", ["=", "= ", "a\n===\n", "----\n", "* ", "*", " ", "#+A:\n* b :c"])
def test_the_time_grows_with_the_length(piece: str) -> None:
    started = time.process_time()
    text_headings((piece * 60_000)[:60_000])
    assert time.process_time() - started < 2
