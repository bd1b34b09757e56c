"""What stands on the pages of an RTF file, put together as its paragraphs and rows end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ingest.formats.building import DocumentBuilder
from ingest.formats.office.rtf_tables import CELLS_AT_MOST, MERGED, RtfRow, texts_of
from ingest.formats.wording import in_lines, in_one_line

PARAGRAPH_ENDS = frozenset(("par", "sect", "page", "column"))


@dataclass(slots=True)
class RtfPage:
    """The document's own text: ``text`` are the pieces of the paragraph or cell that is read.

    ``mark`` stands before it where it is an item of a list, ``below`` what hangs on it.
    ``has_text`` says that something was added that doesn't stand on every page.
    """

    builder: DocumentBuilder
    text: list[str] = field(default_factory=list)
    mark: str = ""
    below: list[str] = field(default_factory=list)
    has_text: bool = False
    _row: RtfRow = field(default_factory=RtfRow)
    _rows: list[RtfRow] = field(default_factory=list)
    _below_table: list[str] = field(default_factory=list)
    _merged: str = ""  # how the next cell is
    _heads: int = 0
    _row_is_head: bool = False
    _said: list[str] = field(default_factory=list)
    _footers: list[str] = field(default_factory=list)

    def hear(self, word: str, number: str, level: int, *, in_table: bool) -> None:
        """Take a word that ends something or sets how a row is, and the number behind it.

        ``level`` is that of a heading, 0 of other text.
        """
        if word in PARAGRAPH_ENDS:
            if in_table and word == "par":
                self.text.append("\n")
            else:
                self.end_paragraph(level)
        elif word == "cell":
            if len(self._row.texts) < CELLS_AT_MOST:
                self._row.texts.append(" ".join(filter(None, (self.mark, joined(self.text)))))
            self.mark = ""
            self.text.clear()
        elif word == "trhdr":
            self._row_is_head = True
        elif word == "row":
            self._end_row()
        elif word == "trowd":
            self._row = RtfRow(self._row.texts)
        elif word in MERGED:
            self._merged = word
        elif word == "cellx":
            self._row.define(number, self._merged)
            self._merged = ""

    def _end_row(self) -> None:
        if self._row_is_head and self._heads == len(self._rows):
            self._heads += 1
        self._row_is_head = False
        self._rows.append(self._row)
        self._row = replace(self._row, texts=[])
        self._below_table += self.below
        self.below.clear()

    def end_paragraph(self, level: int) -> None:
        """Add the paragraph to the document, and what hangs on it."""
        self._end_table()
        text = joined(self.text)
        self.text.clear()
        self.has_text |= bool(text or self.below)
        if level:
            self.builder.heading(text, level)
        else:
            self.builder.paragraph(text, mark=self.mark if text.strip() else "")
        self.mark = ""
        self._add_below(self.below)

    def _end_table(self) -> None:
        if self._row.texts:
            self._end_row()
        if not self._rows:
            return
        rows = texts_of(self._rows)
        self.has_text |= any(map(any, rows))
        if max(map(len, rows)) > 1:
            self.builder.table(rows, heads=self._heads or None)
        else:
            for row in rows:
                self.builder.paragraph("".join(row))
        self._rows, self._heads = [], 0
        self._add_below(self._below_table)

    def _add_below(self, texts: list[str]) -> None:
        for text in texts:
            self.builder.paragraph(text)
        texts.clear()

    def finish(self) -> None:
        """Add what is left, and the footers."""
        self.end_paragraph(0)
        for text in self._footers:
            self.builder.paragraph(text)

    def add_once(self, text: str, *, at_end: bool) -> None:
        """A header or footer, which stands on every page: each text once, no page numbers."""
        text = in_one_line(text)
        if text in self._said or not any(character.isalpha() for character in text):
            return
        self._said.append(text)
        if at_end:
            self._footers.append(text)
        else:
            self.builder.paragraph(text)


def joined(pieces: list[str]) -> str:
    """The text of the pieces, in lines."""
    return in_lines(whole(pieces))


def whole(pieces: list[str]) -> str:
    """The pieces as they are; a character beyond the first 65,536 comes in two of them."""
    return "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
