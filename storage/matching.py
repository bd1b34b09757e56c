"""What a search by vector and one by words found, put together passage by passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage.found import Match


def matches_of(
    nearest: Sequence[int],
    lexical: Mapping[int, float],
    *,
    similarities: Mapping[int, float],
    context: Mapping[int, float],
) -> tuple[Match, ...]:
    """A match for each passage that either search found.

    ``nearest`` are passage ids by falling similarity, ``lexical`` has BM25 by passage id, best
    first. Every passage has its similarity; one without a context has 0.0.
    """
    dense_ranks = {number: rank for rank, number in enumerate(nearest, 1)}
    lexical_ranks = {number: rank for rank, number in enumerate(lexical, 1)}
    return tuple(
        Match(
            passage_id=number,
            similarity=similarities[number],
            dense_rank=dense_ranks.get(number, 0),
            lexical_rank=lexical_ranks.get(number, 0),
            bm25=lexical.get(number, 0.0),
            context=context.get(number, 0.0),
        )
        for number in {**lexical_ranks, **dense_ranks}
    )
