"""Documents, their names, pages and passages, from rows to records.

Every function works inside the transaction of the session it is given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from storage.errors import DocumentNotFound, StoreDamaged
from storage.files.originals import original_name
from storage.local import collected
from storage.local.database import Row, Session
from storage.local.packing import (
    decode_boxes,
    decode_name,
    decode_runs,
    page_checksum,
    passage_checksum,
)
from storage.records import (
    Document,
    DocumentKind,
    Naming,
    Page,
    Passage,
)

# What later versions of the tables added at a row's end; a damaged library is read without it.
_LATER_OF_DOCUMENTS = ("[]", "[]")
_LATER_OF_PAGES = ("", 0, b"")
_LATER_OF_PASSAGES = ("", "", "", 0)
_DOCUMENT_COLUMNS = 13
_PAGE_COLUMNS = 8
_CITED_COLUMNS = 17


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
class LeftoverOriginal:
    """A document whose rows are gone and whose original is still to go."""

    document_id: str
    kind: DocumentKind


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


def document_kind(session: Session, document_id: str) -> DocumentKind:
    """A document's kind; raises ``DocumentNotFound`` if there is no such document."""
    kind = find_kind(session, document_id)
    if kind is None:
        raise DocumentNotFound(f"no document {document_id!r} is in the library")
    return kind


def find_kind(session: Session, document_id: str) -> DocumentKind | None:
    """A document's kind, or ``None`` where there is no such document."""
    row = session.row("SELECT kind FROM documents WHERE document_id = ?", (document_id,))
    return None if row is None else str(row[0])


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


def ids_of(session: Session, numbers: Sequence[int] | None) -> dict[int, str]:
    """The ids of the documents of these numbers by these, or of all for ``None``."""
    rows = session.rows(
        "SELECT number, document_id FROM documents "
        "WHERE ?1 IS NULL OR number IN (SELECT value FROM json_each(?1))",
        (None if numbers is None else json.dumps(numbers),),
    )
    return {int(number): str(document_id) for number, document_id in rows}


def list_documents(session: Session) -> tuple[Document, ...]:
    """All documents, by name."""
    names: dict[int, list[Naming]] = {}
    parts: dict[str, list[int]] = {}
    sql = "SELECT document, name, container, folder FROM names ORDER BY position"
    for number, name, container, folder in session.rows(sql):
        names.setdefault(number, []).append(Naming(decode_name(name), container, folder))
        if container:
            parts.setdefault(container, []).append(number)
    rows = [row for row in session.rows("SELECT * FROM documents") if row[0] in names]
    ids = {row[0]: row[1] for row in rows}
    collections = collected.of_documents(session)
    documents = [
        document_of(
            row,
            names[row[0]],
            tuple(dict.fromkeys(ids[part] for part in parts.get(row[1], ()) if part in ids)),
            collections.get(row[0], ()),
        )
        for row in rows
    ]
    return tuple(sorted(documents, key=in_order))


def in_order(document: Document) -> tuple[str, str]:
    """What documents are listed by: the name, and the id where two have the same."""
    return document.name, document.document_id


def document_of(
    row: Row, names: Sequence[Naming], parts: tuple[str, ...], collections: tuple[str, ...]
) -> Document:
    """A document from its row of the table; it has at least one name."""
    (
        _, document_id, kind, title, size_bytes, page_count, pages_without_text, added_at,
        first, last, reading, notes, facts,
    ) = _padded(row, _LATER_OF_DOCUMENTS, _DOCUMENT_COLUMNS)  # fmt: skip
    return Document(
        document_id=document_id,
        name=names[0].name,
        names=tuple(naming.name for naming in names),
        kind=kind,
        title=title,
        size_bytes=size_bytes,
        page_count=page_count,
        pages_without_text=tuple(json.loads(pages_without_text)),
        passage_count=last - first + 1,
        added_at=added_at,
        reading=reading,
        notes=tuple(json.loads(notes)),
        facts=tuple((name, value) for name, value in json.loads(facts)),
        containers=tuple(naming.container for naming in names),
        parts=parts,
        folders=tuple(naming.folder for naming in names),
        collections=collections,
    )


def read_document(session: Session, document_id: str) -> Document:
    """One document; raises ``DocumentNotFound`` if there is no such document."""
    row = session.row("SELECT * FROM documents WHERE document_id = ?", (document_id,))
    names = read_names(session, row[0] if row else 0)
    if row is None or not names:
        raise DocumentNotFound(f"no document {document_id!r} is in the library")
    collections = collected.of_document(session, row[0])
    return document_of(row, names, part_ids(session, document_id), collections)


def read_names(session: Session, number: int) -> tuple[Naming, ...]:
    """A document's names, the first one first; readable in every version of the tables."""
    rows = session.rows("SELECT * FROM names WHERE document = ? ORDER BY position", (number,))
    return tuple(Naming(decode_name(row[0]), *row[3:5]) for row in rows)


def part_ids(session: Session, document_id: str) -> tuple[str, ...]:
    """The ids of the documents that were found inside that one, in the order they were added."""
    rows = session.rows(
        "SELECT document_id FROM names JOIN documents ON documents.number = names.document "
        "WHERE container != '' AND container = ? ORDER BY position",
        (document_id,),
    )
    return tuple(dict.fromkeys(row[0] for row in rows))


def read_page(session: Session, document_id: str, number: int) -> Page:
    """One page of a document; raises ``DocumentNotFound`` where either is absent."""
    extent = extent_of(session, document_id)
    for page in read_pages(session, extent, only=number):
        return page
    raise DocumentNotFound(f"document {document_id!r} has no page {number}")


def read_pages(session: Session, extent: Extent, *, only: int | None = None) -> Iterator[Page]:
    """A document's pages by number, or just one of them."""
    rows = session.rows(
        "SELECT * FROM pages WHERE document = ? AND (? IS NULL OR number = ?) ORDER BY number",
        (extent.number, only, only),
    )
    for row in rows:
        if not is_sound_page(row):
            raise StoreDamaged(f"page {row[1]} of document {extent.number} in store.db is damaged")
        _, number, text, runs, _, label, by_ocr, boxes = _padded(
            row, _LATER_OF_PAGES, _PAGE_COLUMNS
        )
        yield Page(number, text, decode_runs(runs), label, bool(by_ocr), decode_boxes(boxes))


def is_sound_page(row: Row) -> bool:
    """Whether a row of the table of pages is what was written."""
    _, number, text, runs, checksum, *later = _padded(row, _LATER_OF_PAGES, _PAGE_COLUMNS)
    return bool(page_checksum(number, text, runs, later) == checksum)


def passage_at(session: Session, document_id: str, page: int, start: int) -> Passage | None:
    """The last passage that covers a place, or ``None``."""
    row = session.row(
        "SELECT p.passage_id FROM documents d JOIN passages p "
        "ON p.passage_id BETWEEN d.first_passage AND d.last_passage "
        'WHERE d.document_id = ? AND p.page = ? AND p.start <= ? AND p."end" > ? '
        "ORDER BY p.start DESC, p.passage_id LIMIT 1",
        (document_id, page, start, start),
    )
    return read_passages(session, row)[row[0]] if row else None


def read_passages(session: Session, passage_ids: Iterable[int]) -> Mapping[int, Passage]:
    """The stored passages among these ids, by id."""
    rows = session.rows(
        "SELECT * FROM cited WHERE passage_id IN (SELECT value FROM json_each(?))",
        (json.dumps(tuple(passage_ids)),),
    )
    return {row[0]: _passage(row) for row in rows}


def read_openings(session: Session, document_ids: Iterable[str]) -> Mapping[str, str]:
    """How each of those documents begins, by its id: its first two passages."""
    rows = session.rows(
        "SELECT document_id, text FROM documents JOIN passages "
        "ON passage_id BETWEEN first_passage AND min(first_passage + 1, last_passage) "
        "WHERE document_id IN (SELECT value FROM json_each(?)) ORDER BY passage_id",
        (json.dumps(tuple(document_ids)),),
    )
    found: dict[str, list[str]] = {}
    for document_id, text in rows:
        found.setdefault(document_id, []).append(text)
    return {document_id: "\n".join(texts) for document_id, texts in found.items()}


def passages_of(session: Session, extent: Extent) -> tuple[Passage, ...]:
    """A document's passages, by id."""
    rows = session.rows(
        "SELECT * FROM cited WHERE passage_id BETWEEN ? AND ? ORDER BY passage_id",
        (extent.first_passage, extent.last_passage),
    )
    return tuple(map(_passage, rows))


def _passage(row: Row) -> Passage:
    *fields, checksum, context, place, label, by_ocr = _padded(
        row, _LATER_OF_PASSAGES, _CITED_COLUMNS
    )
    if fields[2] is None:
        raise StoreDamaged(f"passage {fields[0]} in store.db belongs to a document without a name")
    fields[2] = decode_name(fields[2])
    values = [*fields, context, place, label or "", bool(by_ocr)]
    passage = Passage(*values)
    expected = passage_checksum(passage.passage_id, passage.text, passage.heading, context, place)
    if expected != checksum:
        raise StoreDamaged(f"passage {passage.passage_id} in store.db is damaged")
    return passage


def _padded(row: Row, later: Row, columns: int) -> Row:
    """The row with what its version of the tables lacks."""
    missing = columns - len(row)
    return (*row, *later[len(later) - missing :]) if missing else tuple(row)
