"""BM25 computed passage by passage: what the index of words must agree with.

Its numbers are written here once more, so that a changed one in the product is seen.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from storage.text.expressions import Phrase

K1, B, CONTEXT_K1 = 1.2, 0.75, 10.0


def inverse_frequency(matching: int, total: int) -> float:
    return max(math.log((total - matching + 0.5) / (matching + 0.5)), 1e-6)


def context_weight(having: int, documents: int) -> float:
    return math.log(1 + (documents - having + 0.5) / (having + 0.5))


def bm25_scores(
    searches: Sequence[Phrase], passages: Mapping[int, Sequence[str]]
) -> Mapping[int, float]:
    """The BM25 of each passage that matches; ``passages`` maps ids to terms in order."""
    average = sum(map(len, passages.values())) / max(1, len(passages))
    scores: dict[int, float] = {}
    for phrase in searches:
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


def context_scores(
    words: Sequence[Sequence[str]],
    documents: Mapping[str, Mapping[int, Sequence[str]]],
    passage_ids: Collection[int],
) -> Mapping[int, float]:
    """How well documents contain words that some of their passages lack.

    Each word is given as the terms that it may be stored as.

    ``documents`` maps the documents of the passages asked about to all their passages' terms.
    """
    average = sum(map(_length, documents.values())) / max(1, len(documents)) or 1.0
    scores: dict[int, float] = {}
    for word in words:
        held = {
            name: sum(_count(word, terms) for terms in passages.values())
            for name, passages in documents.items()
        }
        weight = context_weight(sum(count > 0 for count in held.values()), len(documents))
        for name, passages in documents.items():
            length = _length(passages) / average
            gain = weight * held[name] / (held[name] + CONTEXT_K1 * (1 - B + B * length))
            for passage_id, terms in passages.items():
                if gain and passage_id in passage_ids and not _count(word, terms):
                    scores[passage_id] = scores.get(passage_id, 0.0) + gain
    return scores


def _count(word: Sequence[str], terms: Sequence[str]) -> int:
    return sum(terms.count(spelling) for spelling in word)


def _length(passages: Mapping[int, Sequence[str]]) -> int:
    return sum(map(len, passages.values()))
