"""From a message to the candidates worth reading closely: found by meaning, by words, or both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.records import Candidate
from storage.records import DenseHit, LexicalHit, Vectors
from storage.store import Store

SEARCH_DEPTH = 50
"""How far down each list is read. The similarity at its end is what is usual for the question:
passages about its general subject, of which few answer it."""

USUAL_SPREAD = 0.3
"""A lift by which a passage stands out clearly: similarities of right passages over that of the
50th lie around it in libraries of mixed subjects, at a third of it in libraries of one subject."""

MOST_LIFT = 0.45
"""From here on a passage stands out as clearly as can be; which of several such is right, words and
the cross-encoder tell better. Measured: costs nothing, and without it they are overruled."""

MOST_FROM_CONTEXT = 0.5
"""What a passage gains at most from what its document says elsewhere."""


def retrieve(
    message_vector: Vectors,
    message: str,
    store: Store,
    *,
    limit: int = 12,
    document_ids: frozenset[str] | None = None,
) -> tuple[Candidate, ...]:
    """The ``limit`` passages with the most first evidence, best first.

    Ties come by falling similarity, then by passage id. Fewer where the store holds fewer.
    ``message_vector`` is the message's own, of unit length and shape (dimension,).
    """
    depth = max(SEARCH_DEPTH, limit)
    dense = store.search(message_vector, depth, document_ids)
    lexical = store.search_words(message, message_vector, depth, document_ids)
    ids = {hit.passage.passage_id for hit in dense} | {hit.passage.passage_id for hit in lexical}
    found = combine(dense, lexical, store.match_context(message, ids))
    return tuple(sorted(found, key=_place)[:limit])


def _place(candidate: Candidate) -> tuple[float, float, int]:
    return (-first_evidence(candidate), -candidate.similarity, candidate.passage.passage_id)


def combine(
    dense: Sequence[DenseHit],
    lexical: Sequence[LexicalHit],
    context: Mapping[int, float],
) -> tuple[Candidate, ...]:
    """Every passage of either list once, with what both lists and its context say of it."""
    usual = dense[:SEARCH_DEPTH][-1].similarity if dense else 0.0
    best = max((hit.bm25 for hit in lexical), default=0.0)
    most_context = max(context.values(), default=0.0)
    words = {hit.passage.passage_id: (rank, hit) for rank, hit in enumerate(lexical, 1)}
    dense_ranks = {hit.passage.passage_id: rank for rank, hit in enumerate(dense, 1)}
    hits: dict[int, DenseHit | LexicalHit] = {}
    hits.update((hit.passage.passage_id, hit) for hit in lexical)
    hits.update((hit.passage.passage_id, hit) for hit in dense)
    return tuple(
        Candidate(
            passage=hit.passage,
            similarity=hit.similarity,
            dense_rank=dense_ranks.get(number, 0),
            lexical_rank=words[number][0] if number in words else 0,
            bm25=words[number][1].bm25 if number in words else 0.0,
            lift=max(0.0, hit.similarity - usual),
            word_share=words[number][1].bm25 / best if number in words and best > 0 else 0.0,
            context_share=context[number] / most_context if number in context else 0.0,
        )
        for number, hit in hits.items()
    )


def first_evidence(candidate: Candidate) -> float:
    """How much both searches say for a passage, 0 or more, around 1 for a good one.

    Similarity counts by how far it stands out, not by its rank: where everything is about the
    same subject, or in a script that the encoder can't read, nothing stands out and the words
    decide. The power makes two passages that stand out a little weigh less than one that does.
    """
    return standing_out(candidate) + candidate.word_share + in_context(candidate)


def standing_out(candidate: Candidate) -> float:
    """The part of the first evidence that comes from the encoder."""
    power: float = (min(candidate.lift, MOST_LIFT) / USUAL_SPREAD) ** 1.5
    return 2.0 * power


def in_context(candidate: Candidate) -> float:
    """The part of the evidence that comes from the rest of the document: company, product, year.

    Squared, so that only a document which holds the missing words far more than others counts.
    """
    return MOST_FROM_CONTEXT * candidate.context_share**2
