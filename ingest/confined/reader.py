"""The one door to reading: has files recognised and read in a process of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.confined.limits import MEBIBYTE, ReadingLimits
from ingest.confined.process import ReadingProcess
from ingest.confined.wire import Message, page_from_json
from ingest.errors import TooMuch
from ingest.formats.recognising import Recognised
from ingest.formats.records import Heading, ReadDocument
from storage.records import Page


class FileReader:
    """Reads files of every kind; not a byte of them is looked at in this process.

    Close it at the end.
    """

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
        answer = self._process.ask({"do": "recognise", "path": str(path.absolute())})
        found = Recognised(answer["is_pdf"], answer["size_bytes"])
        allowed = self._limits.pdf_bytes if found.is_pdf else self._limits.text_bytes
        if found.size_bytes > allowed:
            kind = "PDF" if found.is_pdf else "text file"
            raise TooMuch(f"too large: a {kind} may have {allowed // MEBIBYTE:,} MiB at most")
        return found

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
        self.recognise(path)
        pages: list[Page] = []
        pieces: list[str] = []
        characters = 0

        def hear(message: Message) -> None:
            nonlocal characters
            if "done" in message:
                on_page(message["done"], message["total"])
                return
            if "page" in message:
                pages.append(page_from_json(message["page"]))
                characters += len(pages[-1].text)
            else:
                pieces.append(message["piece"])
                characters += len(pieces[-1])
            # The process keeps its limits itself, unless a file has taken it over.
            if characters > self._limits.characters or len(pages) > self._limits.pages:
                raise TooMuch(f"holds more than {self._limits.characters:,} characters")

        order = {
            "do": "read",
            "path": str(path.absolute()),
            "pages": self._limits.pages,
            "characters": self._limits.characters,
            "text_bytes": self._limits.text_bytes,
        }
        last = self._process.ask(order, on_message=hear, is_cancelled=is_cancelled)
        if last["kind"] != "pdf":
            pages.append(Page(1, "".join(pieces), ()))
        headings = tuple(Heading(*heading) for heading in last["headings"])
        return ReadDocument(last["kind"], last["title"], tuple(pages), headings)

    def close(self) -> None:
        """End the reading process."""
        self._process.close()
