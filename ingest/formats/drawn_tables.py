"""Tables that are drawn in plain text: by Org, by reStructuredText, by what databases print."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set

from ingest.formats.records import Table
from ingest.formats.wording import in_one_line
from storage.records import CELL_END

_LINE = re.compile(r"[^\r\n]+")
_RULE = re.compile(r"[|+][-=:+|]*[-=][-=:+|]*[|+]")
_BORDER = re.compile(r"=+(?:[ \t]+=+)+")
_ROWS_AT_LEAST = 2
_HEAD_ROWS_AT_MOST = 5
_LONGEST_LINE = 2_000

Span = tuple[int, int]


def drawn_tables(text: str) -> tuple[Table, ...]:
    """The tables of a page in order, each with the rows that name its columns as its context.

    Rows stand between upright strokes, some of them parted by a drawn line; or above and between
    such borders as ``===== ====``.
    """
    lines = [found.span() for found in _LINE.finditer(text)]
    return tuple(_tables(text, lines))


def _tables(text: str, lines: Sequence[Span]) -> Iterator[Table]:
    at = 0
    borders, ends = _borders(text, lines)
    are_borders = frozenset(borders)
    while at < len(lines):
        end = _end_of_strokes(text, lines, at)
        if at in are_borders:
            end = _end_of_borders(ends, borders, at)
        if not end:
            at += 1
            continue
        drawn = [_drawn(text, line) for line in lines[at:end]]
        rules = [number for number, one in enumerate(drawn) if _is_rule(one)]
        rows = [number for number, one in enumerate(drawn) if not _is_rule(one)]
        if rules and len(rows) >= _ROWS_AT_LEAST:
            head_end = _head_end(drawn, rules, rows)
            heads = [number for number in rows if number < head_end][:_HEAD_ROWS_AT_MOST]
            if at in are_borders:
                border, offset = drawn[0], text.index("=", lines[at][0]) - lines[at][0]
                context = "\n".join(
                    _below(border, text[slice(*lines[at + number])][offset:]) for number in heads
                )
            else:
                context = "\n".join(in_one_line(drawn[number]) for number in heads)
            yield Table(1, lines[at][0], lines[end - 1][1], context)
        at = end


def _end_of_strokes(text: str, lines: Sequence[Span], at: int) -> int:
    """The line behind the last that follows on a line and begins with a stroke, or 0."""
    end = at
    while end < len(lines) and _drawn(text, lines[end])[:1] in ("|", "+"):
        if end > at and not _follows(text, lines, end):
            break
        end += 1
    return end if end > at + 1 else 0


def _borders(text: str, lines: Sequence[Span]) -> tuple[Sequence[int], Set[int]]:
    """The lines that are borders in order, and those of them below which nothing follows."""
    borders = [at for at in range(len(lines)) if _BORDER.fullmatch(_drawn(text, lines[at]))]
    return borders, {
        at for at in borders if at + 1 == len(lines) or not _follows(text, lines, at + 1)
    }


def _end_of_borders(ends: Set[int], borders: Sequence[int], at: int) -> int:
    """The line behind the closing border: the third, or the second where nothing follows that."""
    following = bisect_right(borders, at)
    below = borders[following : following + 2]
    if below and below[0] in ends:
        return below[0] + 1
    return below[1] + 1 if len(below) > 1 else 0


def _head_end(drawn: Sequence[str], rules: Sequence[int], rows: Sequence[int]) -> int:
    """The line behind the rows that name the columns: the first line drawn below a row."""
    doubled = [number for number in rules if "=" in drawn[number] and number > rows[0]]
    below = doubled or [number for number in rules if number > rows[0]]
    return below[0] if below and below[0] < rows[-1] else 0


def _below(border: str, line: str) -> str:
    """The cells of a line, each below its part of the border, with a mark between them."""
    starts = [found.start() for found in re.finditer("=+", border)]
    ends = [*starts[1:], _LONGEST_LINE]
    cells = [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    return CELL_END.join(cells).rstrip()


def _is_rule(line: str) -> bool:
    return bool(_RULE.fullmatch(line) or _BORDER.fullmatch(line))


def _drawn(text: str, line: Span) -> str:
    return text[line[0] : min(line[1], line[0] + _LONGEST_LINE)].strip()


def _follows(text: str, lines: Sequence[Span], number: int) -> bool:
    """Whether a line stands right below the one before it."""
    return text.count("\n", lines[number - 1][1], lines[number][0]) < 2
