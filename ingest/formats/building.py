"""Pages, headings and tables as a reader comes by them, put together piece by piece.

Each piece is known by where it stands, so that whatever is found later is an exact slice.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.errors import TooMuch
from ingest.formats.records import Heading, Part, ReadDocument, Table
from ingest.formats.source import Source
from ingest.formats.table_heads import guessed_heads, joined_heads, title_rows
from ingest.formats.wording import in_lines, in_one_line
from storage.records import CELL_END, DocumentKind, Page

_BLOCK_END = "\n\n"
_HEADING_LEVELS = 9


@dataclass(slots=True)
class DocumentBuilder:
    """A document that grows: pieces go to its last page; ``source`` says how much there may be.

    ``title``, ``notes``, ``facts`` and ``parts`` are the reader's to fill, as in ``ReadDocument``.
    """

    kind: DocumentKind
    source: Source
    title: str = ""
    notes: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    _pages: list[Page] = field(default_factory=list)
    _blank: list[int] = field(default_factory=list)
    _headings: list[Heading] = field(default_factory=list)
    _tables: list[Table] = field(default_factory=list)
    _label: str | None = None
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _characters: int = 0

    def page(self, label: str = "", *, of: int = 0) -> None:
        """Begin a page; ``of`` is how many there will be, where that is known.

        Raises:
            TooMuch: there are more pages than allowed.
        """
        self._end_page(of)
        if len(self._pages) >= self.source.pages_at_most:
            raise TooMuch(f"has more than {self.source.pages_at_most:,} pages")
        self._label = in_one_line(label)

    @property
    def is_page_empty(self) -> bool:
        """Whether nothing was added to the last page yet."""
        return not self._pieces

    @property
    def page_length(self) -> int:
        """How many characters the last page has so far."""
        return self._length

    @property
    def page_text(self) -> str:
        """What was added to the last page so far."""
        return "".join(self._pieces)

    def blank_page(self) -> None:
        """Say of the last page that nobody sees anything on it."""
        self._blank.append(self._number())

    def heading(self, text: str, level: int) -> None:
        """Add a heading; level 1 is the outermost."""
        title = in_one_line(text)
        if title:
            start = self._add(title)
            level = min(max(level, 1), _HEADING_LEVELS)
            self._headings.append(Heading(self._number(), start, level, title))

    def heading_at(self, start: int, level: int, title: str) -> None:
        """Let a section begin at ``start`` of the last page, in what was added there."""
        if title:
            heading = Heading(self._number(), start, level, title)
            insort(self._headings, heading, key=lambda one: (one.page, one.start))

    def paragraph(self, text: str, *, mark: str = "") -> None:
        """Add a paragraph; one with a ``mark``, such as "•", is an item close to the one before."""
        lines = in_lines(text)
        if lines:
            self._add(f"{mark} {lines}" if mark else lines, "\n" if mark else _BLOCK_END)

    def verbatim(self, text: str) -> None:
        """Add text whose blanks and lines mean something, as in code."""
        if text.strip():
            self._add(text.strip("\r\n"))

    def table(
        self,
        rows: Sequence[Sequence[str]],
        *,
        heads: int | None = None,
        title: str = "",
        cells: Sequence[tuple[str, str]] = (),
        remarks: Sequence[str] = (),
        heads_above: str = "",
    ) -> str:
        """Add the rows of a table, of which ``heads`` name its columns (``None``: to be guessed).

        Its title is ``title``, or what stands alone in its first rows. ``cells`` has the first and
        last cell of each row where cells have names, ``remarks`` what stands behind each, or "".
        Rows without text are left out. ``heads_above`` are those of a table that this one goes on
        with, unless it has its own. What its heads say together is returned.
        """
        cleaned = [[in_one_line(cell) for cell in row] for row in rows]
        kept = [number for number, row in enumerate(cleaned) if any(row)]
        if not kept:
            return ""
        table = [cleaned[number] for number in kept]
        titles = 0 if heads else title_rows(table)
        if heads is None:
            heads = guessed_heads(table[titles:])
        else:
            heads = sum(number < heads for number in kept)
        _say_once(table[titles : titles + heads])
        above = [in_one_line(title)] if in_one_line(title) else []
        if above:
            self._add(above[0])
        lines = [CELL_END.join(row).rstrip() for row in table]
        behind = [remarks[number] for number in kept] if remarks else [""] * len(kept)
        said = "\n".join(f"{line} {one}".rstrip() for line, one in zip(lines, behind, strict=True))
        start = self._add(said, "\n" if above else _BLOCK_END)
        named = tuple(cells[number] for number in kept) if cells else ()
        said_above = joined_heads(table[titles : titles + heads]) or heads_above
        context = [*above, *lines[:titles], said_above]
        self._tables.append(
            Table(self._number(), start, self._length, "\n".join(filter(None, context)), named)
        )
        return said_above

    def document(self) -> ReadDocument:
        """All that was added."""
        self._end_page(0)
        return ReadDocument(
            kind=self.kind,
            title=in_one_line(self.title),
            pages=tuple(self._pages),
            headings=tuple(self._headings),
            tables=tuple(self._tables),
            notes=tuple(dict.fromkeys(self.notes)),
            facts=tuple((name, in_one_line(value)) for name, value in self.facts if value.strip()),
            parts=tuple(self.parts),
            blank_pages=tuple(self._blank),
        )

    def _number(self) -> int:
        return len(self._pages) + 1

    def _add(self, text: str, gap: str = _BLOCK_END) -> int:
        """Where the text starts, which is added after a gap."""
        if self._label is None:
            self.page()
        gap = gap if self._pieces else ""
        self._pieces.append(gap + text)
        start = self._length + len(gap)
        self._length = start + len(text)
        self._characters += len(gap) + len(text)
        if self._characters > self.source.characters_at_most:
            raise TooMuch(f"contains more than {self.source.characters_at_most:,} characters")
        return start

    def _end_page(self, total: int) -> None:
        if self._label is None:
            return
        self._pages.append(Page(self._number(), "".join(self._pieces), (), self._label))
        self._label = None
        self._pieces.clear()
        self._length = 0
        self.source.on_page(len(self._pages), max(total, len(self._pages)))


def _say_once(heads: Sequence[list[str]]) -> None:
    """Take from heads what a cell over several of them says again in each."""
    for upper, lower in reversed(list(pairwise(heads))):
        for column, cell in enumerate(lower):
            if cell and column < len(upper) and cell == upper[column]:
                lower[column] = ""
