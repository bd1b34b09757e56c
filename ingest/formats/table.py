"""The formats that can be read, as a table: how each is recognised, and which module reads it.

To add one, write a module with ``read(source) -> ReadDocument`` and a row here, and a row in
``storage/kinds.py`` where no kind of document fits. Recognisers look at the first bytes only and
need no library; a reader is imported in the confined process, when the first such file comes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from ingest.formats.markdown import is_markdown
from ingest.formats.recognising import check_is_text, is_pdf, open_regular
from ingest.formats.separated import is_separated
from ingest.formats.source import SAMPLE_BYTES, Sample
from ingest.formats.text import decode_start
from storage.records import DocumentKind

_BLOCK_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of document, how a file of it is known, and what reads it.

    ``called`` is what people call such a file. ``version`` is raised with every change after which
    the same file gives other pages, headings or facts: documents read by an earlier one can be read
    again. ``is_text`` says that such a file is read in one piece, so that less of it is allowed.
    """

    kind: DocumentKind
    called: str
    version: int
    recognises: Callable[[Sample], bool]
    reader: str
    is_text: bool = True


_ROWS = (
    Format(
        "pdf", "PDF", 2, lambda sample: is_pdf(sample.start), "ingest.formats.pdf.reading",
        is_text=False,
    ),
    Format("csv", "table", 1, is_separated, "ingest.formats.separated"),
    Format("markdown", "text file", 3, is_markdown, "ingest.formats.markdown"),
    Format("text", "text file", 1, lambda sample: True, "ingest.formats.text"),
)  # fmt: skip

FORMATS: Mapping[DocumentKind, Format] = {row.kind: row for row in _ROWS}
"""By kind; where several rows recognise a file, the first one has it."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is, before it is read; ``sha256``, in hexadecimal, names its content."""

    kind: DocumentKind
    size_bytes: int
    sha256: str


def recognise(
    path: Path, name: PurePath, *, on_block: Callable[[], None] = lambda: None
) -> Recognised:
    """What the file is. All of it is read once, for the digest; ``on_block`` hears that it goes on.

    Raises:
        UnreadableFile: it isn't there, isn't a file, or isn't of a kind that can be read.
    """
    stream, size_bytes = open_regular(path)
    with stream:
        start = stream.read(SAMPLE_BYTES)
        kind = _kind_of(start, name)
        digest = hashlib.sha256(start)
        while block := stream.read(_BLOCK_BYTES):
            digest.update(block)
            on_block()
    return Recognised(kind, size_bytes, digest.hexdigest())


def _kind_of(start: bytes, name: PurePath) -> DocumentKind:
    sample = Sample(start, "", name)
    for row in _ROWS:
        if not row.is_text and row.recognises(sample):
            return row.kind
    check_is_text(start)
    sample = Sample(start, decode_start(start), name)
    return next(row.kind for row in _ROWS if row.is_text and row.recognises(sample))
