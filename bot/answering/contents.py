"""A table of contents gives way to what it lists: it has the words of every question, no answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import regex

from bot.records import Candidate
from storage.records import Passage, Vectors

FEWEST_ENTRIES = 3
"""Lines that end in a number of a page, which never falls; two may be anything."""

SHORTEST_TITLE = 4
"""Letters and digits; a title of two characters stands by chance on many pages."""

MOST_FRONT_MATTER = 40
"""Pages before the one that is printed as 1; where pages are labelled, the labels count too."""

# Found from its end, since looking for titles took time with the square of a line's length.
_PAGE = regex.compile(r"(?<![\s.·…])[\s.·…]++(\d{1,4})$", regex.MULTILINE)
_LETTER = regex.compile(r"\p{L}")
_PRINTED = regex.compile(r"[\p{L}\p{N}]+")


def without_contents(
    candidates: Sequence[Candidate], vectors: Vectors
) -> tuple[tuple[Candidate, ...], Vectors]:
    """The candidates that are no table of contents of others among them, and their vectors.

    Row i of ``vectors`` is candidate i's. A candidate lists another where it has an entry with
    that one's title and page; what it lists of pages that were not found stays.
    """
    of_document: dict[str, list[Passage]] = defaultdict(list)
    for one in candidates:
        of_document[one.passage.document_id].append(one.passage)
    kept = [
        at
        for at, one in enumerate(candidates)
        if not _lists_one_of(one.passage, of_document[one.passage.document_id])
    ]
    return tuple(candidates[at] for at in kept), vectors[kept]


def _lists_one_of(passage: Passage, others: Sequence[Passage]) -> bool:
    entries = list(_entries(passage.text))
    pages = [page for _, page in entries]
    if len(entries) < FEWEST_ENTRIES or pages != sorted(pages):
        return False
    return any(
        _is_page_of(page, other) and title in _printed(f"{other.heading} {other.text}")
        for other in others
        if other.page > passage.page
        for title, page in entries
    )


def _entries(text: str) -> Iterator[tuple[str, int]]:
    """Each title with its page."""
    end = 0
    for found in _PAGE.finditer(text):
        title = text[max(end, text.rfind("\n", 0, found.start()) + 1) : found.start()]
        if not _LETTER.search(title):
            continue
        end = found.end()
        if len(printed := _printed(title)) >= SHORTEST_TITLE:
            yield printed, int(found[1])


def _is_page_of(page: int, passage: Passage) -> bool:
    return str(page) == passage.page_label or 0 <= passage.page - page <= MOST_FRONT_MATTER


def _printed(text: str) -> str:
    """Letters and digits alone: blanks and points between them are set otherwise in a list."""
    return "".join(_PRINTED.findall(text)).casefold()
