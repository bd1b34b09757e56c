"""Documents to store: small, real files with passages that are slices of their pages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from storage.collections import Collections
from storage.found import Match
from storage.records import (
    Document,
    Page,
    Passage,
    PassageDraft,
    PreparedDocument,
    SourceRun,
    Vectors,
)
from storage.store import Store
from storage.text.query import Query
from tests.fakes import HashingEncoder

ENCODER = HashingEncoder(dimension=16)
READING = "text 1, splitting 1, 182 tokens"
FINGERPRINT = ENCODER.fingerprint()


def prepared(
    folder: Path, name: str, passages: Sequence[str], *, title: str = ""
) -> PreparedDocument:
    """A text document of one page whose passages are these, one a line."""
    text = "\n".join(passages)
    content = f"{title}\n{text}".encode()
    digest = hashlib.sha256(content).hexdigest()
    original = folder / f"{digest}.source"
    original.write_bytes(content)
    return PreparedDocument(
        document_id=digest,
        name=name,
        kind="text",
        title=title,
        size_bytes=len(content),
        original=original,
        page_count=1,
        pages_without_text=(),
        pages=(Page(1, text, (SourceRun(0, len(title) + 1, len(text)),)),),
        passages=tuple(_drafts(passages)),
        reading=READING,
    )


def read_anew(
    folder: Path, stored: PreparedDocument, passages: Sequence[str], *, title: str = ""
) -> PreparedDocument:
    """The same content as another reading gives it: these passages and title."""
    other = prepared(folder, stored.name, passages, title=title)
    return replace(
        other,
        document_id=stored.document_id,
        original=stored.original,
        size_bytes=stored.size_bytes,
        reading="text 2, splitting 1, 182 tokens",
    )


def put(store: Store, folder: Path, name: str, passages: Sequence[str], *, title: str = "") -> str:
    """Store a document of these passages under a name; returns its id."""
    document = prepared(folder, name, passages, title=title)
    store.put(document, vectors_of(document))
    return document.document_id


def vectors_of(document: PreparedDocument) -> Vectors:
    """The passages' vectors, row i for passage i."""
    return ENCODER.encode_passages([draft.text for draft in document.passages])


def question(text: str) -> Vectors:
    """A question's vector."""
    return ENCODER.encode_question(text)


def texts_found(store: Store, text: str, limit: int = 12) -> list[str]:
    """The passages that a search by vector finds, best first."""
    return [hit.passage.text for hit in store.search(question(text), limit)]


def words_found(store: Store, text: str, limit: int = 12) -> list[str]:
    """The passages that a search by words finds, best first."""
    return [hit.passage.text for hit in search_words(store, text, limit)]


@dataclass(frozen=True)
class WordHit:
    """A passage found by its words."""

    passage: Passage
    bm25: float
    similarity: float


def search_words(
    store: Store,
    text: str,
    limit: int,
    document_ids: frozenset[str] | None = None,
    collections: Collections = None,
) -> tuple[WordHit, ...]:
    """What the search by words alone finds, best first."""

    def choose(matches: Sequence[Match]) -> Sequence[Match]:
        found = filter(lambda one: one.lexical_rank, matches)
        return sorted(found, key=lambda one: one.lexical_rank)

    found = store.find(
        Query.of(text), question(text), depth=limit, choose=choose, document_ids=document_ids,
        collections=collections,
    )  # fmt: skip
    return tuple(
        WordHit(passage, one.bm25, one.similarity)
        for one, passage in zip(found.choices, found.passages, strict=True)
    )


def has_words(store: Store) -> bool:
    """Whether the engine finds passages by words: a Milvus before 2.5 can't."""
    return getattr(store, "has_words", True)


def assert_words_find(store: Store, text: str, expected: list[str]) -> None:
    """A search by words finds these, or none where the engine has no such search."""
    assert words_found(store, text) == (expected if has_words(store) else [])


def by_name(store: Store) -> dict[str, Document]:
    """The documents by each of their names."""
    return {name: document for document in store.documents() for name in document.names}


def _drafts(passages: Sequence[str]) -> Sequence[PassageDraft]:
    drafts, start = [], 0
    for line, passage in enumerate(passages, start=1):
        end = start + len(passage)
        drafts.append(PassageDraft(1, start, end, line, line, "", passage))
        start = end + 1
    return drafts
