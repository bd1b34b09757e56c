"""Where in its document a passage stands, in the words of whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass

from storage.kinds import KINDS
from storage.records import Passage


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What places are called; ``str.format`` fills in "page", "line", or "first" and "last".

    ``labelled`` is a page with a number of its own printed on it, "label".
    """

    page: str
    labelled: str
    line: str
    lines: str


def place_of(passage: Passage, words: PlaceWords) -> str:
    """The place's own words, or a page of a document that has pages, or lines of one without."""
    if passage.place:
        return passage.place
    if KINDS[passage.kind].places == "pages":
        label = passage.page_label
        words_for_it = words.labelled if label and label != str(passage.page) else words.page
        return words_for_it.format(page=passage.page, label=label)
    if passage.first_line == passage.last_line:
        return words.line.format(line=passage.first_line)
    return words.lines.format(first=passage.first_line, last=passage.last_line)
