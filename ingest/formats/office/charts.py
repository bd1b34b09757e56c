"""Charts and diagrams inside office files: the table that a chart draws, a diagram's texts."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ingest.formats.building import DocumentBuilder
from ingest.formats.office.displayed import displayed
from ingest.formats.wording import in_one_line
from ingest.formats.xml import Element, attribute, below, child, children, name_of, parse_xml

DRAWN = ("chart", "relIds")
"""What points at the part with a chart, and at that with a diagram's texts."""

_POINTS_AT_MOST = 1_000
_SERIES_AT_MOST = 255
_AXES = ("catAx", "dateAx", "valAx", "serAx")
_DAY_ZERO = datetime.datetime(1899, 12, 30)  # as spreadsheets count days
_LAST_DAY = 2_958_465
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General')
_IS_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Series:
    name: str
    categories: tuple[str, ...]
    values: tuple[str, ...]


def add_drawn(
    builder: DocumentBuilder, pointer: Element, content_of: Callable[[str], bytes | None]
) -> None:
    """Add what the part holds that ``pointer`` points at.

    ``content_of`` gives the content of a part by the identity of a relation, None if there is none.
    """
    is_chart = name_of(pointer) == "chart"
    content = content_of(attribute(pointer, "id" if is_chart else "dm"))
    if content is None:
        return
    root = parse_xml(content)
    if is_chart:
        _add_chart(builder, root)
        return
    for point in below(root, "pt"):
        builder.paragraph("".join(one.text or "" for one in below(point, "t")), mark="•")


def chart_title(content: bytes) -> str:
    """What a chart is called, or ""."""
    return _titled(child(parse_xml(content), "chart"))


def _add_chart(builder: DocumentBuilder, space: Element) -> None:
    chart = child(space, "chart")
    area = child(chart, "plotArea")
    title = _titled(chart)
    axes = [_titled(one) for one in (area if area is not None else ()) if name_of(one) in _AXES]
    said = ", ".join(dict.fromkeys(filter(None, axes)))
    title = f"{title} ({said})" if title and said else title or said
    series = [_series(one) for one in below(area, "ser")] if area is not None else []
    tables = [list(same) for _, same in groupby(series[:_SERIES_AT_MOST], lambda s: s.categories)]
    for number, together in enumerate(tables):
        rows = list(_rows(together))
        builder.table(rows, heads=1, title="" if number else title)
    if not tables:
        builder.paragraph(title)


def _rows(together: list[_Series]) -> Iterator[list[str]]:
    yield ["", *(one.name for one in together)]
    categories = together[0].categories
    for at in range(max(len(categories), *(len(one.values) for one in together))):
        cells = [one.values[at] if at < len(one.values) else "" for one in together]
        yield [categories[at] if at < len(categories) else "", *cells]


def _titled(element: Element | None) -> str:
    title = child(element, "title")
    if title is None:
        return ""
    paragraphs = ("".join(one.text or "" for one in below(p, "t")) for p in below(title, "p"))
    return in_one_line(" ".join(paragraphs)) or next(
        (in_one_line(one.text or "") for one in below(title, "v")), ""
    )


def _series(element: Element) -> _Series:
    named = child(element, "tx")
    names = [one.text or "" for one in below(named, "v")] if named is not None else []
    return _Series(
        in_one_line(" ".join(names)),
        _points(child(element, "cat"), child(element, "xVal")),
        _points(child(element, "val"), child(element, "yVal")),
    )


def _points(*holders: Element | None) -> tuple[str, ...]:
    """The values that a chart keeps of the cells it draws; those of several levels joined."""
    holder = next((one for one in holders if one is not None), None)
    if holder is None:
        return ()
    levels = [_level(one) for one in below(holder, "lvl")]
    if not levels:
        shown = _level(holder)
        return tuple(shown.get(at, "") for at in range(max(shown, default=-1) + 1))
    inner = max(levels[0], default=-1) + 1
    return tuple(" ".join(_at(level, at) for level in reversed(levels)) for at in range(inner))


def _at(level: dict[int, str], index: int) -> str:
    """What a level says of a point: its own word, or the last one before."""
    return level.get(max((one for one in level if one <= index), default=-1), "")


def _level(holder: Element) -> dict[int, str]:
    formatted = next((one.text or "" for one in below(holder, "formatCode")), "")
    found: dict[int, str] = {}
    for point in below(holder, "pt"):
        index = attribute(point, "idx")
        value = next((one.text or "" for one in children(point, "v")), "")
        if index.isdecimal() and int(index) < _POINTS_AT_MOST:
            number_format = attribute(point, "formatCode") or formatted
            found[int(index)] = _shown(value, number_format) if formatted else value
    return found


def _shown(value: str, number_format: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    if _IS_DATE.search(_LITERAL.sub("", number_format)) and 0 < number <= _LAST_DAY:
        return displayed(_DAY_ZERO + datetime.timedelta(days=number))
    return displayed(number, number_format)
