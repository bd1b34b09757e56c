from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from ingest.confined.limits import ReadingLimits
from ingest.confined.page_images import source_characters
from ingest.confined.process import ReadingProcess
from ingest.confined.reader import FileReader
from ingest.errors import (
    DamagedFile,
    PasswordNeeded,
    ReaderDied,
    ReadingCancelled,
    TooMuch,
    UnreadableFile,
    UnsupportedFile,
)
from ingest.formats.records import ReadDocument
from tests.ingest.make_pdf import PdfPage, assemble, make_pdf, page_of, stream_object
from tests.ingest.reading import read_file


def read(
    reader: FileReader, path: Path, heard: list[tuple[int, int]] | None = None
) -> ReadDocument:
    def hear(done: int, total: int) -> None:
        if heard is not None:
            heard.append((done, total))

    return read_file(reader, path, on_page=hear)


def saved(folder: Path, content: bytes, name: str = "file.pdf") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def encrypted(content: bytes, *, user: str, owner: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(user, owner, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_pages_title_and_progress(reader: FileReader, tmp_path: Path) -> None:
    pages = [page_of("First page.", "Second line."), PdfPage(), page_of("Third (page).")]
    heard: list[tuple[int, int]] = []
    document = read(reader, saved(tmp_path, make_pdf(pages, title="A Title")), heard)
    assert document.kind == "pdf"
    assert document.title == "A Title"
    assert [page.text for page in document.pages] == [
        "First page.\nSecond line.",
        "",
        "Third (page).",
    ]
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_the_outline_gives_headings_where_their_words_stand(
    reader: FileReader, tmp_path: Path
) -> None:
    pages = [page_of("Some words first", "Chapter one", "and its text"), page_of("Chapter two")]
    content = make_pdf(pages, outline=[("Chapter one", 1), ("Chapter  Two", 2), ("Not there", 2)])
    document = read(reader, saved(tmp_path, content))
    found = [
        (heading.title, heading.page, document.pages[heading.page - 1].text[heading.start :][:11])
        for heading in document.headings
    ]
    assert found == [
        ("Chapter one", 1, "Chapter one"),
        ("Chapter Two", 2, "Chapter two"),
        ("Not there", 2, "Chapter two"),
    ]


def test_a_name_says_nothing_about_the_kind(reader: FileReader, tmp_path: Path) -> None:
    assert read(reader, saved(tmp_path, make_pdf([page_of("x")]), "notes.txt")).kind == "pdf"
    assert read(reader, saved(tmp_path, b"just words", "report.pdf")).kind == "text"
    with pytest.raises(UnsupportedFile, match="ZIP"):
        read(reader, saved(tmp_path, b"PK\x03\x04" + bytes(100), "report.pdf"))


def test_a_password_is_asked_for_only_where_one_is_needed(
    reader: FileReader, tmp_path: Path
) -> None:
    content = make_pdf([page_of("Secret words.")])
    with pytest.raises(PasswordNeeded, match="password"):
        read(reader, saved(tmp_path, encrypted(content, user="open", owner="own")))
    allowed = saved(tmp_path, encrypted(content, user="", owner="own"))
    assert read(reader, allowed).pages[0].text == "Secret words."


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"%PDF-1.7\n", id="only-magic"),
        pytest.param(b"%PDF-1.7\n" + bytes(range(256)) * 40, id="noise"),
        pytest.param(make_pdf([page_of("x")])[:150], id="cut-off"),
        pytest.param(assemble([b"<< /Type /Catalog /Pages 9 0 R >>"]), id="no-pages"),
    ],
)
def test_damaged_files_say_so(reader: FileReader, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DamagedFile, match="damaged"):
        read(reader, saved(tmp_path, content))


def test_a_broken_cross_reference_table_is_survived(reader: FileReader, tmp_path: Path) -> None:
    content = make_pdf([page_of("Still here.")])
    content = content[: content.index(b"xref\n")] + b"trailer\n<< /Root 1 0 R >>\n"
    assert read(reader, saved(tmp_path, content)).pages[0].text == "Still here."


def test_limits_are_kept_and_named(tmp_path: Path) -> None:
    path = saved(tmp_path, make_pdf([page_of("words and words")] * 4))
    for limits, reason in [
        (ReadingLimits(pages=3), "4 pages; at most 3"),
        (ReadingLimits(characters=40), "more than 40 characters"),
        (ReadingLimits(file_bytes=1), "too large"),
    ]:
        strict = FileReader(limits, ReadingProcess(limits))
        try:
            with pytest.raises(TooMuch, match=reason):
                read(strict, path)
        finally:
            strict.close()


def test_a_bomb_ends_within_its_memory(tmp_path: Path) -> None:
    """A page's drawing that unpacks to hundreds of megabytes."""
    once = stream_object(b" " * (400 << 20), compress=True)
    content = assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
            once,
        ]
    )
    limits = ReadingLimits(memory_bytes=500 << 20, seconds_per_file=20)
    strict = FileReader(limits, ReadingProcess(limits))
    try:
        with pytest.raises(ReaderDied, match="memory"):
            read(strict, saved(tmp_path, content))
        good = saved(tmp_path, make_pdf([page_of("Next one.")]), "good.pdf")
        assert read(strict, good).pages[0].text == "Next one."
    finally:
        strict.close()


def test_cancelling_stops_reading(tmp_path: Path) -> None:
    limits = ReadingLimits()
    opened = FileReader(limits, ReadingProcess(limits))
    path = saved(tmp_path, make_pdf([page_of("words")] * 300))
    try:
        with pytest.raises(ReadingCancelled):
            read_file(opened, path, is_cancelled=lambda: True)
        assert len(read(opened, path).pages) == 300
    finally:
        opened.close()


@pytest.mark.parametrize("name", ["späce und 漢字.pdf", "new\nline.pdf", "-rf.pdf"])
def test_any_file_name_is_read(reader: FileReader, tmp_path: Path, name: str) -> None:
    assert read(reader, saved(tmp_path, make_pdf([page_of("x1")]), name)).pages[0].text == "x1"


def test_every_character_leads_back_to_the_raw_page(reader: FileReader, tmp_path: Path) -> None:
    lines = ("The quick brown fox jumps.", "Over the lazy dog  it goes.")
    page = read(reader, saved(tmp_path, make_pdf([page_of(*lines)]))).pages[0]
    place = page.text.index("lazy")
    assert len(list(source_characters(page, place, place + 4))) == 4
    covered = sum(run.length for run in page.source_runs)
    assert covered == len(page.text)


def test_text_files_keep_every_character(reader: FileReader, tmp_path: Path) -> None:
    content = b"Zeile eins\r\n\r\n  Zeile zwei\t\r\nEnde"
    document = read(reader, saved(tmp_path, content, "a.txt"))
    assert document.pages[0].text == content.decode()
    assert document.pages[0].source_runs == ()


def test_a_file_that_vanishes_is_a_reason(reader: FileReader, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no such file"):
        read(reader, tmp_path / "gone.pdf")
