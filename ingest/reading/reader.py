"""The one door to reading: recognises a file and hands it to the module for its kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import TooMuch
from ingest.reading.limits import MEBIBYTE, ReadingLimits
from ingest.reading.markdown import is_markdown, markdown_headings, markdown_title
from ingest.reading.process import ReadingProcess
from ingest.reading.recognising import HEAD_BYTES, check_is_text, is_pdf, open_regular
from ingest.reading.records import Heading, ReadDocument
from ingest.reading.text import decode_text
from ingest.reading.wire import Message, page_from_json
from storage.records import Page


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is, before it is read."""

    is_pdf: bool
    size_bytes: int


class FileReader:
    """Reads files of every kind; PDFs in a process of its own, text here. Close it at the end."""

    def __init__(self, limits: ReadingLimits, process: ReadingProcess) -> None:
        """``process`` belongs to this reader alone, and is closed with it."""
        self._limits = limits
        self._process = process

    def recognise(self, path: Path) -> Recognised:
        """What the file is; costs one look at its beginning.

        Raises:
            UnreadableFile: it isn't there, isn't a file, isn't of a kind that can be read, or is
                too large.
        """
        stream, size_bytes = open_regular(path)
        with stream:
            head = stream.read(HEAD_BYTES)
        pdf = is_pdf(head)
        if not pdf:
            check_is_text(head)
        allowed = self._limits.pdf_bytes if pdf else self._limits.text_bytes
        if size_bytes > allowed:
            kind = "PDF" if pdf else "text file"
            raise TooMuch(f"too large: a {kind} may have {allowed // MEBIBYTE:,} MiB at most")
        return Recognised(pdf, size_bytes)

    def read(
        self,
        path: Path,
        *,
        on_page: Callable[[int, int], None],
        is_cancelled: Callable[[], bool],
    ) -> ReadDocument:
        """The file's cleaned pages; ``on_page`` hears how many are done, of how many.

        Raises:
            UnreadableFile: the message says what is wrong with it.
            ReadingCancelled: ``is_cancelled`` said so.
        """
        if self.recognise(path).is_pdf:
            return self._read_pdf(path, on_page, is_cancelled)
        document = self._read_text(path)
        on_page(1, 1)
        return document

    def close(self) -> None:
        """End the reading process."""
        self._process.close()

    def _read_pdf(
        self, path: Path, on_page: Callable[[int, int], None], is_cancelled: Callable[[], bool]
    ) -> ReadDocument:
        pages: list[Page] = []

        def hear(message: Message) -> None:
            if "page" in message:
                pages.append(page_from_json(message["page"]))
            else:
                on_page(message["done"], message["total"])

        order = {
            "do": "read",
            "path": str(path.absolute()),
            "pages": self._limits.pages,
            "characters": self._limits.characters,
        }
        last = self._process.ask(order, on_message=hear, is_cancelled=is_cancelled)
        headings = tuple(Heading(*heading) for heading in last["headings"])
        return ReadDocument("pdf", last["title"], tuple(pages), headings)

    def _read_text(self, path: Path) -> ReadDocument:
        stream, _ = open_regular(path)
        with stream:
            content = stream.read(self._limits.text_bytes + 1)
        text = decode_text(content)
        if len(text) > self._limits.characters:
            raise TooMuch(f"holds more than {self._limits.characters:,} characters")
        pages = (Page(1, text, ()),)
        if not is_markdown(text, path):
            return ReadDocument("text", "", pages, ())
        headings = markdown_headings(text)
        return ReadDocument("markdown", markdown_title(headings), pages, headings)
