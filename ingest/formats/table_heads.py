"""Which rows of a table name its columns, and what they say together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from storage.records import CELL_END

_VALUE = re.compile(r"[\d.,:/%+\-()\s€$£¥]*\d[\d.,:/%+\-()\s€$£¥]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ISO_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_LONGEST_HEAD = 80  # characters; what is longer is prose in a table
_LONGEST_QUESTION = 400  # which forms put above what was answered
_COUNTED_AT_LEAST = 3
_ROWS_LOOKED_AT = 20
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

    Names are short words, or longer than all that stands below them, as the questions of a form; a
    row of values is none, but years may be among names, or be the names of all columns but the
    first, as may days and numbers that are counted up.
    """
    if len(rows) < 2:
        return 0
    if _are_years(rows[0]):
        return _heads_with_years(rows)
    if _is_series(rows[0]) and not _is_series(rows[1]):
        return 1
    width = max(map(_filled, rows))
    are_heads = _are_names(rows[0]) or _are_questions(rows) or _are_beside_a_day(rows)
    if not are_heads or _filled(rows[0]) < min(2, width):
        return 0
    spans_the_last = len(rows[0]) < len(rows[1]) and "" in (rows[0][0], rows[1][0])
    spanning = _filled(rows[0]) < width and ("" in rows[0][1:] or spans_the_last)
    if spanning and len(rows) > 2 and _are_names(rows[1]) and _filled(rows[1]) > 1:
        return 2
    return 1


def heads_alone(rows: Sequence[Sequence[str]]) -> str:
    """What a row of names says that stands alone, as above the first rows of a table; else ""."""
    is_one = len(rows) == 1 and _filled(rows[0]) > 1 and _are_names(rows[0])
    return joined_heads(rows) if is_one else ""


def joined_heads(rows: Sequence[Sequence[str]]) -> str:
    """What the rows of names say together, at most some hundred characters of it.

    One row is itself. Where a name in the first of several spans columns, it is said with each
    name below it: "2023 planned".
    """
    if len(rows) < 2:
        return "".join(CELL_END.join(row).rstrip() for row in rows)[:_CONTEXT_CHARACTERS_AT_MOST]
    columns: list[list[str]] = [[] for _ in range(max(map(len, rows)))]
    named = {column for row in rows for column, cell in enumerate(row) if cell}
    for row in rows:
        said = ""
        for column, parts in enumerate(columns):
            cell = row[column] if column < len(row) else ""
            said = cell or (said if row is not rows[-1] and column in named else "")
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


def _is_series(row: Sequence[str]) -> bool:
    """Whether days, or numbers that are counted up, follow one name."""
    name, said = row[0], [cell for cell in row[1:] if cell]
    if not name or _VALUE.fullmatch(name):
        return False
    if all(_ISO_DAY.fullmatch(cell) for cell in said):
        return len(said) > 1
    counted = [int(cell) for cell in said if cell.isdecimal() and len(cell) < 5]
    follow = all(one + 1 == after for one, after in pairwise(counted))
    return len(counted) == len(said) >= _COUNTED_AT_LEAST and follow


def _are_beside_a_day(rows: Sequence[Sequence[str]]) -> bool:
    """Whether names follow the day of which a list is, that stands above names."""
    day, names = rows[0][0], rows[0][1:]
    below = [row[0] for row in rows[1:] if row and row[0]]
    return (
        _ISO_DAY.fullmatch(day) is not None
        and _filled(names) > 1
        and _are_names(names)
        and bool(below)
        and not any(map(_VALUE.fullmatch, below))
    )


def _are_questions(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row has names, of which the long ones are longer than all below them."""
    long = [at for at, cell in enumerate(rows[0]) if len(cell) > _LONGEST_HEAD]
    below = rows[1:_ROWS_LOOKED_AT]
    return (
        len(rows) > 2
        and _are_names([cell[:_LONGEST_HEAD] for cell in rows[0]])
        and all(
            len(rows[0][at]) <= _LONGEST_QUESTION
            and len(rows[0][at]) > max((len(row[at]) for row in below if at < len(row)), default=0)
            for at in long
        )
    )


def _are_names(row: Sequence[str]) -> bool:
    said = [cell for cell in row if cell]
    values = [cell for cell in said if _VALUE.fullmatch(cell) and not _YEAR.fullmatch(cell)]
    words = [cell for cell in said if not _VALUE.fullmatch(cell)]
    return bool(words) and not values and max(map(len, said)) <= _LONGEST_HEAD
