"""Making a library's index of words anew from its stored text, where another version made it."""

from __future__ import annotations

import logging

from storage.errors import StorageError
from storage.index.postings import Terms, encode_terms
from storage.local import schema
from storage.local.database import Database, Session
from storage.text.words import TERMS_VERSION, index_terms

_log = logging.getLogger(__name__)

_BATCH = 500
_TOLD_EVERY = 10_000  # passages


def renew_terms(database: Database) -> None:
    """Have the terms of every passage be those of today's words.

    It goes through the passages by id and notes after each batch how far it is, so that what is
    interrupted goes on where it was; two processes that do it at once help each other. Where it
    can't be done, as on a full disk, the library is used with the terms that it has.
    """
    with database.reading() as session:
        if schema.read_terms_version(session) == TERMS_VERSION:
            return
    try:
        _renew(database)
    except StorageError as error:
        _log.warning("the index of words stays as an earlier version made it: %s", error)


def _renew(database: Database) -> None:
    done = 0
    while True:
        with database.reading() as session:
            after = _done_through(session)
            texts = _next_texts(session, after)
        renewed = {
            passage_id: encode_terms(index_terms(text).split()) for passage_id, text in texts
        }
        with database.writing("renewed words") as session:
            if _write(session, renewed):
                return
        done += len(renewed)
        if done % _TOLD_EVERY < _BATCH:
            _log.info("the index of words is made anew: %d passages so far", done)


def _done_through(session: Session) -> int:
    """The last passage whose terms are of today's version."""
    row = session.row("SELECT value FROM meta WHERE key = 'terms_renewed'")
    version, _, last = str(row[0]).partition(" ") if row else ("", "", "0")
    return int(last) if version == str(TERMS_VERSION) else 0


def _next_texts(session: Session, after: int) -> list[tuple[int, str]]:
    """The next passages by id, each with what is indexed of it."""
    return [
        (passage_id, f"{context}\n{text}" if context else text)
        for passage_id, context, text in session.rows(
            "SELECT passage_id, context, text FROM passages WHERE passage_id > ? "
            "ORDER BY passage_id LIMIT ?",
            (after, _BATCH),
        )
    ]


def _write(session: Session, renewed: dict[int, Terms]) -> bool:
    """Whether that was all; a passage that was removed meanwhile stays removed."""
    if not renewed:
        session.run("DELETE FROM meta WHERE key = 'terms_renewed'")
        schema.write_terms_version(session, TERMS_VERSION)
        return True
    session.run_many(
        "UPDATE passages SET term_count = ?, terms = ? WHERE passage_id = ?",
        [(one.count, one.content, passage_id) for passage_id, one in renewed.items()],
    )
    last = max(*renewed, _done_through(session))
    session.run(
        "INSERT OR REPLACE INTO meta VALUES ('terms_renewed', ?)", (f"{TERMS_VERSION} {last}",)
    )
    return False
