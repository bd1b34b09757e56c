"""The records of a conversation: messages, each with the state of its answer."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.conversation.ports import Upload
from bot.conversation.states import Replied, State
from bot.records import Reply
from storage.file_reports import FileProgress


@dataclass(frozen=True, slots=True)
class Message:
    """What a person sent: a question, files, and the documents they ticked (none for all).

    ``as_typed`` says that it must be searched so, and not completed or corrected. ``replaces`` is
    the key of the turn whose place it takes, "" for none.
    """

    question: str
    files: tuple[Upload, ...]
    document_ids: frozenset[str]
    as_typed: bool = False
    replaces: str = ""


def new_key() -> str:
    """A key that no other turn or conversation has."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation with the state of its answer.

    ``files`` say how the message's files ended, once they have. ``document_ids`` are those that
    the question was asked of, none for all. ``key`` stays the same however often the question is
    asked again; ``turn_id`` is that of the kept turn that this one is or replaces, 0 for none.
    """

    message: Message
    state: State
    files: tuple[FileProgress, ...] = ()
    document_ids: frozenset[str] = frozenset()
    key: str = field(default_factory=new_key)
    turn_id: int = 0

    @property
    def reply(self) -> Reply | None:
        """The reply, once there is one."""
        return self.state.reply if isinstance(self.state, Replied) else None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What one tab shows; ``conversation_id`` is "" until something was asked."""

    conversation_id: str = ""
    turns: tuple[Turn, ...] = ()

    def with_turn(self, turn: Turn) -> Conversation:
        """This conversation with one more turn."""
        return replace(self, turns=(*self.turns, turn))

    def with_last(self, turn: Turn) -> Conversation:
        """This conversation with its last turn replaced."""
        return replace(self, turns=(*self.turns[:-1], turn))


def replies(turns: Sequence[Turn]) -> tuple[Reply, ...]:
    """The replies of a conversation, oldest first."""
    return tuple(turn.reply for turn in turns if turn.reply)
