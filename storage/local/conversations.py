"""Conversations in a small database of their own, each for the person who had it.

Of their own, so that keeping one never waits for a document that is being added, and so that a
library that isn't in a folder needs no second one for them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.conversations import ConversationSummary, ConversationTurn, Reference
from storage.errors import ConversationNotFound, StoreError, StoreForeign, StoreTooNew
from storage.files.durable import remove_file, unwatched
from storage.local.database import COPIES, Database, Session

CONVERSATIONS_FILE = "conversations.db"

LONGEST_TITLE = 120
"""Characters of a conversation's title."""

_APPLICATION_ID = 0x466F6F63  # "Fooc", so that other programs' databases are told apart
_SCHEMA_VERSION = 1
_BUSY_SECONDS = 30.0
_SCRUB_SECONDS = 5.0
_OPENING_SCRUB_SECONDS = 0.2

_TABLES = """
CREATE TABLE conversations (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id TEXT NOT NULL UNIQUE,
  identity TEXT NOT NULL,
  title TEXT NOT NULL,
  changed_at REAL NOT NULL
) STRICT;
CREATE INDEX conversations_by_identity ON conversations (identity, changed_at);

CREATE TABLE turns (
  turn_id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation INTEGER NOT NULL REFERENCES conversations (number),
  question TEXT NOT NULL,
  searched_for TEXT NOT NULL,
  document_ids TEXT NOT NULL,
  answered INTEGER NOT NULL,
  encoder TEXT NOT NULL,
  reranker TEXT NOT NULL,
  seconds REAL NOT NULL
) STRICT;
CREATE INDEX turns_by_conversation ON turns (conversation, turn_id);

CREATE TABLE cited_places (
  turn_id INTEGER NOT NULL REFERENCES turns (turn_id),
  rank INTEGER NOT NULL,
  document_id TEXT NOT NULL,
  page INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  sentence_start INTEGER NOT NULL,
  sentence_end INTEGER NOT NULL,
  similarity REAL NOT NULL,
  logit REAL NOT NULL,
  relevance REAL NOT NULL,
  UNIQUE (turn_id, rank)
) STRICT;
"""


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
            rows = session.rows(
                "SELECT conversation_id, title, changed_at FROM conversations "
                "WHERE identity = ? ORDER BY changed_at DESC, number DESC",
                (identity,),
            )
            return tuple(ConversationSummary(*row) for row in rows)

    def turns(self, identity: str, conversation_id: str) -> tuple[ConversationTurn, ...]:
        """The turns of a conversation, in order; raises ``ConversationNotFound``."""
        with self._database.reading() as session:
            return tuple(_turns(session, _number(session, identity, conversation_id)))

    def keep(
        self, identity: str, conversation_id: str, turn: ConversationTurn, *, replacing: int = 0
    ) -> int:
        """The id of the turn, which is now the last of its conversation and safe on disk.

        An unknown conversation is begun, with the question as its title. ``replacing`` names an
        earlier turn of it that this one takes the place of, 0 for none.

        Raises:
            ConversationNotFound: the conversation is another person's.
        """
        with self._database.writing("keeping a turn") as session:
            number = _begun(session, identity, conversation_id, _title(turn.question))
            now = self._clock()
            session.run("UPDATE conversations SET changed_at = ? WHERE number = ?", (now, number))
            if replacing:
                _delete_turns(session, "conversation = ? AND turn_id = ?", (number, replacing))
            return _insert_turn(session, number, turn)

    def rename(self, identity: str, conversation_id: str, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        with self._database.writing("renaming a conversation") as session:
            number = _number(session, identity, conversation_id)
            if title := _title(title):
                session.run("UPDATE conversations SET title = ? WHERE number = ?", (title, number))

    def delete(self, identity: str, conversation_id: str) -> None:
        """Remove a conversation completely; raises ``ConversationNotFound``."""
        with self._database.writing("deleting a conversation") as session:
            number = _number(session, identity, conversation_id)
            _delete_turns(session, "conversation = ?", (number,))
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


def copy_missing_conversations(source: Session, folder: Path) -> int:
    """Copy what the folder's conversations lack from a library's database; returns how many.

    They are safe on disk on return. Older libraries kept their conversations among their documents.
    """
    if source.row("SELECT 1 FROM sqlite_schema WHERE name = 'conversations'") is None:
        return 0
    database = _opened(folder)
    try:
        with database.writing("older conversations") as target:
            return _copy_missing(source, target)
    finally:
        database.close()


def _opened(folder: Path) -> Database:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder} can't be made: {error.strerror}") from error
    database = Database(folder / CONVERSATIONS_FILE, create=True, busy_seconds=_BUSY_SECONDS)
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
                session.run(_TABLES)
                session.run(f"PRAGMA application_id = {_APPLICATION_ID}")
                session.run(f"PRAGMA user_version = {_SCHEMA_VERSION}")
            found = _application_and_version(session)
    application, version = found
    if application != _APPLICATION_ID:
        raise StoreForeign(f"{database.path} isn't a database of Footnote's conversations")
    if version > _SCHEMA_VERSION:
        raise StoreTooNew(f"{database.path} was written by a later version; update Footnote")


def _application_and_version(session: Session) -> tuple[int, int]:
    return (
        int(session.value("PRAGMA application_id")),
        int(session.value("PRAGMA user_version")),
    )


def _copy_missing(source: Session, target: Session) -> int:
    count = 0
    for number, *about in source.rows(
        "SELECT number, conversation_id, identity, title, changed_at FROM conversations"
    ):
        if target.row("SELECT 1 FROM conversations WHERE conversation_id = ?", about[:1]):
            continue
        target.run(
            "INSERT INTO conversations (conversation_id, identity, title, changed_at) "
            "VALUES (?, ?, ?, ?)",
            about,
        )
        new_number = int(target.value("SELECT last_insert_rowid()"))
        for turn in _turns(source, number):
            _insert_turn(target, new_number, turn)
        count += 1
    return count


def _number(session: Session, identity: str, conversation_id: str) -> int:
    row = session.row(
        "SELECT number FROM conversations WHERE conversation_id = ? AND identity = ?",
        (conversation_id, identity),
    )
    if row is None:
        raise ConversationNotFound("This conversation is no longer kept.")
    return int(row[0])


def _begun(session: Session, identity: str, conversation_id: str, title: str) -> int:
    """The number of a conversation, which is made where there is none of that id."""
    session.run(
        "INSERT INTO conversations (conversation_id, identity, title, changed_at) "
        "VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING",
        (conversation_id, identity, title),
    )
    return _number(session, identity, conversation_id)


def _insert_turn(session: Session, conversation: int, turn: ConversationTurn) -> int:
    session.run(
        "INSERT INTO turns (conversation, question, searched_for, document_ids, answered, encoder, "
        "reranker, seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            conversation,
            _storable(turn.question),
            _storable(turn.searched_for),
            json.dumps(sorted(turn.document_ids)),
            turn.answered,
            turn.encoder,
            turn.reranker,
            turn.seconds,
        ),
    )
    turn_id = int(session.value("SELECT last_insert_rowid()"))
    session.run_many(
        "INSERT INTO cited_places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                turn_id,
                rank,
                place.document_id,
                place.page,
                place.start,
                place.end,
                place.sentence_start,
                place.sentence_end,
                place.similarity,
                place.logit,
                place.relevance,
            )
            for rank, place in enumerate(turn.references, 1)
        ),
    )
    return turn_id


def _delete_turns(session: Session, which: str, parameters: tuple[int, ...]) -> None:
    """Delete the turns that a condition of ours describes, and what hangs on them."""
    turns = f"SELECT turn_id FROM turns WHERE {which}"  # noqa: S608 - our own words
    session.run(f"DELETE FROM cited_places WHERE turn_id IN ({turns})", parameters)  # noqa: S608
    session.run(f"DELETE FROM turns WHERE turn_id IN ({turns})", parameters)  # noqa: S608


def _turns(session: Session, conversation: int) -> Iterator[ConversationTurn]:
    rows = session.rows(
        "SELECT turn_id, question, searched_for, document_ids, answered, encoder, reranker, "
        "seconds FROM turns WHERE conversation = ? ORDER BY turn_id",
        (conversation,),
    )
    for turn_id, question, searched_for, ids, answered, encoder, reranker, seconds in list(rows):
        yield ConversationTurn(
            question=question,
            searched_for=searched_for,
            document_ids=frozenset(json.loads(ids)),
            answered=bool(answered),
            references=tuple(_references(session, turn_id)),
            encoder=encoder,
            reranker=reranker,
            seconds=seconds,
            turn_id=turn_id,
        )


def _references(session: Session, turn_id: int) -> Iterator[Reference]:
    rows = session.rows(
        'SELECT document_id, page, start, "end", sentence_start, sentence_end, similarity, logit, '
        "relevance FROM cited_places WHERE turn_id = ? ORDER BY rank",
        (turn_id,),
    )
    return (Reference(*row) for row in rows)


def _title(text: str) -> str:
    """The text in one line that isn't too long for a list."""
    line = _storable(" ".join(text.split()))
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def _storable(text: str) -> str:
    """The text without halves of characters, which browsers can send and no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
