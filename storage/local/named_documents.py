"""Which documents a question names: by what they are called and how they begin."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from storage.index.rows import Ids
from storage.local.database import Session
from storage.local.packing import decode_name
from storage.text.vocabulary import Names
from storage.text.words import terms_in

BEGINS_FROM = 4
"""Passages; what is shorter has no beginning that says of the rest what it is about."""

Holding = npt.NDArray[np.bool_]


def documents_named(
    session: Session, names: Names, called: Names, passages_with: Callable[[str], Ids]
) -> frozenset[str]:
    """The ids of the documents that hold the most telling of the names; none where all do.

    A name tells the more the fewer documents are called so or begin so; what a document may be
    ``called`` counts where no name tells, and by what it is called alone. ``passages_with`` gives
    the ids, ascending, of the passages with a term.
    """
    rows = list(
        session.rows(
            "SELECT d.document_id, d.first_passage, d.last_passage, d.title, n.name "
            "FROM documents d JOIN names n ON n.document = d.number"
        )
    )
    if not rows:
        return frozenset()
    titles = [_terms(f"{decode_name(name)}\n{title}") for *_, title, name in rows]
    first, last = (np.array([row[at] for row in rows], dtype=np.int64) for at in (1, 2))
    begins = last - first + 1 >= BEGINS_FROM

    def by_title(name: Sequence[str]) -> Holding:
        return np.array([not terms.isdisjoint(name) for terms in titles])

    def by_head(name: Sequence[str]) -> Holding:
        held = by_title(name)
        for term in name:
            ids = passages_with(term)
            held |= begins & (np.isin(first, ids) | np.isin(first + 1, ids))
        return held

    chosen = _most_telling([by_head(name) for name in names])
    if not chosen.any():
        chosen = _most_telling([by_title(name) for name in called])
    return frozenset(row[0] for row, is_chosen in zip(rows, chosen, strict=False) if is_chosen)


def _most_telling(holding: Sequence[Holding]) -> Holding:
    """Which documents hold the most, each name weighed by how few hold it; none where most do."""
    telling = np.zeros(len(holding[0]) if holding else 0)
    for held in holding:
        telling += held * math.log(len(held) / max(1, int(held.sum())))
    most = float(telling.max(initial=0.0))
    chosen: Holding = telling >= most - 1e-9
    few = 2 * int(chosen.sum()) <= len(chosen)
    return chosen if most > 0.0 and few else np.zeros_like(chosen)


@lru_cache(maxsize=50_000)
def _terms(called: str) -> frozenset[str]:
    return terms_in(called.replace("_", " ").replace("/", " "))
