"""Word documents: paragraphs and tables in order, notes, text boxes, changes as accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.errors import DamagedFile
from ingest.formats.archives import Archive, open_archive
from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.office.charts import DRAWN, add_drawn
from ingest.formats.office.package import main_part, related, relations, title_and_facts
from ingest.formats.office.paragraphs import (
    Paragraph,
    comment_by,
    numbered_note,
    rows_in_a_line,
)
from ingest.formats.office.pictures import picture_parts
from ingest.formats.office.word_styles import WordStyles, is_on
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from ingest.formats.wording import in_one_line
from ingest.formats.xml import Element, attribute, below, child, children, name_of, parse_xml

_INSIDE = frozenset((
    "ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "dir", "bdo",
    "customXml", "AlternateContent", "Choice", "r", "ruby", "rubyBase", "oMath", "oMathPara",
))  # fmt: skip
_AS_CHARACTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_COLUMNS_AT_MOST = 1_000


def read(source: Source) -> ReadDocument:
    """The document as one page, as it reads once all changes are accepted."""
    with open_archive(source.path) as archive, damage_named("a Word document"):
        builder = DocumentBuilder("docx", source)
        builder.title, builder.facts = title_and_facts(archive)
        builder.page()
        _Document(archive, builder).add()
        return builder.document()


class _Document:
    def __init__(self, archive: Archive, builder: DocumentBuilder) -> None:
        main = main_part(archive, "word/document.xml")
        self._builder = builder
        self._archive = archive
        self._targets = {one.identity: one.target for one in relations(archive, main)}
        self._body = child(parse_xml(archive.read(main)), "body")
        if self._body is None:
            raise DamagedFile("damaged: this Word document has no body")
        styles, numbering = related(archive, main, "styles"), related(archive, main, "numbering")
        self._styles = WordStyles.of(
            styles[0] if styles else None, numbering[0] if numbering else None
        )
        self._footnotes = _by_id(related(archive, main, "footnotes"), "footnote")
        self._endnotes = _by_id(related(archive, main, "endnotes"), "endnote")
        self._comments = _by_id(related(archive, main, "comments"), "comment")
        self._headers = related(archive, main, "header")
        self._footers = related(archive, main, "footer")
        self._note_count = 0
        self._carried = Paragraph()

    def add(self) -> None:
        self._add_once(self._headers)
        before = self._builder.page_length
        self._add_blocks(self._body)
        if self._builder.page_length == before:
            shown = (self._targets.get(one, "") for one in _pictures(self._body))
            parts = picture_parts("picture", shown, self._archive.read_if_there)
            self._builder.parts += parts
        self._add_once(self._footers)

    def _add_once(self, roots: Iterable[Element]) -> None:
        """Headers or footers, which stand on every page: each text once, no page numbers."""
        texts = (in_one_line(self._text_of(root)) for root in roots)
        for text in dict.fromkeys(texts):
            if any(character.isalpha() for character in text):
                self._builder.paragraph(text)

    def _add_blocks(self, parent: Element) -> None:
        for element in _blocks(parent):
            if name_of(element) == "tbl":
                self._add_table(element)
            else:
                self._add_paragraph(element)

    def _add_paragraph(self, element: Element) -> None:
        properties = child(element, "pPr")
        if self._styles.hides_all(properties):
            return
        paragraph, self._carried = self._carried, Paragraph()
        self._collect(element, paragraph)
        if child(properties, "rPr", "del") is not None:  # its end is deleted: the next one goes on
            self._carried = paragraph
            return
        text = "".join(paragraph.text)
        if level := self._styles.heading_level(properties):
            self._builder.heading(text, level)
        elif text.strip():
            self._builder.paragraph(text, mark=self._styles.mark(properties))
        self._add_below(paragraph)

    def _add_below(self, paragraph: Paragraph) -> None:
        for note in paragraph.notes:
            self._builder.paragraph(note)
        for box in paragraph.boxes:
            if name_of(box) in DRAWN:
                self._add_drawn(box)
            else:
                self._add_blocks(box)

    def _add_drawn(self, pointer: Element) -> None:
        def content_of(identity: str) -> bytes | None:
            return self._archive.read_if_there(self._targets.get(identity, ""))

        try:
            with damage_named("a chart"):
                add_drawn(self._builder, pointer, content_of)
        except DamagedFile:  # costs the chart, not the document
            self._builder.notes.append("a chart or diagram inside it is damaged and wasn't read")

    def _add_table(self, table: Element) -> None:
        rows: list[list[str]] = []
        heads, apart = 0, Paragraph()
        for row in _rows(table):
            if is_on(child(row, "trPr", "tblHeader")) and heads == len(rows):
                heads += 1
            rows.append(self._cells(row, apart))
        if max(map(len, rows), default=0) > 1:
            self._builder.table(rows, heads=heads or None)
            self._add_below(apart)
            return
        for row in _rows(table):
            for cell in _unwrapped(row, "tc"):
                self._add_blocks(cell)

    def _cells(self, row: Element, apart: Paragraph) -> list[str]:
        texts: list[str] = [""] * _count(child(row, "trPr", "gridBefore"))
        for cell in _unwrapped(row, "tc"):
            properties = child(cell, "tcPr")
            merged = child(properties, "vMerge")
            goes_on = merged is not None and attribute(merged, "val") != "restart"
            texts.append("" if goes_on else self._text_of(cell, apart))
            texts += [""] * (_count(child(properties, "gridSpan")) - 1)
            del texts[_COLUMNS_AT_MOST:]
        return texts

    def _text_of(self, parent: Element, apart: Paragraph | None = None) -> str:
        """The text of a cell, note or header in one piece; tables in it row by row."""
        inner = Paragraph()
        pieces: list[str] = []
        for element in _blocks(parent):
            if name_of(element) == "tbl":
                rows = (self._cells(row, inner) for row in _rows(element))
                pieces.append(rows_in_a_line(rows))
            else:
                paragraph = Paragraph([], inner.notes, inner.boxes)
                self._collect(element, paragraph)
                mark = self._styles.mark(child(element, "pPr"))
                pieces.append(f"{mark} {''.join(paragraph.text)}" if mark else
                              "".join(paragraph.text))  # fmt: skip
        if apart is not None:
            apart.notes += inner.notes
            apart.boxes += inner.boxes
        else:
            pieces += [self._text_of(box) for box in inner.boxes]
        return " ".join(piece for piece in pieces if piece.strip())

    def _collect(self, element: Element, into: Paragraph) -> None:
        """Add what can be seen inside a paragraph or a run."""
        for one in element:
            name = name_of(one)
            if name == "t":
                into.text.append(one.text or "")
            elif name in _AS_CHARACTERS:
                into.text.append(_AS_CHARACTERS[name])
            elif name == "sym":
                into.text.append(_symbol(attribute(one, "char")))
            elif name in ("footnoteReference", "endnoteReference"):
                notes = self._footnotes if name == "footnoteReference" else self._endnotes
                self._add_note(notes.pop(attribute(one, "id"), None), into)
            elif name == "commentReference":
                self._add_comment(self._comments.pop(attribute(one, "id"), None), into)
            elif name in ("drawing", "pict", "object"):
                into.boxes += _outermost_boxes(one)
            elif name in _INSIDE or "/math}" in str(one.tag):
                if name == "AlternateContent" and child(one, "Choice") is None:
                    for fallback in children(one, "Fallback"):
                        self._collect(fallback, into)
                elif not (name == "r" and self._styles.hides(child(one, "rPr"))):
                    self._collect(one, into)

    def _add_note(self, note: Element | None, into: Paragraph) -> None:
        if note is not None:
            self._note_count += 1
            into.notes.append(numbered_note(self._note_count, self._text_of(note)))

    def _add_comment(self, comment: Element | None, into: Paragraph) -> None:
        if comment is not None:
            said = self._text_of(comment)
            into.notes.append(comment_by(attribute(comment, "author"), said))


def _by_id(roots: Iterable[Element], name: str) -> dict[str, Element]:
    return {attribute(one, "id"): one for root in roots for one in children(root, name)
            if attribute(one, "type") in ("", "normal")}  # fmt: skip


def _blocks(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables of a part in order, also those that something is wrapped around."""
    for element in parent:
        name = name_of(element)
        if name in ("p", "tbl"):
            yield element
        elif name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "Choice"):
            yield from _blocks(element)
        elif name == "AlternateContent":
            chosen = child(element, "Choice")
            for one in (chosen,) if chosen is not None else children(element, "Fallback"):
                yield from _blocks(one)


def _rows(table: Element) -> Iterator[Element]:
    return (row for row in _unwrapped(table, "tr") if child(row, "trPr", "del") is None)


def _unwrapped(parent: Element, wanted: str) -> Iterator[Element]:
    for element in parent:
        name = name_of(element)
        if name == wanted:
            yield element
        elif name in ("sdt", "sdtContent", "customXml", "smartTag"):
            yield from _unwrapped(element, wanted)


def _outermost_boxes(drawing: Element) -> list[Element]:
    """The text boxes of a drawing, and what points at its charts and diagrams."""
    found: list[Element] = [one for name in DRAWN for one in below(drawing, name)]
    for box in below(drawing, "txbxContent"):
        if not any(one in found for one in box.iterancestors()):
            found.append(box)
    return found


def _pictures(body: Element) -> Iterator[str]:
    """What its pictures are called in its relations, in order."""
    for one in body.iter("{*}blip", "{*}imagedata"):
        yield attribute(one, "embed") or attribute(one, "id")


def _symbol(code: str) -> str:
    """A character of a symbol font; those of its private area are bullets and arrows."""
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "•" if "\ue000" <= character <= "\uf8ff" else character


def _count(element: Element | None) -> int:
    value = attribute(element, "val") if element is not None else ""
    return min(int(value), _COLUMNS_AT_MOST) if value.isdecimal() else int(element is not None)
