"""What a search gives: matches before their text is read, and the passages chosen of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

from storage.records import Passage, Vectors


@dataclass(frozen=True, slots=True)
class DenseHit:
    """A passage found by its vector; ``similarity`` is the cosine to the question, -1 to 1."""

    passage: Passage
    similarity: float


@dataclass(frozen=True, slots=True)
class Match:
    """What both searches say of a passage that either found, before its text is read.

    ``similarity`` is the cosine to the question. ``dense_rank`` and ``lexical_rank`` count from 1
    and are 0 where that search didn't find it. ``bm25`` is higher for a better match of words,
    without an upper bound, 0.0 for none. ``context``, 0.0 or more, is how well its document
    contains those words of the question that the passage itself lacks.
    """

    passage_id: int
    similarity: float
    dense_rank: int
    lexical_rank: int
    bm25: float
    context: float


class Chosen(Protocol):
    """Whatever somebody made of a match, to say which passage it means."""

    @property
    def passage_id(self) -> int:
        """The passage's id."""


Choice = TypeVar("Choice", bound=Chosen)

Choose: TypeAlias = Callable[[Sequence[Match]], Sequence[Choice]]
"""Those of the matches whose passages are wanted, best first, as whatever is made of them."""


@dataclass(frozen=True, slots=True)
class FoundPassages(Generic[Choice]):
    """The passages that were chosen: choice i, passage i and row i of the vectors belong together.

    ``vectors`` are unit rows, float32 of shape (passages, dimension). Opening i is how the document
    of passage i begins, its first two passages, or "" where an engine doesn't say.
    """

    choices: tuple[Choice, ...]
    passages: tuple[Passage, ...]
    vectors: Vectors
    openings: tuple[str, ...]
