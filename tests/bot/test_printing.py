from __future__ import annotations

import pytest

from bot.html.places import place_of
from bot.printing import PLACE
from storage.printing import printable
from storage.records import Passage


def passage(*, kind: str = "text", page: int = 1, lines: tuple[int, int] = (1, 1)) -> Passage:
    return Passage(
        passage_id=1,
        document_id="0" * 64,
        document="notes.txt",
        kind=kind,  # type: ignore[arg-type]
        title="",
        page=page,
        start=0,
        end=4,
        first_line=lines[0],
        last_line=lines[1],
        heading="",
        text="text",
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(passage(kind="pdf", page=12), "page 12", id="pdf"),
        pytest.param(passage(lines=(3, 3)), "line 3", id="one line"),
        pytest.param(passage(kind="markdown", lines=(3, 9)), "lines 3-9", id="lines"),
    ],
)
def test_place(found: Passage, expected: str) -> None:
    assert place_of(found, PLACE) == expected


def test_a_document_can_not_steer_the_terminal() -> None:
    assert "\x1b" not in printable("before\x1b[2Jafter")
    assert "\r" not in printable("spoofed\rname")
    assert printable("two\nlines") == "two\nlines"
