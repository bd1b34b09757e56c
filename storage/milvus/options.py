"""What can be chosen about a library in Milvus, with the defaults written once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MilvusOptions:
    """How long to wait for the server, and how old an answer may be.

    ``stale_seconds``: what another server changed is seen after this time at the latest; one's own
    changes are seen at once. ``stray_seconds``: rows of a document that never became whole are
    cleared away once they are older, so that a document that is being written is left alone.
    """

    connect_seconds: float = 5.0
    answer_seconds: float = 10.0
    load_seconds: float = 120.0
    stale_seconds: float = 2.0
    stray_seconds: float = 3600.0

    def __post_init__(self) -> None:
        """Refuse times that never pass."""
        if min(self.connect_seconds, self.answer_seconds, self.load_seconds) <= 0:
            raise ValueError("times to wait must be above zero")
        if min(self.stale_seconds, self.stray_seconds) < 0:
            raise ValueError("ages can't be negative")


DEFAULT_MILVUS = MilvusOptions()
