"""Files as they lie on a desk, written by what people write them with: office, web, mail, scans.

Each function gives a file's bytes. A block is a ``str`` (a paragraph), ``("h", level, text)``,
``("list", texts)`` or ``("table", rows)``, whose first row names the columns.
"""

from __future__ import annotations

import csv
import io
import json
import mailbox
import tempfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Any, TypeAlias
from zlib import crc32

import docx
import openpyxl
from openpyxl.styles import Font
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pptx import Presentation
from pptx.util import Inches

from tests.ingest.formats.containers import saved, zipped

Rows: TypeAlias = Sequence[Sequence[Any]]
Block: TypeAlias = str | tuple[str, Any] | tuple[str, int, str]

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(
    f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table", "draw")
)
_DOTS_PER_INCH = 200
_A4 = (1654, 2339)


def word(*blocks: Block, header: str = "") -> bytes:
    """A Word document."""
    document = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    for block in blocks:
        match block:
            case str():
                document.add_paragraph(block)
            case ("h", level, text):
                document.add_heading(text, level)
            case ("list", texts):
                for text in texts:
                    document.add_paragraph(text, style="List Bullet")
            case ("table", rows):
                table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
                for cells, row in zip(table.rows, rows, strict=True):
                    for cell, text in zip(cells.cells, row, strict=True):
                        cell.text = str(text)
    return saved(document)


def slides(*of: tuple[str, Sequence[Block], str]) -> bytes:
    """A presentation; each slide has a title, its blocks, and what the speaker notes say."""
    deck = Presentation()
    for title, blocks, notes in of:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        tables: list[Any] = [block[1] for block in blocks if block[0] == "table"]
        slide.placeholders[1].text = "\n".join(block for block in blocks if isinstance(block, str))
        for rows in tables:
            frame = slide.shapes.add_table(
                len(rows), len(rows[0]), Inches(1), Inches(4), Inches(8), Inches(2)
            )
            for y, row in enumerate(rows):
                for x, text in enumerate(row):
                    frame.table.cell(y, x).text = str(text)
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    return saved(deck)


def workbook(
    sheets: Mapping[str, Rows], *, formats: Mapping[str, str] | None = None, hidden: str = ""
) -> bytes:
    """A workbook; ``formats`` are those of columns by their letter, ``hidden`` names a sheet."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for letter, number_format in (formats or {}).items():
            for cell in sheet[letter][1:]:
                cell.number_format = number_format
        if name == hidden:
            sheet.sheet_state = "hidden"
    return saved(book)


def open_document(kind: str, body: str) -> bytes:
    """An OpenDocument file of a kind ("text", "spreadsheet", "presentation") with that body."""
    return zipped({
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content {_SPACES}><office:body><office:{kind}>{body}"
        f"</office:{kind}></office:body></office:document-content>",
    })  # fmt: skip


def open_text(*blocks: Block) -> bytes:
    """A text document (odt)."""
    pieces = []
    for block in blocks:
        match block:
            case str():
                pieces.append(f"<text:p>{escape(block)}</text:p>")
            case ("h", level, text):
                pieces.append(f'<text:h text:outline-level="{level}">{escape(text)}</text:h>')
            case ("list", texts):
                items = (f"<text:list-item><text:p>{escape(text)}</text:p></text:list-item>"
                         for text in texts)  # fmt: skip
                pieces.append(f"<text:list>{''.join(items)}</text:list>")
            case ("table", rows):
                pieces.append(_open_table("Table", rows))
    return open_document("text", "".join(pieces))


def open_sheets(sheets: Mapping[str, Rows]) -> bytes:
    """A spreadsheet (ods)."""
    tables = (_open_table(name, rows) for name, rows in sheets.items())
    return open_document("spreadsheet", "".join(tables))


def _open_table(name: str, rows: Rows) -> str:
    lines = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{escape(str(text))}</text:p></table:table-cell>"
                  for text in row)
        + "</table:table-row>"
        for row in rows
    )  # fmt: skip
    return f'<table:table table:name="{escape(name)}">{lines}</table:table>'


def rich_text(*paragraphs: str) -> bytes:
    """A rich-text file, written as older word processors write it."""
    body = "\\par\n".join(
        "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in text)
        for text in paragraphs
    )
    return (r"{\rtf1\ansi\deff0{\fonttbl{\f0 Times;}}\f0\fs24 " + body + "}").encode()


def web_page(title: str, *blocks: Block, around: bool = True) -> bytes:
    """A page of the web, with ``around`` it what sites put there."""
    body = "".join(map(_markup, blocks))
    nav = '<nav><a href="/">Home</a> <a href="/imprint">Imprint</a></nav>' if around else ""
    script = "<script>track('visitor');</script>" if around else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}'
        f"</title><style>nav{{color:red}}</style></head><body>{nav}<main>{body}</main>{script}"
        "</body></html>"
    ).encode()


def _markup(block: Block) -> str:
    match block:
        case ("h", level, text):
            return f"<h{level}>{escape(text)}</h{level}>"
        case ("list", texts):
            return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"
        case ("table", (heads, *rows)):
            head = "".join(f"<th>{escape(str(text))}</th>" for text in heads)
            lines = "".join(
                "<tr>" + "".join(f"<td>{escape(str(text))}</td>" for text in row) + "</tr>"
                for row in rows
            )
            return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
    return f"<p>{escape(str(block))}</p>"


def saved_page(address: str, page: bytes) -> bytes:
    """A page as browsers save it, with its picture (mhtml)."""
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = address
    message["Subject"] = "A page"
    message.set_content(page.decode(), subtype="html", charset="utf-8", cte="quoted-printable")
    message.add_related(b"\x89PNG\r\n", "image", "png", cid="<picture@mhtml>")
    return message.as_bytes()


def book(title: str, chapters: Mapping[str, Sequence[Block]]) -> bytes:
    """A book (epub), a file for each chapter."""
    names = [f"chapter{number}.xhtml" for number in range(1, len(chapters) + 1)]
    items = "".join(
        f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(names)))
    pages = {
        f"OEBPS/{name}": '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>'
        + "".join(map(_markup, (("h", 1, head), *blocks))) + "</body></html>"
        for name, (head, blocks) in zip(names, chapters.items(), strict=True)
    }  # fmt: skip
    return zipped({
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:'
        'container"><rootfiles><rootfile full-path="OEBPS/content.opf"/></rootfiles></container>',
        "OEBPS/content.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>' + escape(title)
        + f"</dc:title></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>",
        **pages,
    })  # fmt: skip


def mail(
    subject: str,
    text: str,
    *,
    sender: str = "Rosa Lind <rosa@example.org>",
    to: str = "Tomas Berg <tomas@example.org>",
    date: str = "Tue, 03 Mar 2026 09:12:00 +0100",
    markup: str = "",
    attached: Mapping[str, bytes] | None = None,
) -> bytes:
    """A message; ``markup`` is the same text once more as HTML."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"], message["Date"] = subject, sender, to, date
    message["Message-ID"] = f"<{crc32(subject.encode())}@example.org>"
    message.set_content(text)
    if markup:
        message.add_alternative(markup, subtype="html")
    for name, content in (attached or {}).items():
        message.add_attachment(content, "application", "octet-stream", filename=name)
    return message.as_bytes()


def mail_folder(*messages: bytes) -> bytes:
    """A mailbox (mbox) of these messages."""
    with tempfile.TemporaryDirectory() as folder:
        box = mailbox.mbox(Path(folder) / "box")
        for message in messages:
            box.add(message)
        box.close()
        return (Path(folder) / "box").read_bytes()


def calendar(summary: str, description: str, **more: str) -> bytes:
    """An iCalendar file with one appointment; ``more`` are further properties of it."""
    about = {"SUMMARY": summary, "DTSTART": "20240601T100000Z", **more, "DESCRIPTION": description}
    return _card("VCALENDAR", "BEGIN:VEVENT", *_properties(about), "END:VEVENT")


def address_card(name: str, **more: str) -> bytes:
    """A vCard of one person."""
    return _card("VCARD", *_properties({"FN": name, **more}))


def _card(kind: str, *lines: str) -> bytes:
    return "\r\n".join((f"BEGIN:{kind}", *lines, f"END:{kind}", "")).encode()


def _properties(of: Mapping[str, str]) -> list[str]:
    return [f"{name}:{value}" for name, value in of.items()]


def subtitles(*sentences: str) -> bytes:
    """An SRT file in which each sentence is said for two seconds."""
    cues = (
        f"{number}\n00:00:{2 * number:02},000 --> 00:00:{2 * number + 2:02},000\n{said}\n"
        for number, said in enumerate(sentences, start=1)
    )
    return "\n".join(cues).encode()


def table_file(rows: Rows, delimiter: str = ",") -> bytes:
    """Separated values."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode()


def notebook(*cells: tuple[str, str, str]) -> bytes:
    """A notebook of ("markdown" or "code", source, output) cells."""
    return json.dumps({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"language": "python"}},
        "cells": [
            {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}
            | ({"execution_count": 1, "outputs": [
                {"output_type": "stream", "name": "stdout", "text": [output]},
                {"output_type": "display_data", "metadata": {},
                 "data": {"image/png": "iVBORw0KGgo" * 40}},
            ]} if kind == "code" else {})
            for kind, source, output in cells
        ],
    }).encode()  # fmt: skip


def page_picture(*lines: str, askew: float = 0.0, noisy: bool = False) -> Image.Image:
    """A printed A4 page as a scanner sees it; a line that begins with "# " is a heading."""
    page = Image.new("L", _A4, 255)
    pen = ImageDraw.Draw(page)
    top = 150
    for line in lines:
        size = 52 if line.startswith("# ") else 34
        font = ImageFont.load_default(size)
        pen.text((150, top), line.removeprefix("# "), font=font, fill=20)
        top += round(1.6 * size)
    if askew:
        page = page.rotate(askew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    if noisy:
        grain = Image.effect_noise(page.size, 40)
        page = Image.blend(page.filter(ImageFilter.GaussianBlur(0.7)), grain, 0.15)
    return page


def scan(*pages: Image.Image, kind: str = "PNG") -> bytes:
    """Pictures of pages as one file: "PNG", "JPEG", "TIFF" or "PDF"."""
    stream = io.BytesIO()
    more: dict[str, Any] = {"resolution": _DOTS_PER_INCH, "dpi": (_DOTS_PER_INCH,) * 2}
    if kind in ("TIFF", "PDF"):
        more |= {"save_all": True, "append_images": pages[1:]}
    pages[0].save(stream, kind, **more)
    return stream.getvalue()
