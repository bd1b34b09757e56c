"""The search by words alone, for what is measured of it."""

from __future__ import annotations

from collections.abc import Sequence

from storage.found import Match
from storage.records import Passage, Vectors
from storage.store import Store
from storage.text.query import Query


def first_by_words(store: Store, text: str, vector: Vectors, limit: int) -> tuple[Passage, ...]:
    """The passages that match the text's words best."""

    def choose(matches: Sequence[Match]) -> Sequence[Match]:
        return sorted(filter(_lexical_rank, matches), key=_lexical_rank)

    return store.find(Query.of(text), vector, depth=limit, choose=choose).passages


def _lexical_rank(match: Match) -> int:
    return match.lexical_rank
