"""Conversations as the page shows them, and as they are kept for whoever had them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.conversation.ports import History, Library
from bot.conversation.turns import Answer, Message, Turn
from bot.html.replies import reply_html
from bot.html.wording import Wording
from bot.records import Citation, Gone, Models, Reply, Seconds
from storage.conversations import ConversationSummary, ConversationTurn, Reference
from storage.errors import DocumentNotFound
from storage.records import Document, Passage


@dataclass(frozen=True, slots=True)
class Transcript:
    """What one tab shows; ``conversation_id`` is "" until something of it is kept."""

    conversation_id: str = ""
    turns: tuple[Turn, ...] = ()

    def with_turn(self, turn: Turn) -> Transcript:
        """This transcript with one more turn."""
        return replace(self, turns=(*self.turns, turn))


@dataclass(frozen=True, slots=True)
class Transcripts:
    """Keeps and brings back transcripts; ``identity`` is that of the person who asks.

    Everything but ``list`` raises ``storage.errors.ConversationNotFound`` for a conversation that
    isn't theirs.
    """

    history: History
    library: Library

    def list(self, identity: str) -> tuple[ConversationSummary, ...]:
        """All conversations of a person, the latest first."""
        return self.history.conversations(identity)

    def keep(
        self, identity: str, transcript: Transcript, turn: Turn, *, replacing: int = 0
    ) -> Transcript:
        """The transcript with one more turn, kept if it has a reply that says anything.

        ``replacing`` is the ``turn_id`` of the kept turn that it takes the place of, 0 for none.
        """
        reply = turn.answer.reply
        if reply is None:
            return transcript.with_turn(turn)
        conversation_id = transcript.conversation_id or secrets.token_hex(16)
        kept = _kept(reply, turn.answer.document_ids)
        turn_id = self.history.keep(identity, conversation_id, kept, replacing=replacing)
        kept_turn = replace(turn, turn_id=turn_id)
        return Transcript(conversation_id, (*transcript.turns, kept_turn))

    def open(self, identity: str, conversation_id: str, wording: Wording) -> Transcript:
        """A kept conversation, its passages looked up in the library as it is now."""
        kept = self.history.turns(identity, conversation_id)
        documents = {document.document_id: document for document in self.library.documents()}
        return Transcript(
            conversation_id, tuple(self._turn(one, documents, wording) for one in kept)
        )

    def rename(self, identity: str, conversation_id: str, title: str) -> None:
        """Give a conversation another title."""
        self.history.rename(identity, conversation_id, title)

    def delete(self, identity: str, conversation_id: str) -> None:
        """Remove a conversation completely."""
        self.history.delete(identity, conversation_id)

    def _turn(
        self, kept: ConversationTurn, documents: dict[str, Document], wording: Wording
    ) -> Turn:
        citations: list[Citation] = []
        gone: list[Gone] = []
        for rank, place in enumerate(kept.references, 1):
            passage = self._passage(place, documents)
            if passage is None:
                gone.append(Gone(rank, place.page, place.relevance))
            else:
                citations.append(_citation(rank, place, passage))
        reply = Reply(
            question=kept.question,
            searched_for=kept.searched_for,
            answered=kept.answered,
            candidates=(),
            citations=tuple(citations),
            models=Models(kept.encoder, kept.reranker),
            seconds=Seconds(encode=0.0, search=0.0, rerank=0.0, total=kept.seconds),
        )
        asked_of = tuple(_names(documents, kept.document_ids))
        html = reply_html(reply, wording, asked_of=asked_of, gone=tuple(gone))
        message = Message(kept.question, (), kept.document_ids)
        return Turn(message, Answer(html, reply, kept.document_ids, tuple(gone)), kept.turn_id)

    def _passage(self, place: Reference, documents: dict[str, Document]) -> Passage | None:
        """The passage that a reference means, or ``None`` where its document was removed."""
        document = documents.get(place.document_id)
        if document is None:
            return None
        try:
            text = self.library.page(place.document_id, place.page).text
        except DocumentNotFound:
            return None
        return Passage(
            passage_id=0,
            document_id=place.document_id,
            document=document.name,
            kind=document.kind,
            title=document.title,
            page=place.page,
            start=place.start,
            end=place.end,
            first_line=text.count("\n", 0, place.start) + 1,
            last_line=text.count("\n", 0, max(place.start, place.end - 1)) + 1,
            heading=self.library.heading(place.document_id, place.page, place.start),
            text=text[place.start : place.end],
        )


def _kept(reply: Reply, document_ids: frozenset[str]) -> ConversationTurn:
    return ConversationTurn(
        question=reply.question,
        searched_for=reply.searched_for,
        document_ids=document_ids,
        answered=reply.answered,
        references=tuple(_reference(citation) for citation in reply.citations),
        encoder=reply.models.encoder,
        reranker=reply.models.reranker,
        seconds=reply.seconds.total,
    )


def _reference(citation: Citation) -> Reference:
    passage = citation.passage
    return Reference(
        document_id=passage.document_id,
        page=passage.page,
        start=passage.start,
        end=passage.end,
        sentence_start=citation.sentence_start,
        sentence_end=citation.sentence_end,
        similarity=citation.similarity,
        logit=citation.logit,
        relevance=citation.relevance,
    )


def _citation(rank: int, place: Reference, passage: Passage) -> Citation:
    return Citation(
        rank=rank,
        passage=passage,
        similarity=place.similarity,
        logit=place.logit,
        relevance=place.relevance,
        sentence_start=place.sentence_start,
        sentence_end=place.sentence_end,
    )


def _names(documents: dict[str, Document], document_ids: frozenset[str]) -> Iterator[str]:
    return (
        document.name for document in documents.values() if document.document_id in document_ids
    )
