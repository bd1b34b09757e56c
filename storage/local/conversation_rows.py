"""Conversations as rows, and back as records.

Every function works inside the transaction of the session it is given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from storage.conversations import ConversationSummary, ConversationTurn, Reference
from storage.errors import ConversationNotFound
from storage.local.database import Session

LONGEST_TITLE = 120
"""Characters of a conversation's title."""

_TURNS = """
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
  seconds REAL NOT NULL,
  state TEXT NOT NULL DEFAULT 'replied',
  collection TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX turns_by_conversation ON turns (conversation, turn_id);

"""
_CITED_PLACES = """
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
  logit REAL,
  relevance REAL NOT NULL,
  certainty REAL NOT NULL DEFAULT 0,
  UNIQUE (turn_id, rank)
) STRICT;
"""
TABLES = f"{_TURNS}{_CITED_PLACES}"


def add_certainties(session: Session) -> None:
    """Bring the tables of version 1 up to date."""
    session.run("ALTER TABLE cited_places ADD COLUMN certainty REAL NOT NULL DEFAULT 0")


def add_states(session: Session) -> None:
    """Bring the tables of version 2 up to date."""
    session.run("ALTER TABLE turns ADD COLUMN state TEXT NOT NULL DEFAULT 'replied'")


def add_collections(session: Session) -> None:
    """Bring the tables of version 3 up to date."""
    session.run("ALTER TABLE turns ADD COLUMN collection TEXT NOT NULL DEFAULT ''")


def allow_unread_places(session: Session) -> None:
    """Bring the tables of version 4 up to date."""
    session.run("ALTER TABLE cited_places RENAME TO cited_places_of_before")
    session.run(_CITED_PLACES)
    session.run("INSERT INTO cited_places SELECT * FROM cited_places_of_before")
    session.run("DROP TABLE cited_places_of_before")


def copy_missing(source: Session, target: Session) -> int:
    """Copy the conversations that the target lacks, with their turns; returns how many."""
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
        for turn in turns_of(source, number):
            insert_turn(target, new_number, turn)
        count += 1
    return count


def number_of(session: Session, identity: str, conversation_id: str) -> int:
    """A conversation's number; raises ``ConversationNotFound`` where it isn't this person's."""
    row = session.row(
        "SELECT number FROM conversations WHERE conversation_id = ? AND identity = ?",
        (conversation_id, identity),
    )
    if row is None:
        raise ConversationNotFound("This conversation is no longer kept.")
    return int(row[0])


def begin(session: Session, identity: str, conversation_id: str, title: str) -> int:
    """The number of a conversation, which is made where there is none of that id."""
    session.run(
        "INSERT INTO conversations (conversation_id, identity, title, changed_at) "
        "VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING",
        (conversation_id, identity, title),
    )
    return number_of(session, identity, conversation_id)


def summaries(session: Session, identity: str) -> Iterator[ConversationSummary]:
    """All conversations of a person, the latest first."""
    found = session.rows(
        "SELECT conversation_id, title, changed_at, question, answered, document_id "
        "FROM conversations c LEFT JOIN turns t "
        "ON t.turn_id = (SELECT min(turn_id) FROM turns WHERE conversation = c.number) "
        "LEFT JOIN cited_places p ON p.turn_id = t.turn_id AND p.rank = 1 "
        "WHERE identity = ? ORDER BY changed_at DESC, number DESC",
        (identity,),
    )
    for conversation_id, title, changed_at, question, answered, document_id in found:
        is_from = answered and document_id and title == title_of(question)
        yield ConversationSummary(
            conversation_id, title, changed_at, document_id if is_from else ""
        )


def has_title_of_its_own(session: Session, conversation: int) -> bool:
    """Whether somebody gave the conversation of that number another title than its question."""
    title = session.value("SELECT title FROM conversations WHERE number = ?", (conversation,))
    return bool(title != _first_title(session, conversation))


def name_by_first_question(session: Session, conversation: int) -> None:
    """Let the first question be the title of the conversation of that number."""
    session.run(
        "UPDATE conversations SET title = ? WHERE number = ?",
        (_first_title(session, conversation), conversation),
    )


def _first_title(session: Session, conversation: int) -> str:
    row = session.row(
        "SELECT question FROM turns WHERE conversation = ? ORDER BY turn_id LIMIT 1",
        (conversation,),
    )
    return title_of(row[0]) if row else ""


def insert_turn(session: Session, conversation: int, turn: ConversationTurn) -> int:
    """The id of a turn, which is now the last of the conversation of that number."""
    session.run(
        "INSERT INTO turns (conversation, question, searched_for, document_ids, answered, encoder, "
        "reranker, seconds, state, collection) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            conversation,
            _storable(turn.question),
            _storable(turn.searched_for),
            json.dumps(sorted(turn.document_ids)),
            turn.answered,
            turn.encoder,
            turn.reranker,
            turn.seconds,
            turn.state,
            turn.collection,
        ),
    )
    turn_id = int(session.value("SELECT last_insert_rowid()"))
    session.run_many(
        "INSERT INTO cited_places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                place.certainty,
            )
            for rank, place in enumerate(turn.references, 1)
        ),
    )
    return turn_id


def delete_turns(session: Session, which: str, parameters: tuple[int, ...]) -> None:
    """Delete the turns that a condition of ours describes, and what hangs on them."""
    turns = f"SELECT turn_id FROM turns WHERE {which}"  # noqa: S608 - our own words
    session.run(f"DELETE FROM cited_places WHERE turn_id IN ({turns})", parameters)  # noqa: S608
    session.run(f"DELETE FROM turns WHERE turn_id IN ({turns})", parameters)  # noqa: S608


def turns_of(session: Session, conversation: int) -> Iterator[ConversationTurn]:
    """The turns of the conversation of that number, in order."""
    # All columns, whose later ones the tables of earlier versions lack.
    rows = session.rows(
        "SELECT * FROM turns WHERE conversation = ? ORDER BY turn_id", (conversation,)
    )
    for turn_id, _, question, searched_for, ids, answered, encoder, reranker, *rest in list(rows):
        yield ConversationTurn(
            question=question,
            searched_for=searched_for,
            document_ids=frozenset(json.loads(ids)),
            answered=bool(answered),
            references=tuple(_references(session, turn_id)),
            encoder=encoder,
            reranker=reranker,
            seconds=rest[0],
            turn_id=turn_id,
            state=rest[1] if rest[1:] else "replied",
            collection=rest[2] if rest[2:] else "",
        )


def _references(session: Session, turn_id: int) -> Iterator[Reference]:
    # All columns, whose later ones the tables of earlier versions lack.
    rows = session.rows("SELECT * FROM cited_places WHERE turn_id = ? ORDER BY rank", (turn_id,))
    return (Reference(*row[2:]) for row in rows)


def title_of(text: str) -> str:
    """The text in one line that isn't too long for a list."""
    line = _storable(" ".join(text.split()))
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def _storable(text: str) -> str:
    """The text without halves of characters, which browsers can send and no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
