"""Where in its document a passage stands, in the words of whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass

from storage.kinds import KINDS
from storage.records import Passage

_NAME_CHARACTERS_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What places are called.

    ``str.format`` fills in "page", "line", "row", or "first" and "last", or the "name" that a
    section, chapter, sheet or message has. ``labelled`` is a page with a number of its own printed
    on it, "label".
    """

    page: str
    labelled: str
    line: str
    lines: str
    slide: str
    sheet: str
    message: str
    chapter: str
    part: str
    section: str
    row: str
    rows: str


def place_of(passage: Passage, words: PlaceWords) -> str:
    """The place's own words, or what its kind of document calls the place where it stands."""
    places = KINDS[passage.kind].places
    numbered = {"pages": words.page, "slides": words.slide, "messages": words.message}
    named = {"sheets": words.sheet, "chapters": words.chapter}
    if passage.place:
        return passage.place
    label = passage.page_label
    if places == "pages" and label and label != str(passage.page):
        return words.labelled.format(page=passage.page, label=label)
    if places in numbered:
        return numbered[places].format(page=passage.page)
    if places in named:
        form = named[places] if label else words.part
        return form.format(name=_short(label), page=passage.page)
    if places == "sections" and passage.headings:
        return words.section.format(name=_short(passage.headings[-1]))
    is_table = places == "rows"
    one, several = (words.row, words.rows) if is_table else (words.line, words.lines)
    return _first_to_last(passage, one, several)


def _first_to_last(passage: Passage, one: str, several: str) -> str:
    if passage.first_line == passage.last_line:
        return one.format(line=passage.first_line, row=passage.first_line)
    return several.format(first=passage.first_line, last=passage.last_line)


def _short(name: str) -> str:
    if len(name) <= _NAME_CHARACTERS_AT_MOST:
        return name
    return name[: _NAME_CHARACTERS_AT_MOST - 1].rstrip() + "…"
