"""What Word's documents and OpenDocument's have in common: paragraphs, and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.formats.wording import in_one_line
from ingest.formats.xml import Element


@dataclass(slots=True)
class Paragraph:
    """A paragraph while it is read: its text, and what stands below it on the page."""

    text: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


def numbered_note(number: int, said: str) -> str:
    """A foot- or endnote as it stands below its paragraph."""
    return f"[{number}] {in_one_line(said)}"


def comment_by(author: str, said: str) -> str:
    """A comment as it stands below its paragraph; ``author`` may be ""."""
    return f"[Comment{f' by {author}' if author else ''}: {in_one_line(said)}]"


def rows_in_a_line(rows: Iterable[Iterable[str]]) -> str:
    """A table that stands inside a cell, row by row."""
    return "; ".join(" ".join(filter(None, cells)) for cells in rows)
