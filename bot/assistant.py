"""The story of one message: 12 candidates, reranked, 5 citations, a reply.

``ask`` is the whole of it; ``find`` and ``reply`` are its two halves, for whoever shows the first.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

import numpy as np

from bot.answering.about import documents_asked_about, find_central, told_about
from bot.answering.citing import choose, cite
from bot.answering.document_names import documents_asked
from bot.answering.leading import lead
from bot.answering.marking import NO_MARK, mark
from bot.answering.ranking import rerank
from bot.answering.relevance import is_answered
from bot.answering.retrieval import retrieve
from bot.answering.scales import Scale, scale_of
from bot.answering.small_talk import is_small_talk
from bot.errors import UnknownDocument
from bot.records import Candidate, Citation, Found, Models, Reply, Seconds
from bot.rewriting.correcting import corrected
from bot.rewriting.follow_up import complete
from storage.collections import Collections
from storage.lookup import by_name_or_id
from storage.models.encoder import Encoder
from storage.models.reranker import Reranker
from storage.records import Document
from storage.store import Store
from storage.text.languages import language_of
from storage.text.query import Query


@dataclass(frozen=True, slots=True)
class AnswerOptions:
    """How many passages are read closely for a message, and how many of them are shown."""

    candidates: int = 12
    citations: int = 5

    def __post_init__(self) -> None:
        """Refuse numbers that can't be meant.

        Raises:
            ValueError: not 1 <= citations <= candidates <= 200.
        """
        if not 1 <= self.citations <= self.candidates <= 200:
            raise ValueError(
                f"{self.citations} citations out of {self.candidates} candidates can't be: "
                "at least 1 citation, no more than there are candidates, at most 200 candidates."
            )


USUAL_OPTIONS = AnswerOptions()


class Asked(TypedDict, total=False):
    """How a question is asked, beside its words; see ``Assistant.find``."""

    document_ids: frozenset[str] | None
    collections: Collections
    previous: Reply | None
    as_typed: bool
    options: AnswerOptions | None


class Assistant:
    """Answers messages with passages of a library. Safe to use from several threads."""

    def __init__(
        self,
        *,
        store: Store,
        encoder: Encoder,
        reranker: Reranker,
        options: AnswerOptions,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Take the parts; the store's vectors must be the encoder's."""
        self._store = store
        self._encoder = encoder
        self._reranker = reranker
        self._options = options
        self._clock = clock

    def ask(self, question: str, **how: Unpack[Asked]) -> Reply:
        """The reply to a question, asked as ``find`` says.

        A question without any text, like an empty library, gives a reply without citations.
        """
        return self.reply(self.find(question, **how))

    def find(
        self,
        question: str,
        *,
        document_ids: frozenset[str] | None = None,
        collections: Collections = None,
        previous: Reply | None = None,
        as_typed: bool = False,
        options: AnswerOptions | None = None,
    ) -> Found:
        """The first half of ``ask``: the candidates, which take a tenth of the time.

        They are searched in those documents of those collections, or in all for ``None``.
        ``previous`` is the reply before this one, from which a follow-up is completed; with
        ``as_typed`` it isn't, and no typing error is put right. ``options`` are for this question
        alone. What says which document it asks is asked of that one, unless ``as_typed``.
        """
        started = self._clock()
        options = options or self._options
        asked = "" if is_small_talk(question) else question.strip()
        if asked and not as_typed and collections is None:
            # By the whole library's words, which aren't for whoever may read a part of it.
            asked = corrected(asked, self._store.words)
        told = (
            () if as_typed else documents_asked_about(asked, self._store, document_ids, collections)
        )
        if told:
            return self._contents(question, told, options, started)
        follows = previous.searched_for if previous and not as_typed else ""
        query = complete(asked, follows)
        if not query.text:
            nothing = np.empty((0, self._encoder.dimension), dtype=np.float32)
            return Found(question, query, (), nothing, 0, encode_seconds=0.0, search_seconds=0.0)
        named = (
            () if as_typed else documents_asked(query.text, self._store, document_ids, collections)
        )
        if named:
            document_ids = frozenset(one.document_id for one in named)
        vector = self._encoder.encode_question(query.text)
        encoded = self._clock()
        candidates, vectors = retrieve(
            query,
            vector,
            self._store,
            limit=options.candidates,
            document_ids=document_ids,
            scale=scale_of(self._encoder.name),
            collections=collections,
        )
        searched = self._clock()
        return Found(
            question,
            query,
            candidates,
            vectors,
            to_cite=options.citations,
            encode_seconds=encoded - started,
            search_seconds=searched - encoded,
            encoder=self._encoder.name,
            asked_of=named,
        )

    def _contents(
        self, question: str, told: Sequence[Document], options: AnswerOptions, started: float
    ) -> Found:
        """What the documents are most like, in place of what a question would find."""
        candidates, vectors = find_central(told, self._store, options.citations)
        return Found(
            question,
            Query.of(question.strip()),
            candidates,
            vectors,
            to_cite=options.citations,
            encode_seconds=0.0,
            search_seconds=self._clock() - started,
            is_about_documents=True,
        )

    def _told_about(self, found: Found) -> Reply:
        """What the candidates' documents are about, with central statements of theirs cited."""
        started = self._clock()
        abouts, marks = told_about(found.candidates, self._store)
        citations = tuple(
            Citation(rank, one.passage, one.similarity, 0.0, 0.0, mark.start, mark.end)
            for rank, (one, mark) in enumerate(zip(found.candidates, marks, strict=True), 1)
        )
        seconds = self._clock() - started
        return Reply(
            question=found.question,
            searched_for=found.query.text,
            answered=bool(abouts),
            candidates=found.candidates,
            citations=citations,
            about=abouts,
            models=Models(encoder=self._encoder.name, reranker=""),
            seconds=Seconds(0.0, found.search_seconds, seconds, found.search_seconds + seconds),
        )

    def reply(self, found: Found) -> Reply:
        """The second half of ``ask``: the candidates judged, and the best of them cited."""
        if found.is_about_documents:
            return self._told_about(found)
        started = self._clock()
        query, candidates = found.query, found.candidates
        encoder = found.encoder or self._encoder.name
        scale = scale_of(encoder)
        ordered = rerank(query, candidates, found.vectors, reranker=self._reranker, scale=scale)
        answered = is_answered(ordered)
        chosen = choose(ordered, limit=found.to_cite)
        passages = [one.passage for one in chosen]
        marks = (NO_MARK,) * len(chosen)
        if answered:
            readable = ordered[0].readable
            cells = [one.ranked.candidate.cell for one in chosen]
            marks = mark(
                query,
                passages,
                readable=readable,
                reranker=self._reranker,
                cells=cells,
                relevances=[one.relevance for one in chosen],
            )
        citations = cite(chosen, marks)
        rerank_seconds = self._clock() - started
        return Reply(
            question=found.question,
            searched_for=query.text,
            answered=answered,
            candidates=tuple(sorted(candidates, key=lambda one: -one.similarity)),
            citations=citations,
            answers=lead(query, citations),
            asked_of=found.asked_of,
            documents_language="" if answered else _other_language(query.text, candidates, scale),
            models=Models(encoder=encoder, reranker=self._reranker.description),
            seconds=Seconds(
                encode=found.encode_seconds,
                search=found.search_seconds,
                rerank=rerank_seconds,
                total=found.encode_seconds + found.search_seconds + rerank_seconds,
            ),
        )

    def document_ids(self, names_or_ids: tuple[str, ...]) -> frozenset[str] | None:
        """The ids of the documents meant, or ``None`` where none is named, which means all.

        Raises:
            UnknownDocument: a name or id isn't in the library.
        """
        if not names_or_ids:
            return None
        known = by_name_or_id(self._store.documents())
        missing = [name for name in names_or_ids if name not in known]
        if missing:
            raise UnknownDocument(
                f'The library holds no document named "{missing[0]}". '
                "The documents command lists those it holds."
            )
        return frozenset(known[name].document_id for name in names_or_ids)


def _other_language(question: str, candidates: Sequence[Candidate], scale: Scale) -> str:
    """The language of most passages found, where it isn't the question's and that matters."""
    asked = "" if scale.multilingual else language_of(question)
    if not asked or not candidates:
        return ""
    found = Counter(language_of(one.passage.text) for one in candidates)
    language, count = found.most_common(1)[0]
    return language if language != asked and 2 * count > len(candidates) else ""
