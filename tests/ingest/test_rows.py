"""Passages of tables: rows are never cut, and each passage knows its columns and its cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.records import ReadDocument, Table
from ingest.splitting import SplittingOptions, split
from storage.records import Page, PassageDraft
from tests.fakes import HashingEncoder

SMALL = SplittingOptions(max_tokens=22, overlap_tokens=6)
HEAD = "Item Planned Spent"
ROWS = [f"Lamp. {number} costs, all told: {number}00 euros" for number in range(2, 12)]


def passages_of(
    text: str, *tables: Table, label: str = "", options: SplittingOptions = SMALL
) -> tuple[PassageDraft, ...]:
    page = Page(1, text, (), label)
    document = ReadDocument("csv", "", (page,), (), tables=tables)
    return split(document, token_spans=HashingEncoder().token_spans, options=options)


def sheet(*rows: str) -> tuple[str, Table]:
    text = "\n".join((HEAD, *rows))
    cells = tuple((f"A{number}", f"C{number}") for number in range(1, len(rows) + 2))
    return text, Table(1, 0, len(text), HEAD, cells)


def test_passages_of_a_table_are_whole_rows_with_their_column_heads() -> None:
    text, table = sheet(*ROWS)
    passages = passages_of(text, table, label="Budget")
    assert "\n".join(passage.text for passage in passages) == text
    assert passages[0].text.startswith(HEAD)
    assert passages[0].context == ""
    assert {passage.context for passage in passages[1:]} == {HEAD}


def test_places_name_sheet_and_cells() -> None:
    text, table = sheet(*ROWS[:2])
    large = SplittingOptions(max_tokens=200)
    (whole,) = passages_of(text, table, label="Budget", options=large)
    assert whole.place == "Budget!A1:C3"
    (unnamed,) = passages_of(text, table, options=large)
    assert unnamed.place == "A1:C3"


def test_a_row_too_long_for_a_passage_is_cut_and_every_piece_has_the_heads() -> None:
    text, table = sheet(" ".join(["word"] * 60))
    passages = passages_of(text, table, label="S")
    assert len(passages) > 2
    assert {passage.context for passage in passages[1:]} == {HEAD}
    assert {passage.place for passage in passages[1:]} == {"S!A2:C2"}


def test_prose_around_a_table_is_cut_as_ever_and_has_no_context() -> None:
    before = "The lamps were bought in spring. They hang in the hall. Nobody counted them at all.\n"
    text, table = sheet(*ROWS[:4])
    after = "\nThe guards are paid by the month. So it was agreed."
    moved = Table(1, len(before), len(before) + table.end, HEAD)
    passages = passages_of(before + text + after, moved)
    contexts = {passage.text.split()[0]: passage.context for passage in passages}
    assert contexts["The"] == ""
    assert [p.context for p in passages if p.text.startswith("Lamp")][-1] == HEAD
    assert {passage.place for passage in passages} == {""}


@given(st.lists(st.text(alphabet="ab c.1,;", min_size=1, max_size=60), min_size=1, max_size=12))
def test_no_row_that_fits_is_cut_and_nothing_is_lost(rows: list[str]) -> None:
    text, table = sheet(*rows)
    passages = passages_of(text, table)
    spans = HashingEncoder().token_spans
    ends = {0, len(text), *(at for at, character in enumerate(text) if character == "\n")}
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        line = text[text.rfind("\n", 0, passage.start) + 1 :].split("\n")[0]
        if len(spans(line)) <= SMALL.budget:
            assert text[: passage.start].rsplit("\n", 1)[-1].strip() == ""
    uncovered = set(range(len(text))) - {
        place for passage in passages for place in range(passage.start, passage.end)
    }
    assert not any(text[place].isalnum() for place in uncovered)
    assert ends


@pytest.mark.parametrize("count", [1, 3])
def test_two_tables_of_a_page_keep_to_their_own_heads(count: int) -> None:
    first, second = "\n".join(["Town People", *["Ulm 120"] * count]), "Tree Height\nOak 30"
    text = f"{first}\n\n{second}"
    tables = (
        Table(1, 0, len(first), "Town People"),
        Table(1, len(first) + 2, len(text), "Tree Height"),
    )
    passages = passages_of(text, *tables, options=SplittingOptions(max_tokens=16, overlap_tokens=2))
    for passage in passages:
        assert ("Ulm" in passage.text) <= ("Town" in passage.text + passage.context)
        assert ("Oak" in passage.text) <= ("Tree" in passage.text + passage.context)
