"""What openpyxl tells only of whole books: a sheet's hidden rows, and formulas never computed."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import BinaryIO

from ingest.formats.office.sheets import column_of

_BLOCK_BYTES = 1 << 20
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^<>]*\shidden=[\"'](?:1|true)[\"'])[^<>]*>")
_HIDDEN_COLUMN = re.compile(_HIDDEN_ROW.pattern.replace(b"row", b"col"))
_FIRST_COLUMN, _LAST_COLUMN = (
    re.compile(rb"\s" + edge + rb"=[\"'](\d{1,5})[\"']") for edge in (b"min", b"max")
)
_COLUMNS_AT_MOST = 16_384
_ROW_NUMBER = re.compile(rb"\sr=[\"'](\d{1,7})[\"']")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^<>]*\sref=[\"']([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})[\"']"
)
_WITHOUT_RESULT = re.compile(
    rb"<(?:\w+:)?c\b(?![^<>]*\st=[\"']str[\"'])[^<>]*>\s*<(?:\w+:)?f\b"
    rb"(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*"
    rb"</(?:\w+:)?c>"
)


@dataclass(slots=True)
class SheetFacts:
    """Numbers of hidden rows and columns (1 is A), and how many formulas have no result.

    ``merged`` has the cells over several rows as ``RowLabels.starts`` has them, by first row.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    without_result: int = 0
    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)


def sheet_facts(opened: Callable[[], AbstractContextManager[BinaryIO]]) -> SheetFacts:
    """What the XML of a sheet says, read in pieces."""
    found = SheetFacts()
    rest = b""
    with opened() as xml:
        while block := xml.read(_BLOCK_BYTES):
            text = rest + block
            cut = max(text.rfind(b"<c "), text.rfind(b"<row"), text.rfind(b"<col"),
                      text.rfind(b"<mergeCell "))  # fmt: skip
            rest = text[cut:] if cut >= 0 and len(text) - cut < _BLOCK_BYTES else b""
            _add(text[: len(text) - len(rest)], found)
    _add(rest, found)
    return found


def _add(text: bytes, found: SheetFacts) -> None:
    for row in _HIDDEN_ROW.finditer(text):
        found.hidden_rows.update(map(int, _ROW_NUMBER.findall(row[0])))
    for column in _HIDDEN_COLUMN.finditer(text):
        found.hidden_columns.update(_from_to(column[0]))
    found.without_result += len(_WITHOUT_RESULT.findall(text))
    for letters, top, bottom in _MERGED.findall(text):
        if int(top) < int(bottom):
            at = column_of(letters.decode()) - 1
            found.merged.setdefault(int(top), []).append((at, int(bottom)))


def _from_to(column: bytes) -> range:
    edges = [pattern.search(column) for pattern in (_FIRST_COLUMN, _LAST_COLUMN)]
    first, last = (int(edge[1]) if edge else 0 for edge in edges)
    return range(first, min(last, _COLUMNS_AT_MOST) + 1)
