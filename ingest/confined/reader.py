"""The one door to reading: has files recognised and read in a process of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ingest.confined.limits import MEBIBYTE, ReadingLimits
from ingest.confined.process import ReadingProcess
from ingest.confined.wire import Collector, Message
from ingest.errors import TooMuch
from ingest.formats.records import Heading, ReadDocument, Table
from ingest.formats.table import FORMATS, Recognised
from storage.records import DocumentKind


class FileReader:
    """Reads files of every kind; not a byte of them is looked at in this process.

    Close it at the end.
    """

    def __init__(self, limits: ReadingLimits, process: ReadingProcess) -> None:
        """``process`` belongs to this reader alone, and is closed with it."""
        self._limits = limits
        self._process = process

    def recognise(self, path: Path, *, name: str, is_cancelled: Callable[[], bool]) -> Recognised:
        """What the file called ``name`` is, and the digest of its content.

        Raises:
            UnreadableFile: it isn't there, isn't a file, isn't of a kind that can be read, or is
                too large.
            ReadingCancelled: ``is_cancelled`` said so.
        """
        order = {"do": "recognise", "path": str(path.absolute()), "name": name}
        answer = self._process.ask(order, is_cancelled=is_cancelled)
        found = Recognised(answer["kind"], answer["size_bytes"], answer["sha256"])
        row = FORMATS[found.kind]
        allowed = self._limits.text_bytes if row.is_text else self._limits.file_bytes
        if found.size_bytes > allowed:
            raise TooMuch(f"too large: a {row.called} may have {allowed // MEBIBYTE:,} MiB at most")
        return found

    def read(
        self,
        path: Path,
        kind: DocumentKind,
        *,
        on_page: Callable[[int, int], None],
        on_picture: Callable[[int, int], None],
        is_cancelled: Callable[[], bool],
    ) -> ReadDocument:
        """The pages of a file that was recognised as of that kind.

        ``on_page`` hears how many are done, of how many, and ``on_picture`` how many of those
        that are read by OCR.

        Raises:
            UnreadableFile: the message says what is wrong with it.
            ReadingCancelled: ``is_cancelled`` said so.
        """
        collector = Collector()

        def hear(message: Message) -> None:
            if "done" in message:
                on_page(message["done"], message["total"])
                return
            if "pictures" in message:
                on_picture(message["pictures"], message["total"])
                return
            collector.take(message)
            # The process keeps its limits itself, unless a file has taken it over.
            allowed = self._limits.characters
            if collector.characters > allowed or len(collector.pages) > self._limits.pages:
                raise TooMuch(f"contains more than {allowed:,} characters")
            if collector.part_bytes > self._limits.file_bytes:
                raise TooMuch(
                    f"contains files of more than {self._limits.file_bytes // MEBIBYTE:,} MiB"
                )

        order = {
            "do": "read",
            "path": str(path.absolute()),
            "kind": kind,
            "pages": self._limits.pages,
            "characters": self._limits.characters,
            "text_bytes": self._limits.text_bytes,
            "ocr": self._limits.ocr,
        }
        last = self._process.ask(order, on_message=hear, is_cancelled=is_cancelled)
        return ReadDocument(
            kind=kind,
            title=last["title"],
            pages=tuple(collector.pages),
            headings=tuple(Heading(*heading) for heading in last["headings"]),
            tables=tuple(_table(table) for table in last["tables"]),
            notes=tuple(last["notes"]),
            facts=tuple((name, value) for name, value in last["facts"]),
            parts=tuple(collector.parts),
            unread_pages=tuple(last["unread_pages"]),
            blank_pages=tuple(last["blank_pages"]),
            body_start=last["body_start"],
        )

    def close(self) -> None:
        """End the reading process."""
        self._process.close()


def _table(sent: Sequence[Any]) -> Table:
    page, start, end, context, cells, told_by = sent
    named = tuple((first, last) for first, last in cells)
    return Table(page, start, end, context, cells=named, told_by=told_by)
