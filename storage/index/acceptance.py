"""Building a vector index, and accepting an inexact one only when it finds what it should."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from storage.errors import IndexRefused
from storage.index.rows import Ids
from storage.index.vector_index import IndexShape, VectorIndex, build_index
from storage.options import EXACT_KINDS, IndexKind, IndexOptions
from storage.records import Vectors

RECALL_LIMIT = 12
"""Recall is measured over as many neighbours as a message has candidates."""

MARGIN = 8
"""How many more are fetched than asked for, so that ties at the end are seen."""

_SAMPLE = 200
_OVERFETCH = 4


@dataclass(frozen=True, slots=True)
class BuiltIndex:
    """An index and its measured recall@12 against the exact answer, 1.0 for exact kinds."""

    index: VectorIndex
    recall: float


def kind_for(options: IndexOptions, count: int) -> IndexKind:
    """The kind that serves so many passages: the chosen one, or flat while there are few."""
    if options.kind in EXACT_KINDS or count >= options.approximate_from:
        return options.kind
    return "flat"


def fetch_count(shape: IndexShape, limit: int) -> int:
    """How many to ask an index for, so that the exact similarities decide the first ``limit``."""
    return limit + MARGIN if shape.exact else _OVERFETCH * limit + MARGIN


def build_accepted(options: IndexOptions, passage_ids: Ids, vectors: Vectors) -> BuiltIndex:
    """The index that the options ask for over these vectors, row i for id i.

    Raises:
        IndexRefused: an inexact kind finds too few of the true neighbours at every width.
    """
    kind = kind_for(options, len(vectors))
    shape = IndexShape(kind, vectors.shape[1])
    if shape.exact:
        return BuiltIndex(build_index(shape, passage_ids, vectors), 1.0)
    built = build_index(IndexShape(kind, shape.dimension, shape.widths()[0]), passage_ids, vectors)
    recall = 0.0
    sample = _sample(len(vectors))
    truth = _true_neighbours(passage_ids, vectors, sample)
    for width in shape.widths():
        index = built.with_width(width)
        recall = _recall(index, vectors[sample], truth)
        if recall >= options.recall_at_least:
            return BuiltIndex(index, recall)
    raise IndexRefused(
        f"an index of kind {kind} finds {recall:.3f} of the true nearest {RECALL_LIMIT} among "
        f"these {len(vectors)} passages, less than {options.recall_at_least:g}; "
        "choose another kind, such as flat"
    )


def _sample(count: int) -> Ids:
    generator = np.random.default_rng(0)
    chosen = generator.choice(count, size=min(_SAMPLE, count), replace=False)
    return np.sort(chosen).astype(np.int64)


def _true_neighbours(passage_ids: Ids, vectors: Vectors, sample: Ids) -> list[set[int]]:
    truth = []
    for row in sample:
        near = np.argpartition(-(vectors @ vectors[row]), min(RECALL_LIMIT, len(vectors)) - 1)
        truth.append(set(passage_ids[near[:RECALL_LIMIT]].tolist()))
    return truth


def _recall(index: VectorIndex, queries: Vectors, truth: list[set[int]]) -> float:
    fetched = fetch_count(index.shape, RECALL_LIMIT)
    found = 0
    for query, expected in zip(queries, truth, strict=True):
        found += len(expected.intersection(index.nearest(query, fetched).tolist()))
    return found / sum(map(len, truth))
