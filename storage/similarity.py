"""Cosine similarity of vectors, one pair or many at a time, in plain NumPy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from storage.records import Vectors


def cosine_similarity(left: npt.ArrayLike, right: npt.ArrayLike) -> float:
    """The cosine of the angle between two vectors of shape (d,), -1 to 1.

    Raises:
        ValueError: not two vectors of one length, or one of them is zero or not finite.
    """
    first, second = _vectors(left, 1, "left"), _vectors(right, 1, "right")
    return float(_cosines(first[None, :], second[None, :])[0, 0])


def cosine_similarities(vectors: npt.ArrayLike, others: npt.ArrayLike) -> Vectors:
    """The cosine of every row with every other row: (n, d) and (m, d) give (n, m), float32.

    No rows on either side give an empty table of that shape.

    Raises:
        ValueError: not two tables of one width, or a row is zero or not finite.
    """
    return _cosines(_vectors(vectors, 2, "vectors"), _vectors(others, 2, "others"))


def _cosines(first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> Vectors:
    if first.shape[1] != second.shape[1]:
        raise ValueError(
            f"vectors of {first.shape[1]} and of {second.shape[1]} numbers have no angle; "
            "both must come from the same encoder"
        )
    # Rounded to float32, no cosine is past 1 by the last digit of float64.
    return (unit_rows(first) @ unit_rows(second).T).astype(np.float32)


def unit_rows(rows: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Each row at length 1, in float64, shape (n, d) as given.

    Raises:
        ValueError: a row is zero.
    """
    # Dividing by the largest number first keeps the squares of tiny and huge ones representable.
    exact = rows.astype(np.float64)
    largest = np.abs(exact).max(axis=1, keepdims=True, initial=0.0)
    zero = np.flatnonzero(largest == 0.0)
    if zero.size:
        raise ValueError(f"row {int(zero[0])} is zero, and a zero vector has no direction")
    scaled = exact / largest
    unit: npt.NDArray[np.float64] = scaled / np.linalg.norm(scaled, axis=1, keepdims=True)
    return unit


def _vectors(values: npt.ArrayLike, axes: int, role: str) -> npt.NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != axes:
        wanted = "(d,)" if axes == 1 else "(n, d)"
        raise ValueError(f"{role} must have shape {wanted}, not {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{role} holds a number that isn't finite")
    return array
