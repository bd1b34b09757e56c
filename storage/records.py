"""The records that travel between reading a file, keeping it and finding it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Vectors: TypeAlias = npt.NDArray[np.float32]
"""Rows of unit length, shape (n, dimension); one vector has shape (dimension,)."""

Facts: TypeAlias = tuple[tuple[str, str], ...]
"""What a document says of itself, as names and values: ("author", "A. Lee"), ("date", "2024")."""

DocumentKind: TypeAlias = str
"""The name of a kind, such as "pdf"; ``storage.kinds.KINDS`` has all of them."""


CELL_END = "\t"
"""Stands between the cells of a table's row in a page's text, whatever format that was read from: a
line of a table can be put into a spreadsheet as it is."""

HEADINGS_APART = " > "
"""Stands between the headings that a place is under, outermost first."""


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
class TextBox:
    """Where ``length`` characters of a page's text stand on the page as people see it.

    Needed where the file itself has no characters there: words read by OCR, values of a form,
    comments. The edges are fractions of the page's width and height, 0 to 1, from the upper left.
    """

    start: int
    length: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document, cleaned: what its format divides it into, or the whole file.

    ``number`` counts from 1 in the original. ``source_runs`` are ordered by ``text_start``; empty
    for text files, whose text is the file's own. ``label`` is what is printed on the page or how
    it is called ("iii", "Budget", "Chapter 2"), or "". ``by_ocr`` says that its text was read from
    a picture. ``boxes`` are ordered by ``start``.
    """

    number: int
    text: str
    source_runs: tuple[SourceRun, ...]
    label: str = ""
    by_ocr: bool = False
    boxes: tuple[TextBox, ...] = ()


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """A passage that is not stored yet: ``text == page.text[start:end]`` of its page.

    ``first_line`` and ``last_line`` count from 1 in the page's text, which for a text file is the
    file. ``heading`` is what the passage stands under, outermost first, joined by " > ", or "".
    ``context`` is what it needs to be understood and doesn't contain, such as the column heads of
    its table, or "". ``place`` says where it stands, in words of no language ("Budget!A2:F40"), or
    is "" where page and lines say it.
    """

    page: int
    start: int
    end: int
    first_line: int
    last_line: int
    heading: str
    text: str
    context: str = ""
    place: str = ""

    @property
    def in_context(self) -> str:
        """What words and cross-encoder read of it: its context, then its text."""
        return f"{self.context}\n{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document that is read and split, and ready to be stored whole.

    ``document_id`` is the SHA-256 of the file's bytes in hexadecimal; ``original`` is where those
    bytes lie now, from where the store copies them. ``title`` is the document's own, or "".
    ``reading`` says what read and split it, such as "pdf 1, splitting 1, 182 tokens".
    ``container`` is the id of the document inside which the file was found under this name, or "";
    ``parts`` are the ids of documents found inside this one, which are stored before it.
    ``folder`` is the watched folder that brought the file under this name, or "";
    ``collections`` are those that the document is to be in, besides those that it is in already.
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
    notes: tuple[str, ...] = ()
    facts: Facts = ()
    container: str = ""
    parts: tuple[str, ...] = ()
    folder: str = ""
    collections: tuple[str, ...] = ()

    @property
    def naming(self) -> Naming:
        """Its name, with where it was found under that."""
        return Naming(self.name, self.container, self.folder)


@dataclass(frozen=True, slots=True)
class Naming:
    """A name of a document, and where that comes from.

    ``container`` is the id of the document inside which it was found, or "", and ``folder`` the
    watched folder that brought it, or "" for what somebody added.
    """

    name: str
    container: str = ""
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A stored document; ``name`` is the first of its ``names``, ``added_at`` in Unix seconds.

    ``reading`` says what read and split it, such as "pdf 1, splitting 1, 182 tokens". ``notes``
    are sentences on what else is worth knowing of the file, ``facts`` what it says of itself.
    ``containers`` has, name by name, the id of the document inside which it was found, or "".
    ``parts`` are the ids of stored documents that were found inside this one. ``folders`` has,
    name by name, the watched folder that brought it, or ""; ``collections`` are those that the
    document is in, sorted.
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
    notes: tuple[str, ...] = ()
    facts: Facts = ()
    containers: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()

    @property
    def namings(self) -> tuple[Naming, ...]:
        """Each name with where it was found, the first one first."""
        nothing = ("",) * len(self.names)
        return tuple(map(Naming, self.names, self.containers or nothing, self.folders or nothing))

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
            notes=self.notes,
            facts=self.facts,
            container=self.containers[0] if self.containers else "",
            parts=self.parts,
            folder=self.folders[0] if self.folders else "",
            collections=self.collections,
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """A stored passage, with what a citation of it shows. Ids are never used twice.

    ``page_label`` and ``by_ocr`` are those of its page.
    """

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
    context: str = ""
    place: str = ""
    page_label: str = ""
    by_ocr: bool = False

    @property
    def in_context(self) -> str:
        """What words and cross-encoder read of it: its context, then its text."""
        return f"{self.context}\n{self.text}" if self.context else self.text

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings that it stands under, outermost first."""
        return tuple(self.heading.split(HEADINGS_APART)) if self.heading else ()

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
            context=self.context,
            place=self.place,
        )


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
