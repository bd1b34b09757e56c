"""Conversations in a small database of their own, each for the person who had it.

Of their own, so that keeping one never waits for a document that is being added, and so that a
library that isn't in a folder needs no second one for them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.conversations import ConversationSummary, ConversationTurn
from storage.errors import StoreError, StoreForeign, StoreTooNew
from storage.files.durable import remove_file, unwatched
from storage.local import conversation_rows as rows
from storage.local.database import COPIES, Database, Session

CONVERSATIONS_FILE = "conversations.db"

_APPLICATION_ID = 0x466F6F63  # "Fooc", so that other programs' databases are told apart
_SCHEMA_VERSION = 5
_MIGRATIONS = (
    (1, rows.add_certainties),
    (2, rows.add_states),
    (3, rows.add_collections),
    (4, rows.allow_unread_places),
)
_BUSY_SECONDS = 30.0
_SCRUB_SECONDS = 5.0
_OPENING_SCRUB_SECONDS = 0.2


class LocalConversations:
    """The conversations in a database file. Safe to use from several threads and processes.

    ``identity`` is always that of the person who asks: what another has kept isn't found.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], float] = time.time,
        temporary: TemporaryDirectory[str] | None = None,
    ) -> None:
        """Use a database that has the tables; ``open_local_conversations`` makes one.

        ``clock`` is in Unix seconds. ``temporary`` is a folder that goes with this object.
        """
        self._database = database
        self._clock = clock
        self._temporary = temporary

    @property
    def folder(self) -> Path:
        """Where their file lies."""
        return self._database.path.parent

    def conversations(self, identity: str) -> tuple[ConversationSummary, ...]:
        """All conversations of a person, the latest first."""
        with self._database.reading() as session:
            return tuple(rows.summaries(session, identity))

    def turns(self, identity: str, conversation_id: str) -> tuple[ConversationTurn, ...]:
        """The turns of a conversation, in order; raises ``ConversationNotFound``."""
        with self._database.reading() as session:
            return tuple(rows.turns_of(session, rows.number_of(session, identity, conversation_id)))

    def keep(
        self,
        identity: str,
        conversation_id: str,
        turn: ConversationTurn,
        *,
        replacing: int = 0,
        and_following: bool = False,
    ) -> int:
        """The id of the turn, which is now the last of its conversation and safe on disk.

        An unknown conversation is begun. Its title is its first question, until somebody gives it
        another. ``replacing`` names an earlier turn of it that this one takes the place of, 0 for
        none; ``and_following`` says that what followed that turn goes too.

        Raises:
            ConversationNotFound: the conversation is another person's.
        """
        with self._database.writing("keeping a turn") as session:
            number = rows.begin(session, identity, conversation_id, rows.title_of(turn.question))
            now = self._clock()
            session.run("UPDATE conversations SET changed_at = ? WHERE number = ?", (now, number))
            if not replacing:
                return rows.insert_turn(session, number, turn)
            is_titled = rows.has_title_of_its_own(session, number)
            which = "turn_id >= ?" if and_following else "turn_id = ?"
            rows.delete_turns(session, f"conversation = ? AND {which}", (number, replacing))
            turn_id = rows.insert_turn(session, number, turn)
            if not is_titled:
                rows.name_by_first_question(session, number)
            return turn_id

    def rename(self, identity: str, conversation_id: str, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        with self._database.writing("renaming a conversation") as session:
            number = rows.number_of(session, identity, conversation_id)
            if title := rows.title_of(title):
                session.run("UPDATE conversations SET title = ? WHERE number = ?", (title, number))

    def delete(self, identity: str, conversation_id: str) -> None:
        """Remove a conversation completely; raises ``ConversationNotFound``."""
        with self._database.writing("deleting a conversation") as session:
            number = rows.number_of(session, identity, conversation_id)
            rows.delete_turns(session, "conversation = ?", (number,))
            session.run("DELETE FROM conversations WHERE number = ?", (number,))
        self._database.scrub("deleting a conversation", wait_seconds=_SCRUB_SECONDS)
        for path in self.folder.glob(COPIES):
            remove_file(path, name="a copy from before a migration", step=unwatched)

    def close(self) -> None:
        """Give up the file; using this afterwards raises ``StoreClosed``."""
        self._database.close()
        if self._temporary is not None:
            self._temporary.cleanup()


def open_local_conversations(
    folder: Path, *, clock: Callable[[], float] = time.time
) -> LocalConversations:
    """The conversations in a folder, which is made where it is missing.

    Raises:
        StoreDamaged: the file is no database any more, or a page of it is damaged.
        StoreForeign, StoreTooNew: another program wrote it, or a later version.
    """
    return LocalConversations(_opened(folder), clock=clock)


def open_temporary_conversations() -> LocalConversations:
    """Conversations that go when they are closed."""
    temporary = TemporaryDirectory(prefix="footnote-")
    try:
        return LocalConversations(_opened(Path(temporary.name)), temporary=temporary)
    except BaseException:
        temporary.cleanup()
        raise


def conversations_database(folder: Path, *, create: bool = False) -> Database:
    """The database of a folder's conversations as it is, for what reads or copies all of it."""
    return Database(folder / CONVERSATIONS_FILE, create=create, busy_seconds=_BUSY_SECONDS)


def copy_missing_conversations(source: Session, folder: Path) -> int:
    """Copy what the folder's conversations lack from a library's database; returns how many.

    They are safe on disk on return. Older libraries kept their conversations among their documents.
    """
    if source.row("SELECT 1 FROM sqlite_schema WHERE name = 'conversations'") is None:
        return 0
    database = _opened(folder)
    try:
        with database.writing("older conversations") as target:
            return rows.copy_missing(source, target)
    finally:
        database.close()


def _opened(folder: Path) -> Database:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder} can't be made: {error.strerror}") from error
    database = conversations_database(folder, create=True)
    try:
        _check_tables(database)
        database.scrub("opening conversations", wait_seconds=_OPENING_SCRUB_SECONDS)
    except BaseException:
        database.close()
        raise
    return database


def _check_tables(database: Database) -> None:
    """Have the tables there; they are made in a new file."""
    with database.reading() as session:
        found = _application_and_version(session)
    if found == (0, 0):
        with database.writing("the tables of conversations") as session:
            if session.value("SELECT count(*) FROM sqlite_schema") == 0:
                session.run(rows.TABLES)
                session.run(f"PRAGMA application_id = {_APPLICATION_ID}")
                session.run(f"PRAGMA user_version = {_SCHEMA_VERSION}")
            found = _application_and_version(session)
    application, version = found
    if application != _APPLICATION_ID:
        raise StoreForeign(f"{database.path} isn't a database of Footnote's conversations")
    if 0 < version < _SCHEMA_VERSION:
        with database.writing("newer tables of conversations") as session:
            _, version = _application_and_version(session)  # another process may have been faster
            for older, bring_up_to_date in _MIGRATIONS:
                if version <= older:
                    bring_up_to_date(session)
            session.run(f"PRAGMA user_version = {max(version, _SCHEMA_VERSION)}")
    if version > _SCHEMA_VERSION:
        raise StoreTooNew(f"{database.path} was written by a later version; update Footnote")


def _application_and_version(session: Session) -> tuple[int, int]:
    return (
        int(session.value("PRAGMA application_id")),
        int(session.value("PRAGMA user_version")),
    )
