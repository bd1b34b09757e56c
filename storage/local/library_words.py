"""The words of a local library: which it lacks, and how those that it has are written."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from storage.local.database import Database, Session
from storage.local.indexing.current_index import CurrentIndex
from storage.local.moments import Moment, moment_of
from storage.local.named_documents import NamedDocuments
from storage.local.packing import decode_name
from storage.text.vocabulary import Names, Vocabulary


class LocalWords:
    """The words of one library. Safe to use from several threads.

    The vocabulary and the names are read when they are first wanted, and again once the library has
    changed.
    """

    def __init__(self, database: Database, index: CurrentIndex) -> None:
        """Ask the index which words there are, and the database how they are written."""
        self._database = database
        self._index = index
        self._lock = threading.Lock()
        self._known: tuple[Moment, Vocabulary] | None = None
        self._named: tuple[Moment, NamedDocuments] | None = None

    def lacks(self, terms: Iterable[str]) -> bool:
        """Whether no passage is stored with any of these terms."""
        self._index.load()
        return not self._index.holds_any(terms)

    def documents_named(self, names: Names, called: Names) -> frozenset[str]:
        """The ids of those that names tell from others, by what they are called and begin with."""
        self._index.load()
        return self._names().telling(names, called, self._index.ids_with)

    def documents_called(self, text: str) -> frozenset[str] | None:
        """The ids of the documents all of whose file name's or title's words the text has."""
        return self._names().called(text)

    def load(self) -> None:
        """Have the names in memory now and not at the first question with one."""
        self._names()

    def vocabulary(self) -> Vocabulary:
        """All the words of the library's passages, names and titles."""
        with self._lock, self._database.reading() as session:
            moment = moment_of(session)
            if self._known is None or self._known[0] != moment:
                self._known = (moment, _read(session))
            return self._known[1]

    def _names(self) -> NamedDocuments:
        with self._lock, self._database.reading() as session:
            moment = moment_of(session)
            if self._named is None or self._named[0] != moment:
                before = self._named[1] if self._named else None
                self._named = (moment, NamedDocuments(session, before))
            return self._named[1]


def _read(session: Session) -> Vocabulary:
    names = [decode_name(row[0]) for row in session.rows("SELECT name FROM names")]
    names += [row[0] for row in session.rows("SELECT title FROM documents")]
    if session.row("SELECT 1 FROM sqlite_schema WHERE name = 'document_words'") is None:
        return Vocabulary({})  # as on a disk that can only be read
    return Vocabulary.unpacked(
        (row[0] for row in session.rows("SELECT words FROM document_words")), names
    )
