from __future__ import annotations

import os
import socket
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest

from ingest.errors import EmptyFile, UnreadableFile, UnsupportedFile
from ingest.formats.recognising import check_is_text, is_pdf, open_regular
from tests.ingest.formats.containers import read_here, saved, unzipped


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(b"%PDF-1.7\n...", True, id="magic-first"),
        pytest.param(b"\xef\xbb\xbf\r\n%PDF-1.4", True, id="behind-mark-and-space"),
        pytest.param(b"junk of a mail\r\n%PDF-1.4\n1 0 obj\n<<", True, id="behind-junk"),
        pytest.param(
            b"A note: files begin with %PDF-1.4, they say.", False, id="mentioned-in-text"
        ),
        pytest.param(b"x" * 1100 + b"%PDF-1.4\n1 0 obj", False, id="too-late"),
        pytest.param(b"plain text", False, id="text"),
    ],
)
def test_pdf_is_told_by_its_magic(head: bytes, expected: bool) -> None:
    assert is_pdf(head) is expected


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"plain", id="ascii"),
        pytest.param("naïve ☕".encode(), id="utf-8"),
        pytest.param("naïve".encode("latin-1"), id="latin-1"),
        pytest.param("text".encode("utf-16"), id="utf-16-with-mark"),
        pytest.param("some text".encode("utf-16-le"), id="utf-16-without-mark"),
        pytest.param("Grüße".encode("utf-32"), id="utf-32"),
        pytest.param("漢字テスト".encode("shift_jis"), id="shift-jis"),
        pytest.param(b"a log line\n" * 500 + b"\x00" + b"more\n" * 500, id="one-nul"),
        pytest.param(b"MZ is how my note begins, and I am no program", id="magic-of-letters"),
        pytest.param(b"%!PS is how programs for printers began.", id="magic-in-a-sentence"),
        pytest.param(b"\x1b[31mred\x1b[0m\n", id="terminal-colours"),
    ],
)
def test_text_passes(head: bytes) -> None:
    check_is_text(head)


@pytest.mark.parametrize(
    ("head", "what"),
    [
        pytest.param(b"PK\x05\x06" + bytes(18), "empty ZIP archive", id="empty-zip"),
        pytest.param(b"7z\xbc\xaf\x27\x1c\0", "7z archive; unpack it", id="7z"),
        pytest.param(b"\x1f\x8b\x08\0", "gzip archive; unpack it", id="gzip"),
        pytest.param(b"\0\0\0\x18ftypheic\0", "HEIC picture; save it as JPEG", id="heic"),
        pytest.param(b"\0\0\0\x18ftypavif\0", "an AVIF picture; save it as JPEG", id="avif"),
        pytest.param(b"\0\0\0\x0cjP  \r\n", "a JPEG 2000 picture; save it as", id="jpeg-2000"),
        pytest.param(b"\0\0\x01\0\x01\0", "an icon of Windows", id="icon"),
        pytest.param(b"\0\0\0\x18ftypmp42\0", "a film", id="film"),
        pytest.param(b"MZ\x90\x00\x03", "Windows program", id="exe"),
        pytest.param(bytes(range(256)) * 20, "neither text nor any other kind", id="bytes"),
        pytest.param(bytes(4096), "neither text nor any other kind", id="zeros"),
    ],
)
def test_other_kinds_are_refused_by_name(head: bytes, what: str) -> None:
    with pytest.raises(UnsupportedFile, match=what):
        check_is_text(head)


def test_pipes_sockets_and_devices_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.txt"))
        for path in (tmp_path / "pipe.pdf", tmp_path / "socket.txt", Path("/dev/zero")):
            with pytest.raises(UnreadableFile, match="not an ordinary file"):
                open_regular(path)


def test_reasons_are_plain(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(EmptyFile, match="0 bytes"):
        open_regular(tmp_path / "empty.pdf")
    with pytest.raises(UnreadableFile, match="folder"):
        open_regular(tmp_path / "folder.pdf")
    with pytest.raises(UnreadableFile, match="no such file"):
        open_regular(tmp_path / "gone.pdf")
    with pytest.raises(UnreadableFile, match="system can't read"):
        open_regular(tmp_path / "loop")
    with pytest.raises(UnreadableFile, match="name is not usable"):
        open_regular(Path("nul\0inside"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_forbidden_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "secret.txt").chmod(0)
    with pytest.raises(UnreadableFile, match="permission"):
        open_regular(tmp_path / "secret.txt")


def _as_windows_parts_folders(content: bytes) -> bytes:
    """The archive with other names; zipfile itself would write slashes."""
    for name in unzipped(content):
        content = content.replace(name.encode(), name.replace("/", "\\").encode())
    return content


def test_archives_may_part_folders_as_windows_does(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Harbour", "Boat"])
    document = docx.Document()
    document.add_paragraph("Northern harbour")
    slides = pptx.Presentation()
    slides.slides.add_slide(slides.slide_layouts[5]).shapes.title.text = "Northern"
    for made, name, text in (
        (book, "a.xlsx", "Harbour\tBoat"), (document, "a.docx", "Northern harbour"),
        (slides, "a.pptx", "Northern"),
    ):  # fmt: skip
        read = read_here(_as_windows_parts_folders(saved(made)), name, tmp_path)
        assert read.pages[0].text == text
