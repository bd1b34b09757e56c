"""What is read from a picture."""

from __future__ import annotations

from dataclasses import dataclass

from storage.records import TextBox


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands on its picture, in pixels; ``confidence`` is 0 to 100.

    ``line`` and ``block`` count the lines and blocks of text of the picture, in reading order.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float
    line: int
    block: int

    @property
    def height(self) -> float:
        """Its height in pixels."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class PictureText:
    """The text of a picture, a box for each word, and how sure that is.

    ``uncertain`` of the ``words`` may well be wrong. ``language`` is that of the data it was read
    with, such as "German", or "" where nothing was read; ``lacking`` says which data were missed.
    """

    text: str
    boxes: tuple[TextBox, ...] = ()
    words: int = 0
    uncertain: int = 0
    language: str = ""
    lacking: str = ""
