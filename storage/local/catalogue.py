"""Documents, their names, pages and passages as rows, and back as records.

Every function works inside the transaction of the session it is given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from storage.checks import content_checksum
from storage.errors import DocumentNotFound, StoreDamaged
from storage.files.originals import original_name
from storage.index.postings import Terms
from storage.local.database import Row, Session
from storage.local.indexing import indexed_rows
from storage.records import (
    Document,
    DocumentKind,
    Page,
    Passage,
    PassageDraft,
    PreparedDocument,
    SourceRun,
    Vectors,
)

ChangeKind: TypeAlias = Literal["added", "removed", "reencoded"]


@dataclass(frozen=True, slots=True)
class Extent:
    """A document's number in the database and the ids of its passages, last one included."""

    number: int
    first_passage: int
    last_passage: int

    @property
    def passage_ids(self) -> tuple[int, ...]:
        """All its passages' ids; empty where the last is before the first."""
        return tuple(range(self.first_passage, self.last_passage + 1))


@dataclass(frozen=True, slots=True)
class RemovedDocument:
    """A document whose rows are gone and whose original is still to go."""

    document_id: str
    kind: DocumentKind


def insert_document(
    session: Session,
    document: PreparedDocument,
    vectors: Vectors,
    *,
    terms: Sequence[Terms],
    added_at: float,
) -> Extent:
    """Where a document now is: its row, pages, passages, vectors and words are stored.

    ``terms`` are the passages' terms, made outside the transaction.
    """
    row = session.row("SELECT seq FROM sqlite_sequence WHERE name = 'passages'")
    first = (int(row[0]) if row else 0) + 1
    last = first + len(document.passages) - 1
    session.run(
        "INSERT INTO documents (document_id, kind, title, size_bytes, page_count, "
        "pages_without_text, added_at, first_passage, last_passage) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document.document_id,
            document.kind,
            document.title,
            document.size_bytes,
            document.page_count,
            json.dumps(document.pages_without_text),
            added_at,
            first,
            last,
        ),
    )
    extent = Extent(int(session.value("SELECT last_insert_rowid()")), first, last)
    _insert_pages(session, extent.number, document.pages)
    _insert_passages(session, extent, document.passages, terms)
    session.run_many(
        "INSERT INTO vectors VALUES (?, ?, ?)",
        indexed_rows.vector_rows(extent.passage_ids, vectors),
    )
    log_change(session, "added", extent)
    return extent


def delete_document(session: Session, extent: Extent) -> None:
    """Remove everything that is stored of a document but its original file."""
    ids = (extent.first_passage, extent.last_passage)
    session.run("DELETE FROM vectors WHERE passage_id BETWEEN ? AND ?", ids)
    session.run("DELETE FROM passages WHERE passage_id BETWEEN ? AND ?", ids)
    session.run("DELETE FROM pages WHERE document = ?", (extent.number,))
    session.run("DELETE FROM names WHERE document = ?", (extent.number,))
    session.run("DELETE FROM documents WHERE number = ?", (extent.number,))
    log_change(session, "removed", extent)


def log_change(session: Session, kind: ChangeKind, extent: Extent) -> None:
    """Note a change for every process that keeps an index of this store."""
    session.run(
        "INSERT INTO changes (kind, document, first_passage, last_passage, stamp) "
        "VALUES (?, ?, ?, ?, random())",
        (kind, extent.number, extent.first_passage, extent.last_passage),
    )


def find_extent(session: Session, document_id: str) -> Extent | None:
    """Where a document is, or ``None`` where there is no such document."""
    row = session.row(
        "SELECT number, first_passage, last_passage FROM documents WHERE document_id = ?",
        (document_id,),
    )
    return Extent(*row) if row else None


def extent_of(session: Session, document_id: str) -> Extent:
    """Where a document is; raises ``DocumentNotFound`` if there is no such document."""
    extent = find_extent(session, document_id)
    if extent is None:
        raise DocumentNotFound(f"no document {document_id!r} is in the library")
    return extent


def take_name(session: Session, name: str, extent: Extent) -> RemovedDocument | None:
    """Move a name to a document; returns one that was removed for having no name left."""
    encoded = encode_name(name)
    before = session.row("SELECT document FROM names WHERE name = ?", (encoded,))
    if before is not None and before[0] == extent.number:
        return None
    session.run("DELETE FROM names WHERE name = ?", (encoded,))
    session.run("INSERT INTO names (name, document) VALUES (?, ?)", (encoded, extent.number))
    if before is None or session.row("SELECT 1 FROM names WHERE document = ?", before):
        return None
    row = session.row(
        "SELECT document_id, kind, number, first_passage, last_passage FROM documents "
        "WHERE number = ?",
        before,
    )
    if row is None:
        raise StoreDamaged(f"the name {name!r} belongs to no document; run `launch.py repair`")
    delete_document(session, Extent(*row[2:]))
    return RemovedDocument(*row[:2])


def document_kind(session: Session, document_id: str) -> DocumentKind:
    """A document's kind; raises ``DocumentNotFound`` if there is no such document."""
    row = session.row("SELECT kind FROM documents WHERE document_id = ?", (document_id,))
    if row is None:
        raise DocumentNotFound(f"no document {document_id!r} is in the library")
    kind: DocumentKind = row[0]
    return kind


def find_ranges(session: Session, document_ids: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """The passage ids of those documents that are stored, as ascending ranges, ends included."""
    ids = json.dumps(sorted(document_ids))
    rows = session.rows(
        "SELECT first_passage, last_passage FROM documents "
        "WHERE document_id IN (SELECT value FROM json_each(?)) AND first_passage <= last_passage "
        "ORDER BY first_passage",
        (ids,),
    )
    return tuple((int(first), int(last)) for first, last in rows)


def extents_around(
    session: Session, passage_ids: Iterable[int]
) -> tuple[tuple[Extent, tuple[int, ...]], ...]:
    """The documents of those passages that are stored, each with its own of them, by id."""
    rows = session.rows(
        "SELECT number, first_passage, last_passage, passage_id FROM documents "
        "JOIN passages ON passages.document = documents.number "
        "WHERE passage_id IN (SELECT value FROM json_each(?)) ORDER BY passage_id",
        (json.dumps(tuple(passage_ids)),),
    )
    found: dict[Extent, list[int]] = {}
    for *extent, passage_id in rows:
        found.setdefault(Extent(*extent), []).append(passage_id)
    return tuple((extent, tuple(ids)) for extent, ids in found.items())


def known_range(session: Session) -> tuple[tuple[int, int], ...]:
    """The range that holds every stored passage's id and none of those added later."""
    last = session.value("SELECT coalesce(max(last_passage), 0) FROM documents")
    return ((1, int(last)),)


def original_names(session: Session) -> frozenset[str]:
    """The file names of all documents' originals."""
    rows = session.rows("SELECT document_id, kind FROM documents")
    return frozenset(original_name(document_id, kind) for document_id, kind in rows)


def list_documents(session: Session) -> tuple[Document, ...]:
    """All documents, by name."""
    names: dict[int, list[str]] = {}
    for number, name in session.rows("SELECT document, name FROM names ORDER BY position"):
        names.setdefault(number, []).append(decode_name(name))
    documents = [
        _document(row, names[row[0]])
        for row in session.rows(f"SELECT {_DOCUMENT_COLUMNS} FROM documents")  # noqa: S608
        if row[0] in names
    ]
    return tuple(sorted(documents, key=lambda document: (document.name, document.document_id)))


def read_document(session: Session, document_id: str) -> Document:
    """One document; raises ``DocumentNotFound`` if there is no such document."""
    row = session.row(
        f"SELECT {_DOCUMENT_COLUMNS} FROM documents WHERE document_id = ?",  # noqa: S608
        (document_id,),
    )
    names = [
        decode_name(name)
        for (name,) in session.rows(
            "SELECT name FROM names WHERE document = ? ORDER BY position", (row[0] if row else 0,)
        )
    ]
    if row is None or not names:
        raise DocumentNotFound(f"no document {document_id!r} is in the library")
    return _document(row, names)


def read_page(session: Session, document_id: str, number: int) -> Page:
    """One page of a document; raises ``DocumentNotFound`` where either is absent."""
    extent = extent_of(session, document_id)
    for page in read_pages(session, extent, only=number):
        return page
    raise DocumentNotFound(f"document {document_id!r} has no page {number}")


def read_pages(session: Session, extent: Extent, *, only: int | None = None) -> Iterator[Page]:
    """A document's pages by number, or just one of them."""
    rows = session.rows(
        "SELECT number, text, source_runs, checksum FROM pages "
        "WHERE document = ? AND (? IS NULL OR number = ?) ORDER BY number",
        (extent.number, only, only),
    )
    for number, text, runs, checksum in rows:
        if content_checksum(number, text.encode(), runs) != checksum:
            raise StoreDamaged(f"page {number} of document {extent.number} in store.db is damaged")
        yield Page(number, text, decode_runs(runs))


def heading_at(session: Session, document_id: str, page: int, start: int) -> str:
    """The heading of the last passage that covers a place, or ""."""
    row = session.row(
        "SELECT p.heading FROM documents d JOIN passages p "
        "ON p.passage_id BETWEEN d.first_passage AND d.last_passage "
        'WHERE d.document_id = ? AND p.page = ? AND p.start <= ? AND p."end" > ? '
        "ORDER BY p.start DESC, p.passage_id LIMIT 1",
        (document_id, page, start, start),
    )
    return str(row[0]) if row else ""


def read_passages(session: Session, passage_ids: Iterable[int]) -> Mapping[int, Passage]:
    """The stored passages among these ids, by id."""
    rows = session.rows(
        "SELECT * FROM cited WHERE passage_id IN (SELECT value FROM json_each(?))",
        (json.dumps(tuple(passage_ids)),),
    )
    return {row[0]: _passage(row) for row in rows}


def passages_of(session: Session, extent: Extent) -> tuple[Passage, ...]:
    """A document's passages, by id."""
    rows = session.rows(
        "SELECT * FROM cited WHERE passage_id BETWEEN ? AND ? ORDER BY passage_id",
        (extent.first_passage, extent.last_passage),
    )
    return tuple(map(_passage, rows))


_DOCUMENT_COLUMNS = (
    "number, document_id, kind, title, size_bytes, page_count, pages_without_text, added_at, "
    "first_passage, last_passage"
)


def _document(row: Row, names: Sequence[str]) -> Document:
    _, document_id, kind, title, size_bytes, page_count, without_text, added_at, first, last = row
    return Document(
        document_id=document_id,
        name=names[0],
        names=tuple(names),
        kind=kind,
        title=title,
        size_bytes=size_bytes,
        page_count=page_count,
        pages_without_text=tuple(json.loads(without_text)),
        passage_count=last - first + 1,
        added_at=added_at,
    )


def encode_name(name: str) -> bytes:
    """A name as bytes; file systems hand out names that aren't valid Unicode."""
    return name.encode("utf-8", "surrogatepass")


def decode_name(content: bytes) -> str:
    """A name from its bytes."""
    return content.decode("utf-8", "surrogatepass")


def decode_runs(content: bytes) -> tuple[SourceRun, ...]:
    """Where a page's text came from, from its bytes."""
    triples = np.frombuffer(content, dtype="<u4").reshape(-1, 3)
    return tuple(SourceRun(*triple) for triple in triples.tolist())


def _encode_runs(runs: Sequence[SourceRun]) -> bytes:
    triples = [(run.text_start, run.source_start, run.length) for run in runs]
    return np.array(triples, dtype="<u4").reshape(-1, 3).tobytes()


def _insert_pages(session: Session, number: int, pages: Iterable[Page]) -> None:
    def rows() -> Iterator[Row]:
        for page in pages:
            runs = _encode_runs(page.source_runs)
            checksum = content_checksum(page.number, page.text.encode(), runs)
            yield number, page.number, page.text, runs, checksum

    session.run_many("INSERT INTO pages VALUES (?, ?, ?, ?, ?)", rows())


def _insert_passages(
    session: Session, extent: Extent, drafts: Sequence[PassageDraft], terms: Sequence[Terms]
) -> None:
    rows = [
        (
            passage_id,
            extent.number,
            draft.page,
            draft.start,
            draft.end,
            draft.first_line,
            draft.last_line,
            draft.heading,
            draft.text,
            passage_terms.count,
            passage_terms.content,
            passage_checksum(passage_id, draft.text, draft.heading),
        )
        for passage_id, draft, passage_terms in zip(extent.passage_ids, drafts, terms, strict=True)
    ]
    session.run_many("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def passage_checksum(passage_id: int, text: str, heading: str) -> int:
    """What a passage's checksum must be."""
    return content_checksum(passage_id, text.encode(), b"\0", heading.encode())


def _passage(row: Row) -> Passage:
    *fields, checksum = row
    if fields[2] is None:
        raise StoreDamaged(f"passage {fields[0]} in store.db belongs to a document without a name")
    fields[2] = decode_name(fields[2])
    passage = Passage(*fields)
    if passage_checksum(passage.passage_id, passage.text, passage.heading) != checksum:
        raise StoreDamaged(f"passage {passage.passage_id} in store.db is damaged")
    return passage
