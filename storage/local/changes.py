"""Documents, their names, pages and passages, from records to rows, and the log of changes.

Every function works inside the write transaction of the session it is given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

from storage.errors import DocumentNotFound, StoreDamaged
from storage.index.postings import Terms
from storage.local import collected, packing
from storage.local.catalogue import Extent, LeftoverOriginal
from storage.local.database import Row, Session
from storage.local.document_words import DocumentWords, delete_words, insert_words
from storage.local.indexing import indexed_rows
from storage.local.moments import note_change
from storage.records import Naming, Page, PassageDraft, PreparedDocument, Vectors

ChangeKind: TypeAlias = Literal["added", "removed", "reencoded"]


def insert_document(
    session: Session,
    document: PreparedDocument,
    vectors: Vectors,
    *,
    words: DocumentWords,
    added_at: float,
) -> Extent:
    """Where a document now is: its row, pages, passages, vectors and words are stored.

    ``words`` are those of its passages, made outside the transaction.
    """
    first, last = _next_passages(session, len(document.passages))
    session.run(
        "INSERT INTO documents (document_id, kind, title, size_bytes, page_count, "
        "pages_without_text, added_at, first_passage, last_passage, reading, notes, facts) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            json.dumps(document.notes),
            json.dumps(document.facts),
        ),
    )
    extent = Extent(int(session.value("SELECT last_insert_rowid()")), first, last)
    _insert_content(session, extent, document, vectors, words)
    return extent


def replace_document(
    session: Session,
    before: Extent,
    document: PreparedDocument,
    vectors: Vectors,
    *,
    words: DocumentWords,
) -> Extent:
    """Where a stored document now is, read anew, under its names and its time of adding."""
    _delete_content(session, before)
    first, last = _next_passages(session, len(document.passages))
    session.run(
        "UPDATE documents SET kind = ?, title = ?, page_count = ?, pages_without_text = ?, "
        "first_passage = ?, last_passage = ?, reading = ?, notes = ?, facts = ? "
        "WHERE number = ?",
        (
            document.kind,
            document.title,
            document.page_count,
            json.dumps(document.pages_without_text),
            first,
            last,
            document.reading,
            json.dumps(document.notes),
            json.dumps(document.facts),
            before.number,
        ),
    )
    extent = Extent(before.number, first, last)
    _insert_content(session, extent, document, vectors, words)
    return extent


def delete_document(session: Session, extent: Extent) -> tuple[LeftoverOriginal, ...]:
    """Remove everything that is stored of a document and of its parts, but for original files.

    A part that has a name elsewhere stays, under that. Returns what was removed, itself first.
    """
    row = session.row("SELECT document_id, kind FROM documents WHERE number = ?", (extent.number,))
    if row is None:
        raise StoreDamaged(f"document {extent.number} has gone; run `footnote repair`")
    _delete_content(session, extent)
    session.run("DELETE FROM names WHERE document = ?", (extent.number,))
    session.run("DELETE FROM collected WHERE document = ?", (extent.number,))
    session.run("DELETE FROM documents WHERE number = ?", (extent.number,))
    removed = [LeftoverOriginal(*row)]
    parts = list(
        session.rows(
            "SELECT DISTINCT document FROM names WHERE container != '' AND container = ?", row[:1]
        )
    )
    session.run("DELETE FROM names WHERE container != '' AND container = ?", row[:1])
    if parts:
        note_change(session)
    for (number,) in parts:
        removed += _delete_if_nameless(session, number)
    return tuple(removed)


def _delete_if_nameless(session: Session, number: int) -> tuple[LeftoverOriginal, ...]:
    """What was removed, if nothing names the document any more."""
    if session.row("SELECT 1 FROM names WHERE document = ?", (number,)):
        return ()
    row = session.row(
        "SELECT number, first_passage, last_passage FROM documents WHERE number = ?", (number,)
    )
    if row is None:
        raise StoreDamaged(f"document {number} has a name and nothing else; run `footnote repair`")
    return delete_document(session, Extent(*row))


def log_change(session: Session, kind: ChangeKind, extent: Extent) -> None:
    """Note a change for every process that keeps an index of this store."""
    session.run(
        "INSERT INTO changes (kind, document, first_passage, last_passage, stamp) "
        "VALUES (?, ?, ?, ?, random())",
        (kind, extent.number, extent.first_passage, extent.last_passage),
    )


def take_name(session: Session, naming: Naming, extent: Extent) -> tuple[LeftoverOriginal, ...]:
    """Move a name to a document; returns what was removed for having no name left.

    Where the document was stored before, it is whoever calls that notes the change.
    """
    encoded = packing.encode_name(naming.name)
    before = session.row("SELECT document FROM names WHERE name = ?", (encoded,))
    if before is not None and before[0] == extent.number:
        session.run(
            "UPDATE names SET container = ?, folder = ? WHERE name = ?",
            (naming.container, naming.folder, encoded),
        )
        return ()
    session.run("DELETE FROM names WHERE name = ?", (encoded,))
    session.run(
        "INSERT INTO names (name, document, container, folder) VALUES (?, ?, ?, ?)",
        (encoded, extent.number, naming.container, naming.folder),
    )
    if before is None:
        return ()
    collected.inherit(session, before[0], extent.number)
    return _delete_if_nameless(session, before[0])


def drop_name(session: Session, name: str) -> tuple[str, tuple[LeftoverOriginal, ...]]:
    """The id of the document that had a name until now, and what was removed for having no other.

    Raises:
        DocumentNotFound: nothing has that name.
    """
    encoded = packing.encode_name(name)
    row = session.row(
        "SELECT number, document_id FROM names JOIN documents ON number = document WHERE name = ?",
        (encoded,),
    )
    if row is None:
        raise DocumentNotFound(f"no document is called {name}")
    note_change(session)
    session.run("DELETE FROM names WHERE name = ?", (encoded,))
    return row[1], _delete_if_nameless(session, row[0])


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
    words: DocumentWords,
) -> None:
    _insert_pages(session, extent.number, document.pages)
    _insert_passages(session, extent, document.passages, words.terms)
    insert_words(session, extent, words.written)
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
    delete_words(session, extent.number)
    log_change(session, "removed", extent)


def _insert_pages(session: Session, number: int, pages: Iterable[Page]) -> None:
    def rows() -> Iterator[Row]:
        for page in pages:
            runs = packing.encode_runs(page.source_runs)
            later = (page.label, int(page.by_ocr), packing.encode_boxes(page.boxes))
            checksum = packing.page_checksum(page.number, page.text, runs, later)
            yield number, page.number, page.text, runs, checksum, *later

    session.run_many("INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows())


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
            packing.passage_checksum(
                passage_id, draft.text, draft.heading, draft.context, draft.place
            ),
            draft.context,
            draft.place,
        )
        for passage_id, draft, passage_terms in zip(extent.passage_ids, drafts, terms, strict=True)
    ]
    session.run_many("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
