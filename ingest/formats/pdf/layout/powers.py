"""Powers of ten: their raised digits, which would be read as more digits of the ten."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ingest.formats.pdf.glyphs import Integers
from ingest.formats.pdf.layout.frames import Frame
from ingest.formats.pdf.scripts import are_digits

# In sizes of the type.
_RAISED = 0.2
_SMALLER = 0.95
_APART = 0.15

_RAISED_CODES = {ord(plain): ord(raised) for plain, raised in zip(
    "0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻", strict=True)}  # fmt: skip


def with_powers_of_ten(
    frame: Frame, codes: npt.NDArray[np.uint32], order: Integers
) -> npt.NDArray[np.uint32]:
    """The frame's codes, with what is raised behind a ten in the digits that are so by themselves.

    ``order`` has the places of its characters as they are read. Behind another number than ten
    what is raised is likelier the number of a note.
    """
    read, base, size = codes[order], frame.base[order], frame.size[order]
    lifted = base[:-1] - base[1:] > _RAISED * size[:-1]
    smaller = size[1:] < _SMALLER * size[:-1]
    zeros = np.flatnonzero(lifted & smaller & (read[:-1] == ord("0")))
    found = codes
    for zero in zeros.tolist():
        if not _is_ten(frame, read, order, zero):
            continue
        last = zero + 1
        while (
            last < len(read) and base[last] == base[zero + 1] and int(read[last]) in _RAISED_CODES
        ):
            last += 1
        raised = order[zero + 1 : last]
        if are_digits(codes[raised]).any():
            found = found.copy() if found is codes else found
            found[raised] = [_RAISED_CODES[code] for code in codes[raised].tolist()]
    return found


def _is_ten(frame: Frame, read: npt.NDArray[np.uint32], order: Integers, zero: int) -> bool:
    """Whether a nought ends a ten, and no longer number."""
    if not zero or read[zero - 1] != ord("1"):
        return False
    one = order[zero - 1]
    if zero == 1 or frame.base[order[zero - 2]] != frame.base[one]:
        return True
    before = order[zero - 2]
    gap = frame.start[one] - frame.end[before]
    goes_on = are_digits(read[zero - 2 : zero - 1])[0] or chr(read[zero - 2]) in ".,"
    return not goes_on or not -_APART < gap / max(frame.size[one], 1e-6) <= _APART
