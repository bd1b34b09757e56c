"""Text that remembers, character by character, where in its source it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.formats.records import Rectangle
from storage.records import SourceRun, TextBox


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``replacement`` in the place of ``text[start:end]``.

    All of the replacement is traced to the first character that it replaces.
    """

    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class TracedText:
    """A text, and for each of its characters the index of the source character it stands for.

    Below zero it counts boxes instead: -1 is the first box, -2 the second.
    """

    text: str
    sources: npt.NDArray[np.int32]

    @staticmethod
    def of(source: str) -> TracedText:
        """The source as it is, every character its own."""
        return TracedText(source, np.arange(len(source), dtype=np.int32))

    def edited(self, edits: Iterable[Edit]) -> TracedText:
        """The text after these edits, which come in order and don't overlap."""
        texts: list[str] = []
        sources: list[npt.NDArray[np.int32]] = []
        at = 0
        for edit in edits:
            texts += (self.text[at : edit.start], edit.replacement)
            sources.append(self.sources[at : edit.start])
            if edit.replacement:
                first = self.sources[edit.start]
                sources.append(np.full(len(edit.replacement), first, dtype=np.int32))
            at = edit.end
        if not at:
            return self
        texts.append(self.text[at:])
        sources.append(self.sources[at:])
        return TracedText("".join(texts), np.concatenate(sources))

    def without(self, pattern: re.Pattern[str]) -> TracedText:
        """The text without what the pattern matches."""
        return self.edited(Edit(found.start(), found.end(), "") for found in _found(pattern, self))

    def replaced(
        self, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]
    ) -> TracedText:
        """The text with each match replaced."""
        return self.edited(
            Edit(found.start(), found.end(), replacement(found)) for found in _found(pattern, self)
        )

    def stripped(self) -> TracedText:
        """The text without blanks at its ends."""
        start = len(self.text) - len(self.text.lstrip())
        end = max(start, len(self.text.rstrip()))
        return TracedText(self.text[start:end], self.sources[start:end])

    def runs(self) -> tuple[SourceRun, ...]:
        """The longest stretches that stand one to one in the source, in order."""
        in_source = np.where(self.sources >= 0, self.sources, 0)
        follows = (np.diff(in_source) == 1) & (self.sources[:-1] >= 0)
        return tuple(
            SourceRun(start, source, length)
            for start, source, length in self._stretches(follows)
            if source >= 0
        )

    def boxes(self, boxes: Sequence[Rectangle]) -> tuple[TextBox, ...]:
        """The stretches that stand in boxes instead, in order."""
        if not boxes:
            return ()
        follows = (np.diff(self.sources) == 0) & (self.sources[:-1] < 0)
        return tuple(
            TextBox(start, length, *boxes[-1 - source])
            for start, source, length in self._stretches(follows)
            if source < 0
        )

    def _stretches(self, follows: npt.NDArray[np.bool_]) -> Iterable[tuple[int, int, int]]:
        """Start, first source and length of each stretch of characters that follow each other."""
        if not self.text:
            return ()
        starts = np.concatenate(([0], np.flatnonzero(~follows) + 1))
        lengths = np.diff(np.append(starts, len(self.text)))
        sources = self.sources[starts]
        return zip(starts.tolist(), sources.tolist(), lengths.tolist(), strict=True)


def _found(pattern: re.Pattern[str], traced: TracedText) -> Iterable[re.Match[str]]:
    return (found for found in pattern.finditer(traced.text) if found.end() > found.start())
