"""From a PDF's own space to the page as people see it."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.formats.pdf.engine import Page, raw
from ingest.formats.records import Rectangle

_DEVICE_UNITS = 1_000_000  # PDFium maps points to whole device units; this many cross the page
_FAR = 1_000.0  # points; far enough apart for the rounding to whole units not to matter


@dataclass(frozen=True, slots=True)
class Placement:
    """From the PDF's own space to fractions of the page as it is drawn, crop and rotation done.

    A point (x, y) is seen at ``origin + x * along_x + y * along_y``.
    """

    origin: tuple[float, float]
    along_x: tuple[float, float]
    along_y: tuple[float, float]

    @staticmethod
    def of(page: Page) -> Placement:
        """How this page is placed."""
        origin = _drawn_at(page, 0.0, 0.0)
        right, up = _drawn_at(page, _FAR, 0.0), _drawn_at(page, 0.0, _FAR)
        return Placement(
            origin,
            ((right[0] - origin[0]) / _FAR, (right[1] - origin[1]) / _FAR),
            ((up[0] - origin[0]) / _FAR, (up[1] - origin[1]) / _FAR),
        )

    def seen(self, left: float, bottom: float, right: float, top: float) -> Rectangle:
        """A box of the PDF's own space as it is seen, cut off at the page's edges."""
        x1, y1 = self.seen_at(left, top)
        x2, y2 = self.seen_at(right, bottom)
        return Rectangle(
            left=_fraction(min(x1, x2)),
            top=_fraction(min(y1, y2)),
            right=_fraction(max(x1, x2)),
            bottom=_fraction(max(y1, y2)),
        )

    def directions(self, vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Vectors, shape (n, 2), as they are seen."""
        turned = np.array((self.along_x, self.along_y))
        return np.asarray(vectors @ turned, dtype=np.float64)

    def points(self, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Points, shape (n, 2), as they are seen; beyond the page below 0 or above 1."""
        return self.directions(points) + self.origin

    def boxes(self, edges: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Boxes of left, top, right, bottom, shape (n, 4), as they are seen, not cut off."""
        first, second = self.points(edges[:, 0:2]), self.points(edges[:, 2:4])
        return np.hstack((np.minimum(first, second), np.maximum(first, second)))

    def seen_at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point is seen; beyond the page below 0 or above 1."""
        return (
            self.origin[0] + x * self.along_x[0] + y * self.along_y[0],
            self.origin[1] + x * self.along_x[1] + y * self.along_y[1],
        )


def _fraction(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _drawn_at(page: Page, x: float, y: float) -> tuple[float, float]:
    """What PDFium itself says of a point, which knows every way to turn and cut a page."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, _DEVICE_UNITS, _DEVICE_UNITS, 0, x, y, across, down)
    return across.value / _DEVICE_UNITS, down.value / _DEVICE_UNITS
