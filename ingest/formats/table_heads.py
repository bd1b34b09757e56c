"""Which rows of a table name its columns, and what they say together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from storage.records import CELL_END

_VALUE = re.compile(r"[\d.,:/%+\-()\s€$£¥]*\d[\d.,:/%+\-()\s€$£¥]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_HEAD = 80  # characters; what is longer is prose in a table
_TITLE_ROWS_AT_MOST = 5
_CONTEXT_CHARACTERS_AT_MOST = 600


def title_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows are the table's title: words that stand alone in theirs."""
    if max(map(_filled, rows), default=0) < 2:
        return 0
    count = 0
    while _filled(rows[count]) == 1 and count < _TITLE_ROWS_AT_MOST:
        count += 1
    return count


def guessed_heads(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows name the columns: 0, 1, or 2 where the first spans several.

    Names are short words; a row of values is none, but years may be among names, or be the names
    of all columns but the first.
    """
    if len(rows) < 2:
        return 0
    if _are_years(rows[0]):
        return _heads_with_years(rows)
    width = max(map(_filled, rows))
    if not _are_names(rows[0]) or _filled(rows[0]) < min(2, width):
        return 0
    spanning = _filled(rows[0]) < width and "" in rows[0][1:]
    if spanning and len(rows) > 2 and _are_names(rows[1]) and _filled(rows[1]) > 1:
        return 2
    return 1


def joined_heads(rows: Sequence[Sequence[str]]) -> str:
    """What the rows of names say together, at most some hundred characters of it.

    One row is itself. Where a name in the first of several spans columns, it is said with each
    name below it: "2023 planned".
    """
    if len(rows) < 2:
        return "".join(CELL_END.join(row).rstrip() for row in rows)[:_CONTEXT_CHARACTERS_AT_MOST]
    columns: list[list[str]] = [[] for _ in range(max(map(len, rows)))]
    for row in rows:
        said = ""
        for column, parts in enumerate(columns):
            cell = row[column] if column < len(row) else ""
            said = cell or (said if row is not rows[-1] else "")
            if said and said not in parts:
                parts.append(said)
    return CELL_END.join(map(" ".join, columns)).rstrip()[:_CONTEXT_CHARACTERS_AT_MOST]


def _filled(row: Sequence[str]) -> int:
    return sum(map(bool, row))


def _heads_with_years(rows: Sequence[Sequence[str]]) -> int:
    """How many rows name the columns, of which the first has years: names follow, or values."""
    if len(rows) > 2 and _are_names(rows[1]) and _filled(rows[1]) > _filled(rows[0]):
        return 2
    return int(all(_are_names(row[:1]) for row in rows[1:]))


def _are_years(row: Sequence[str]) -> bool:
    """Whether a row has nothing but years, above columns that stand right of others."""
    said = [cell for cell in row if cell]
    return not row[0] and len(said) > 1 and all(_YEAR.fullmatch(cell) for cell in said)


def _are_names(row: Sequence[str]) -> bool:
    said = [cell for cell in row if cell]
    values = [cell for cell in said if _VALUE.fullmatch(cell) and not _YEAR.fullmatch(cell)]
    words = [cell for cell in said if not _VALUE.fullmatch(cell)]
    return bool(words) and not values and max(map(len, said)) <= _LONGEST_HEAD
