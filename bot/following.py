"""Answers from a library that may be re-encoded while it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

from bot.assistant import AnswerOptions, Asked, Assistant
from bot.records import Found, Reply
from storage.current_library import CurrentLibrary, Served
from storage.models.reranker import Reranker


@dataclass(frozen=True, slots=True)
class FollowingAssistant:
    """An assistant over whatever pair of library and encoder there is; safe from several threads.

    A question that was encoded for vectors that are no longer there is encoded and searched again.
    """

    library: CurrentLibrary
    reranker: Reranker
    options: AnswerOptions

    def find(self, question: str, **how: Unpack[Asked]) -> Found:
        """The candidates; see ``Assistant.find``."""
        return self.library.using(lambda served: self._assistant(served).find(question, **how))

    def reply(self, found: Found) -> Reply:
        """The reply to what was found, by whichever encoder; see ``Assistant.reply``."""
        return self._assistant(self.library.now).reply(found)

    def _assistant(self, served: Served) -> Assistant:
        return Assistant(
            store=served.store,
            encoder=served.encoder,
            reranker=self.reranker,
            options=self.options,
        )
