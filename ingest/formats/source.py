"""What a format's recogniser and reader are given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from ingest.errors import TooMuch, UnreadableFile
from ingest.formats.recognising import open_regular
from ingest.formats.records import RawPage

SAMPLE_BYTES = 262_144
"""How much of a file is looked at to recognise it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """How a file begins, and what people call it: its ending may decide between kinds of text.

    ``text`` is the beginning as characters, "" for what is no text. ``names`` are those of what
    lies inside a file that is a container, and ``says`` is what it says it is, both empty for
    others.
    """

    start: bytes
    text: str
    name: PurePath
    names: frozenset[str] = frozenset()
    says: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, how much of it there may be, and who hears how far reading is.

    ``on_page`` is told how many pages are done, and of how many. ``reads_pictures`` says whether
    text is to be read from pictures by OCR.
    """

    path: Path
    pages_at_most: int
    characters_at_most: int
    text_bytes_at_most: int
    on_page: Callable[[int, int], None] = field(compare=False)
    reads_pictures: bool = True

    def content(self) -> bytes:
        """The whole file, for formats that are read in one piece.

        Raises:
            UnreadableFile: it has become too long since it was recognised.
        """
        stream, _ = open_regular(self.path)
        with stream:
            content = stream.read(self.text_bytes_at_most + 1)
        if len(content) > self.text_bytes_at_most:
            raise UnreadableFile("the file grew while it was being read; add it again")
        return content

    def checked_text(self, text: str) -> str:
        """The text; raises ``TooMuch`` where it has too many characters."""
        if len(text) > self.characters_at_most:
            raise TooMuch(f"contains more than {self.characters_at_most:,} characters")
        return text

    def counted(self, pages: Iterable[RawPage], total: int) -> Iterator[RawPage]:
        """The pages as they come, each one told; ``total`` is 0 where nobody knows it yet.

        Raises:
            TooMuch: there are too many pages or characters.
        """
        if total > self.pages_at_most:
            raise TooMuch(f"has {total:,} pages; at most {self.pages_at_most:,} are read")
        characters = 0
        for done, page in enumerate(pages, start=1):
            characters += len(page.text)
            if done > self.pages_at_most:
                raise TooMuch(f"has more than {self.pages_at_most:,} pages")
            if characters > self.characters_at_most:
                raise TooMuch(f"contains more than {self.characters_at_most:,} characters")
            self.on_page(done, max(total, done))
            yield page
