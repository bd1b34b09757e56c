"""OpenDocument: texts, slides and sheets (odt, odp, ods), which share their building blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.errors import PROTECTED, DamagedFile, PasswordNeeded
from ingest.formats.archives import Archive, open_archive
from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.office.open_slides import add_slides
from ingest.formats.office.open_styles import OpenStyles
from ingest.formats.office.open_text import COLUMNS_AT_MOST, OpenText, repeated, rows_of
from ingest.formats.office.paragraphs import Paragraph
from ingest.formats.office.sheets import Remark, SheetRow, add_sheet, hidden_sheet, sheet_row
from ingest.formats.pictures_inside import picture_parts
from ingest.formats.records import ReadDocument
from ingest.formats.row_labels import RowLabels
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
_REPEATED_ROWS_AT_MOST = 100


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
        around = parse_xml(archive.read("styles.xml")) if "styles.xml" in archive else None
        text = OpenText(builder, OpenStyles.of(around, content), archive.read_if_there)
        pictures: Mapping[str, Sequence[str]] = {}
        match builder.kind:
            case "odt":
                pictures = {"picture": _add_text(builder, content, body, around, text)}
            case "odp":
                pictures = add_slides(builder, content, body, text)
            case _:
                _add_sheets(builder, content, body, text)
        for called, names in pictures.items():
            builder.parts += picture_parts(called, names, archive.read_if_there)
        return builder.document()


def _add_facts(builder: DocumentBuilder, archive: Archive) -> None:
    if "meta.xml" not in archive:
        return
    about = child(parse_xml(archive.read("meta.xml")), "meta")
    builder.title = text_below(child(about, "title"))
    facts: dict[str, str] = {}
    for name, key in _FACTS:
        facts[name] = facts.get(name) or text_below(child(about, key))
    builder.facts += facts.items()


def _add_text(
    builder: DocumentBuilder,
    content: Element,
    body: Element,
    around: Element | None,
    text: OpenText,
) -> list[str]:
    """The names of its pictures, if it is nothing but pictures."""
    builder.page()
    said: set[str] = set()
    headers, footers = _around_pages(content, around)
    for one in headers:
        _add_once(builder, text.text_of(one), said)
    before = builder.page_length
    text.add(body)
    pictures = text.pictures if builder.page_length == before else []
    for one in footers:
        _add_once(builder, text.text_of(one), said)
    return pictures


def _around_pages(content: Element, styles: Element | None) -> tuple[list[Element], list[Element]]:
    """The headers and the footers of the kinds of pages that are in use."""
    if styles is None:
        return [], []
    masters = {attribute(one, "name"): one for one in below(styles, "master-page")}
    names = ["Standard", *(attribute(one, "master-page-name") for one in below(content, "style"))]
    used: list[Element] = []
    while names:
        master = masters.pop(names.pop(0), None)
        if master is not None:
            used += master
            names.append(attribute(master, "next-style-name"))
    shown = [one for one in used if attribute(one, "display") != "false"]
    headers, footers = (
        [one for one in shown if name_of(one).startswith(which)] for which in ("header", "footer")
    )
    return headers, footers


def _add_once(builder: DocumentBuilder, text: str, said: set[str]) -> None:
    """Add what stands on every page, unless it was added before or is but a number."""
    text = in_one_line(text)
    if text not in said and any(character.isalpha() for character in text):
        said.add(text)
        builder.paragraph(text)


def _add_sheets(builder: DocumentBuilder, content: Element, body: Element, text: OpenText) -> None:
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
        rows = _sheet_rows(sheet, text)
        hidden_columns = frozenset(_hidden_columns(sheet))
        name = attribute(sheet, "name")
        add_sheet(builder, name, rows, of=len(seen), hidden_columns=hidden_columns)


def _hidden_columns(sheet: Element) -> Iterator[int]:
    number = 0
    for column in below(sheet, "table-column"):
        count = repeated(attribute(column, "number-columns-repeated"), COLUMNS_AT_MOST - number)
        if attribute(column, "visibility") in ("collapse", "filter"):
            yield from range(number + 1, number + count + 1)
        number += count


def _sheet_rows(sheet: Element, text: OpenText) -> Iterator[SheetRow]:
    number, labels = 0, RowLabels()
    for row, count in rows_of(sheet):
        is_hidden = attribute(row, "visibility") in ("collapse", "filter")
        apart = Paragraph()
        texts = text.cells(row, apart, labels, number)
        remarks = [Remark(max(len(texts), 1), said) for said in apart.notes]
        below = labels.rows_below(number)
        found = sheet_row(number + 1, texts, is_hidden=is_hidden, remarks=remarks, rows_below=below)
        if found is not None:
            for later in range(min(count, _REPEATED_ROWS_AT_MOST)):
                yield replace(found, number=number + later + 1)
        number += count
