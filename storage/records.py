"""The records that travel between reading a file, keeping it and finding it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

Vectors: TypeAlias = npt.NDArray[np.float32]
"""Rows of unit length, shape (n, dimension); one vector has shape (dimension,)."""

DocumentKind: TypeAlias = str
"""The name of a kind, such as "pdf"; ``storage.kinds.KINDS`` has all of them."""


@dataclass(frozen=True, slots=True)
class SourceRun:
    """Characters of a page's text that stand one to one in the file that it was read from.

    ``text[text_start + i]`` is the reader's character ``source_start + i`` for ``i < length``.
    A character inserted by cleaning is in no run; a split ligature is two runs of length one over
    the same source character.
    """

    text_start: int
    source_start: int
    length: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document, cleaned; a text file is a single page.

    ``number`` counts from 1 in the original. ``source_runs`` are ordered by ``text_start``; empty
    for text files, whose text is the file's own.
    """

    number: int
    text: str
    source_runs: tuple[SourceRun, ...]


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """A passage that is not stored yet: ``text == page.text[start:end]`` of its page.

    ``first_line`` and ``last_line`` count from 1 in the page's text, which for a text file is the
    file. ``heading`` is what the passage stands under, outermost first, joined by " > ", or "".
    """

    page: int
    start: int
    end: int
    first_line: int
    last_line: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document that is read and split, and ready to be stored whole.

    ``document_id`` is the SHA-256 of the file's bytes in hexadecimal; ``original`` is where those
    bytes lie now, from where the store copies them. ``title`` is the document's own, or "".
    ``reading`` says what read and split it, such as "pdf 1, splitting 1, 182 tokens".
    """

    document_id: str
    name: str
    kind: DocumentKind
    title: str
    size_bytes: int
    original: Path
    page_count: int
    pages_without_text: tuple[int, ...]
    pages: tuple[Page, ...]
    passages: tuple[PassageDraft, ...]
    reading: str


@dataclass(frozen=True, slots=True)
class Document:
    """A stored document; ``name`` is the first of its ``names``, ``added_at`` in Unix seconds.

    ``reading`` says what read and split it, such as "pdf 1, splitting 1, 182 tokens".
    """

    document_id: str
    name: str
    names: tuple[str, ...]
    kind: DocumentKind
    title: str
    size_bytes: int
    page_count: int
    pages_without_text: tuple[int, ...]
    passage_count: int
    added_at: float
    reading: str

    def prepared(
        self, original: Path, pages: Sequence[Page], passages: Sequence[PassageDraft]
    ) -> PreparedDocument:
        """The document as it was before it was stored, under its first name."""
        return PreparedDocument(
            document_id=self.document_id,
            name=self.name,
            kind=self.kind,
            title=self.title,
            size_bytes=self.size_bytes,
            original=original,
            page_count=self.page_count,
            pages_without_text=self.pages_without_text,
            pages=tuple(pages),
            passages=tuple(passages),
            reading=self.reading,
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """A stored passage, with what a citation of it shows. Ids are never used twice."""

    passage_id: int
    document_id: str
    document: str
    kind: DocumentKind
    title: str
    page: int
    start: int
    end: int
    first_line: int
    last_line: int
    heading: str
    text: str

    def draft(self) -> PassageDraft:
        """The passage as it was before it was stored."""
        return PassageDraft(
            page=self.page,
            start=self.start,
            end=self.end,
            first_line=self.first_line,
            last_line=self.last_line,
            heading=self.heading,
            text=self.text,
        )


@dataclass(frozen=True, slots=True)
class DenseHit:
    """A passage found by its vector; ``similarity`` is the cosine to the question, -1 to 1."""

    passage: Passage
    similarity: float


@dataclass(frozen=True, slots=True)
class Match:
    """What both searches say of a passage that either found, before its text is read.

    ``similarity`` is the cosine to the question. ``dense_rank`` and ``lexical_rank`` count from 1
    and are 0 where that search didn't find it. ``bm25`` is higher for a better match of words,
    without an upper bound, 0.0 for none. ``context``, 0.0 or more, is how well its document
    contains those words of the question that the passage itself lacks.
    """

    passage_id: int
    similarity: float
    dense_rank: int
    lexical_rank: int
    bm25: float
    context: float


class Chosen(Protocol):
    """Whatever somebody made of a match, to say which passage it means."""

    @property
    def passage_id(self) -> int:
        """The passage's id."""


Choice = TypeVar("Choice", bound=Chosen)

Choose: TypeAlias = Callable[[Sequence[Match]], Sequence[Choice]]
"""Those of the matches whose passages are wanted, best first, as whatever is made of them."""


@dataclass(frozen=True, slots=True)
class FoundPassages(Generic[Choice]):
    """The passages that were chosen: choice i, passage i and row i of the vectors belong together.

    ``vectors`` are unit rows, float32 of shape (passages, dimension).
    """

    choices: tuple[Choice, ...]
    passages: tuple[Passage, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What made a store's vectors: two stores with unequal fingerprints can't be mixed."""

    encoder: str
    weights_sha256: str
    dimension: int
    pooling: str
    normalised: bool

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Fingerprint:
        """A fingerprint from what ``dataclasses.asdict`` made of it.

        Raises:
            TypeError: a field is missing or unknown.
        """
        # Until every document said itself what had split it, the fingerprint did.
        return cls(**{name: content[name] for name in content if name != "splitting_version"})


def early_reading(kind: DocumentKind, splitting_version: int = 1) -> str:
    """What read and split documents of a kind before they said so themselves."""
    return f"{kind} 1, splitting {splitting_version}, 182 tokens"


@dataclass(frozen=True, slots=True)
class PutReceipt:
    """What a put did: the ids of passages now stored and of documents that it took the place of."""

    document_id: str
    passage_ids: tuple[int, ...]
    replaced_document_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that verification found wrong: where, and what."""

    place: str
    message: str
