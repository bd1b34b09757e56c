"""What a sentence's quotations stand in: the whole sentences and rows of their passages."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

import regex

from bot.answering.tables import Row, rows_of, statements_in
from bot.records import Quotation
from bot.writing.values import Value, values_in

_CUT = regex.compile(r"\s*(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*")
_QUOTE_MARKS = str.maketrans("", "", "\"'“”„‟«»‹›「」『』‘’‚‛`")
_YEAR = regex.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,.]\d)")
_FEW_WORDS = 2
"""So few words say too little to be looked for in a second place."""


def plain(text: str) -> str:
    """The text in one spelling, with single spaces and without quote marks."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTE_MARKS).split())


def is_quoted(quotation: str, text: str) -> bool:
    """Whether the words stand in the text letter by letter, spaces and quote marks aside.

    Where something was left out with dots, what is on either side must stand there, in order.
    """
    at, within = 0, plain(text)
    pieces = pieces_of(quotation)
    for piece in pieces:
        at = within.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return bool(pieces)


def pieces_of(quotation: str) -> list[str]:
    """What a quotation has on either side of dots, each in one spelling."""
    return [one for piece in _CUT.split(quotation) if (one := plain(piece))]


def grounds_of(quotations: Sequence[Quotation], texts: dict[int, str]) -> list[str]:
    """The sentences and rows in which the quotations stand, each once, in one spelling.

    A quotation may leave out what turns its sentence round: "dogs are allowed" of "Not true is that
    dogs are allowed".
    """
    found: dict[str, None] = {}
    for rank in dict.fromkeys(one.rank for one in quotations):
        within = plain(texts[rank])
        stretches = list(_stretches(texts[rank], within))
        for quotation in quotations:
            for piece in pieces_of(quotation.text) if quotation.rank == rank else ():
                for start in _places(piece, within):
                    end = start + len(piece)
                    found |= {within[a:b]: None for a, b in stretches if a < end and start < b}
    return list(found)


def _stretches(text: str, within: str) -> Iterator[tuple[int, int]]:
    """Where each sentence and row of a text stands in its plain spelling."""
    at = 0
    for start, end in statements_in(text):
        statement = plain(text[start:end])
        at = max(at, within.find(statement, at))
        yield at, at + len(statement)


def _places(piece: str, within: str) -> Iterator[int]:
    """Where a piece stands: everywhere, or the first place if it says little."""
    at = within.find(piece)
    while at >= 0:
        yield at
        if len(piece.split()) <= _FEW_WORDS:
            return
        at = within.find(piece, at + 1)


def of_another_column(said: str, grounds: Sequence[str], texts: dict[int, str]) -> Value | None:
    """A value of a quoted row that stands in the column of another year than the sentence says."""
    years = set(_YEAR.findall(said))
    rows = [row for text in texts.values() for row in _quoted_rows(text, grounds)]
    for value in values_in(said) if years else ():
        columns = [
            (row, row.columns[at])
            for row in rows
            for at, written in enumerate(row.values)
            if row.columns and any(value.equals(one) for one in values_in(written))
        ]
        if columns and all(
            column.year and column.year not in years and years & {one.year for one in row.columns}
            for row, column in columns
        ):
            return value
    return None


def _quoted_rows(text: str, grounds: Sequence[str]) -> Iterator[Row]:
    for row in rows_of(text):
        if plain(text[row.start : row.end]) in grounds:
            yield row
