"""A part of Footnote that the page is handed before it is there: models take seconds to load."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.conversation.ports import Readiness
from bot.errors import NotReady

Part_co = TypeVar("Part_co", covariant=True)

LOADING = "The models are loading; this takes a few seconds."


def no_trouble() -> None:
    """Nothing is known to keep the part away."""


@dataclass(frozen=True, slots=True)
class Pending(Generic[Part_co]):
    """A part once its ``future`` brings it; nothing here waits.

    ``trouble`` says why the part stays away for now, as where a server can't be reached.
    """

    future: Future[Part_co]
    trouble: Callable[[], Exception | None] = no_trouble

    @property
    def is_ready(self) -> bool:
        """Whether ``get`` returns the part."""
        return self.future.done() and self.future.exception() is None

    def get(self) -> Part_co:
        """The part.

        Raises:
            NotReady: it isn't there yet, or will never be.
            Exception: what ``trouble`` says, while that keeps the part away.
        """
        if not self.future.done():
            raise self.trouble() or NotReady(LOADING)
        error = self.future.exception()
        if error is not None:
            raise NotReady(str(error)) from error
        return self.future.result()

    def readiness(self) -> Readiness:
        """Whether the part is there, or why not."""
        if not self.future.done():
            return Readiness("loading", LOADING)
        error = self.future.exception()
        if error is not None:
            return Readiness("failed", str(error))
        return Readiness("ready")
