"""OpenDocument: texts, slides and sheets (odt, odp, ods), which share their building blocks."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.errors import PROTECTED, DamagedFile, PasswordNeeded
from ingest.formats.archives import Archive, open_archive
from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.office.paragraphs import (
    Paragraph,
    comment_by,
    numbered_note,
    rows_in_a_line,
)
from ingest.formats.office.sheets import SheetRow, add_sheet, hidden_sheet, sheet_row
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from ingest.formats.wording import in_one_line
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

_KINDS = {"text": "odt", "presentation": "odp", "spreadsheet": "ods"}
_FACTS = (("author", "initial-creator"), ("author", "creator"), ("date", "date"),
          ("subject", "subject"), ("tags", "keyword"), ("summary", "description"))  # fmt: skip
_SKIPPED = frozenset((
    "tracked-changes", "table-of-content", "forms", "sequence-decls", "variable-decls",
    "hidden-text", "ruby-text", "script", "shapes", "title", "desc", "settings",
    "bibliography-mark",
))  # fmt: skip
_COLUMNS_AT_MOST = 16_384
_SPACES_AT_MOST = 100
_REPEATED_ROWS_AT_MOST = 100
_REPEATED_TEXTS_AT_MOST = 100  # what a row says more often is a pattern
_BULLET = "•"


def read(source: Source) -> ReadDocument:
    """A text is one page; each slide, and each sheet that can be seen, is one."""
    with open_archive(source.path) as archive, damage_named("an OpenDocument file"):
        if b"encryption-data" in (
            archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive else b""
        ):
            raise PasswordNeeded(PROTECTED)
        content = parse_xml(archive.read("content.xml"))
        body = child(content, "body")
        body = next(iter(body), None) if body is not None else None
        if body is None or name_of(body) not in _KINDS:
            raise DamagedFile("damaged: this OpenDocument file has no body")
        builder = DocumentBuilder(_KINDS[name_of(body)], source)
        _add_facts(builder, archive)
        match builder.kind:
            case "odt":
                builder.page()
                _Text(builder).add(body)
            case "odp":
                _add_slides(builder, body)
            case _:
                _add_sheets(builder, content, body)
        return builder.document()


def _add_facts(builder: DocumentBuilder, archive: Archive) -> None:
    if "meta.xml" not in archive:
        return
    about = child(parse_xml(archive.read("meta.xml")), "meta")
    builder.title = text_below(child(about, "title"))
    facts: dict[str, str] = {}
    for name, key in _FACTS:
        facts.setdefault(name, text_below(child(about, key)))
        facts[name] = facts[name] or text_below(child(about, key))
    builder.facts += facts.items()


class _Text:
    """Adds the blocks of a text in order."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._note_count = 0

    def add(self, parent: Element, mark: str = "") -> None:
        for element in parent:
            name = name_of(element)
            if name == "h":
                level = attribute(element, "outline-level")
                paragraph = self._collected(element)
                self._builder.heading("".join(paragraph.text), int(level) if level.isdigit() else 1)
                self._add_below(paragraph)
            elif name == "p":
                paragraph = self._collected(element)
                self._builder.paragraph("".join(paragraph.text), mark=mark)
                self._add_below(paragraph)
            elif name == "table":
                self._add_table(element)
            elif name in ("list-item", "list-header"):
                self.add(element, _BULLET if name == "list-item" else "")
            elif attribute(element, "display") != "none" and name not in _SKIPPED and name:
                self.add(element, mark)

    def _add_below(self, paragraph: Paragraph) -> None:
        for note in paragraph.notes:
            self._builder.paragraph(note)
        for box in paragraph.boxes:
            self.add(box)

    def _add_table(self, table: Element) -> None:
        apart = Paragraph()
        header = child(table, "table-header-rows")
        heads = len(list(children(header, "table-row")))
        rows = [self._cells(row, apart) for row, _ in _rows(table)]
        if max(map(len, rows), default=0) > 1:
            self._builder.table(rows, heads=heads or None)
            self._add_below(apart)
        else:
            for row, _ in _rows(table):
                for cell in row:
                    self.add(cell)

    def _cells(self, row: Element, apart: Paragraph) -> list[str]:
        texts: list[str] = []
        for cell in row:
            count = _number(attribute(cell, "number-columns-repeated"), _COLUMNS_AT_MOST)
            text = self.text_of(cell, apart) if name_of(cell) == "table-cell" else ""
            texts += [text] * min(count, _REPEATED_TEXTS_AT_MOST if text else _COLUMNS_AT_MOST)
            del texts[_COLUMNS_AT_MOST:]
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
                rows = (self._cells(row, inner) for row, _ in _rows(element))
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

    def _collect(self, element: Element, into: Paragraph) -> None:
        into.text.append(element.text or "")
        for one in element:
            match name_of(one):
                case "s":
                    into.text.append(" " * _number(attribute(one, "c"), _SPACES_AT_MOST))
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


def _rows(table: Element) -> Iterator[tuple[Element, int]]:
    """The rows in order, and how many times each stands there."""
    for element in table:
        name = name_of(element)
        if name == "table-row":
            yield element, _number(attribute(element, "number-rows-repeated"), 1 << 20)
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(element)


def _number(text: str, at_most: int) -> int:
    return min(int(text), at_most) if text.isascii() and text.isdigit() and text != "0" else 1


def _add_slides(builder: DocumentBuilder, body: Element) -> None:
    slides = list(children(body, "page"))
    for slide in slides:
        title = ""
        for frame in children(slide, "frame"):
            if attribute(frame, "class") == "title" and not title:
                title = in_one_line(" ".join(map(text_below, below(frame, "p"))))
        builder.page(title, of=len(slides))
        builder.heading(title, 1)
        text = _Text(builder)
        for shape in slide:
            if name_of(shape) == "notes":
                said = "\n".join(map(text_below, below(shape, "p")))
                builder.paragraph(f"Speaker notes: {said}" if said.strip() else "")
            elif attribute(shape, "class") != "title":
                text.add((shape,))


def _add_sheets(builder: DocumentBuilder, content: Element, body: Element) -> None:
    hidden = {
        attribute(style, "name")
        for style in below(content, "style")
        if attribute(child(style, "table-properties"), "display") == "false"
    }
    sheets = list(children(body, "table"))
    seen = [one for one in sheets if attribute(one, "style-name") not in hidden]
    for sheet in sheets:
        if sheet not in seen:
            builder.notes.append(hidden_sheet(attribute(sheet, "name")))
    for sheet in seen:
        rows = _sheet_rows(builder, sheet)
        hidden_columns = frozenset(_hidden_columns(sheet))
        name = attribute(sheet, "name")
        add_sheet(builder, name, rows, of=len(seen), hidden_columns=hidden_columns)


def _hidden_columns(sheet: Element) -> Iterator[int]:
    number = 0
    for column in below(sheet, "table-column"):
        count = _number(attribute(column, "number-columns-repeated"), _COLUMNS_AT_MOST - number)
        if attribute(column, "visibility") in ("collapse", "filter"):
            yield from range(number + 1, number + count + 1)
        number += count


def _sheet_rows(builder: DocumentBuilder, sheet: Element) -> Iterator[SheetRow]:
    text, number = _Text(builder), 0
    for row, count in _rows(sheet):
        is_hidden = attribute(row, "visibility") in ("collapse", "filter")
        apart = Paragraph()
        found = sheet_row(1, text._cells(row, apart))
        if found is not None:
            texts = [*found.texts[:-1], " ".join((found.texts[-1], *apart.notes))]
            for repeated in range(min(count, _REPEATED_ROWS_AT_MOST)):
                yield SheetRow(number + repeated + 1, found.first, texts, is_hidden)
        number += count
