from __future__ import annotations

import pytest

from bot.html.places import place_of
from bot.printing import PLACE, citation_text
from bot.records import Citation
from storage.printing import printable
from storage.records import Passage


def passage(
    *,
    kind: str = "text",
    page: int = 1,
    lines: tuple[int, int] = (1, 1),
    heading: str = "",
    page_label: str = "",
) -> Passage:
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
        heading=heading,
        text="text",
        page_label=page_label,
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(passage(kind="pdf", page=12), "page 12", id="pdf"),
        pytest.param(passage(kind="pptx", page=7), "slide 7", id="slide"),
        pytest.param(passage(kind="xlsx", page_label="Budget"), "sheet Budget", id="sheet"),
        pytest.param(passage(kind="mbox", page=4), "message 4", id="message"),
        pytest.param(passage(kind="epub", page_label="Tin"), 'chapter "Tin"', id="chapter"),
        pytest.param(passage(kind="epub", page=2), "part 2", id="part of a book"),
        pytest.param(passage(kind="docx", heading="A > Costs"), 'section "Costs"', id="section"),
        pytest.param(passage(kind="docx", lines=(3, 9)), "lines 3-9", id="without headings"),
        pytest.param(passage(kind="csv", lines=(2, 9)), "rows 2-9", id="rows"),
        pytest.param(passage(kind="csv", lines=(2, 2)), "row 2", id="row"),
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


@pytest.mark.parametrize(("logit", "shown"), [(4.25, "logit 4.25"), (None, "similarity 0.500\n")])
def test_a_passage_that_the_cross_encoder_didnt_read_has_no_logit(
    logit: float | None, shown: str
) -> None:
    assert shown in citation_text(Citation(1, passage(), 0.5, logit, 0.9, 0, 0))
