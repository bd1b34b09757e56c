"""Binary workbooks (xlsb), made of their records. Source of the layout: MS-XLSB."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.ingest.formats.containers import read_here, zipped

TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOX = (
    '<xdr:wsDr xmlns:xdr="x" xmlns:a="a"><xdr:sp><xdr:txBody><a:p><a:r><a:t>Ask Ida'
    "</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>"
)


def record(kind: int, content: bytes = b"") -> bytes:
    number = bytes((kind,)) if kind < 128 else bytes((kind & 0x7F | 0x80, kind >> 7))
    return number + bytes((len(content),)) + content


def string(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def relations(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="r{at}" Type="{TYPES}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, start=1)
    )
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{listed}</Relationships>"
    )


def workbook(rows: list[list[str]], merged: tuple[int, int, int, int]) -> bytes:
    book = (
        record(131) + record(143)
        + record(156, struct.pack("<II", 0, 1) + string("r1") + string("Boats"))
        + record(144) + record(132)
    )  # fmt: skip
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[0]) - 1)
    sheet = record(129) + record(148, size) + record(145)
    for number, row in enumerate(rows):
        sheet += record(0, struct.pack("<IIHHBII", number, 0, 300, 0, 0, 0, 0)[:17] + bytes(8))
        for column, text in enumerate(row):
            if text:
                sheet += record(6, struct.pack("<II", column, 0) + string(text))
    sheet += record(146) + record(177) + record(176, struct.pack("<IIII", *merged)) + record(178)
    return zipped({
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"/>',
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": relations(("worksheet", "worksheets/sheet1.bin")),
        "xl/worksheets/sheet1.bin": sheet + record(130),
        "xl/worksheets/_rels/sheet1.bin.rels": relations(("drawing", "../drawings/d.xml")),
        "xl/drawings/d.xml": BOX,
    })  # fmt: skip


def test_labels_over_rows_and_text_boxes_are_read(tmp_path: Path) -> None:
    rows = [["Harbour", "Boat"], ["Northern", "Linnea"], ["", ""], ["", "Sigrid"], ["South", "Odd"]]
    read = read_here(workbook(rows, (1, 3, 0, 0)), "a.xlsb", tmp_path)
    assert [(page.label, page.text) for page in read.pages] == [
        ("Boats", "Harbour\tBoat\nNorthern\tLinnea\nNorthern\tSigrid\nSouth\tOdd\n\nAsk Ida")
    ]
    assert [table.context for table in read.tables] == ["Harbour\tBoat"]
