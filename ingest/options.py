"""How passages are made, with the defaults written once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """How passages are made and how many are encoded at once, between two looks around.

    ``passage_tokens`` is the most word pieces in a passage, special ones included, where the
    encoder could read more; tests/benchmarks/RETRIEVAL.md has the table that it was chosen by.
    """

    passage_tokens: int = 182
    overlap_tokens: int = 32
    batch_passages: int = 32

    def __post_init__(self) -> None:
        """Refuse a batch of nothing; the sizes are checked by ``SplittingOptions``."""
        if self.batch_passages < 1:
            raise ValueError("batch_passages must be 1 or more")


DEFAULT_INGEST_OPTIONS = IngestOptions()
