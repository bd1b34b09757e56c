from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.similarity import cosine_similarities, cosine_similarity

number = st.floats(-1e6, 1e6, allow_nan=False).filter(lambda value: abs(value) > 1e-6)
table = st.lists(st.lists(number, min_size=3, max_size=3), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("left", "right", "cosine"),
    [
        ([1, 0], [2, 0], 1.0),
        ([1, 0], [-3, 0], -1.0),
        ([1, 0], [0, 5], 0.0),
        ([1, 0], [1, 1], math.sqrt(0.5)),
        ([1e-300, 0], [1e-300, 1e-300], math.sqrt(0.5)),
        ([1e300, 0], [1e300, 1e300], math.sqrt(0.5)),
    ],
    ids=["same", "opposite", "right angle", "half", "tiny", "huge"],
)
def test_cosine_of_two_vectors(left: list[float], right: list[float], cosine: float) -> None:
    assert cosine_similarity(left, right) == pytest.approx(cosine, abs=1e-7)


@given(table, table)
def test_the_batch_is_every_single_pair(
    vectors: list[list[float]], others: list[list[float]]
) -> None:
    cosines = cosine_similarities(vectors, others)
    assert cosines.shape == (len(vectors), len(others))
    assert cosines.dtype == np.float32
    assert np.abs(cosines).max() <= 1.0
    for row, vector in enumerate(vectors):
        for column, other in enumerate(others):
            by_hand = float(np.dot(vector, other))
            by_hand /= math.hypot(*vector) * math.hypot(*other)
            assert cosines[row, column] == pytest.approx(by_hand, abs=1e-5)
            assert cosine_similarity(vector, other) == pytest.approx(by_hand, abs=1e-5)


def test_no_rows_give_an_empty_table() -> None:
    assert cosine_similarities(np.empty((0, 3)), np.ones((2, 3))).shape == (0, 2)


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        ([1, 2], [1, 2, 3], "2 and of 3 numbers"),
        ([[1, 2]], [1, 2], r"shape \(d,\), not \(1, 2\)"),
        ([0, 0], [1, 2], "zero vector has no direction"),
        ([1, math.nan], [1, 2], "isn't finite"),
    ],
    ids=["lengths", "shape", "zero", "not finite"],
)
def test_vectors_without_an_angle_are_refused(
    left: npt.ArrayLike, right: npt.ArrayLike, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        cosine_similarity(left, right)


def test_the_zero_row_of_a_batch_is_named() -> None:
    with pytest.raises(ValueError, match="row 1 is zero"):
        cosine_similarities([[1, 0]], [[1, 1], [0, 0]])
