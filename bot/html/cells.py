"""Rows of a table in a passage, shown as a table: columns aligned, numbers to the right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby, pairwise

from markupsafe import Markup

from bot.html.excerpts import Excerpt
from storage.records import CELL_END

_LINE = re.compile(r"[^\n]+")
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*")  # the line under Markdown's column heads
_NUMBER = re.compile(r"[-–—+(]?\s*[$€£¥]?\s*\(?\d[\d.,\s]*\)?\s*[%‰€$£¥]?\)?|[-–—]")
_TABLE = Markup('<table class="cells">{}</table>')
_ROW = Markup("<tr{kind}>{cells}</tr>")
_HEADS = Markup(' class="heads"')
_CELL = Markup("<td{kind}>{cell}</td>")
_NUMERIC = Markup(' class="number"')
_CODE = Markup(' class="code"')
_SHORT_CODE = re.compile(r"(?=.*\d)\S{1,24}")

LINES_ABOVE = 2
"""Lines that a folded card shows above the marked row; on a phone one less."""

Slice = Callable[[int, int], Markup]
Span = tuple[int, int]


def has_cells(text: str, *, pipes: bool) -> bool:
    """Whether there are rows of a table; ``pipes`` says that those of Markdown count too."""
    return any(len(_cells(text, *span.span(), pipes)) > 1 for span in _LINE.finditer(text))


def with_mark(text: str, start: int, end: int, *, pipes: bool) -> Markup:
    """The text with its rows as tables, and what stands from start to end marked in each cell.

    What stands far above the mark can be folded away, so that a folded card still shows the mark.
    """
    line = next((one for one in _LINE.finditer(text) if one.start() <= start < one.end()), None)
    if start < end and line and len(_cells(text, *line.span(), pipes)) > 1:
        excerpt = Excerpt(text, start, end, *_shown_from(text, start), has_cuts=False)
    else:
        excerpt = Excerpt.of(text, start, end)
    return with_cells(text, excerpt.part, pipes=pipes)


def _shown_from(text: str, start: int) -> tuple[int, int]:
    """Where the few lines begin that are shown above a mark, and those on a phone; 0 for all."""
    lines = [found.start() for found in _LINE.finditer(text, 0, start) if found.start() < start]
    some, fewer = LINES_ABOVE, LINES_ABOVE - 1
    return (
        lines[-some] if len(lines) > some else 0,
        lines[-fewer] if len(lines) > fewer else 0,
    )


def with_cells(text: str, part: Slice, *, pipes: bool) -> Markup:
    """The text with its rows as tables; ``part`` gives the markup of what stands from a to b."""
    lines = [(found.span(), _cells(text, *found.span(), pipes)) for found in _LINE.finditer(text)]
    pieces: list[Markup] = []
    at = 0
    for is_row, stretch in groupby(lines, key=lambda line: len(line[1]) > 1):
        rows = list(stretch)
        start, end = rows[0][0][0], rows[-1][0][1]
        if not is_row:
            continue
        pieces.append(part(at, start))
        pieces.append(_table(text, [cells for span, cells in rows], part))
        at = min(end + 1, len(text))
    return Markup("").join([*pieces, part(at, len(text))])


def _table(text: str, rows: list[list[Span]], part: Slice) -> Markup:
    shown = [cells for cells in rows if not _RULE.fullmatch(text, cells[0][0], cells[-1][1])]
    return _TABLE.format(
        Markup("").join(
            _ROW.format(
                kind=_HEADS if number == 0 and _has_heads(text, shown) else "",
                cells=Markup("").join(_tds(text, cells, part)),
            )
            for number, cells in enumerate(shown)
        )
    )


def _has_heads(text: str, rows: list[list[Span]]) -> bool:
    """Whether the first row heads the others: these have numbers, and it has none."""
    numeric = [any(_is_number(text, cell) for cell in cells) for cells in rows]
    return not numeric[0] and any(numeric)


def _tds(text: str, cells: list[Span], part: Slice) -> Iterator[Markup]:
    for start, end in cells:
        kind = Markup("")
        if _is_number(text, (start, end)):
            kind = _NUMERIC
        elif _SHORT_CODE.fullmatch(text[start:end].strip()):
            kind = _CODE
        yield _CELL.format(kind=kind, cell=part(start, end))


def _is_number(text: str, cell: Span) -> bool:
    return _NUMBER.fullmatch(text[slice(*cell)].strip()) is not None


def _cells(text: str, start: int, end: int, pipes: bool) -> list[Span]:
    """Where the cells of a line stand; one for what is no row."""
    line = text[start:end]
    if CELL_END in line:
        ends = [found.start() for found in re.finditer(CELL_END, line)]
    elif pipes and line.lstrip().startswith("|"):
        ends = [found.start() for found in _PIPE.finditer(line)]
    else:
        return [(start, end)]
    places = [-1, *ends, len(line)]
    spans = [(start + before + 1, start + after) for before, after in pairwise(places)]
    if pipes and CELL_END not in line:
        spans = [span for span in spans if text[slice(*span)].strip() or span[0] > start + 1]
        spans = spans[:-1] if line.rstrip().endswith("|") and len(spans) > 1 else spans
    return spans
