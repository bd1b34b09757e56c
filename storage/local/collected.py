"""Which documents are in which collections, as rows.

Every function works inside the transaction of the session it is given.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from storage.collections import Collection, Collections
from storage.index.rows import Ranges
from storage.local.database import Session
from storage.local.moments import Moment, moment_of, note_change

REMEMBERED = 8
"""Restrictions to collections whose passages are remembered."""

_WITH_PARTS = """
WITH RECURSIVE chosen (number, document_id) AS (
  SELECT number, document_id FROM documents
  WHERE document_id IN (SELECT value FROM json_each(?))
  UNION
  SELECT d.number, d.document_id FROM chosen
  JOIN names ON names.container != '' AND names.container = chosen.document_id
  JOIN documents d ON d.number = names.document
)
"""


def put_into(session: Session, document_ids: Iterable[str], collections: Iterable[str]) -> None:
    """Put documents, and what was found inside them, into collections."""
    entered = tuple(collections)
    if not entered:
        return
    note_change(session)
    session.run(
        f"{_WITH_PARTS} INSERT OR IGNORE INTO collected (collection, document) "  # noqa: S608 - ours
        "SELECT value, number FROM chosen, json_each(?)",
        (_json(document_ids), _json(entered)),
    )


def take_out(session: Session, document_ids: Iterable[str], collections: Iterable[str]) -> None:
    """Take documents, and what was found inside them, out of collections."""
    left = tuple(collections)
    if not left:
        return
    note_change(session)
    session.run(
        f"{_WITH_PARTS} DELETE FROM collected WHERE document IN (SELECT number FROM chosen) "  # noqa: S608 - ours
        "AND collection IN (SELECT value FROM json_each(?))",
        (_json(document_ids), _json(left)),
    )


def inherit(session: Session, before: int, number: int) -> None:
    """Let a document be in every collection that another one is in, each by its number."""
    note_change(session)
    session.run(
        "INSERT OR IGNORE INTO collected (collection, document) "
        "SELECT collection, ? FROM collected WHERE document = ?",
        (number, before),
    )


def all_collections(session: Session) -> tuple[Collection, ...]:
    """All collections, by name."""
    rows = session.rows("SELECT collection, count(*) FROM collected GROUP BY collection")
    return tuple(sorted((Collection(*row) for row in rows), key=lambda one: one.name))


def of_documents(session: Session) -> Mapping[int, tuple[str, ...]]:
    """The collections of each document that is in any, sorted, by its number."""
    found: dict[int, list[str]] = {}
    for collection, number in session.rows("SELECT collection, document FROM collected"):
        found.setdefault(number, []).append(collection)
    return {number: tuple(sorted(names)) for number, names in found.items()}


def of_document(session: Session, number: int) -> tuple[str, ...]:
    """The collections that a document is in, sorted; none in tables of earlier versions."""
    if session.row("SELECT 1 FROM sqlite_schema WHERE name = 'collected'") is None:
        return ()  # as where a damaged library is repaired
    rows = session.rows("SELECT collection FROM collected WHERE document = ?", (number,))
    return tuple(sorted(row[0] for row in rows))


class KnownRanges:
    """The passages of documents and collections; those of collections are remembered.

    So a collection of 100,000 documents is read once after each change, and not once a question.
    Safe to use from several threads.
    """

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._known: OrderedDict[frozenset[str], tuple[Moment, Ranges]] = OrderedDict()
        self._lock = threading.Lock()

    def find(
        self, session: Session, document_ids: frozenset[str] | None, collections: Collections
    ) -> Ranges:
        """The passage ids of the documents that a search is restricted to, as ascending ranges.

        Ends are included, and neighbours are one range.
        """
        if document_ids is not None or collections is None:
            return _find_ranges(session, document_ids, collections)
        moment = moment_of(session)
        with self._lock:
            known = self._known.get(collections)
        if known is not None and known[0] == moment:
            return known[1]
        ranges = _find_ranges(session, None, collections)
        with self._lock:
            self._known[collections] = moment, ranges
            self._known.move_to_end(collections)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return ranges


def _find_ranges(
    session: Session, document_ids: frozenset[str] | None, collections: Collections
) -> Ranges:
    conditions, parameters = ["first_passage <= last_passage"], []
    if document_ids is not None:
        conditions.append("document_id IN (SELECT value FROM json_each(?))")
        parameters.append(_json(document_ids))
    if collections is not None:
        conditions.append(
            "number IN (SELECT document FROM collected "
            "WHERE collection IN (SELECT value FROM json_each(?)))"
        )
        parameters.append(_json(collections))
    rows = session.rows(
        "SELECT first_passage, last_passage FROM documents "  # noqa: S608 - our own conditions
        f"WHERE {' AND '.join(conditions)} ORDER BY first_passage",
        tuple(parameters),
    )
    ranges: list[tuple[int, int]] = []
    for first, last in rows:
        if ranges and ranges[-1][1] + 1 == first:
            ranges[-1] = (ranges[-1][0], last)
        else:
            ranges.append((first, last))
    return ranges


def _json(texts: Iterable[str]) -> str:
    return json.dumps(sorted(texts))
