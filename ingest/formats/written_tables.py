"""Tables that plain text spells out: lists and CSV in reStructuredText, cells in AsciiDoc."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.formats.records import Table
from ingest.formats.wording import WHOLE_LINE, in_one_line
from storage.records import CELL_END

_DIRECTIVE = re.compile(r"([ \t]*)\.\. (list|csv)-table::[ \t]*(.*)")
_OPTION = re.compile(r"[ \t]+:([a-z-]{1,30}):[ \t]*(.*)")
_NUMBER = re.compile(r"\d{1,2}")
_CELL = re.compile(r"([ \t]*)(\*[ \t]*|)-(?:[ \t]+(.*)|)")
_FENCE_OF_ASCIIDOC = re.compile(r"\|={3,}")
_HAS_HEADS = re.compile(r"\[[^\]]*\bheader\b[^\]]*\]")
_CELLS_AT_MOST = 1_000


@dataclass(frozen=True, slots=True)
class WrittenTables:
    """Text whose lists of cells are rows, one a line, in the lines in which they stood."""

    text: str
    tables: tuple[Table, ...]


def written_tables(text: str) -> WrittenTables:
    """The tables in order, each with the heads of its columns as its context."""
    if "-table::" not in text and "|===" not in text:
        return WrittenTables(text, ())
    lines = [found[0] for found in WHOLE_LINE.finditer(text)]
    fences = _fences(lines)
    pieces: list[str] = []
    tables: list[Table] = []
    length, at = 0, 0
    while at < len(lines):
        end, shown, first, context = _table(lines, at, fences)
        if context is not None:
            start = length + sum(map(len, shown[:first]))
            stop = length + len("".join(shown).rstrip())
            if start < stop:
                tables.append(Table(1, start, stop, context))
        pieces += shown
        length += sum(map(len, shown))
        at = end
    return WrittenTables("".join(pieces), tuple(tables))


def _fences(lines: Sequence[str]) -> dict[int, int]:
    """Where a table of AsciiDoc ends that begins in a line, by that line."""
    ends: dict[int, int] = {}
    open_at: dict[str, int] = {}
    for at, line in enumerate(lines):
        fence = line.rstrip()
        if not _FENCE_OF_ASCIIDOC.fullmatch(fence):
            continue
        if (begin := open_at.pop(fence, None)) is not None:
            ends[begin] = at
        else:
            open_at[fence] = at
    return ends


def _table(
    lines: Sequence[str], at: int, fences: Mapping[int, int]
) -> tuple[int, Sequence[str], int, str | None]:
    """The line behind what begins there, its lines, the first of its rows, and its context."""
    if found := _DIRECTIVE.fullmatch(lines[at].rstrip()):
        end = _end_of_block(lines, at, len(found[1]))
        options = dict(_options(lines[at + 1 : end]))
        body = at + 1 + len(options)
        heads = int(count[0]) if (count := _NUMBER.match(options.get("header-rows", ""))) else 0
        if found[2] == "list":
            shown, context = _of_list(lines[body:end], heads)
            return end, [*lines[at:body], *shown], body - at, _with_title(found[3], context)
        context = _of_csv(lines[body:end], heads, options)
        return end, lines[at:end], body - at, _with_title(found[3], context)
    if end := fences.get(at, 0):
        return (
            end + 1,
            lines[at : end + 1],
            0,
            _of_cells(lines[at - 1] if at else "", lines[at + 1 : end]),
        )
    return at + 1, lines[at : at + 1], 0, None


def _with_title(title: str, heads: str) -> str:
    return "\n".join(filter(None, (in_one_line(title), heads)))


def _end_of_block(lines: Sequence[str], at: int, indent: int) -> int:
    """The line behind those that are empty or stand further to the right."""
    end = last = at + 1
    while end < len(lines):
        line = lines[end]
        if line.strip():
            if len(line) - len(line.lstrip(" \t")) <= indent:
                break
            last = end + 1
        end += 1
    return last


def _options(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        found = _OPTION.fullmatch(line.rstrip())
        if found is None:
            return
        yield found[1], found[2]


def _of_list(lines: Sequence[str], heads: int) -> tuple[list[str], str]:
    """The rows of a list of lists as lines, as many as it had, and what names its columns."""
    rows: list[list[str]] = []
    indent = -1
    for line in lines:
        found = _CELL.fullmatch(line.rstrip())
        here = len(found[1]) + len(found[2]) if found else -1
        if found and indent < 0 and found[2]:
            indent = here
        if found and here == indent:
            if found[2]:
                rows.append([])
            rows[-1].append(found[3] or "")
        elif rows and rows[-1]:
            rows[-1][-1] += " " + line.strip()
    if not rows:
        return list(lines), ""
    said = [CELL_END.join(map(in_one_line, row)).rstrip() for row in rows]
    end = "\r\n" if lines[-1].endswith("\r\n") else "\n"
    before = [line for line in lines[:1] if not line.strip()]
    shown = [*before, *(f"{row}{end}" for row in said)]
    return [*shown, *[end] * (len(lines) - len(shown))], "\n".join(said[:heads])


def _of_csv(lines: Sequence[str], heads: int, options: dict[str, str]) -> str:
    filled = [line.strip() for line in lines if line.strip()]
    first = [options["header"]] if "header" in options else filled[:heads]
    separator = options.get("delim", ",")
    rows = csv.reader(first, delimiter=separator if len(separator) == 1 else "\t",
                      skipinitialspace=True)  # fmt: skip
    return "\n".join(CELL_END.join(map(in_one_line, row)) for row in rows)


def _of_cells(above: str, lines: Sequence[str]) -> str:
    """The first line of cells, where an empty one parts it from the others or it is said above."""
    if len(lines) < 2 or not lines[0].startswith("|"):
        return ""
    if lines[1].strip() and not _HAS_HEADS.fullmatch(above.rstrip()):
        return ""
    cells = lines[0].rstrip()[1:].split("|", _CELLS_AT_MOST)
    return CELL_END.join(map(in_one_line, cells))
