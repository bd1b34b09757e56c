"""A library's documents, read once and then only as far as they change."""

from __future__ import annotations

import threading
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass

from storage.errors import DocumentNotFound
from storage.local import catalogue
from storage.local.database import Database, Session
from storage.local.moments import Moment, knows, moment_of
from storage.records import Document

MOST_READ_ANEW = 500
"""Changed documents; where there are more, reading all of them anew is faster."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The documents at a moment, by name, and their ids by their numbers."""

    moment: Moment
    documents: tuple[Document, ...]
    ids: dict[int, str]


class KnownDocuments:
    """All documents of a local library as they are now. Safe to use from several threads.

    As long as nothing changes it is the same tuple, so that what was worked out from one can be
    kept as long as that.
    """

    def __init__(self, database: Database) -> None:
        """Nothing is read before it is wanted."""
        self._database = database
        self._lock = threading.Lock()
        self._known: _Known | None = None

    def all(self) -> tuple[Document, ...]:
        """All documents, by name."""
        with self._lock, self._database.reading() as session:
            moment = moment_of(session)
            if self._known is None or self._known.moment != moment:
                self._known = _read(session, moment, self._known)
            return self._known.documents


def _read(session: Session, moment: Moment, before: _Known | None) -> _Known:
    """The documents now; of those known ``before`` only what changed since is read."""
    if before is None or before.moment.noted != moment.noted:
        return _read_all(session, moment)
    position = before.moment.position
    if not knows(session, position):
        return _read_all(session, moment)
    rows = session.rows(
        "SELECT DISTINCT document FROM changes WHERE sequence > ?", (position.sequence,)
    )
    numbers = [row[0] for row in rows]
    if len(numbers) > MOST_READ_ANEW:
        return _read_all(session, moment)
    added = catalogue.ids_of(session, numbers)
    gone = {before.ids[number] for number in numbers if number in before.ids}
    changed = _read_some(session, gone | set(added.values()), before)
    ids = {number: known for number, known in before.ids.items() if known not in gone} | added
    return _Known(moment, _with(before.documents, changed), ids)


def _read_all(session: Session, moment: Moment) -> _Known:
    return _Known(moment, catalogue.list_documents(session), catalogue.ids_of(session, None))


def _read_some(
    session: Session, document_ids: Iterable[str], before: _Known
) -> dict[str, Document | None]:
    """Those documents as they are now, and those inside which they are or were found."""
    found = {one: _read_one(session, one) for one in document_ids}
    now = [one for one in found.values() if one is not None]
    were = [one for one in before.documents if one.document_id in found]
    around = {one for document in (*now, *were) for one in document.containers if one}
    return found | {one: _read_one(session, one) for one in around - found.keys()}


def _read_one(session: Session, document_id: str) -> Document | None:
    try:
        return catalogue.read_document(session, document_id)
    except DocumentNotFound:
        return None


def _with(
    documents: Iterable[Document], changed: dict[str, Document | None]
) -> tuple[Document, ...]:
    """The documents by name, those that changed as they are now."""
    kept = [one for one in documents if one.document_id not in changed]
    for document in changed.values():
        if document is not None:
            insort(kept, document, key=catalogue.in_order)
    return tuple(kept)
