"""PDFs made to hurt whoever reads them, each small to write down."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Iterator, Mapping

import pypdf

from tests.ingest.make_pdf import PdfPage, assemble, make_pdf, page_of, stream_object

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


HOSTILE: Mapping[str, bytes] = {
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
