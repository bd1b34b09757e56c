"""Writes small PDFs for tests: Helvetica text at given places, and whatever a test needs broken."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line of text whose baseline starts at (x, y) points from the page's lower left corner."""

    text: str
    x: float = 72
    y: float = 720
    size: float = 12


@dataclass(frozen=True)
class PdfPage:
    """A page; ``more`` goes into its dictionary as it is, ``drawing`` into its content."""

    lines: tuple[Line, ...] = ()
    width: int = 612
    height: int = 792
    more: str = ""
    drawing: bytes = b""


def page_of(*texts: str, **page: object) -> PdfPage:
    """A page with these lines below each other."""
    lines = tuple(Line(text, y=720 - 16 * number) for number, text in enumerate(texts))
    return PdfPage(lines=lines, **page)  # type: ignore[arg-type]


def make_pdf(
    pages: Sequence[PdfPage],
    *,
    title: str = "",
    outline: Sequence[tuple[str, int]] = (),
    compress: bool = False,
) -> bytes:
    """The bytes of a PDF; ``outline`` holds titles and the page each points to, from 1."""
    objects: list[bytes] = []

    def add(content: bytes) -> int:
        objects.append(content)
        return len(objects)

    catalog, tree = add(b""), add(b"")
    font = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    numbers = []
    for page in pages:
        content = stream_object(
            b"\n".join((*map(_drawn, page.lines), page.drawing)), compress=compress
        )
        contents = add(content)
        numbers.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {page.width} {page.height}]"
                f" /Resources << /Font << /F1 {font} 0 R >> >> /Contents {contents} 0 R"
                f" {page.more} >>".encode()
            )
        )
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects[tree - 1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>".encode()
    outlines = ""
    if outline:
        root = len(objects) + 1
        add(
            f"<< /Type /Outlines /First {root + 1} 0 R /Last {root + len(outline)} 0 R"
            f" /Count {len(outline)} >>".encode()
        )
        for place, (text, number) in enumerate(outline, start=1):
            following = f"/Next {root + place + 1} 0 R" if place < len(outline) else ""
            add(
                b"<< /Title "
                + _string(text)
                + f" /Parent {root} 0 R {following}"
                f" /Dest [{numbers[number - 1]} 0 R /Fit] >>".encode()
            )
        outlines = f"/Outlines {root} 0 R"
    objects[catalog - 1] = f"<< /Type /Catalog /Pages {tree} 0 R {outlines} >>".encode()
    information = add(b"<< /Title " + _string(title) + b" >>") if title else 0
    return assemble(objects, f"/Info {information} 0 R" if information else "")


def assemble(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A file of these objects, the first of which is the catalog, with a right xref table."""
    content = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(content)
    content += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    content += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    content += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode()
    return bytes(content) + f"startxref\n{start}\n%%EOF\n".encode()


def stream_object(content: bytes, *, compress: bool = False) -> bytes:
    """A stream with its dictionary."""
    filters = b""
    if compress:
        content, filters = zlib.compress(content, 1), b" /Filter /FlateDecode"
    return (
        f"<< /Length {len(content)}".encode()
        + filters
        + b" >>\nstream\n"
        + content
        + b"\nendstream"
    )


def _drawn(line: Line) -> bytes:
    return f"BT /F1 {line.size} Tf {line.x} {line.y} Td ".encode() + _string(line.text) + b" Tj ET"


def _string(text: str) -> bytes:
    escaped = text.encode("cp1252").replace(b"\\", b"\\\\")
    return b"(" + escaped.replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def pdf_of_content(
    content: bytes, *, more: str = "", fonts: str = "", objects: Sequence[bytes] = (),
    catalog: str = "",
) -> bytes:  # fmt: skip
    """A PDF of one page with this drawing, Helvetica as F1; ``objects`` are numbered from 6.

    ``fonts`` are more fonts by name, ``more`` goes into the page's dictionary, ``catalog`` into the
    document's.
    """
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        f" /Resources << /Font << /F1 5 0 R {fonts} >> >> {more} >>"
    )
    return assemble([
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page.encode(),
        stream_object(content),
        font,
        *objects,
    ])  # fmt: skip


def pdf_of_codes(lines: Sequence[str], meant: Callable[[str], str]) -> bytes:
    """A PDF of these lines in a font that says of each character that it is what ``meant`` says."""
    characters = sorted(set("".join(lines)))
    codes = {character: f"{number:04x}" for number, character in enumerate(characters, start=1)}
    listed = [
        f"<{codes[character]}> <{meant(character).encode('utf-16-be').hex()}>"
        for character in characters
    ]
    parts = [listed[start : start + 100] for start in range(0, len(listed), 100)]
    says = "".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n" for part in parts
    )
    drawn = "\n".join(
        f"BT /F2 11 Tf 40 {740 - 15 * number} Td <{''.join(codes[each] for each in line)}> Tj ET"
        for number, line in enumerate(lines)
    )
    return pdf_of_content(
        drawn.encode(),
        fonts="/F2 6 0 R",
        objects=[
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Lab /Encoding /Identity-H"
            b" /DescendantFonts [7 0 R] /ToUnicode 8 0 R >>",
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Lab /DW 500 /FontDescriptor 9 0 R"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
            stream_object(
                f"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n{says}"
                "endcmap".encode()
            ),
            b"<< /Type /FontDescriptor /FontName /Lab /Flags 4 /FontBBox [0 -200 1000 900]"
            b" /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
        ],
    )
