"""Word documents: paragraphs and tables in order, notes, text boxes, changes as accepted."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.errors import DamagedFile
from ingest.formats.archives import Archive, open_archive
from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.equations import equation_text
from ingest.formats.office.charts import DRAWN, add_drawn
from ingest.formats.office.package import (
    add_files_inside,
    is_on,
    main_part,
    related,
    relations,
    title_and_facts,
)
from ingest.formats.office.paragraphs import (
    Paragraph,
    comment_by,
    numbered_note,
    rows_in_a_line,
)
from ingest.formats.office.word_around import headers_and_footers
from ingest.formats.office.word_blocks import (
    blocks,
    is_layout,
    is_left_out,
    outermost_boxes,
    pictures,
    rows,
    unwrapped,
)
from ingest.formats.office.word_fields import Fields
from ingest.formats.office.word_numbering import BULLET
from ingest.formats.office.word_styles import WordStyles
from ingest.formats.pictures_inside import picture_parts
from ingest.formats.records import ReadDocument
from ingest.formats.row_labels import RowLabels
from ingest.formats.source import Source
from ingest.formats.wording import in_one_line, raised
from ingest.formats.xml import Element, attribute, child, children, name_of, parse_xml

_INSIDE = frozenset((
    "ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "dir", "bdo",
    "customXml", "AlternateContent", "Choice", "r", "ruby", "rubyBase", "oMathPara",
))  # fmt: skip
_AS_CHARACTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_COLUMNS_AT_MOST = 1_000
_ROWS_AT_MOST = 1 << 31  # a cell that goes on doesn't say how far


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
        found = relations(archive, main)
        self._targets = {one.identity: one.target for one in found}
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
        settings = related(archive, main, "settings")
        self._headers, self._footers = (
            [parse_xml(archive.read(path)) for path in paths if path in archive]
            for paths in headers_and_footers(self._body, settings, self._targets)
        )
        for part in (main, *(one.target for one in found if one.kind == "settings")):
            add_files_inside(builder, archive, relations(archive, part))
        self._note_count = 0
        self._fields = Fields()
        self._carried = Paragraph()

    def add(self) -> None:
        self._add_once(self._headers)
        before = self._builder.page_length
        self._add_blocks(self._body)
        if self._builder.page_length == before:
            shown = (self._targets.get(one, "") for one in pictures(self._body))
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
        for element in blocks(parent):
            if name_of(element) == "tbl":
                self._add_table(element)
            else:
                self._add_paragraph(element)

    def _add_paragraph(self, element: Element) -> None:
        properties = child(element, "pPr")
        if self._styles.hides_all(properties) or self._styles.is_contents(properties):
            return
        paragraph, self._carried = self._carried, Paragraph()
        self._fields = Fields()
        self._collect(element, paragraph)
        if child(properties, "rPr", "del") is not None:  # its end is deleted: the next one goes on
            self._carried = paragraph
            return
        text = "".join(paragraph.text)
        if text.strip():
            self._add_text(text, properties)
        self._add_below(paragraph)

    def _add_text(self, text: str, properties: Element | None) -> None:
        mark = self._styles.mark(properties)
        if level := self._styles.heading_level(properties):
            self._builder.heading(f"{mark} {text}" if mark not in ("", BULLET) else text, level)
        else:
            self._builder.paragraph(text, mark=mark)

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
        if is_layout(table, self._styles):
            for row in rows(table):
                for cell in unwrapped(row, "tc"):
                    self._add_blocks(cell)
            return
        texts: list[list[str]] = []
        heads, apart, labels = 0, Paragraph(), RowLabels()
        for row in rows(table):
            if is_on(child(row, "trPr", "tblHeader")) and heads == len(texts):
                heads += 1
            texts.append(self._cells(row, apart, labels, len(texts)))
        self._builder.table(texts, heads=heads or None)
        self._add_below(apart)

    def _cells(self, row: Element, apart: Paragraph, above: RowLabels, number: int) -> list[str]:
        """The texts of a row, and what its cells say that go on from ``above``."""
        texts: list[str] = [""] * _count(child(row, "trPr", "gridBefore"))
        for cell in unwrapped(row, "tc"):
            properties = child(cell, "tcPr")
            merged = child(properties, "vMerge")
            goes_on = merged is not None and attribute(merged, "val") != "restart"
            text = "" if goes_on else self._text_of(cell, apart)
            if not goes_on:
                above.begin(len(texts), text, number if merged is None else _ROWS_AT_MOST)
            texts.append(text)
            texts += [""] * (_count(child(properties, "gridSpan")) - 1)
            del texts[_COLUMNS_AT_MOST:]
        return above.repeated(number, texts)

    def _text_of(self, parent: Element, apart: Paragraph | None = None) -> str:
        """The text of a cell, note or header in one piece; tables in it row by row."""
        inner = Paragraph()
        pieces: list[str] = []
        for element in blocks(parent):
            if name_of(element) == "tbl":
                grid = enumerate(rows(element))
                pieces.append(
                    rows_in_a_line(self._cells(row, inner, RowLabels(), at) for at, row in grid)
                )
            else:
                paragraph = Paragraph([], inner.notes, inner.boxes)
                self._fields = Fields()
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
            if name == "fldChar":
                into.text.append(self._fields.hear(one))
            elif name in _INSIDE:
                self._collect_inside(one, into)
            elif not self._fields.are_computing:
                self._take(one, into)

    def _take(self, one: Element, into: Paragraph) -> None:
        match name_of(one):
            case "t":
                into.text.append(one.text or "")
            case "oMath":
                into.text.append(equation_text(one))
            case "sym":
                into.text.append(_symbol(attribute(one, "char")))
            case "footnoteReference":
                self._add_note(self._footnotes.pop(attribute(one, "id"), None), into)
            case "endnoteReference":
                self._add_note(self._endnotes.pop(attribute(one, "id"), None), into)
            case "commentReference":
                self._add_comment(self._comments.pop(attribute(one, "id"), None), into)
            case "drawing" | "pict" | "object":
                into.boxes += outermost_boxes(one)
            case name:
                into.text.append(_AS_CHARACTERS.get(name, ""))

    def _collect_inside(self, one: Element, into: Paragraph) -> None:
        name = name_of(one)
        if name == "r":
            self._collect_run(one, into)
        elif name == "AlternateContent" and child(one, "Choice") is None:
            for fallback in children(one, "Fallback"):
                self._collect(fallback, into)
        elif not is_left_out(one):
            self._collect(one, into)

    def _collect_run(self, run: Element, into: Paragraph) -> None:
        properties = child(run, "rPr")
        if self._styles.hides(properties):
            return
        inner = Paragraph([], into.notes, into.boxes)
        self._collect(run, inner)
        text = "".join(inner.text)
        if attribute(child(properties, "vertAlign"), "val") == "superscript":
            text = raised("".join(into.text[-1:]), text)
        into.text.append(text)

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
