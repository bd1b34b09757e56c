"""Tables in XML: those of CALS (as DocBook and DITA have them), of the web, of DITA and of TEI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.formats.row_labels import RowLabels
from ingest.formats.wording import in_one_line
from ingest.formats.xml import Element, attribute, children, has_text_between, name_of

_TABLES = frozenset(("table", "informaltable", "tgroup", "entrytbl", "simpletable", "properties",
                     "choicetable"))  # fmt: skip
_GROUPS = ("tgroup", "thead", "tbody", "tfoot")
_HEAD_ROWS = frozenset(("sthead", "prophead", "chhead"))
_ROWS = frozenset(("row", "tr", "strow", "property", "chrow")) | _HEAD_ROWS
_HEAD_CELLS = frozenset(("th", "proptypehd", "propvaluehd", "propdeschd", "choptionhd", "chdeschd"))
_CELLS = frozenset(("entry", "entrytbl", "td", "cell", "stentry", "proptype", "propvalue",
                    "propdesc", "choption", "chdesc")) | _HEAD_CELLS  # fmt: skip
_TITLES = ("title", "caption", "head")
_NOT_SAID = frozenset(("colspec", "spanspec", "col", "colgroup", "titleabbrev"))
_COLUMNS_AT_MOST = 1_000
_ROWS_AT_MOST = 65_534


@dataclass(slots=True)
class XmlTable:
    """A table's rows, how many of the first name its columns, its title, and what else it says."""

    rows: list[list[str]] = field(default_factory=list)
    heads: int = 0
    title: str = ""
    remarks: list[str] = field(default_factory=list)


def table_of(element: Element) -> XmlTable | None:
    """The table that an element is, or ``None``: only of such rows and cells as are known."""
    if name_of(element) not in _TABLES or len(list(children(element, "tgroup"))) > 1:
        return None  # each of several groups has columns of its own, and is a table
    cells = [cell for _, rows in _groups(element) for row in rows for cell in row if name_of(cell)]
    if not cells or any(name_of(cell) not in _CELLS for cell in cells):
        return None
    table = XmlTable()
    for one in _around(element):
        if name_of(one) in _TITLES and not table.title:
            table.title = text_in(one)
        elif name_of(one) not in _NOT_SAID and (said := text_in(one)):
            table.remarks.append(said)
    named = _columns(element)
    for group, rows in _groups(element):
        _add_group(table, group, rows, named)
    return table


def text_in(element: Element) -> str:
    """What an element says in one line, blanks between elements that stand apart."""
    inside = [one for one in element if name_of(one)]
    if not inside or has_text_between(element, inside):
        return in_one_line("".join(element.itertext()))
    return " ".join(filter(None, map(text_in, inside)))


def _groups(element: Element) -> Iterator[tuple[str, list[Element]]]:
    """The rows by what they are in, in the order in which they are shown: the foot stands last."""
    alone: list[Element] = []
    feet: list[Element] = []
    for one in element:
        name = name_of(one)
        if name in _ROWS:
            alone.append(one)
        elif name == "tfoot":
            feet += _rows_in(one)
        elif name in _GROUPS:
            if alone:
                yield "", alone
            alone = []
            yield from _groups(one) if name == "tgroup" else iter(((name, _rows_in(one)),))
    yield from (("", rows) for rows in (alone, feet) if rows)


def _rows_in(group: Element) -> list[Element]:
    return [one for one in group if name_of(one) in _ROWS]


def _around(element: Element) -> Iterator[Element]:
    """What stands in a table beside its rows."""
    for one in element:
        if name_of(one) == "tgroup":
            yield from _around(one)
        elif name_of(one) and name_of(one) not in _ROWS and name_of(one) not in _GROUPS:
            yield one


def _columns(element: Element) -> Mapping[str, tuple[int, int]]:
    """The first and the last column of each name that is given to one or to several."""
    named: dict[str, tuple[int, int]] = {}
    for at, one in enumerate(each for each in _around(element) if name_of(each) == "colspec"):
        number = _number(attribute(one, "colnum"), at + 1) - 1
        named[attribute(one, "colname")] = number, number
    for one in _around(element):
        if name_of(one) == "spanspec":
            first = named.get(attribute(one, "namest"), (0, 0))
            last = named.get(attribute(one, "nameend"), first)
            named[attribute(one, "spanname")] = first[0], last[1]
    named.pop("", None)
    return named


def _add_group(
    table: XmlTable, group: str, rows: list[Element], named: Mapping[str, tuple[int, int]]
) -> None:
    labels = RowLabels()
    taken: dict[int, int] = {}  # columns with a cell from above, and its last row
    for row in rows:
        number, texts = len(table.rows), list[str]()
        begun: list[tuple[int, str, int]] = []
        cells = [one for one in row if name_of(one)]
        for cell in cells:
            while taken.get(len(texts), -1) >= number:
                texts.append("")
            first, last = _place(cell, len(texts), named)
            text, below = text_in(cell), number + _rows_below(cell)
            texts += [""] * (first - len(texts)) + [text] + [""] * (last - first)
            del texts[_COLUMNS_AT_MOST:]
            if below > number:
                begun.append((first, text, below))
                taken |= dict.fromkeys(range(first, min(last + 1, _COLUMNS_AT_MOST)), below)
        table.rows.append(labels.repeated(number, texts))
        for one in begun:
            labels.begin(*one)
        if table.heads == number and _names_columns(row, cells, group):
            table.heads += 1


def _names_columns(row: Element, cells: list[Element], group: str) -> bool:
    return (
        group == "thead"
        or name_of(row) in _HEAD_ROWS
        or attribute(row, "role") == "label"
        or all(name_of(cell) in _HEAD_CELLS for cell in cells)
    )


def _place(cell: Element, following: int, named: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """The first and the last column of a cell, never left of one before it."""
    about = [attribute(cell, one) for one in ("spanname", "namest", "colname")]
    first, last = next((named[one] for one in about if one in named), (following, following))
    last = named.get(attribute(cell, "nameend"), (last, last))[1]
    first = min(max(first, following), _COLUMNS_AT_MOST)
    across = attribute(cell, "colspan") or attribute(cell, "cols")
    return first, max(last, first, first + min(_number(across, 1), _COLUMNS_AT_MOST) - 1)


def _rows_below(cell: Element) -> int:
    """How many rows a cell goes on for below its own."""
    more = _number(attribute(cell, "morerows"), 0)
    rows = attribute(cell, "rowspan") or attribute(cell, "rows")
    return min(max(more, _number(rows, 1) - 1), _ROWS_AT_MOST)


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 else default
