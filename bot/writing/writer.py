"""The story of a written answer: a model is told, and each sentence that it writes is checked."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from bot.errors import WriterTrouble
from bot.records import Reply, Written, WrittenSentence
from bot.writing.client import WriterServer, written_by
from bot.writing.gate import checked
from bot.writing.instructions import messages
from bot.writing.script import Script

SILENCE_SECONDS = 60.0
"""How long a server may say nothing, as while it loads its model."""

MOST_SECONDS = 180.0
"""How long a model may take for an answer in all."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes answers by the model of a server. Safe to use for several questions at once.

    ``shows_refused`` has sentences that don't stand be part of the answer, with what is wrong.
    """

    server: WriterServer
    shows_refused: bool = True
    silence_seconds: float = SILENCE_SECONDS
    most_seconds: float = MOST_SECONDS
    clock: Callable[[], float] = time.monotonic

    @property
    def model(self) -> str:
        """The model's name."""
        return self.server.model

    @property
    def host(self) -> str:
        """Where it runs; "" for this machine."""
        return self.server.host

    async def write(self, reply: Reply, earlier: Sequence[Reply] = ()) -> AsyncGenerator[Written]:
        """The answer as it grows, sentence by sentence, from the reply's citations.

        ``earlier`` are the conversation's replies before this one, oldest first. The last one is
        whole, or says what kept it from that.
        """
        written = Written(self.model, self.host)
        yield written
        script, deadline = Script(), self.clock() + self.most_seconds
        trouble = ""
        try:
            told = messages(reply, earlier)
            growing = written_by(self.server, told, silence_seconds=self.silence_seconds)
            async with aclosing(growing) as pieces:
                async for piece in pieces:
                    for sentence in script.add(piece):
                        written = self._with(written, sentence, reply)
                        yield written
                    if script.is_too_long or self.clock() > deadline:
                        trouble = f"The writer at {self.server.url} came to no end."
                        break
        except WriterTrouble as error:
            trouble = str(error)
        # Of a message that was broken off, what comes last is half a sentence.
        rest = [] if trouble else list(script.end())
        for sentence in rest:
            written = self._with(written, sentence, reply)
        yield replace(written, trouble=trouble)

    def _with(self, written: Written, sentence: WrittenSentence, reply: Reply) -> Written:
        found = checked(sentence, reply.citations, reply.question)
        if found.flaw is not None and not self.shows_refused:
            return replace(written, left_out=written.left_out + 1)
        return replace(written, sentences=(*written.sentences, found))
