"""Form values, text boxes, comments and attached files: read, placed, and found on the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.confined.page_images import PageImages
from ingest.confined.reader import FileReader
from ingest.errors import NoTextFound
from ingest.formats.records import ReadDocument
from tests.ingest.make_pdf import pdf_of_content, stream_object
from tests.ingest.reading import read_file

LABELS = b"BT /F1 12 Tf 72 700 Td (Name of the ship) Tj 0 -30 Td (Cargo) Tj ET"


def read(reader: FileReader, folder: Path, content: bytes) -> ReadDocument:
    path = folder / "form.pdf"
    path.write_bytes(content)
    return read_file(reader, path)


def widget(rect: str, value: str, more: str = "") -> bytes:
    name = rect.replace(" ", "-")
    return (
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (f{name}) /V ({value}) /Rect [{rect}]"
        f" /F 4 {more} >>"
    ).encode()


def form(*fields: bytes, drawing: bytes = LABELS) -> bytes:
    numbers = " ".join(f"{6 + number} 0 R" for number in range(len(fields)))
    return pdf_of_content(
        drawing, more=f"/Annots [{numbers}]", objects=fields,
        catalog=f"/AcroForm << /Fields [{numbers}] >>",
    )  # fmt: skip


def test_values_stand_in_the_lines_of_their_labels(reader: FileReader, tmp_path: Path) -> None:
    content = form(
        widget("220 666 400 684", "Salted herring"), widget("220 694 400 714", "Marigold")
    )
    document = read(reader, tmp_path, content)
    lines = [line.split("\t") for line in document.pages[0].text.split("\n")]
    assert lines == [["Name of the ship", "Marigold"], ["Cargo", "Salted herring"]]


def test_a_value_without_a_printed_label_has_its_forms_own(
    reader: FileReader, tmp_path: Path
) -> None:
    content = form(widget("72 600 300 620", "Marigold", "/TU (Ship)"), drawing=b"")
    assert read(reader, tmp_path, content).pages[0].text == "Ship: Marigold"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("/Ff 131072 /Opt [[(NL) (Netherlands)] [(NO) (Norway)]] /V (NO)", "Norway"),
        ("/Ff 131072 /Opt [(Grain) (Wool)] /V (Wool)", "Wool"),
        ("/Ff 2097152 /Opt [(Grain) (Wool) (Salt)] /V [(Grain) (Salt)]", "Grain, Salt"),
        ("/Ff 393216 /Opt [(Grain) (Wool)] /V (Typed in)", "Typed in"),
    ],
    ids=["by its name and not its code", "plain", "several", "typed into the list"],
)
def test_what_is_chosen_is_read_as_the_form_shows_it(
    reader: FileReader, tmp_path: Path, more: str, expected: str
) -> None:
    field = f"<< /Subtype /Widget /FT /Ch /T (f) /Rect [220 666 400 684] /F 4 {more} >>".encode()
    text = read(reader, tmp_path, form(field)).pages[0].text
    assert text == f"Name of the ship\nCargo {expected}"


@pytest.mark.parametrize("more", ["/F 2", "/F 32", "/F 4 /Ff 8192"])
def test_hidden_fields_and_passwords_are_not_read(
    reader: FileReader, tmp_path: Path, more: str
) -> None:
    field = widget("72 600 300 620", "Secret word").replace(b"/F 4 ", f"{more} ".encode())
    assert "Secret" not in read(reader, tmp_path, form(field)).pages[0].text


def test_a_value_is_highlighted_where_its_field_is(
    reader: FileReader, page_images: PageImages, tmp_path: Path
) -> None:
    content = form(widget("220 694 400 714", "Marigold"))
    page = read(reader, tmp_path, content).pages[0]
    start = page.text.index("Marigold")
    (box,) = page_images.passage_boxes(tmp_path / "form.pdf", page, start, start + 8)
    assert box.left == pytest.approx(220 / 612, abs=1e-3)
    assert box.top == pytest.approx((792 - 714) / 792, abs=1e-3)


def test_comments_are_marked_and_stand_below_the_text(reader: FileReader, tmp_path: Path) -> None:
    notes = [
        b"<< /Type /Annot /Subtype /Highlight /Rect [72 690 160 710] /Contents (Doubtful.) /T (Lee)"
        b" /Popup 7 0 R >>",
        b"<< /Type /Annot /Subtype /Popup /Parent 6 0 R /Rect [0 0 9 9] /Contents (Doubtful.) >>",
        b"<< /Type /Annot /Subtype /FreeText /Rect [72 500 300 520] /Contents (APPROVED) >>",
    ]
    content = pdf_of_content(LABELS, more="/Annots [6 0 R 7 0 R 8 0 R]", objects=notes)
    text = read(reader, tmp_path, content).pages[0].text
    assert text == "Name of the ship\nCargo\nAPPROVED\nComment by Lee: Doubtful."


def drawing(content: bytes, more: str = "") -> bytes:
    head = f"<< /Type /XObject /Subtype /Form /BBox [0 0 200 60] /Length {len(content)}"
    fonts = f" /Resources << /Font << /F1 5 0 R >> {more} >> >>"
    return (head + fonts).encode() + b"\nstream\n" + content + b"\nendstream"


def test_stamps_and_signatures_are_read_as_they_are_drawn(
    reader: FileReader, page_images: PageImages, tmp_path: Path
) -> None:
    annotations = [
        b"<< /Type /Annot /Subtype /Stamp /Rect [72 500 272 560] /AP << /N 8 0 R >> >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /Rect [72 300 272 360] /F 4"
        b" /AP << /N 9 0 R >> >>",
        drawing(b"BT /F1 18 Tf 5 30 Td (RECEIVED) Tj 0 -20 Td (4 May 1911) Tj ET"),
        drawing(b"q /FRM Do Q", "/XObject << /FRM 10 0 R >>"),
        drawing(b"BT /F1 10 Tf 5 30 Td (Digitally signed by Ida Quill) Tj ET"),
    ]
    under = b" BT /F1 12 Tf 90 530 Td (below the stamp) Tj ET"
    content = pdf_of_content(
        LABELS + under, more="/Annots [6 0 R 7 0 R]", objects=annotations,
        catalog="/AcroForm << /Fields [7 0 R] /SigFlags 3 >>",
    )  # fmt: skip
    page = read(reader, tmp_path, content).pages[0]
    for line in ("RECEIVED", "4 May 1911", "Digitally signed by Ida Quill", "below the stamp"):
        assert page.text.count(line) == 1
    start = page.text.index("Digitally")
    (box,) = page_images.passage_boxes(tmp_path / "form.pdf", page, start, start + 9)
    assert (box.left, box.top) == pytest.approx((72 / 612, (792 - 360) / 792), abs=1e-3)


def test_a_form_that_only_its_reader_draws_is_named_so(reader: FileReader, tmp_path: Path) -> None:
    blank = pdf_of_content(b"", catalog="/NeedsRendering true")
    with pytest.raises(NoTextFound, match="Adobe form"):
        read(reader, tmp_path, blank)
    drawn = pdf_of_content(LABELS, catalog="/NeedsRendering true")
    assert "Cargo" in read(reader, tmp_path, drawn).pages[0].text


def test_too_many_stamps_cost_themselves_alone_and_are_counted(
    reader: FileReader, tmp_path: Path
) -> None:
    stamps = [
        b"<< /Type /Annot /Subtype /Stamp /Rect [72 %d 272 %d] /AP << /N %d 0 R >> >>"
        % (600 - 20 * n, 612 - 20 * n, 6 + 20 + n)
        for n in range(20)
    ]
    shows = [
        drawing(b"BT /F1 9 Tf 5 3 Td (Stamp %d) Tj ET" % n + b" 0 0 m" * 5_000) for n in range(20)
    ]
    numbers = " ".join(f"{6 + n} 0 R" for n in range(20))
    content = pdf_of_content(LABELS, more=f"/Annots [{numbers}]", objects=[*stamps, *shows])
    document = read(reader, tmp_path, content)
    text = document.pages[0].text
    assert ("Cargo" in text, "Stamp 12" in text, "Stamp 13" in text) == (True, True, False)
    assert document.notes == (
        "page 1: 7 of its stamps, comments and form fields are more than is read of a page "
        "and were left out",
    )


def test_stamps_of_the_same_words_stand_each_at_its_place(
    reader: FileReader, tmp_path: Path
) -> None:
    stamps = [
        b"<< /Type /Annot /Subtype /Stamp /Rect [%d %d %d %d] /AP << /N 26 0 R >> >>"
        % (72 + 200 * (n % 2), 600 - 20 * n, 262 + 200 * (n % 2), 612 - 20 * n)
        for n in range(20)
    ]
    numbers = " ".join(f"{6 + n} 0 R" for n in range(20))
    shown = drawing(b"BT /F1 9 Tf 5 3 Td (Seen by Ida) Tj ET")
    content = pdf_of_content(LABELS, more=f"/Annots [{numbers}]", objects=[*stamps, shown])
    document = read(reader, tmp_path, content)
    assert (document.pages[0].text.count("Seen by Ida"), document.notes) == (20, ())


def test_attached_files_are_parts(reader: FileReader, tmp_path: Path) -> None:
    content = pdf_of_content(
        LABELS, catalog="/Names << /EmbeddedFiles << /Names [(crew.txt) 6 0 R] >> >>",
        objects=[b"<< /Type /Filespec /F (crew.txt) /EF << /F 7 0 R >> >>",
                 stream_object(b"Two sailors.")],
    )  # fmt: skip
    (part,) = read(reader, tmp_path, content).parts
    assert (part.name, part.content) == ("crew.txt", b"Two sailors.")


def test_a_dynamic_form_is_read_by_its_data(reader: FileReader, tmp_path: Path) -> None:
    fields = b"<ship>Marigold</ship><crew>2 &amp; a cat</crew>"
    data = b"<xdp><datasets><data>%s</data></datasets></xdp>" % fields
    for xml, expected in ((data, "ship: Marigold\ncrew: 2 & a cat"), (b"<xdp/>", None)):
        content = pdf_of_content(
            b"BT /F1 12 Tf 72 700 Td (Please wait...) Tj ET",
            catalog="/NeedsRendering true /AcroForm << /XFA 6 0 R /Fields [] >>",
            objects=[stream_object(xml)],
        )
        if expected is None:
            with pytest.raises(NoTextFound, match="XFA"):
                read(reader, tmp_path, content)
        else:
            document = read(reader, tmp_path, content)
            assert document.pages[0].text == expected
            assert "XFA" in document.notes[0]
