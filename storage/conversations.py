"""What is kept of conversations: what people asked, and where the passages shown stood.

No text of a document is among it, so that removing a document removes its text here too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

TurnState: TypeAlias = Literal["asked", "replied", "stopped"]
"""Whether a question waits for its reply, has it, or was given up."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a cited passage stands, and what was measured of it.

    ``start`` and ``end`` are offsets in the page's text, ``sentence_start`` and ``sentence_end``
    offsets in the passage of the statement that answered best, equal where none stood out, and
    ``certainty``, 0 to 1, is how likely that answers; 0 for what earlier versions kept. ``logit``
    is ``None`` where the cross-encoder didn't read the passage.
    """

    document_id: str
    page: int
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    similarity: float
    logit: float | None
    relevance: float
    certainty: float = 0.0


@dataclass(frozen=True, slots=True)
class ConversationTurn:
    """One question with its reply; ``references`` come best first.

    ``document_ids`` are those that the question was restricted to, none for all. ``searched_for``
    differs from ``question`` where a follow-up was completed. ``seconds`` is how long the reply
    took. ``turn_id`` is 0 until the turn is kept. A question is kept as soon as it is asked, and
    then ``state`` says that nothing else of the turn is known yet. ``collection`` is the one that
    it was asked of, or "".
    """

    question: str
    searched_for: str
    document_ids: frozenset[str]
    answered: bool
    references: tuple[Reference, ...]
    encoder: str
    reranker: str
    seconds: float
    turn_id: int = 0
    state: TurnState = "replied"
    collection: str = ""


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation in somebody's list; ``changed_at`` is in seconds since 1970.

    ``answered_from`` is the id of the document that answered its first question best, or "" where
    none did, or where somebody gave it another title than that question.
    """

    conversation_id: str
    title: str
    changed_at: float
    answered_from: str = ""
