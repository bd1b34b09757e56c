"""The text of OpenDocument files, block by block: paragraphs, lists, tables, boxes, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ingest.formats.building import DocumentBuilder
from ingest.formats.equations import equation_text
from ingest.formats.office.open_styles import BULLET, OUTLINE, OpenStyles
from ingest.formats.office.paragraphs import (
    Paragraph,
    comment_by,
    numbered_note,
    rows_in_a_line,
)
from ingest.formats.row_labels import RowLabels
from ingest.formats.xml import (
    Element,
    attribute,
    below,
    child,
    children,
    name_of,
    parse_xml,
    text_below,
)

_SKIPPED = frozenset((
    "tracked-changes", "table-of-content", "forms", "sequence-decls", "variable-decls",
    "hidden-text", "ruby-text", "script", "shapes", "title", "desc", "settings",
    "bibliography-mark",
))  # fmt: skip
COLUMNS_AT_MOST = 16_384
"""As many as a sheet has."""

_ROWS_AT_MOST = 1_048_576
_SPACES_AT_MOST = 100
_REPEATED_TEXTS_AT_MOST = 100  # what a row says more often is a pattern


class OpenText:
    """Adds the blocks of a text in order; ``pictures`` are the names of those that it shows."""

    def __init__(
        self,
        builder: DocumentBuilder,
        styles: OpenStyles,
        content_of: Callable[[str], bytes | None],
    ) -> None:
        """``styles`` are those of the document; ``content_of`` gives a file inside it."""
        self._builder = builder
        self._styles = styles
        self._content_of = content_of
        self._note_count = 0
        self._embedded: set[str] = set()
        self._lists: list[str] = []
        self._counts: dict[tuple[str, int], int] = {}
        self.pictures: list[str] = []

    def add(self, parent: Iterable[Element], mark: str = "") -> None:
        """Add what is in an element, each item of a list with ``mark`` before it."""
        for element in parent:
            name = name_of(element)
            if self._is_hidden(element):
                continue
            if name in ("p", "h"):
                self._add_paragraph(element, mark)
            elif name == "table":
                self._add_table(element)
            elif name == "list":
                self._add_list(element)
            elif name == "object":
                self._add_object(attribute(element, "href"))
            elif name == "image":
                self.pictures.append(attribute(element, "href"))
            elif attribute(element, "display") != "none" and name not in _SKIPPED and name:
                self.add(element, mark)

    def _add_paragraph(self, element: Element, mark: str) -> None:
        paragraph = self._collected(element)
        text = "".join(paragraph.text)
        level = attribute(element, "outline-level")
        if name_of(element) == "h":
            outline = int(level) if level.isdigit() and 0 < len(level) < 3 else 1
            mark = mark or self._outline_mark(element, outline)
            shown = f"{mark} {text}" if mark not in ("", BULLET) and text.strip() else text
            self._builder.heading(shown, outline + 1)
        elif self._styles.is_title(attribute(element, "style-name")):
            self._builder.heading(text, 1)
        else:
            self._builder.paragraph(text, mark=mark)
        self._add_below(paragraph)

    def _outline_mark(self, heading: Element, level: int) -> str:
        if attribute(heading, "is-list-header") == "true" or not text_below(heading).strip():
            return ""
        return self._counted(OUTLINE, level)

    def _counted(self, style: str, level: int, told: str = "") -> str:
        """The mark of the next item on a level of a list, which ``told`` may give its number."""
        first = self._styles.first(style, level)
        number = self._counts.get((style, level), first - 1) + 1
        self._counts[style, level] = int(told) if told.isdecimal() else number
        for deeper in [key for key in self._counts if key[0] == style and key[1] > level]:
            del self._counts[deeper]
        numbers = [
            self._counts.get((style, at), self._styles.first(style, at))
            for at in range(1, level + 1)
        ]
        return self._styles.mark(style, numbers)

    def _add_object(self, href: str) -> None:
        """Add what an embedded document shows: a sheet's or a chart's tables, or a formula."""
        name = f"{href.removeprefix('./')}/content.xml"
        content = None if name in self._embedded else self._content_of(name)
        if content is None:
            return
        self._embedded.add(name)  # which may show itself
        root = parse_xml(content)
        if name_of(root) == "math":
            self._builder.paragraph(equation_text(root))
        for table in below(root, "table"):
            self._add_table(table)

    def _add_list(self, element: Element) -> None:
        style = attribute(element, "style-name") or (self._lists[-1] if self._lists else "")
        self._lists.append(style)
        level = len(self._lists)
        if attribute(element, "continue-numbering") != "true" and not attribute(
            element, "continue-list"
        ):
            self._counts.pop((style, level), None)
        for item in element:
            if name_of(item) == "list-item":
                told = attribute(item, "start-value")
                self._add_item(item, self._counted(style, level, told))
            else:
                self.add(item)
        self._lists.pop()

    def _add_item(self, item: Element, mark: str) -> None:
        """Add an item, the mark before its first paragraph alone."""
        for element in item:
            self.add((element,), mark)
            mark = "" if name_of(element) in ("p", "h") else mark

    def _add_below(self, paragraph: Paragraph) -> None:
        for note in paragraph.notes:
            self._builder.paragraph(note)
        for box in paragraph.boxes:
            self.add(box)

    def _add_table(self, table: Element) -> None:
        apart = Paragraph()
        header = child(table, "table-header-rows")
        heads = len(list(children(header, "table-row")))
        labels = RowLabels()
        rows = [
            self.cells(row, apart, labels, number) for number, (row, _) in enumerate(rows_of(table))
        ]
        if max(map(len, rows), default=0) > 1:
            self._builder.table(rows, heads=heads or None)
            self._add_below(apart)
        else:
            for row, _ in rows_of(table):
                for cell in row:
                    self.add(cell)

    def cells(self, row: Element, apart: Paragraph, above: RowLabels, number: int) -> list[str]:
        """The texts of a row, and what its cells say that go on from ``above``.

        What belongs below it goes to ``apart``.
        """
        texts: list[str] = []
        begun: list[tuple[int, str, int]] = []
        for cell in row:
            count = repeated(attribute(cell, "number-columns-repeated"), COLUMNS_AT_MOST)
            text = self.text_of(cell, apart) if name_of(cell) == "table-cell" else ""
            down = repeated(attribute(cell, "number-rows-spanned"), _ROWS_AT_MOST)
            if text and down > 1:
                begun.append((len(texts), text, number + down - 1))
            texts += [text] * min(count, _REPEATED_TEXTS_AT_MOST if text else COLUMNS_AT_MOST)
            del texts[COLUMNS_AT_MOST:]
        texts = above.repeated(number, texts)
        for one in begun:
            above.begin(*one)
        while texts and not texts[-1].strip():
            texts.pop()
        return texts

    def text_of(self, parent: Element, apart: Paragraph | None = None) -> str:
        """The text of a cell or a note in one piece; what belongs below goes to ``apart``."""
        inner = apart or Paragraph()
        pieces: list[str] = []
        for element in parent:
            name = name_of(element)
            if name in ("p", "h"):
                paragraph = Paragraph([], inner.notes, inner.boxes)
                self._collect(element, paragraph)
                pieces.append("".join(paragraph.text))
            elif name == "table":
                grid = enumerate(rows_of(element))
                rows = (self.cells(row, inner, RowLabels(), at) for at, (row, _) in grid)
                pieces.append(rows_in_a_line(rows))
            elif name == "annotation":
                inner.notes.append(self._comment(element))
            elif name and name not in _SKIPPED:
                pieces.append(self.text_of(element, inner))
        return " ".join(piece for piece in pieces if piece.strip())

    def _collected(self, element: Element) -> Paragraph:
        paragraph = Paragraph()
        self._collect(element, paragraph)
        return paragraph

    def _is_hidden(self, element: Element) -> bool:
        if attribute(element, "style-name") in self._styles.hidden:
            return True
        told = (attribute(one, "is-hidden") for one in children(element, "hidden-paragraph"))
        return name_of(element) == "p" and "true" in told

    def _collect(self, element: Element, into: Paragraph) -> None:
        into.text.append(element.text or "")
        for one in element:
            match "" if self._is_hidden(one) else name_of(one):
                case "s":
                    into.text.append(" " * repeated(attribute(one, "c"), _SPACES_AT_MOST))
                case "tab":
                    into.text.append(" ")
                case "line-break":
                    into.text.append("\n")
                case "note":
                    self._note_count += 1
                    said = " ".join(map(self.text_of, children(one, "note-body")))
                    into.notes.append(numbered_note(self._note_count, said))
                case "annotation":
                    into.notes.append(self._comment(one))
                case "frame" | "custom-shape" | "text-box" | "g":
                    into.boxes.append(one)
                case name if name and name not in _SKIPPED:
                    self._collect(one, into)
            into.text.append(one.tail or "")

    def _comment(self, annotation: Element) -> str:
        author = text_below(child(annotation, "creator"))
        said = " ".join(text_below(one) for one in annotation.iter() if name_of(one) == "p")
        return comment_by(author, said)


def rows_of(table: Element) -> Iterator[tuple[Element, int]]:
    """The rows in order, and how many times each stands there."""
    for element in table:
        name = name_of(element)
        if name == "table-row":
            yield element, repeated(attribute(element, "number-rows-repeated"), 1 << 20)
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from rows_of(element)


def repeated(text: str, at_most: int) -> int:
    """How often something stands there, as a file says it: once where it doesn't."""
    return min(int(text), at_most) if text.isascii() and text.isdigit() and text != "0" else 1
