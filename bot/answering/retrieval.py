"""From a question to the candidates worth judging: found by meaning, by words, or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeAlias

import numpy as np
import regex

from bot.answering.cell_evidence import cell_before, with_their_cells
from bot.answering.cells import may_ask_for_cell
from bot.answering.contents import without_contents
from bot.answering.copies import distinct
from bot.answering.scales import USUAL_SCALE, Scale
from bot.records import Candidate
from storage.collections import Collections
from storage.found import Match
from storage.records import Vectors
from storage.store import Store
from storage.text.query import Query

SEARCH_DEPTH = 50
"""How far down each list is read. The similarity at its end is what is usual for the question:
passages about its general subject, of which few answer it."""

MOST_FROM_CONTEXT = 0.5
"""What a passage gains at most from what its document says elsewhere."""

SPARE_FOR_CELLS = 30
"""More passages than are wanted are read where a cell of a table may be asked for."""

SPARE_FOR_COPIES = 12
"""More passages than are wanted are read, so that copies of one text don't fill all places."""

BEST_BY_WORDS = 1.0
"""What the best passage by its words gains before it is read, where something is asked by name."""

_Found: TypeAlias = tuple[tuple[Candidate, ...], Vectors]
_TELLING = regex.compile(r"\p{L}|(?:1[5-9]|20)\d\d")  # a small number names no document


class Evidence(Protocol):
    """What the first search says for a passage; see ``Candidate``."""

    @property
    def lift(self) -> float:
        """How far its similarity stands above the usual."""

    @property
    def word_share(self) -> float:
        """Its BM25 as a share of the best."""

    @property
    def context_share(self) -> float:
        """Its context as a share of the best."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A match beside the others that were found with it."""

    passage_id: int
    match: Match
    lift: float
    word_share: float
    context_share: float


def retrieve(
    query: Query,
    vector: Vectors,
    store: Store,
    *,
    limit: int = 12,
    document_ids: frozenset[str] | None = None,
    scale: Scale = USUAL_SCALE,
    collections: Collections = None,
) -> tuple[tuple[Candidate, ...], Vectors]:
    """The ``limit`` passages with the most first evidence, best first, and their vectors.

    Ties come by falling similarity, then by passage id. Fewer where the store has fewer. Copies of
    one text count once, and a table of contents not beside what it lists.
    ``vector`` is the question's own, of unit length and shape (dimension,); row i of the vectors
    that come back is candidate i's. ``scale`` is that of the encoder that made all of them.

    Where the question's names tell a few documents from the rest, half of the places are for what
    these say, so that the same words in other companies' or years' documents don't fill all.
    """
    searched = partial(
        _searched, query, vector, store, limit=limit, collections=collections, scale=scale
    )
    everywhere = searched(document_ids=document_ids)
    telling = [name for name in query.names if all(map(_TELLING.search, name))]
    asks = bool(telling or query.called)
    named = store.words.documents_named(telling, query.called) if asks else None
    if named is None:
        return everywhere
    if not named:
        found, vectors = everywhere
        return tuple(replace(one, names_tell=False) for one in found), vectors
    if document_ids is not None:
        named &= document_ids
    if not named:
        return everywhere
    return _half_each(everywhere, searched(document_ids=named), limit, scale)


def _half_each(everywhere: _Found, within: _Found, limit: int, scale: Scale) -> _Found:
    """The best of both, each once; what the first lacks to its half is left to the other."""
    inside = {one.passage.passage_id for one in within[0][: limit // 2]}
    chosen: dict[int, tuple[Candidate, Vectors]] = {}
    others = [at for at, one in enumerate(everywhere[0]) if one.passage.passage_id not in inside]
    for at in others[: limit - len(inside)]:
        chosen[everywhere[0][at].passage.passage_id] = (everywhere[0][at], everywhere[1][at])
    for at, one in enumerate(within[0]):
        if len(chosen) < limit:
            chosen.setdefault(one.passage.passage_id, (one, within[1][at]))
    ordered = sorted(chosen.values(), key=lambda pair: -first_evidence(pair[0], scale))
    return tuple(one for one, _ in ordered), np.array([row for _, row in ordered])


def _searched(
    query: Query,
    vector: Vectors,
    store: Store,
    *,
    limit: int,
    document_ids: frozenset[str] | None,
    collections: Collections,
    scale: Scale,
) -> _Found:
    """The best candidates of some documents, or of all, and their vectors."""
    asks_for_cell = may_ask_for_cell(query)
    spare = SPARE_FOR_CELLS if asks_for_cell else SPARE_FOR_COPIES
    found = store.find(
        query,
        vector,
        depth=max(SEARCH_DEPTH, limit),
        choose=partial(best_of, limit=limit + spare, scale=scale),
        document_ids=document_ids,
        collections=collections,
    )
    candidates = tuple(
        Candidate(
            passage=passage,
            similarity=one.match.similarity,
            dense_rank=one.match.dense_rank,
            lexical_rank=one.match.lexical_rank,
            bm25=one.match.bm25,
            lift=one.lift,
            word_share=one.word_share,
            context_share=one.context_share,
            opening=opening,
        )
        for one, passage, opening in zip(found.choices, found.passages, found.openings, strict=True)
    )
    candidates, vectors = without_contents(candidates, found.vectors)
    if asks_for_cell:
        candidates = with_their_cells(query, candidates)
    order = _closer(query, candidates, scale)[: limit + SPARE_FOR_COPIES]
    return distinct(query, tuple(candidates[at] for at in order), vectors[order], limit=limit)


def _closer(query: Query, candidates: Sequence[Candidate], scale: Scale) -> list[int]:
    """The places of the candidates, in the order of what they say when looked at more closely.

    Many pages of a filing have the question's words, and few its row; many speak of a product, and
    the best by words of the version asked for.
    """
    worth = [
        first_evidence(one, scale)
        + cell_before(one)
        + (BEST_BY_WORDS if query.names and one.lexical_rank == 1 else 0.0)
        for one in candidates
    ]
    return sorted(range(len(candidates)), key=lambda at: -worth[at])


def best_of(matches: Sequence[Match], *, limit: int, scale: Scale = USUAL_SCALE) -> list[Weighed]:
    """The ``limit`` matches with the most first evidence, weighed, best first."""
    return sorted(
        weighed(matches),
        key=lambda one: (-first_evidence(one, scale), -one.match.similarity, one.passage_id),
    )[:limit]


def weighed(matches: Sequence[Match]) -> list[Weighed]:
    """Each match beside the others, in the order given."""
    listed = sorted((one.dense_rank, one.similarity) for one in matches if one.dense_rank)
    usual = listed[:SEARCH_DEPTH][-1][1] if listed else 0.0
    best = max((one.bm25 for one in matches), default=0.0)
    most_context = max((one.context for one in matches), default=0.0)
    return [
        Weighed(
            passage_id=one.passage_id,
            match=one,
            lift=max(0.0, one.similarity - usual),
            word_share=one.bm25 / best if best > 0 else 0.0,
            context_share=one.context / most_context if most_context > 0 else 0.0,
        )
        for one in matches
    ]


def first_evidence(one: Evidence, scale: Scale = USUAL_SCALE) -> float:
    """How much both searches say for a passage, 0 or more, around 1 for a good one.

    Similarity counts by how far it stands out, not by its rank: where everything is about the
    same subject, or in a script that the encoder can't read, nothing stands out and the words
    decide. The power makes two passages that stand out a little weigh less than one that does.
    """
    return standing_out(one, scale) + one.word_share + in_context(one)


def standing_out(one: Evidence, scale: Scale = USUAL_SCALE) -> float:
    """The part of the first evidence that comes from the encoder."""
    power: float = (min(one.lift, scale.most_lift) / scale.spread) ** 1.5
    return 2.0 * power


def in_context(one: Evidence) -> float:
    """The part of the evidence that comes from the rest of the document: company, product, year.

    Squared, so that only a document which holds the missing words far more than others counts.
    """
    return MOST_FROM_CONTEXT * one.context_share**2
