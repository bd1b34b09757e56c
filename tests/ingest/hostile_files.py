"""Office files, pages of the web, mail and pictures made to hurt whoever reads them."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image

from tests.ingest.formats.containers import changed, unzipped, zipped
from tests.ingest.sound_files import book, old_book, slides, word

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LAUGHS = "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' if n else '<!ENTITY a0 "ha">' for n in range(12)
)
_BOMB = f'<?xml version="1.0"?><!DOCTYPE l [{_LAUGHS}]>'
_OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">'
    '<!ENTITY y SYSTEM "http://127.0.0.1:9/x">]>'
)
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "draw")
)


def _epub(chapter: str, **more: str) -> bytes:
    return zipped({
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfile full-path="b.opf"/></container>',
        "b.opf": '<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"'
        '/></manifest><spine><itemref idref="a"/></spine></package>',
        "a.xhtml": chapter,
        **more,
    })  # fmt: skip


def _odt(body: str, head: str = "", kind: str = "text") -> bytes:
    content = (
        f"{head}<office:document-content {_ODF}><office:body><office:{kind}>{body}</office:{kind}>"
        "</office:body></office:document-content>"
    )
    return zipped({
        "mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content,
    })  # fmt: skip


def _word_body(body: str, head: str = "") -> bytes:
    whole = f"{head}<w:document {_W}><w:body>{body}</w:body></w:document>"
    return changed(word(), "word/document.xml", lambda _: whole)


def _sheet(rows: str, more: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    whole = f'<worksheet xmlns="{space}">{more}<sheetData>{rows}</sheetData></worksheet>'
    return changed(book(), "xl/worksheets/sheet1.xml", lambda _: whole)


def _with_bomb(content: bytes, name: str, mebibytes: int = 2_000) -> bytes:
    """The archive with a file in it that unpacks to so many MiB of blanks."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for other, whole in unzipped(content).items():
            if other != name:
                archive.writestr(other, whole)
        with archive.open(name, "w", force_zip64=True) as member:
            for _ in range(mebibytes):
                member.write(b" " * (1 << 20))
    return stream.getvalue()


def _lying_about_its_size(content: bytes, name: str) -> bytes:
    """The archive whose list says that a file is small."""
    at = content.rindex(name.encode()) - 46
    return content[: at + 24] + struct.pack("<I", 10) + content[at + 28 :]


def _linked(content: bytes, part: str, kind: str, target: str) -> bytes:
    link = (
        f'<Relationship Id="evil" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return changed(content, part, lambda text: text.replace("</Relationships>", link))


def _many_slides(count: int) -> bytes:
    """A presentation that names one slide very often."""
    content = slides()
    ids = "".join(f'<p:sldId id="{256 + n}" r:id="rId7"/>' for n in range(count))
    files = unzipped(content)
    whole = files["ppt/presentation.xml"].decode()
    start, end = whole.index("<p:sldIdLst>"), whole.index("</p:sldIdLst>")
    link = whole[start:end].partition('r:id="')[2].partition('"')[0]
    files["ppt/presentation.xml"] = (
        whole[: start + 12] + ids.replace("rId7", link) + whole[end:]
    ).encode()
    return zipped(files)


def _picture(kind: str, size: tuple[int, int] = (40, 40)) -> bytes:
    stream = io.BytesIO()
    Image.new("L", size, 255).save(stream, kind)
    return stream.getvalue()


def _png_of(width: int, height: int) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        whole = name + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")
    )  # fmt: skip


def _tiff_loop() -> bytes:
    """A TIFF whose list of pages comes back to its first one."""
    return b"II*\0" + struct.pack("<IHHHIII", 8, 1, 256, 3, 1, 1, 8)


def _nested_mail(depth: int) -> bytes:
    head = b"From: a@b\nSubject: x\nMessage-ID: <1@b>\nMIME-Version: 1.0\n"
    return head + b"Content-Type: message/rfc822\n\n".join([b""] * depth) + b"\nwords"


def _nested_parts(depth: int) -> bytes:
    parts = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth)
    )
    return f"From: a@b\nSubject: x\nMessage-ID: <1@b>\nMIME-Version: 1.0\n{parts}\nwords".encode()


def _matryoshka(depth: int) -> bytes:
    content = b"words"
    for _ in range(depth):
        content = zipped({"inner.zip": content})
    return content


HEAD = "<!DOCTYPE html><html><body>"
MAIL = "From: a@b\nTo: c@d\nSubject: x\nMessage-ID: <1@b>\nMIME-Version: 1.0\n"


_FIRST_CELL = '<row r="1"><c r="A1" s="999999"><v>1</v></c></row>'  # of a style that isn't there

HOSTILE: Mapping[str, tuple[str, bytes]] = {
    "docx-entity-bomb": ("a.docx", _word_body("<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>", _BOMB)),
    "docx-external-entity": (
        "a.docx", _word_body("<w:p><w:r><w:t>seen &x;&y;</w:t></w:r></w:p>", _OUTSIDE),
    ),
    "docx-bomb-in-the-body": ("a.docx", _with_bomb(word(), "word/document.xml")),
    "docx-bomb-in-a-picture": ("a.docx", _with_bomb(word(), "word/media/image1.png")),
    "docx-lies-about-its-size": ("a.docx", _lying_about_its_size(word(), "word/document.xml")),
    "docx-external-template": (
        "a.docx", _linked(word(), "word/_rels/document.xml.rels", "attachedTemplate",
                          "http://127.0.0.1:9/evil.dotm"),
    ),
    "docx-links-to-itself": (
        "a.docx", changed(word(), "word/_rels/document.xml.rels", lambda text: text.replace(
            "</Relationships>", '<Relationship Id="me" Type="http://x/relationships/footnotes" '
            'Target="document.xml"/></Relationships>')),
    ),
    "docx-links-out-of-itself": (
        "a.docx", changed(word(), "word/_rels/document.xml.rels", lambda text: text.replace(
            'Target="styles.xml"', 'Target="../../../../etc/passwd"')),
    ),
    "docx-macro": ("a.docm", zipped(unzipped(word()) | {"word/vbaProject.bin": b"\xd0\xcf" * 99})),
    "docx-deep-tables": (
        "a.docx", _word_body("<w:tbl><w:tr><w:tc>" * 80 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 80),
    ),
    "docx-deeper-than-any-parser": ("a.docx", _word_body("<w:sdt>" * 50_000)),
    "docx-wide-span": (
        "a.docx", _word_body('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
                             "<w:p/></w:tc></w:tr></w:tbl>"),
    ),
    "docx-styles-in-a-circle": (
        "a.docx", changed(word(), "word/styles.xml", lambda text: text.replace(
            "</w:styles>", '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>'
            '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>').replace(
            "Heading1", "A")),
    ),
    "docx-note-in-itself": (
        "a.docx", _word_body('<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>' * 9),
    ),
    "docx-field-of-formulas": (
        "a.docx", _word_body("<w:p><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:r>"
                             "<w:r><w:t>=cmd|' /C calc'!A0</w:t></w:r></w:p>"),
    ),
    "docx-without-its-types": ("a.docx", zipped({"word/document.xml": "<a/>"})),
    "docx-of-nonsense": ("a.docx", zipped({"word/document.xml": bytes(range(256)) * 400})),
    "docx-paragraphs-by-the-hundred-thousand": ("a.docx", _word_body("<w:p/>" * 300_000)),
    "pptx-entity-bomb": (
        "a.pptx", changed(slides(), "ppt/slides/slide1.xml", lambda text: _BOMB + text.partition(
            "?>")[2].replace("Words", "&a11;")),
    ),
    "pptx-bomb": ("a.pptx", _with_bomb(slides(), "ppt/media/image1.png")),
    "pptx-of-ten-thousand-slides": ("a.pptx", _many_slides(10_000)),
    "pptx-without-a-slide": (
        "a.pptx", zipped({name: content for name, content in unzipped(slides()).items()
                          if "slide1.xml" not in name}),
    ),
    "pptx-linked-picture": (
        "a.pptx", _linked(slides(), "ppt/slides/_rels/slide1.xml.rels", "image",
                          "http://127.0.0.1:9/x.png"),
    ),
    "pptx-groups-in-groups": (
        "a.pptx", changed(slides(), "ppt/slides/slide1.xml", lambda text: text.replace(
            "</p:spTree>", "<p:grpSp><p:nvGrpSpPr/><p:grpSpPr/>" * 90 + "</p:grpSp>" * 90
            + "</p:spTree>")),
    ),
    "xlsx-entity-bomb": ("a.xlsx", changed(
        book(), "xl/worksheets/sheet1.xml", lambda text: _BOMB + text.partition("?>")[2])),
    "xlsx-bomb": ("a.xlsx", _with_bomb(book(), "xl/sharedStrings.xml")),
    "xlsx-bomb-in-a-sheet": ("a.xlsx", _with_bomb(book(), "xl/worksheets/sheet1.xml", 900)),
    "xlsx-of-a-million-cells": (
        "a.xlsx", _sheet("".join(f'<row r="{n}">' + "<c><v>1</v></c>" * 100 + "</row>"
                                 for n in range(1, 10_001))),
    ),
    "xlsx-far-cell": ("a.xlsx", _sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "xlsx-row-beyond-all": (
        "a.xlsx", _sheet('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'),
    ),
    "xlsx-lying-dimension": (
        "a.xlsx", _sheet('<row r="1"><c r="A1"><v>1</v></c></row>',
                         '<dimension ref="A1:XFD1048576"/>'),
    ),
    "xlsx-formula-injection": (
        "a.xlsx", _sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>=HYPERLINK("http://127.0.0.1:9")'
                         "</t></is></c></row>"),
    ),
    "xlsx-external-links": (
        "a.xlsx", _linked(book(), "xl/_rels/workbook.xml.rels", "externalLink",
                          "http://127.0.0.1:9/a.xlsx"),
    ),
    "xlsx-bad-style": ("a.xlsx", _sheet('<row r="1"><c r="A1" s="999999"><v>1</v></c></row>')),
    "xlsx-bad-shared-string": (
        "a.xlsx", _sheet('<row r="1"><c r="A1" t="s"><v>999999</v></c></row>'),
    ),
    "xlsx-numbers-that-are-none": (
        "a.xlsx", _sheet('<row r="1"><c r="A1"><v>1e999</v></c><c r="B1"><v>x</v></c></row>'),
    ),
    "xls-of-nonsense": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 20),
    "ole-of-zeros": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000)),
    "odt-entity-bomb": ("a.odt", _odt("<text:p>&a11;</text:p>", _BOMB)),
    "odt-external-entity": ("a.odt", _odt("<text:p>seen &x;</text:p>", _OUTSIDE)),
    "odt-endless-spaces": ("a.odt", _odt('<text:p>a<text:s text:c="2000000000"/>b</text:p>')),
    "odt-deep": ("a.odt", _odt("<text:section>" * 200 + "<text:p>x</text:p>")),
    "ods-repeated-for-ever": (
        "a.ods", _odt('<table:table table:name="A"><table:table-row '
                      'table:number-rows-repeated="1048576"><table:table-cell '
                      'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
                      "</table:table-row></table:table>", kind="spreadsheet"),
    ),
    "epub-entity-bomb": ("a.epub", _epub(f"{_BOMB}<html><body><p>&a11;</p></body></html>")),
    "epub-bomb": ("a.epub", _with_bomb(_epub("<p>x</p>"), "a.xhtml")),
    "epub-path-out-of-itself": (
        "a.epub", _epub("<p>x</p>", **{"META-INF/container.xml":
                        '<container><rootfile full-path="../../etc/passwd"/></container>'}),
    ),
    "epub-spine-of-one-chapter-often": (
        "a.epub", _epub("<p>words</p>", **{"b.opf": '<package><manifest><item id="a" href="a.xhtml"'
                        ' media-type="application/xhtml+xml"/></manifest><spine>'
                        + '<itemref idref="a"/>' * 5_000 + "</spine></package>"}),
    ),
    "html-deep": ("a.html", (HEAD + "<div>" * 200_000 + "x").encode()),
    "html-tables-in-tables": ("a.html", (HEAD + "<table><tr><td>" * 5_000 + "x").encode()),
    "html-wide-spans": (
        "a.html", (HEAD + "<table>" + '<tr><td colspan=99999 rowspan=99999>x<td>y' * 300).encode(),
    ),
    "html-of-hiding-rules": (
        "a.html", (HEAD + "<style>" + "div div div div{display:none}" * 5_000 + "</style>"
                   + "<div>" * 3_000 + "x").encode(),
    ),
    "html-attributes-by-the-thousand": (
        "a.html", (HEAD + "<p " + " ".join(f"a{n}=b" for n in range(50_000)) + ">x").encode(),
    ),
    "html-without-an-end": ("a.html", (HEAD + "<!--" + "x" * 3_000_000).encode()),
    "html-fetching": (
        "a.html", (HEAD + '<img src="http://127.0.0.1:9/x"><iframe src="file:///etc/passwd">'
                   "</iframe><link rel=stylesheet href=http://127.0.0.1:9/x><p>seen").encode(),
    ),
    "mail-in-mail-in-mail": ("a.eml", _nested_mail(500)),
    "mail-of-deep-parts": ("a.eml", _nested_parts(3_000)),
    "mail-without-an-end": (
        "a.eml", (MAIL + 'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: '
                  "text/plain\nContent-Transfer-Encoding: base64\n\n" + "QUJD\n" * 99_999).encode(),
    ),
    "mail-of-ten-thousand-files": (
        "a.eml", (MAIL + 'Content-Type: multipart/mixed; boundary="b"\n\n' + "".join(
            f"--b\nContent-Disposition: attachment; filename=../../{n}.txt\n\nx\n"
            for n in range(10_000)) + "--b--\n").encode(),
    ),
    "mail-with-long-headers": ("a.eml", (MAIL + "X-A: " + "=?utf-8?q?x?= " * 50_000).encode()),
    "mail-of-broken-encodings": (
        "a.eml", (MAIL + "Content-Type: text/plain; charset=no-such\n"
                  "Content-Transfer-Encoding: uuencode\n\nbegin 666 x\nM###\n").encode(),
    ),
    "mbox-of-empty-messages": (
        "a.mbox", b"From a@b Mon Mar  4 09:30:00 2024\nFrom: a@b\nSubject: x\n\n" * 3_000,
    ),
    "archive-in-archive": ("a.zip", _matryoshka(30)),
    "archive-of-many-files": ("a.zip", zipped({f"{n}.txt": b"" for n in range(70_000)})),
    "archive-out-of-itself": ("a.zip", zipped({"../../evil.txt": b"x"})),
    "csv-of-quotes": ("a.csv", b"a,b\n1,2\n" * 60 + b'3,"' + b'""' * 1_000_000),
    "csv-of-one-row": ("a.csv", b"a,b\n" + b"x," * 100_000 + b"\n1,2\n"),
    "csv-of-formulas": ("a.csv", b"name,value\nx,=cmd|' /C calc'!A0\ny,@SUM(1)\n"),
    "json-deep": ("a.json", b"[" * 200_000),
    "json-of-packed-data": ("a.json", json.dumps({"a": "QUJD" * 1_000_000}).encode()),
    "notebook-of-nonsense": ("a.ipynb", b'{"cells": [[], 1, {"source": [1, {}]}], "nbformat": 4}'),
    "xml-deep": ("a.xml", b'<?xml version="1.0"?>' + b"<a>" * 100_000),
    "xml-external-entity": ("a.xml", f"{_OUTSIDE}<a>seen &x;&y;</a>".encode()),
    "rtf-deep": ("a.rtf", b"{\\rtf1 " + b"{" * 200_000 + b"x"),
    "rtf-of-an-object": (
        "a.rtf", b"{\\rtf1 words {\\object\\objdata " + b"d0cf11e0" * 50_000 + b"}}",
    ),
    "rtf-raw-data-without-end": ("a.rtf", b"{\\rtf1 words \\bin9999999999 " + b"x" * 10_000),
    "rtf-notes-in-notes": ("a.rtf", b"{\\rtf1 words " + b"{\\footnote a" * 100_000),
    "rtf-of-a-million-cells": ("a.rtf", b"{\\rtf1\\trowd\\intbl " + b"x\\cell " * 1_000_000),
    "rtf-of-fonts": (
        "a.rtf", b"{\\rtf1{\\fonttbl" + b"{\\f99999\\fcharset128 x;}" * 100_000 + b"}\\f1\\'83\\'",
    ),
    "rtf-half-a-character-often": ("a.rtf", b"{\\rtf1 " + b"\\u-10179?" * 200_000 + b"}"),
    "odt-embeds-itself": (
        "a.odt", _odt('<table:table><table:table-row><table:table-cell><draw:object '
                      'href="."/><draw:object href="./."/></table:table-cell></table:table-row>'
                      "</table:table>" * 500),
    ),
    "odt-lists-in-lists": (
        "a.odt", _odt("<text:list><text:list-item>" * 100 + "<text:p>x</text:p>"),
    ),
    "xlsx-far-cell-that-openpyxl-refuses": (
        "a.xlsx", _sheet(f'{_FIRST_CELL}<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row>'),
    ),
    "xlsx-far-row-beside-a-bad-style": (
        "a.xlsx", _sheet(f'{_FIRST_CELL}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    ),
    "xls-cut": ("a.xls", old_book()[:-700]),
    "xls-of-no-sense-inside": (
        "a.xls", old_book().replace(b"\x09\x08\x10\x00", b"\x09\x08\xff\xff"),
    ),
    "xls-with-a-record-too-long": (
        "a.xls", old_book().replace(b"\xfc\x00", b"\xfc\x00\xff\xff", 1),
    ),
    "png-of-a-terapixel": ("a.png", _png_of(1_000_000, 1_000_000)),
    "png-that-lies": ("a.png", _png_of(4_000, 4_000)[:-30]),
    "png-of-one-pixel": ("a.png", _png_of(1, 1)),
    "png-thin": ("a.png", _picture("PNG", (12_000, 1))),
    "tiff-in-a-circle": ("a.tiff", _tiff_loop()),
    "tiff-of-nonsense": ("a.tiff", b"II*\0" + bytes(range(256)) * 10),
    "gif-of-nothing": ("a.gif", _picture("GIF")),
    "jpeg-cut-off": ("a.jpg", _picture("JPEG", (900, 900))[:400]),
}  # fmt: skip
"""Each with the name under which it comes."""
