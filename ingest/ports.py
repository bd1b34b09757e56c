"""What ingestion needs of the rest of Footnote, as small protocols that ``launch.py`` fills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from ingest.formats.records import ReadDocument
from ingest.formats.table import Recognised
from storage.file_reports import Stage
from storage.records import Document, DocumentKind, PreparedDocument, PutReceipt, Vectors

OnProgress: TypeAlias = Callable[[Stage, int, int], None]
"""Called with the stage, how much of it is done, and of how much (0, 0 where not counted)."""

IsCancelled: TypeAlias = Callable[[], bool]


class Library(Protocol):
    """What ingestion needs of a store; see ``storage.store.Store``."""

    def put(self, document: PreparedDocument, vectors: Vectors) -> PutReceipt:
        """Store a document whole."""

    def link(self, name: str, document_id: str, *, container: str = "") -> PutReceipt:
        """Give stored content one more name."""

    def replace(self, document: PreparedDocument, vectors: Vectors) -> PutReceipt:
        """Store content that is stored already anew; raises ``DocumentNotFound``."""

    def document(self, document_id: str) -> Document:
        """The document of that content; raises ``DocumentNotFound``."""

    def original(self, document_id: str) -> Path:
        """Where the original bytes lie; raises ``DocumentNotFound`` if absent."""


class PassageEncoder(Protocol):
    """What ingestion needs of an encoder; see ``storage.models.encoder.Encoder``."""

    @property
    def max_tokens(self) -> int:
        """Word pieces that fit, special tokens included."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """One unit row for each text."""

    def token_spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Character spans of the word pieces of the whole text, without special tokens."""


class Pair(Protocol):
    """A library and the encoder of its vectors; see ``storage.current_library.Served``."""

    @property
    def store(self) -> Library:
        """The library."""

    @property
    def encoder(self) -> PassageEncoder:
        """Its encoder."""


class Pairs(Protocol):
    """A library whose encoder may change; see ``storage.current_library.CurrentLibrary``."""

    @property
    def now(self) -> Pair:
        """The library and its encoder, as they are now."""

    def begin_with(self, text: str) -> Pair:
        """The pair once the text of a library's first document is known."""

    def follow(self, served: Any) -> Pair:
        """The pair that took the place of one that was refused, as its vectors were made anew."""


class Reader(Protocol):
    """What turns a file into pages; see ``ingest.confined.reader.FileReader``."""

    def recognise(self, path: Path, *, name: str, is_cancelled: IsCancelled) -> Recognised:
        """What the file called ``name`` is; raises ``UnreadableFile`` or ``ReadingCancelled``."""

    def read(
        self,
        path: Path,
        kind: DocumentKind,
        *,
        on_page: Callable[[int, int], None],
        on_picture: Callable[[int, int], None],
        is_cancelled: IsCancelled,
    ) -> ReadDocument:
        """The pages of a file of that kind; raises ``UnreadableFile`` or ``ReadingCancelled``."""
