"""BM25 computed passage by passage: what the index of words must agree with.

The formula is that of SQLite's FTS5: Robertson's BM25 with k1 = 1.2 and b = 0.75, and an inverse
document frequency that never falls to zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from storage.index.expressions import parse_expression

K1 = 1.2
B = 0.75
_LEAST_IDF = 1e-6


def bm25_scores(expression: str, passages: Mapping[int, Sequence[str]]) -> Mapping[int, float]:
    """The BM25 of each passage that matches; ``passages`` maps ids to terms in order."""
    average = sum(map(len, passages.values())) / max(1, len(passages))
    scores: dict[int, float] = {}
    for phrase in parse_expression(expression):
        counts = {
            passage_id: count
            for passage_id, terms in passages.items()
            if (count := phrase.count_in(terms))
        }
        idf = inverse_frequency(len(counts), len(passages))
        for passage_id, count in counts.items():
            length = len(passages[passage_id]) / average
            weight = count * (K1 + 1) / (count + K1 * (1 - B + B * length))
            scores[passage_id] = scores.get(passage_id, 0.0) + idf * weight
    return scores


def inverse_frequency(matching: int, total: int) -> float:
    """How much a phrase says that so many of all passages hold; always above zero."""
    idf = math.log((total - matching + 0.5) / (matching + 0.5))
    return idf if idf > 0 else _LEAST_IDF
