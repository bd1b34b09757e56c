"""What is stored of the words of each document, and made anew where another version made it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.errors import StorageError
from storage.index.postings import Terms, encode_terms
from storage.local.catalogue import Extent
from storage.local.database import Database, Session
from storage.text.tokens import tokenised
from storage.text.vocabulary import packed_counts, written_words
from storage.text.words import TERMS_VERSION, terms_of_passage

_log = logging.getLogger(__name__)

TABLE = """
CREATE TABLE IF NOT EXISTS document_words (
  document INTEGER PRIMARY KEY REFERENCES documents (number),
  first_passage INTEGER NOT NULL,
  version INTEGER NOT NULL,
  words BLOB NOT NULL
) STRICT
"""
"""``words`` are those of the document as they are written; its passages, which begin with
``first_passage``, have terms of ``version``."""

_OUTDATED = (
    "SELECT d.number, d.first_passage, d.last_passage FROM documents d "
    "LEFT JOIN document_words w ON w.document = d.number AND w.first_passage = d.first_passage "
    "AND w.version = ? WHERE w.document IS NULL "
)


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """The terms of each passage of a document, and all its words as they are stored."""

    terms: Sequence[Terms]
    written: bytes


def words_of(passages: Iterable[str]) -> DocumentWords:
    """What is indexed of passages given by their texts in context."""
    counts: Counter[str] = Counter()
    terms: list[Terms] = []
    for text in passages:
        tokens = tokenised(text)
        terms.append(encode_terms(terms_of_passage(tokens)))
        counts.update(written_words(tokens))
    return DocumentWords(terms, packed_counts(counts))


def insert_words(session: Session, extent: Extent, written: bytes) -> None:
    """Store a document's words, in the place of any that it had."""
    session.run(
        "INSERT OR REPLACE INTO document_words VALUES (?, ?, ?, ?)",
        (extent.number, extent.first_passage, TERMS_VERSION, written),
    )


def delete_words(session: Session, number: int) -> None:
    """Remove a document's words."""
    session.run("DELETE FROM document_words WHERE document = ?", (number,))


def renew_words(database: Database) -> None:
    """Have the terms and words of every document be those of today's version.

    Each document is a transaction, so that what is interrupted goes on where it was. Where it can't
    be done, as on a full disk, the library is used with the terms that it has.
    """
    try:
        if _is_outdated(database):
            _renew(database)
    except StorageError as error:
        _log.warning("the index of words stays as an earlier version made it: %s", error)


def _is_outdated(database: Database) -> bool:
    with database.reading() as session:
        if session.row("SELECT 1 FROM sqlite_schema WHERE name = 'document_words'") is None:
            return True
        # An earlier version that removes a document knows of no words to remove with it.
        gone = "SELECT 1 FROM document_words WHERE document NOT IN (SELECT number FROM documents)"
        outdated = session.row(f"{_OUTDATED} LIMIT 1", (TERMS_VERSION,))
        return outdated is not None or session.row(gone) is not None


def _renew(database: Database) -> None:
    with database.writing("the table of words") as session:
        session.run(TABLE)
        session.run(
            "DELETE FROM document_words WHERE document NOT IN (SELECT number FROM documents)"
        )
    with database.reading() as session:
        rows = session.rows(f"{_OUTDATED} ORDER BY d.number", (TERMS_VERSION,))
        outdated = [Extent(*row) for row in rows]
    for place, extent in enumerate(outdated, start=1):
        with database.reading() as session:
            texts = _texts(session, extent)
        words = words_of(texts.values())
        with database.writing("renewed words") as session:
            _replace_words(session, extent, tuple(texts), words)
        if place % 100 == 0:
            _log.info("the index of words is made anew: %d of %d files", place, len(outdated))


def _texts(session: Session, extent: Extent) -> dict[int, str]:
    """What is indexed of each passage of a document, by the passage's id."""
    rows = session.rows(
        "SELECT passage_id, context, text FROM passages WHERE passage_id BETWEEN ? AND ?",
        (extent.first_passage, extent.last_passage),
    )
    return {number: f"{context}\n{text}" if context else text for number, context, text in rows}


def _replace_words(
    session: Session, extent: Extent, passage_ids: Sequence[int], words: DocumentWords
) -> None:
    """Store renewed words, unless the document was removed or read anew meanwhile."""
    is_there = "SELECT 1 FROM documents WHERE number = ? AND first_passage = ?"
    if session.row(is_there, (extent.number, extent.first_passage)) is None:
        return
    session.run_many(
        "UPDATE passages SET term_count = ?, terms = ? WHERE passage_id = ?",
        [
            (terms.count, terms.content, passage_id)
            for passage_id, terms in zip(passage_ids, words.terms, strict=True)
        ],
    )
    insert_words(session, extent, words.written)
