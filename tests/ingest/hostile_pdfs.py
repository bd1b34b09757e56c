"""PDFs made to hurt whoever reads them, each small to write down."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Iterator, Mapping

import pypdf

from tests.ingest.make_pdf import (
    PdfPage,
    assemble,
    make_pdf,
    page_of,
    pdf_of_content,
    stream_object,
)

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
TREE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PLAIN_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>"


def one_page(more: str, *objects: bytes) -> bytes:
    """A page with ``more`` in its dictionary; ``objects`` are numbered from 4."""
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] {more} >>".encode()
    return assemble([CATALOG, TREE, page, *objects])


def _nested(opening: bytes, closing: bytes, depth: int) -> bytes:
    return opening * depth + closing * depth


def _bomb(megabytes: int, layers: int = 1) -> bytes:
    content = b"0 0 m " * (megabytes * 1024 * 1024 // 6)
    for _ in range(layers):
        content = zlib.compress(content, 1)
    filters = b"/FlateDecode " * layers
    return b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream" % (
        len(content),
        filters,
        content,
    )


def _with_outline(outline: bytes, *items: bytes) -> bytes:
    catalog = b"<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>"
    drawn = stream_object(b"BT /F1 12 Tf 72 700 Td (Words.) Tj ET")
    page = PLAIN_PAGE[:-2] + b"/Resources << /Font << /F1 %s >> >> >>" % FONT
    return assemble([catalog, TREE, page, drawn, outline, *items])


def _many_pages(count: int) -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(count))
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    return assemble([CATALOG, tree, PLAIN_PAGE, stream_object(b"")])


def _looping_cross_references() -> bytes:
    content = make_pdf([page_of("Words.")])
    start = content.rindex(b"startxref") + len(b"startxref\n")
    place = int(content[start:].split()[0])
    return content.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % place)


def _with_catalog(more: str, *objects: bytes) -> bytes:
    """A page of words and ``more`` in the catalog; ``objects`` are numbered from 5."""
    catalog = f"<< /Type /Catalog /Pages 2 0 R {more} >>".encode()
    drawn = stream_object(b"BT /F1 12 Tf 72 700 Td (Words.) Tj ET")
    page = PLAIN_PAGE[:-2] + b"/Resources << /Font << /F1 %s >> >> >>" % FONT
    return assemble([catalog, TREE, page, drawn, *objects])


def _with_font(*objects: bytes) -> bytes:
    """A page whose font is object 5; ``objects`` are numbered from there."""
    return one_page(
        "/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>",
        stream_object(b"BT /F1 12 Tf 72 700 Td (Words.) Tj ET"),
        *objects,
    )


def _annotated(*annotations: bytes) -> bytes:
    """A page with these annotations; they are numbered from 5."""
    numbers = " ".join(f"{number} 0 R" for number in range(5, 5 + len(annotations)))
    return one_page(f"/Annots [{numbers}]", b"null", *annotations)


def _drawing(content: bytes, *, uses: str = "", box: str = "0 0 200 60", more: str = "") -> bytes:
    """What an annotation looks like, with Helvetica as F1; ``uses`` are drawings by name."""
    head = (
        f"<< /Type /XObject /Subtype /Form /BBox [{box}] {more} /Length {len(content)} /Resources"
        f" << /Font << /F1 {FONT.decode()} >> /XObject << {uses} >> >> >>\nstream\n"
    )
    return head.encode() + content + b"\nendstream"


def _stamped(*drawings: bytes, rect: str = "72 500 272 560", count: int = 1) -> bytes:
    """A page of so many stamps that all look like the first drawing; these are numbered from 5."""
    look = f"/Subtype /Stamp /Rect [{rect}] /AP << /N 5 0 R >>"
    stamps = f"<< /Type /Annot {look} >> " * count
    return one_page(f"/Annots [{stamps}]", b"null", *drawings)


_SAYS = b"BT /F1 12 Tf 9 30 Td (RECEIVED) Tj ET"


def _signed_on_every_page(pages: int, fields: int) -> bytes:
    """Pages with fields that all belong to one, and a signature that is only drawn on each."""
    objects: list[bytes] = []
    first, step = 6, fields + 2
    places = [first + step * number for number in range(pages)]
    for page in places:
        own = range(page + 1, page + step)
        annots = b" ".join(b"%d 0 R" % each for each in own)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Annots [%s] >>" % annots
        )
        objects += (
            b"<< /Type /Annot /Subtype /Widget /Parent 3 0 R /Rect [9 %d 99 %d] /T (f%d) /F 4"
            b" /AP << /N 4 0 R >> >>" % (7 * number, 7 * number + 6, number)
            for number in range(fields)
        )
        objects.append(
            b"<< /Type /Annot /Subtype /Widget /FT /Sig /Parent 3 0 R /Rect [200 9 400 69] /T (s)"
            b" /F 4 /AP << /N 5 0 R >> >>"
        )
    kids = b" ".join(b"%d 0 R" % place for place in places)
    widgets = b" ".join(b"%d 0 R" % n for page in places for n in range(page + 1, page + step))
    return assemble([
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] /SigFlags 3 >> >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        b"<< /FT /Tx /T (all) /Kids [%s] >>" % widgets,
        _drawing(b""),
        _drawing(_SAYS),
        *objects,
    ])  # fmt: skip


def _deep_page_tree(levels: int) -> bytes:
    inner = [
        b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>" % (number - 1, number + 1)
        for number in range(3, 3 + levels)
    ]
    page = PLAIN_PAGE.replace(b"/Parent 2 0 R", b"/Parent %d 0 R" % (2 + levels))
    page = page.replace(b"4 0 R", b"null")
    return assemble([CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", *inner, page])


_BILLION_LAUGHS = b"".join([
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">',
    *(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)),
    b"]><l>&a11;</l>",
])  # fmt: skip
_ENDLESS_MAP = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange"
    b" <00000000> <ffffffff> endcodespacerange 1 beginbfrange <00000000> <ffffffff> <0041>"
    b" endbfrange endcmap end end"
)

HOSTILE: Mapping[str, bytes] = {
    "embedded-files": _with_catalog(
        "/Names << /EmbeddedFiles << /Names [(evil.exe) 5 0 R] >> >>",
        b"<< /Type /Filespec /F (../../evil.exe) /EF << /F 6 0 R >> >>",
        stream_object(b"MZ" * 1000),
    ),
    "names-loop": _with_catalog(
        "/Names << /EmbeddedFiles 5 0 R /Dests 5 0 R >>", b"<< /Kids [5 0 R 5 0 R] >>"
    ),
    "form-fields-loop": _with_catalog(
        "/AcroForm << /Fields [5 0 R] >>",
        b"<< /FT /Tx /T (a) /Kids [5 0 R 6 0 R] /Parent 6 0 R >>",
        b"<< /FT /Tx /T (b) /Kids [5 0 R] /Parent 5 0 R >>",
    ),
    "an-xfa-form": _with_catalog(
        "/AcroForm << /XFA 5 0 R /Fields [] >>", stream_object(_BILLION_LAUGHS)
    ),
    "billion-laughs": _with_catalog("/Metadata 5 0 R", stream_object(_BILLION_LAUGHS)),
    "page-labels-loop": _with_catalog("/PageLabels 5 0 R", b"<< /Kids [5 0 R] >>"),
    "structure-loop": _with_catalog(
        "/MarkInfo << /Marked true >> /StructTreeRoot 5 0 R",
        b"<< /Type /StructTreeRoot /K [5 0 R 6 0 R] /ParentTree 5 0 R >>",
        b"<< /S /P /P 6 0 R /K [6 0 R 5 0 R] >>",
    ),
    "ten-thousand-annotations": _annotated(
        *(
            b"<< /Type /Annot /Subtype /Text /Rect [%d 0 9 9] /Contents (Note %d) >>" % (n % 600, n)
            for n in range(10_000)
        )
    ),
    "note-of-a-megabyte": _annotated(
        b"<< /Type /Annot /Subtype /FreeText /Rect [0 0 9 9] /Contents (%s) >>" % (b"w " * 500_000)
    ),
    "note-on-itself": _annotated(
        b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents 4 0 R /Popup 5 0 R /IRT 5 0 R"
        b" /AP << /N 5 0 R >> >>"
    ),
    "field-without-a-place": _with_catalog(
        "/AcroForm << /Fields [5 0 R] /NeedAppearances true /DA (/Helv 0 Tf) >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V 5 0 R /Parent 5 0 R /Kids [5 0 R]"
        b" /Rect [1e38 -1e38 5 0 R] /Ff 4294967295 /MaxLen -1 >>",
    ),
    "stamp-draws-itself": _stamped(_drawing(_SAYS + b" /X Do /X Do", uses="/X 5 0 R")),
    "stamps-draw-each-other": _stamped(
        _drawing(_SAYS + b" /X Do", uses="/X 6 0 R"), _drawing(b"/X Do", uses="/X 5 0 R")
    ),
    "stamp-of-forms-that-double": _stamped(
        *(_drawing(b"/X Do /X Do", uses=f"/X {6 + level} 0 R") for level in range(40)),
        _drawing(_SAYS),
    ),
    "stamp-of-forms-without-end": _stamped(
        *(_drawing(b"/X Do", uses=f"/X {6 + level} 0 R") for level in range(20_000)),
        _drawing(_SAYS),
    ),
    "stamp-beyond-all-measure": _stamped(_drawing(_SAYS), rect="-1e38 -1e38 1e38 1e38"),
    "stamp-of-a-point": _stamped(
        _drawing(_SAYS, box="0 0 0 0", more="/Matrix [0 0 0 0 1e38 -1e38]"), rect="9 9 9 9"
    ),
    "stamp-of-nonsense": _stamped(
        _drawing(_SAYS, box="a 0 5 0 R", more="/Matrix 5 0 R"), rect="nan 5 0 R (a)"
    ),
    "stamp-bomb": _stamped(_bomb(200)),
    "stamp-of-a-million-words": _stamped(_drawing(b"BT /F1 9 Tf (w) Tj ET " * 1_000_000)),
    "stamps-by-the-thousand": _stamped(_drawing(_SAYS * 50), count=10_000),
    "stamps-of-many-words": _stamped(
        _drawing(b"BT /F1 9 Tf (%s) Tj ET" % (b"word " * 900)), count=2_000
    ),
    "stamp-without-a-drawing": _stamped(b"<< /On 5 0 R /Off 5 0 R /N 5 0 R >>"),
    "signature-signs-itself": _with_catalog(
        "/AcroForm << /Fields [5 0 R] /SigFlags 3 >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T 5 0 R /V 5 0 R /Parent 5 0 R /Kids [5 0 R]"
        b" /Rect [9 9 99 99] /AP << /N 5 0 R >> >>",
    ),
    "fields-by-the-thousand-deep": _with_catalog(
        "/AcroForm << /Fields [5 0 R] >>",
        *(
            b"<< /FT /Tx /T (f%d) /Parent %d 0 R /Kids [%d 0 R] >>" % (level, level - 1, level + 1)
            for level in range(5, 20_000)
        ),
    ),
    "signed-on-every-page": _signed_on_every_page(300, 100),
    "attachment-bomb": _with_catalog(
        "/Names << /EmbeddedFiles << /Names [(a.txt) 5 0 R (b.txt) 5 0 R] >> >>",
        b"<< /Type /Filespec /F (a.txt) /EF << /F 6 0 R >> >>",
        _bomb(300),
    ),
    "attachment-of-itself": _with_catalog(
        "/Names << /EmbeddedFiles << /Names [(a.pdf) 5 0 R] /Kids [5 0 R] >> >>",
        b"<< /Type /Filespec /F (a.pdf) /UF 5 0 R /EF << /F 5 0 R >> >>",
    ),
    "dynamic-form-of-laughs": _with_catalog(
        "/NeedsRendering true /AcroForm << /XFA [(datasets) 5 0 R] /Fields [] >>",
        stream_object(_BILLION_LAUGHS),
    ),
    "dynamic-form-without-end": _with_catalog(
        "/NeedsRendering true /AcroForm << /XFA 5 0 R /Fields [] >>",
        stream_object(b"<data>" + b"<a " * 500_000),
    ),
    "annotations-loop": one_page(
        "/Annots [4 0 R 5 0 R]",
        b"<< /Type /Annot /Subtype /Popup /Parent 5 0 R /Rect [0 0 9 9] /AP << /N 4 0 R >> >>",
        b"<< /Type /Annot /Subtype /Link /Parent 4 0 R /Rect [0 0 9 9] /A << /S /JavaScript"
        b" /JS (app.alert(1)) /Next 5 0 R >> /AP << /N 5 0 R >> >>",
    ),
    "deep-page-tree": _deep_page_tree(20_000),
    "filters-by-the-thousand": one_page(
        "/Contents 4 0 R",
        b"<< /Length 2 /Filter [%s] >>\nstream\n>>\nendstream" % (b"/ASCIIHexDecode " * 5_000),
    ),
    "predictor-of-a-billion-columns": one_page(
        "/Contents 4 0 R",
        b"<< /Length 11 /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 1000000000"
        b" /Colors 1000 >> >>\nstream\n%s\nendstream" % zlib.compress(b"abc"),
    ),
    "pattern-paints-itself": one_page(
        "/Contents 4 0 R /Resources << /Pattern << /P 5 0 R >> >>",
        stream_object(b"/Pattern cs /P scn 0 0 600 700 re f"),
        b"<< /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 .01 .01] /XStep .0001"
        b" /YStep .0001 /Resources << /Pattern << /P 5 0 R >> >> /Length 40 >>\nstream\n"
        b"/Pattern cs /P scn 0 0 600 700 re f      \nendstream",
    ),
    "mask-masks-itself": one_page(
        "/Contents 4 0 R /Resources << /ExtGState << /G 5 0 R >> >>",
        stream_object(b"/G gs 0 0 600 700 re f"),
        b"<< /SMask << /S /Alpha /G 6 0 R >> >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 700] /Group << /S /Transparency >>"
        b" /Resources << /ExtGState << /G 5 0 R >> >> /Length 22 >>\nstream\n"
        b"/G gs 0 0 600 700 re f\nendstream",
    ),
    "glyph-draws-itself": _with_font(
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar"
        b" 87 /LastChar 87 /Widths [9] /Encoding << /Differences [87 /W] >> /CharProcs << /W 6 0 R"
        b" >> /Resources << /Font << /F1 5 0 R >> >> >>",
        stream_object(b"9 0 d0 BT /F1 12 Tf (WWWW) Tj ET"),
    ),
    "map-to-letters-without-end": _with_font(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        stream_object(_ENDLESS_MAP),
    ),
    "map-uses-itself": _with_font(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding 6 0 R /DescendantFonts [7 0 R] >>",
        b"<< /Type /CMap /CMapName /M /UseCMap 6 0 R /Length 0 >>\nstream\n\nendstream",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /W [0 2000000000 9] >>",
    ),
    "picture-of-nothing": one_page(
        "/Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >>",
        stream_object(b"/X Do"),
        b"<< /Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 1"
        b" /ColorSpace /DeviceGray /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 60000"
        b" /Rows 60000 >> /Length 4 >>\nstream\n\0\0\0\0\nendstream",
    ),
    "thousand-inherited-boxes": one_page("/UserUnit 75000 /MediaBox [-1e38 -1e38 1e38 1e38]"),
    "object-stream-in-itself": _with_catalog(
        "/Extra 6 0 R",
        b"<< /Type /ObjStm /N 1000000000 /First 4 /Extends 5 0 R /Length 8 >>\nstream\n5 0 null"
        b"\nendstream",
    ),
    "comments-by-the-megabyte": b"%PDF-1.7\n" + b"%" * 5_000_000,
    "only-objects-of-one-number": b"%PDF-1.7\n" + b"1 0 obj null endobj\n" * 100_000,
    "page-tree-loop": assemble([CATALOG, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]),
    "page-tree-loop-of-two": assemble(
        [
            CATALOG,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>",
        ]
    ),
    "count-of-a-billion": assemble(
        [CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>", PLAIN_PAGE, b"null"]
    ),
    "count-below-zero": assemble(
        [CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count -7 >>", PLAIN_PAGE, b"null"]
    ),
    "hundred-thousand-pages": _many_pages(100_000),
    "object-refers-to-itself": assemble([CATALOG, TREE, b"3 0 R"]),
    "length-refers-to-itself": one_page(
        "/Contents 4 0 R", b"<< /Length 4 0 R >>\nstream\nx\nendstream"
    ),
    "length-of-a-terabyte": one_page(
        "/Contents 4 0 R", b"<< /Length 1099511627776 >>\nstream\nx\nendstream"
    ),
    "form-draws-itself": one_page(
        "/Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >>",
        stream_object(b"/X Do"),
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"
        b" /Length 5 >>\nstream\n/X Do\nendstream",
    ),
    "forms-double-forty-times": one_page(
        "/Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >>",
        stream_object(b"/X Do /X Do"),
        *(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R"
            b" >> >> /Length 11 >>\nstream\n/X Do /X Do\nendstream" % (6 + level)
            for level in range(40)
        ),
    ),
    "outline-loop": _with_outline(
        b"<< /First 6 0 R /Last 6 0 R >>", b"<< /Title (a) /Next 6 0 R /First 6 0 R >>"
    ),
    "outline-loop-of-two": _with_outline(
        b"<< /First 6 0 R /Last 7 0 R >>",
        b"<< /Title (a) /Next 7 0 R >>",
        b"<< /Title (b) /Next 6 0 R /First 5 0 R >>",
    ),
    "nested-arrays": one_page("/Odd " + _nested(b"[", b"]", 100_000).decode(), b"null"),
    "nested-dictionaries": one_page("/Odd " + _nested(b"<</a ", b">>", 50_000).decode(), b"null"),
    "nested-in-the-drawing": one_page(
        "/Contents 4 0 R", stream_object(_nested(b"[", b"]", 500_000))
    ),
    "nested-graphics-states": one_page("/Contents 4 0 R", stream_object(b"q " * 1_000_000)),
    "decompression-bomb": one_page("/Contents 4 0 R", _bomb(200)),
    "bomb-in-a-bomb": one_page("/Contents 4 0 R", _bomb(200, layers=2)),
    "huge-page": make_pdf([PdfPage(page_of("Words.").lines, width=10**9, height=10**9)]),
    "page-without-size": make_pdf([PdfPage(page_of("Words.").lines, width=0, height=0)]),
    "page-box-of-nonsense": one_page("/MediaBox [a b c] /CropBox 7 /Rotate 45", b"null"),
    "no-cross-references": make_pdf([page_of("Words.")]).split(b"xref\n")[0],
    "cross-references-loop": _looping_cross_references(),
    "cross-references-far-away": make_pdf([page_of("Words.")]).replace(
        b"startxref\n", b"startxref\n99999999"
    ),
    "trailer-with-a-billion-objects": make_pdf([page_of("Words.")]).replace(
        b"/Size ", b"/Size 99999999"
    ),
    "script-at-opening": make_pdf([page_of("Words.")]).replace(
        b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (while(1);) >>"
    ),
    "launches-a-program": make_pdf([page_of("Words.")]).replace(
        b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /Launch /F (calc.exe) >>"
    ),
    "asks-the-network": make_pdf([page_of("Words.")]).replace(
        b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /URI /URI (http://192.0.2.1/) >>"
    ),
    "million-letters-on-a-line": make_pdf([page_of("x" * 1_000_000)], compress=True),
    "image-of-a-terapixel": one_page(
        "/Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >>",
        stream_object(b"/X Do"),
        b"<< /Type /XObject /Subtype /Image /Width 1000000 /Height 1000000 /BitsPerComponent 8"
        b" /ColorSpace /DeviceRGB /Length 1 >>\nstream\nx\nendstream",
    ),
    "font-without-end": one_page(
        "/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>",
        stream_object(b"BT /F1 12 Tf 72 700 Td (Words.) Tj ET"),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /DescendantFonts [5 0 R] /ToUnicode 5 0 R >>",
    ),
    "title-of-a-megabyte": make_pdf([page_of("Words.")], title="t" * 1_000_000),
}


ANNOTATED = pdf_of_content(
    b"BT /F1 12 Tf 72 700 Td (Name) Tj ET",
    more="/Annots [6 0 R 7 0 R 8 0 R 9 0 R]",
    objects=[
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (n) /TU (Name) /V (Ida)"
        b" /Rect [120 694 300 710] /F 4 /AP << /N 11 0 R >> >>",
        b"<< /Type /Annot /Subtype /Stamp /Rect [72 500 272 560] /AP << /N 10 0 R >> >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /Rect [72 300 272 360] /F 4"
        b" /AP << /N 11 0 R >> >>",
        b"<< /Type /Annot /Subtype /Text /Rect [9 9 19 19] /Contents (Doubtful.) /T (Lee) >>",
        _drawing(_SAYS + b" /X Do", uses="/X 11 0 R"),
        _drawing(b"q .9 0 0 .9 1 1 cm BT /F1 9 Tf 5 9 Td (Signed by Ida) Tj ET Q"),
        b"<< /Type /Filespec /F (crew.txt) /EF << /F 13 0 R >> >>",
        stream_object(b"The crew of the ship."),
    ],
    catalog="/AcroForm << /Fields [6 0 R 8 0 R] /SigFlags 3 >>"
    " /Names << /EmbeddedFiles << /Names [(crew.txt) 12 0 R] >> >>",
)
"""A page with a field, a stamp, a signature, a comment and an attached file, all of them sound."""


def encrypted_in_each_way() -> Iterator[tuple[str, bytes]]:
    """The same page behind each kind of encryption that pypdf can write without help."""
    plain = make_pdf([page_of("Secret words.")])
    for algorithm in ("RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(plain))
        stream = io.BytesIO()
        try:
            writer.encrypt("user", "owner", algorithm=algorithm)
            writer.write(stream)
        except pypdf.errors.DependencyError:
            continue
        yield algorithm, stream.getvalue()


def truncated(content: bytes, places: int) -> Iterator[bytes]:
    """The file cut off at so many places, evenly spread."""
    for place in range(1, places + 1):
        yield content[: len(content) * place // (places + 1)]


def flipped(content: bytes, files: int, *, seed: int) -> Iterator[bytes]:
    """The file with a few bytes changed at random, again and again."""
    chance = random.Random(seed)  # noqa: S311 - damage, not secrets
    for _ in range(files):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 20)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        yield bytes(damaged)
