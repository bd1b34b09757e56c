"""Conversations kept for each person, and opened with passages of the library as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import PurePath

from bot.answering.about import about
from bot.answering.leading import lead
from bot.conversation.answers import names_of
from bot.conversation.pending import Pending
from bot.conversation.ports import History, Library, Person
from bot.conversation.seen import library_seen
from bot.conversation.states import Refused, Replied, Waiting
from bot.conversation.turns import Conversation, Message, Turn
from bot.errors import NotReady
from bot.records import About, Citation, Gone, Models, Reply, Seconds
from storage.conversations import ConversationSummary, ConversationTurn, Reference
from storage.errors import DocumentNotFound, StorageError, StoreDamaged
from storage.records import Passage
from storage.text.query import Query

TITLE_FROM = " – "
"""Stands between the first question and the document that answered it."""


@dataclass(frozen=True, slots=True)
class ConversationHistory:
    """Keeps and opens conversations; ``identity`` is that of the person who asks.

    Everything but ``list`` raises ``storage.errors.ConversationNotFound`` for a conversation that
    isn't theirs, and ``NotReady`` until the history is there.
    """

    history: Pending[History]
    library: Pending[Library]

    def list(self, person: Person) -> tuple[ConversationSummary, ...]:
        """All conversations of a person, the latest first; none until the history is there.

        Each is titled by its first question and the name of the document that answered it, as long
        as the person may read that, or else as somebody called it.

        None where it is damaged, too: a page asks for its list again and again, together with
        documents and jobs, and what opens or keeps a conversation says what is wrong.
        """
        try:
            kept = self.history.get().conversations(person.identity)
        except (NotReady, StoreDamaged):
            return ()
        try:
            library = library_seen(self.library.get(), person.collections)
            names = _names({one.answered_from for one in kept} - {""}, library)
        except (NotReady, StorageError):
            return kept
        return tuple(replace(one, title=_titled(one, names)) for one in kept)

    def keep(self, identity: str, conversation_id: str, turn: Turn, *, replacing: int) -> int:
        """The id of the turn, which is now the last of its conversation and safe on disk.

        A turn without a reply is kept as a question that waits for one, or was given up.
        ``replacing`` is the id of the kept turn that it replaces, 0 for none; what followed that
        one goes with it.
        """
        kept = _kept(turn)
        return self.history.get().keep(
            identity, conversation_id, kept, replacing=replacing, and_following=True
        )

    def open(self, person: Person, conversation_id: str) -> Conversation:
        """A kept conversation, its passages looked up in the library as the person sees it now."""
        kept = self.history.get().turns(person.identity, conversation_id)
        library = library_seen(self.library.get(), person.collections)
        turns = [_turn(one, library) for one in kept]
        # A question that others came after is waited for no longer.
        earlier = (
            replace(turn, state=Refused("stopped")) if isinstance(turn.state, Waiting) else turn
            for turn in turns[:-1]
        )
        return Conversation(conversation_id, (*earlier, *turns[-1:]))

    def rename(self, identity: str, conversation_id: str, title: str) -> None:
        """Give a conversation another title."""
        self.history.get().rename(identity, conversation_id, title)


def _names(document_ids: Iterable[str], library: Library) -> dict[str, str]:
    """What those of the documents that are there are called, without the path to them."""
    names = {}
    for document_id in document_ids:
        with suppress(DocumentNotFound):
            names[document_id] = library.document(document_id).name.rpartition("/")[2]
    return names


def _titled(kept: ConversationSummary, names: Mapping[str, str]) -> str:
    name = names.get(kept.answered_from, "")
    is_said = PurePath(name).stem.lower() in kept.title.lower()
    return kept.title if not name or is_said else f"{kept.title}{TITLE_FROM}{name}"


def _turn(kept: ConversationTurn, library: Library) -> Turn:
    if kept.state != "replied":
        waits = kept.state == "asked"
        return Turn(
            _message(kept),
            Waiting() if waits else Refused("stopped"),
            document_ids=kept.document_ids,
            turn_id=kept.turn_id,
        )
    citations: list[Citation] = []
    gone: list[Gone] = []
    for rank, reference in enumerate(kept.references, 1):
        passage = _passage(reference, library)
        if passage is None:
            gone.append(Gone(rank, reference.page, reference.relevance))
        else:
            citations.append(_citation(rank, reference, passage))
    reply = Reply(
        question=kept.question,
        searched_for=kept.searched_for,
        answered=kept.answered,
        candidates=(),
        citations=tuple(citations),
        answers=lead(Query.of(kept.searched_for), citations),
        about=() if kept.reranker else _about(citations, library),
        models=Models(kept.encoder, kept.reranker),
        seconds=Seconds(encode=0.0, search=0.0, rerank=0.0, total=kept.seconds),
    )
    return Turn(
        _message(kept),
        Replied(
            reply, names_of(kept.document_ids, library), tuple(gone), collection=kept.collection
        ),
        document_ids=kept.document_ids,
        turn_id=kept.turn_id,
    )


def _message(kept: ConversationTurn) -> Message:
    return Message(kept.question, (), kept.document_ids, collection=kept.collection)


def _about(citations: Sequence[Citation], library: Library) -> tuple[About, ...]:
    """What is known of the documents that a reply without a cross-encoder's word was about."""
    named = {one.passage.document_id: one.passage.document for one in citations}
    return tuple(about(library.document(key), name, ()) for key, name in named.items())


def _passage(reference: Reference, library: Library) -> Passage | None:
    """The passage that a reference means, or ``None`` where its document was removed."""
    try:
        document = library.document(reference.document_id)
        text = library.page(reference.document_id, reference.page).text
    except DocumentNotFound:
        return None
    around = library.passage_at(reference.document_id, reference.page, reference.start)
    return Passage(
        passage_id=0,
        document_id=reference.document_id,
        document=document.name,
        kind=document.kind,
        title=document.title,
        page=reference.page,
        start=reference.start,
        end=reference.end,
        first_line=text.count("\n", 0, reference.start) + 1,
        last_line=text.count("\n", 0, max(reference.start, reference.end - 1)) + 1,
        heading=around.heading if around else "",
        text=text[reference.start : reference.end],
        context=around.context if around else "",
        place=around.place if around else "",
        page_label=around.page_label if around else "",
        by_ocr=around.by_ocr if around else False,
    )


def _kept(turn: Turn) -> ConversationTurn:
    if turn.reply is None:
        question = turn.message.question
        given_up = isinstance(turn.state, Refused)
        return ConversationTurn(
            question=question,
            searched_for=question,
            document_ids=turn.document_ids,
            answered=False,
            references=(),
            encoder="",
            reranker="",
            seconds=0.0,
            state="stopped" if given_up else "asked",
            collection=turn.message.collection,
        )
    reply = turn.reply
    return ConversationTurn(
        question=reply.question,
        searched_for=reply.searched_for,
        document_ids=turn.document_ids or frozenset(one.document_id for one in reply.asked_of),
        answered=reply.answered,
        references=tuple(_reference(citation) for citation in reply.citations),
        encoder=reply.models.encoder,
        reranker=reply.models.reranker,
        seconds=reply.seconds.total,
        collection=turn.message.collection,
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
        certainty=citation.certainty,
        similarity=citation.similarity,
        logit=citation.logit,
        relevance=citation.relevance,
    )


def _citation(rank: int, reference: Reference, passage: Passage) -> Citation:
    return Citation(
        rank=rank,
        passage=passage,
        similarity=reference.similarity,
        logit=reference.logit,
        relevance=reference.relevance,
        sentence_start=reference.sentence_start,
        sentence_end=reference.sentence_end,
        certainty=reference.certainty,
    )
