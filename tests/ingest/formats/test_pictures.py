from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from ingest.confined.page_images import PageImages
from ingest.errors import DamagedFile, TooMuch, UnreadableFile
from ingest.formats.wording import in_lines, in_one_line
from tests.ingest.formats.containers import read_here
from tests.ingest.hostile_files import HOSTILE


def test_a_page_of_a_picture_is_drawn_as_wide_as_asked(
    page_images: PageImages, tmp_path: Path
) -> None:
    path = tmp_path / "fax"
    first, second = Image.new("L", (400, 200), 255), Image.new("L", (400, 400), 0)
    first.save(path, "TIFF", save_all=True, append_images=[second])
    drawn = Image.open(io.BytesIO(page_images.render_page(path, 2, 300)))
    assert (drawn.size, drawn.getpixel((5, 5))) == ((300, 300), (0, 0, 0))
    with pytest.raises(UnreadableFile, match="no page 3"):
        page_images.render_page(path, 3, 300)


@pytest.mark.parametrize(
    ("case", "error"),
    [("png-of-a-terapixel", TooMuch), ("tiff-of-nonsense", DamagedFile)],
)
def test_pictures_that_cannot_be_opened_say_why(
    tmp_path: Path, case: str, error: type[UnreadableFile]
) -> None:
    name, content = HOSTILE[case]
    with pytest.raises(error, match="picture"):
        read_here(content, name, tmp_path)


def test_greys_finer_than_256_and_white_on_nothing_can_be_seen(
    page_images: PageImages, tmp_path: Path
) -> None:
    def drawn(picture: Image.Image) -> list[tuple[int, int, int]]:
        picture.save(tmp_path / "a", "TIFF" if picture.mode == "F" else "PNG")
        shown = Image.open(io.BytesIO(page_images.render_page(tmp_path / "a", 1, 4)))
        return [shown.getpixel((0, 0)), shown.getpixel((3, 0))]

    fine = Image.frombytes("I;16", (4, 1), (20_000).to_bytes(2, "little") * 3 + b"\xff\xff")
    assert drawn(fine) == [(0, 0, 0), (255, 255, 255)]
    measured = Image.new("F", (4, 1), 0.5)
    measured.putpixel((3, 0), 0.75)
    assert drawn(measured) == [(0, 0, 0), (255, 255, 255)]
    assert drawn(Image.new("F", (4, 1), 0.5))[0] == (0, 0, 0)
    letters = Image.new("RGBA", (4, 1), (0, 0, 0, 0))
    letters.putpixel((3, 0), (255, 255, 255, 255))
    assert drawn(letters) == [(0, 0, 0), (255, 255, 255)]
    letters.putpixel((3, 0), (0, 0, 0, 255))
    assert drawn(letters) == [(255, 255, 255), (0, 0, 0)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(" a  b\n c ", "a b c", id="blanks"),
        pytest.param("a\u200bb\xadc\x00", "abc", id="what-takes-no-room"),
        pytest.param("12\xa0345 a\xa0b", "12\xa0345 a b", id="the-space-in-a-number"),
        pytest.param("plain words ", "plain words", id="plain"),
    ],
)
def test_a_line_is_what_people_see(text: str, line: str) -> None:
    assert in_one_line(text) == line


def test_lines_keep_their_ends() -> None:
    assert in_lines("a \r\n b\x0bc\n\n\n\nd\n") == "a\nb\nc\n\nd"
