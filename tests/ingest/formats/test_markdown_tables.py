from __future__ import annotations

import pytest

from ingest.formats.front_matter import front_matter, front_matter_end
from ingest.formats.markdown import markdown_headings, markdown_tables
from ingest.formats.records import ReadDocument
from ingest.splitting import SplittingOptions, split
from storage.records import Page
from tests.fakes import HashingEncoder

ROWS = "\n".join(f"| P-{number:03} | {number}.50 | shelf {number} |" for number in range(40))
TABLE = f"# Spare parts\n\n| Part | Price | Place |\n|---|---|---|\n{ROWS}\n"


def test_every_passage_of_a_table_knows_its_columns() -> None:
    headings = markdown_headings(TABLE)
    document = ReadDocument(
        "markdown", "", (Page(1, TABLE, ()),), headings, markdown_tables(TABLE, headings)
    )
    options = SplittingOptions(max_tokens=80, overlap_tokens=8)
    passages = split(document, token_spans=HashingEncoder().token_spans, options=options)
    assert len(passages) > 2
    assert all("Price" in passage.in_context for passage in passages)
    assert all(passage.text.endswith("|") for passage in passages)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: Folders\ntags: [brass, tour]\n---\nText", {"title": "Folders",
                                                                "tags": "brass, tour"}),
        ("---\nauthor:\n  - A. Brell\n  - 'C. Dorn'\n---\nText", {"author": "A. Brell, C. Dorn"}),
        ("---\nno facts\n---\n", {}),
        ("Text\n---\ntitle: none\n---\n", {}),
    ],
)  # fmt: skip
def test_what_a_file_says_of_itself_in_front(text: str, expected: dict[str, str]) -> None:
    assert dict(front_matter(text)) == expected


def test_what_stands_in_front_is_in_no_passage() -> None:
    text = "---\ntitle: Folders\n---\nThe folders were bought."
    document = ReadDocument("markdown", "", (Page(1, text, ()),), (), body_start=23)
    (passage,) = split(
        document, token_spans=HashingEncoder().token_spans, options=SplittingOptions()
    )
    assert passage.text == "The folders were bought."
    assert passage.first_line == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('+++\ntitle = "The mill"\ntags = ["water", "wheel"]\n+++\n',
                     {"title": "The mill", "tags": "water, wheel"}, id="toml"),
        pytest.param("---\ntitle: >\n  The mill\n  of the river\nauthor: Ada\n---\n",
                     {"title": "The mill of the river", "author": "Ada"}, id="folded"),
        pytest.param('---\ntitle: "The mill, a story"  \ndate: 2023 # or so\n---\n',
                     {"title": "The mill, a story", "date": "2023"}, id="remark"),
    ],
)  # fmt: skip
def test_facts_are_read_however_they_are_written(text: str, expected: dict[str, str]) -> None:
    assert dict(front_matter(text)) == expected
    assert front_matter_end(text) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\n\n# Mills\n\nThe river drives them.\n\n---\n\nMore.\n", id="heading"),
        pytest.param("---\nThe river drives the mills.\n---\nMore.\n", id="text"),
        pytest.param("---\ntitle: The mill\n\nNever closed.\n", id="never-closed"),
        pytest.param("+++\ntitle: The mill\n---\n", id="closed-by-another"),
    ],
)
def test_a_rule_above_the_text_takes_none_of_it_away(text: str) -> None:
    assert front_matter_end(text) == 0
