from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import docx
import docx.shared
import psutil  # type: ignore[import-untyped]
import pytest

from ingest.confined.limits import ReadingLimits
from ingest.confined.office_pages import (
    OFFICE_COMMAND,
    make_pages,
    office_folder,
    open_office_pages,
)
from ingest.confined.page_images import PageImages
from ingest.confined.reader import FileReader
from ingest.errors import ReadingCancelled, UnreadableFile
from tests.ingest.confined.attempts import tried
from tests.ingest.confined.open_documents import open_document
from tests.ingest.formats.containers import saved
from tests.ingest.reading import read_file
from tests.ingest.text_inside import text_inside

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(
    office_folder() is None, reason="LibreOffice isn't installed, or can't be confined here"
)


@pytest.fixture
def made(tmp_path: Path) -> Callable[[bytes, str], Path]:
    """The pages of a file of that content."""

    def made(content: bytes, suffix: str) -> Path:
        original, folder = tmp_path / f"original{suffix}", tmp_path / "work"
        original.write_bytes(content)
        folder.mkdir(exist_ok=True)
        return make_pages(original, suffix, folder)

    return made


def word_file(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def office_processes() -> list[psutil.Process]:
    """Those of this test that LibreOffice runs in."""
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if OFFICE_COMMAND[-1] in child.cmdline()
    ]


@pytest.mark.slow
def test_an_office_file_becomes_the_pages_of_a_pdf(
    made: Callable[[bytes, str], Path], reader: FileReader
) -> None:
    pages = made(word_file("The lantern stands beside the quokka."), ".docx")
    assert "The lantern stands beside the quokka." in read_file(reader, pages).pages[0].text
    assert office_processes() == []


def commented_word_file() -> bytes:
    document = docx.Document()
    said = document.add_paragraph("The lantern stands beside the quokka.")
    document.add_comment(said.runs, text="Does it?", author="Ylva")
    return saved(document)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (commented_word_file(), ".docx"),
        (
            open_document(
                "<text:p>The <office:annotation><text:p>Does it?</text:p></office:annotation>"
                "lantern stands beside the quokka.</text:p>"
            ),
            ".odt",
        ),
        (
            rb"{\rtf1 The lantern stands {\*\atnid Y}{\*\atnauthor Ylva}\chatn "
            rb"{\*\annotation{\*\atndate 1}\pard Does it?}beside the quokka.\par}",
            ".rtf",
        ),
    ],
    ids=["docx", "odt", "rtf"],
)
def test_a_text_with_comments_becomes_pages_without_them(
    made: Callable[[bytes, str], Path], reader: FileReader, content: bytes, suffix: str
) -> None:
    (page,) = read_file(reader, made(content, suffix)).pages
    assert page.text.split() == ["The", "lantern", "stands", "beside", "the", "quokka."]


@pytest.mark.slow
def test_just_the_passage_is_marked_on_its_page(
    reader: FileReader, page_images: PageImages, tmp_path: Path
) -> None:
    filler = "The harbour master keeps a list of all boats and reads it aloud each spring."
    said = "The lantern is lit by Bartholomew, who lives in the tower."
    document = docx.Document()
    for _ in range(60):
        document.add_paragraph(f"{filler} {filler}")
    document.add_paragraph(f"{filler} {said} {filler}")
    table = document.add_table(rows=2, cols=2)
    cells = ("Boat that lies in the old basin", "Berth that was given to it this year")
    for place, text in enumerate((*cells, "Linnea of the northern shore", "Berth number four")):
        table.rows[place // 2].cells[place % 2].width = docx.shared.Inches(1)
        table.rows[place // 2].cells[place % 2].text = text
    original = tmp_path / "a.docx"
    original.write_bytes(saved(document))
    (tmp_path / "work").mkdir()
    office = open_office_pages()
    assert office is not None
    (source,) = read_file(reader, original).pages
    with closing(office):
        pages = office.make(original, ".docx", tmp_path / "work", lambda: False)
        found = office.find_on(pages, [source], lambda: False)
    for words in (said, *cells):
        start = source.text.index(words)
        number = found.likely_page(1, start, start + len(words))
        stretches = found.stretches(1, start, start + len(words))
        assert {one.page.number for one in stretches} == {number}
        spans = [(one.start, one.end) for one in stretches]
        boxes = page_images.stretch_boxes(pages, stretches[0].page, spans)
        marked = sorted(text_inside(pages, number, boxes))
        assert "".join(marked) == "".join(sorted(words.replace(" ", "")))
    assert number == found.page_count > 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(word_file("words")[:2000], id="truncated"),
        pytest.param(b"PK\x03\x04" + os.urandom(3000), id="noise"),
    ],
)
def test_what_cannot_be_opened_says_so(made: Callable[[bytes, str], Path], content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="LibreOffice can't open this file"):
        made(content, ".docx")
    assert office_processes() == []


@pytest.mark.slow
def test_what_takes_too_long_is_ended_with_all_it_started(tmp_path: Path) -> None:
    original = tmp_path / "long.docx"
    original.write_bytes(word_file(*(f"Paragraph {number} of many." for number in range(2_000))))
    (tmp_path / "work").mkdir()
    limits = ReadingLimits(seconds_per_file=1.0)
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match="making pages took longer than 1 seconds"):
        make_pages(original, ".docx", tmp_path / "work", limits=limits)
    assert time.monotonic() - started < 10
    assert office_processes() == []


@pytest.mark.slow
def test_it_ends_when_nobody_wants_it_any_more(tmp_path: Path) -> None:
    original = tmp_path / "a.docx"
    original.write_bytes(word_file("words"))
    (tmp_path / "work").mkdir()
    with pytest.raises(ReadingCancelled):
        make_pages(original, ".docx", tmp_path / "work", is_cancelled=lambda: True)
    assert office_processes() == []


MAKING = """
import sys
from pathlib import Path
from ingest.confined.office_pages import make_pages
make_pages(Path(sys.argv[1]), ".docx", Path(sys.argv[2]))
"""


@pytest.mark.slow
def test_it_ends_with_a_program_that_is_killed(tmp_path: Path) -> None:
    original = tmp_path / "long.docx"
    original.write_bytes(word_file(*(f"Paragraph {number} of many." for number in range(2_000))))
    (tmp_path / "work").mkdir()
    program = subprocess.Popen(
        [sys.executable, "-c", MAKING, str(original), str(tmp_path / "work")], cwd=ROOT
    )
    ends = time.monotonic() + 60
    while not (tmp_path / "work" / "profile").exists():
        assert time.monotonic() < ends
        time.sleep(0.05)
    (making,) = office_processes()
    program.kill()
    program.wait()
    making.wait(timeout=10)


ATTEMPTS = {
    "write in its folder": '(own / "new").write_text("x")',
    "read what it wrote": '(own / "new").read_text()',
    "read the system's": 'list(Path("/usr").iterdir())',
    "read another": '(folder / "there").read_text()',
    "list others": "list(folder.iterdir())",
    "look at who started it": 'Path("/proc/self/environ").read_bytes()',
    "write among the system's": 'Path("/usr/new").write_text("x")',
}


def test_its_process_has_one_folder_to_write_and_no_network(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    confining = 'confine_to_folder(own, reading=Path("/usr"), memory_bytes=1 << 31)'
    refused = tried(tmp_path, confining, ATTEMPTS)
    assert refused.pop("confined") is True
    for allowed in ("write in its folder", "read what it wrote", "read the system's"):
        assert refused.pop(allowed) == ""
    assert all(refused.values()), refused
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own", "there"]
