"""Small real models for tests: deterministic in their input, fast, without weights."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b, sha256

import numpy as np
import numpy.typing as npt

from storage.records import Fingerprint, Vectors

_PIECE = re.compile(r"\w+|[^\w\s]")


def words(text: str) -> list[str]:
    """The text's words in lower case, in order; punctuation is no word."""
    return re.findall(r"\w+", text.lower())


@dataclass(frozen=True, slots=True)
class HashingEncoder:
    """An encoder whose vector is the text's words, each hashed to a direction of its own.

    Texts that share words are similar, equal texts have similarity 1, and a text without words
    points along the first axis. Only the first ``max_tokens - 2`` pieces count, as in a real one.
    """

    name: str = "hashing-encoder"
    dimension: int = 64
    max_tokens: int = 256

    def fingerprint(self) -> Fingerprint:
        return Fingerprint(
            encoder=self.name,
            weights_sha256=sha256(f"{self.name} {self.dimension}".encode()).hexdigest(),
            dimension=self.dimension,
            pooling="mean",
            normalised=True,
        )

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = self.encode_question(text)
        return rows

    def encode_question(self, text: str) -> Vectors:
        spans = self.token_spans(text)[: self.max_tokens - 2]
        kept = text[: spans[-1][1]] if spans else ""
        total = np.zeros(self.dimension, dtype=np.float64)
        for word in words(kept):
            total += _direction(word, self.dimension)
        length = float(np.linalg.norm(total))
        if length == 0.0:
            total[0] = length = 1.0
        return (total / length).astype(np.float32)

    def token_spans(self, text: str) -> Sequence[tuple[int, int]]:
        return [match.span() for match in _PIECE.finditer(text)]


@lru_cache(maxsize=100_000)
def _direction(word: str, dimension: int) -> npt.NDArray[np.float64]:
    """A word's own direction: a generator for each word of a large file takes most of a test."""
    seed = int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")
    return np.random.default_rng(seed).standard_normal(dimension)


@dataclass(frozen=True, slots=True)
class OverlapReranker:
    """A reranker whose logit is how many of the question's words a passage holds.

    From -10 when it holds none to 10 when it holds them all; a question without words gives -10.
    """

    name: str = "overlap-reranker"
    description: str = "overlap-reranker"

    def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        asked = set(words(question))
        shares = [len(asked & set(words(passage))) / max(len(asked), 1) for passage in passages]
        return np.asarray([20.0 * share - 10.0 for share in shares], dtype=np.float32)
