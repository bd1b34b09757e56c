"""Documents, their names, pages and passages, from records to rows, and the log of changes.

Every function works inside the write transaction of the session it is given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

import numpy as np

from storage.checks import content_checksum
from storage.errors import StoreDamaged
from storage.index.postings import Terms
from storage.local import catalogue
from storage.local.catalogue import Extent, LeftoverOriginal
from storage.local.database import Row, Session
from storage.local.indexing import indexed_rows
from storage.records import Page, PassageDraft, PreparedDocument, SourceRun, Vectors

ChangeKind: TypeAlias = Literal["added", "removed", "reencoded"]


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
    first, last = _next_passages(session, len(document.passages))
    session.run(
        "INSERT INTO documents (document_id, kind, title, size_bytes, page_count, "
        "pages_without_text, added_at, first_passage, last_passage, reading) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            document.reading,
        ),
    )
    extent = Extent(int(session.value("SELECT last_insert_rowid()")), first, last)
    _insert_content(session, extent, document, vectors, terms)
    return extent


def replace_document(
    session: Session,
    before: Extent,
    document: PreparedDocument,
    vectors: Vectors,
    *,
    terms: Sequence[Terms],
) -> Extent:
    """Where a stored document now is, read anew, under its names and its time of adding."""
    _delete_content(session, before)
    first, last = _next_passages(session, len(document.passages))
    session.run(
        "UPDATE documents SET kind = ?, title = ?, page_count = ?, pages_without_text = ?, "
        "first_passage = ?, last_passage = ?, reading = ? WHERE number = ?",
        (
            document.kind,
            document.title,
            document.page_count,
            json.dumps(document.pages_without_text),
            first,
            last,
            document.reading,
            before.number,
        ),
    )
    extent = Extent(before.number, first, last)
    _insert_content(session, extent, document, vectors, terms)
    return extent


def delete_document(session: Session, extent: Extent) -> None:
    """Remove everything that is stored of a document but its original file."""
    _delete_content(session, extent)
    session.run("DELETE FROM names WHERE document = ?", (extent.number,))
    session.run("DELETE FROM documents WHERE number = ?", (extent.number,))


def log_change(session: Session, kind: ChangeKind, extent: Extent) -> None:
    """Note a change for every process that keeps an index of this store."""
    session.run(
        "INSERT INTO changes (kind, document, first_passage, last_passage, stamp) "
        "VALUES (?, ?, ?, ?, random())",
        (kind, extent.number, extent.first_passage, extent.last_passage),
    )


def take_name(session: Session, name: str, extent: Extent) -> LeftoverOriginal | None:
    """Move a name to a document; returns one that was removed for having no name left."""
    encoded = catalogue.encode_name(name)
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
        raise StoreDamaged(f"the name {name!r} belongs to no document; run `footnote repair`")
    delete_document(session, Extent(*row[2:]))
    return LeftoverOriginal(*row[:2])


def _encode_runs(runs: Sequence[SourceRun]) -> bytes:
    triples = [(run.text_start, run.source_start, run.length) for run in runs]
    return np.array(triples, dtype="<u4").reshape(-1, 3).tobytes()


def _next_passages(session: Session, count: int) -> tuple[int, int]:
    """The first and the last of so many passage ids that were never used."""
    row = session.row("SELECT seq FROM sqlite_sequence WHERE name = 'passages'")
    first = (int(row[0]) if row else 0) + 1
    return first, first + count - 1


def _insert_content(
    session: Session,
    extent: Extent,
    document: PreparedDocument,
    vectors: Vectors,
    terms: Sequence[Terms],
) -> None:
    _insert_pages(session, extent.number, document.pages)
    _insert_passages(session, extent, document.passages, terms)
    session.run_many(
        "INSERT INTO vectors VALUES (?, ?, ?)",
        indexed_rows.vector_rows(extent.passage_ids, vectors),
    )
    log_change(session, "added", extent)


def _delete_content(session: Session, extent: Extent) -> None:
    ids = (extent.first_passage, extent.last_passage)
    session.run("DELETE FROM vectors WHERE passage_id BETWEEN ? AND ?", ids)
    session.run("DELETE FROM passages WHERE passage_id BETWEEN ? AND ?", ids)
    session.run("DELETE FROM pages WHERE document = ?", (extent.number,))
    log_change(session, "removed", extent)


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
            catalogue.passage_checksum(passage_id, draft.text, draft.heading),
        )
        for passage_id, draft, passage_terms in zip(extent.passage_ids, drafts, terms, strict=True)
    ]
    session.run_many("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
