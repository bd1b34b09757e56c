"""From HTML to headings, paragraphs, items and tables, as they are seen one below the other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.formats.building import DocumentBuilder
from ingest.formats.markup.dom import Characters, Enter, Event, HtmlDocument, Leave
from ingest.formats.numbering import as_shown
from ingest.formats.row_labels import RowLabels
from ingest.formats.wording import raised

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header",
    "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul", *_HEADINGS,
))  # fmt: skip
_SPACES = re.compile(r"\s+")
_NOTE_NUMBER = re.compile(r"\d{1,3}|[a-z*†‡]")
_BEFORE_A_NOTE = re.compile(r"(?:[^\W\d_]{4}|[.,;:!?)\]”’\"'])\Z")
_COLUMNS_AT_MOST = 1_000
_ROWS_TO_THE_END = 65_534  # as many as a cell may span, which the span 0 stands for
_LINES_OF_PROSE_AT_MOST = 3


def add_html(
    builder: DocumentBuilder, document: HtmlDocument, *, below: int = 0, quoted: str = ""
) -> None:
    """Add all that can be seen of a document; its headings are so many levels below others.

    ``quoted`` is put before each line of what it quotes in blocks.
    """
    _Walk(builder, below, quoted).take(document.events())


@dataclass(slots=True)
class _Grid:
    """A table while it is read: its rows so far, and how many of the first name the columns.

    A cell over several columns has its text in the first place, and "" in the others; one over
    several rows says it in each, where it is short.
    """

    rows: list[list[str]] = field(default_factory=list)
    title: str = ""
    heads: int = 0
    in_head: bool = False
    row_has_values: bool = False
    filled: dict[int, int] = field(default_factory=dict)  # rows below by column
    filling: dict[int, int] = field(default_factory=dict)
    labels: RowLabels = field(default_factory=RowLabels)
    begun: list[tuple[int, str, int]] = field(default_factory=list)  # column, text and last row

    def begin_row(self) -> None:
        self.rows.append([])
        self.row_has_values = False
        self._skip_filled()

    def cell(self, text: str, across: int, down: int) -> None:
        if not self.rows:
            self.begin_row()
        row = self.rows[-1]
        down = down or _ROWS_TO_THE_END
        if down > 1:
            self.begun.append((len(row), text, len(self.rows) + down - 2))
        for _ in range(min(across, _COLUMNS_AT_MOST - len(row))):
            if down > 1:
                self.filling[len(row)] = down - 1
            row.append(text)
            text = ""
        self._skip_filled()

    def end_row(self) -> None:
        self.filled |= self.filling
        self.filling.clear()
        names_only = bool(self.rows) and any(self.rows[-1]) and not self.row_has_values
        if (self.in_head or names_only) and self.heads == len(self.rows) - 1:
            self.heads = len(self.rows)
        if self.rows:
            self.rows[-1] = self.labels.repeated(len(self.rows) - 1, self.rows[-1])
        for begun in self.begun:
            self.labels.begin(*begun)
        self.begun.clear()

    def end_group(self) -> None:
        """No cell goes on beyond the rows of its group."""
        self.filled.clear()
        self.labels.end()

    def _skip_filled(self) -> None:
        row = self.rows[-1]
        while self.filled.get(len(row), 0) > 0:
            self.filled[len(row)] -= 1
            row.append("")


@dataclass(slots=True)
class _Numbers:
    """How the items of a list are numbered, and the next one's number."""

    sign: str
    following: int
    step: int


class _Walk:
    """Takes the events of a document, and adds what they make to the builder."""

    def __init__(self, builder: DocumentBuilder, below: int, quoted: str) -> None:
        self._builder = builder
        self._below = below
        self._quoted = quoted
        self._quotations = 0
        self._text: list[str] = []
        self._grid: _Grid | None = None
        self._span = (1, 1)
        self._lists: list[_Numbers | None] = []
        self._mark = ""
        self._verbatim = 0
        self._raised_from = 0
        self._raised_is_link = False

    def take(self, events: Iterable[Event]) -> None:
        for event in events:
            match event:
                case Characters(text):
                    self._text.append(text if self._verbatim else _SPACES.sub(" ", text))
                case Enter():
                    self._enter(event)
                case Leave(tag):
                    self._leave(tag)
        self._flush()

    def _enter(self, event: Enter) -> None:
        tag = event.tag
        if self._grid is not None:
            self._enter_in_table(self._grid, event)
            return
        if tag in _BLOCKS:
            self._flush()
        match tag:
            case "br":
                self._text.append("\n")
            case "table" if not _is_layout(event):
                self._grid = _Grid()
            case "ul" | "ol":
                self._lists.append(_numbers(event) if tag == "ol" else None)
            case "li":
                self._mark = self._next_mark(event.attribute("value"))
            case "pre":
                self._verbatim += 1
            case "blockquote":
                self._quotations += 1
            case "td" | "th":
                self._text.append(" ")
            case "sup":
                self._begin_raised()
            case "a":
                self._raised_is_link = True

    def _leave(self, tag: str) -> None:
        if self._grid is not None:
            self._leave_in_table(self._grid, tag)
            return
        if level := _HEADINGS.get(tag):
            self._builder.heading(self._taken(), level + self._below)
        elif tag == "pre":
            self._builder.verbatim(self._taken())
            self._verbatim = max(0, self._verbatim - 1)
        elif tag in _BLOCKS:
            self._flush()
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if tag == "blockquote":
            self._quotations = max(0, self._quotations - 1)
        if tag == "li":
            self._mark = ""
        if tag == "sup":
            self._set_apart()

    def _begin_raised(self) -> None:
        self._raised_from = len(self._text)
        self._raised_is_link = False

    def _set_apart(self) -> None:
        """Put a note's number behind a word into brackets, or it would be part of the word.

        A number behind another one that leads nowhere is a power of it.
        """
        before = "".join(self._text[: self._raised_from])
        said = "".join(self._text[self._raised_from :]).strip()
        is_behind = _BEFORE_A_NOTE.search(before) or (
            before[-1:].isdigit() and self._raised_is_link
        )
        if _NOTE_NUMBER.fullmatch(said) and is_behind:
            self._text = [before, f"[{said}]"]
        elif (power := raised(before, said)) != said:
            self._text = [before, power]

    def _enter_in_table(self, grid: _Grid, event: Enter) -> None:
        match event.tag:
            case "caption" | "td" | "th":
                self._text.clear()
                self._span = (
                    _number(event.attribute("colspan"), 1),
                    _number(event.attribute("rowspan"), 1),
                )
                grid.row_has_values |= event.tag == "td"
            case "tr":
                grid.begin_row()
            case "thead":
                grid.in_head = True
            case "sup":
                self._begin_raised()
            case "a":
                self._raised_is_link = True
            case tag if tag in _BLOCKS or tag == "br":
                self._text.append(" ")

    def _leave_in_table(self, grid: _Grid, tag: str) -> None:
        match tag:
            case "caption":
                grid.title = self._taken()
            case "td" | "th":
                grid.cell(self._taken(), *self._span)
            case "tr":
                grid.end_row()
            case "thead" | "tbody" | "tfoot":
                grid.in_head = False
                grid.end_group()
            case "sup":
                self._set_apart()
            case "table":
                self._text.clear()
                self._grid = None
                self._builder.table(grid.rows, heads=grid.heads or None, title=grid.title)
            case tag if tag in _BLOCKS:
                self._text.append(" ")

    def _flush(self) -> None:
        text = self._taken()
        if self._verbatim:
            self._builder.verbatim(text)
        elif text.strip():
            self._add_paragraph(text)
            self._mark = ""

    def _add_paragraph(self, text: str) -> None:
        quoted = self._quoted * self._quotations
        if quoted:
            lines = f"{self._mark} {text.strip()}".strip().split("\n")
            text = "\n".join(f"{quoted}{line.strip()}" for line in lines)
        self._builder.paragraph(text, mark="" if quoted else self._mark)

    def _taken(self) -> str:
        text = "".join(self._text)
        self._text.clear()
        return text

    def _next_mark(self, told: str) -> str:
        numbers = self._lists[-1] if self._lists else None
        if numbers is None:
            return "•"
        number = _number(told, numbers.following)
        numbers.following = number + numbers.step
        return f"{as_shown(number, numbers.sign)}."


def _numbers(event: Enter) -> _Numbers:
    is_reversed = "reversed" in event.node.attributes
    first = sum(one.tag == "li" for one in event.node.iter()) if is_reversed else 1
    start = _number(event.attribute("start"), first)
    return _Numbers(event.attribute("type"), start, -1 if is_reversed else 1)


def _is_layout(event: Enter) -> bool:
    """Whether a table only places what is in it: it contains tables or sections, or one column."""
    if event.attribute("role") == "presentation":
        return True
    node = event.node
    if event.contains_tables:
        return True
    if node.css_first("th") is not None:
        return False
    if node.css_first("td h1, td h2, td h3, td h4, td form, td ul, td ol, td pre") is not None:
        return True
    if node.css_first("td + td") is None:
        return True
    breaks = len(node.css("td br")) + len(node.css("td p"))
    return breaks > _LINES_OF_PROSE_AT_MOST * len(node.css("td"))


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default
