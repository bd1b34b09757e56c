from __future__ import annotations

from pathlib import PurePath

import pytest

from ingest.formats.markdown import is_markdown, markdown_headings, markdown_title
from ingest.formats.source import Sample


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param("# Title\n\nSee [this](http://x.y) and **that**.", "readme", True, id="signs"),
        pytest.param("just words", "notes.md", True, id="ending-decides"),
        pytest.param("just words", "notes.txt", False, id="plain"),
        pytest.param("# a comment\nx = 1\n# another", "script.py", False, id="comments"),
        pytest.param("#!/bin/sh\n# one\n- two `x` **y**", "run", False, id="script"),
        pytest.param("- one\n- two\n* three", "list.txt", False, id="list-alone"),
        pytest.param(
            "```\ncode\n```\n\n| a | b |\n|---|---|\n\n- x", "page", True, id="code-table-list"
        ),
    ],
)
def test_markdown_is_told_from_text(text: str, name: str, expected: bool) -> None:
    assert is_markdown(Sample(b"", text, PurePath(name))) is expected


def test_headings_in_order_with_their_places() -> None:
    text = "Top\n===\n\nwords\n\nSub\n---\n# One #\r\n```\n# not\n```\n### Deep *bold* [link](u)\n"
    headings = markdown_headings(text)
    assert [(heading.level, heading.title) for heading in headings] == [
        (1, "Top"), (2, "Sub"), (1, "One"), (3, "Deep bold link"),
    ]  # fmt: skip
    for heading in headings:
        assert text[heading.start :].lstrip("# ").startswith(heading.title.split()[0])


def test_an_open_block_of_code_hides_all_that_follows() -> None:
    assert markdown_headings("# One\n~~~~\n# no\n~~~\n# no\n") == markdown_headings("# One\n")


def test_a_table_or_list_above_dashes_is_no_heading() -> None:
    assert markdown_headings("- item\n---\n| a | b |\n---\n") == ()


def test_title_is_the_first_outermost_heading() -> None:
    assert markdown_title(markdown_headings("## Before\n# Real\n# Second")) == "Real"
    assert markdown_title(()) == ""


def test_facts_before_the_text_are_no_heading() -> None:
    text = "---\r\ntitle: A\r\ntags: b\r\n---\r\n\r\n# Real\r\n"
    (heading,) = markdown_headings(text)
    assert (heading.title, text[heading.start :]) == ("Real", "# Real\r\n")
    assert [heading.title for heading in markdown_headings("--- x\n# One\n---\n")] == ["One"]


def test_headings_inside_lists_and_quotations_are_none() -> None:
    assert markdown_headings("> # quoted\n\n- # item\n\n    # code\n") == ()
