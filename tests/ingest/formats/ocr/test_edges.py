from __future__ import annotations

import numpy as np
import pytest

from ingest.formats.ocr.edges import to_ink
from ingest.formats.ocr.records import Word


def word(left: float, right: float, line: int = 1) -> Word:
    return Word("word", left, 10, right, 30, 90.0, line, 1)


def ink(*stretches: tuple[int, int]) -> np.ndarray:
    page = np.zeros((40, 200), dtype=bool)
    for start, end in stretches:
        page[20, start:end] = True
    return page


@pytest.mark.parametrize(
    ("stretch", "edges"),
    [
        pytest.param((50, 100), (50, 100), id="right-as-it-is"),
        pytest.param((41, 112), (41, 112), id="cut-through-a-letter"),
        pytest.param((0, 200), (50, 100), id="a-rule-goes-on"),
        pytest.param((60, 90), (50, 100), id="never-narrower"),
    ],
)
def test_an_edge_moves_to_where_the_ink_ends(
    stretch: tuple[int, int], edges: tuple[int, int]
) -> None:
    (found,) = to_ink([word(50, 100)], ink(stretch))
    assert (found.left, found.right) == edges


def test_no_edge_moves_into_another_word() -> None:
    before, middle, after = to_ink([word(20, 48), word(50, 100), word(103, 150)], ink((49, 102)))
    assert (before.right, middle.left, middle.right, after.left) == (48, 49, 102, 103)


def test_words_of_other_lines_and_edges_of_the_page_are_no_bounds() -> None:
    first, second = to_ink([word(0, 48, line=1), word(50, 200, line=2)], ink((44, 60)))
    assert (first.left, first.right, second.left, second.right) == (0, 60, 44, 200)
