"""A library re-encoded beside its use, as one job on a thread of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

from ingest.splitting import embedding_text
from storage.current_library import CurrentLibrary
from storage.errors import StorageError
from storage.language_advice import Advice, LanguageAdvice, ReencodingState
from storage.local.reencoding import EncodePassages, Progress, reencode
from storage.models.encoder import Encoder, open_encoder
from storage.records import Document, Passage, Vectors

_log = logging.getLogger(__name__)

MULTILINGUAL_COST = 2.5
"""Times as long as the English encoder takes for a passage: twice the layers, and its tokenizer."""

_SAMPLE = ["A passage of about the length that passages usually have. " * 12] * 4


class Stopped(Exception):
    """The program ends; what is done is kept, and the library is as it was."""


class Reencoder:
    """Proposes another encoder where that would help, and gives the library that encoder."""

    def __init__(
        self, library: CurrentLibrary, opened: Callable[[str], Encoder] = open_encoder
    ) -> None:
        """``library`` is used, not owned; ``opened`` gives the encoder of a name."""
        self._opened = opened
        self._library = library
        self._advisor = LanguageAdvice(library)
        self._lock = threading.Lock()
        self._running: ReencodingState | None = None
        self._trouble = ""
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def state(self, documents: Sequence[Document]) -> ReencodingState | None:
        """What there is to say for a library of these documents; None where it is well."""
        if self._running is not None:
            return self._running
        advice = self._advisor.advice(documents)
        if advice is None:
            return None
        seconds = advice.passages * self._seconds_a_passage * MULTILINGUAL_COST
        return ReencodingState(replace(advice, seconds=seconds), trouble=self._trouble)

    def start(self) -> None:
        """Follow the advice that there is, unless that is going on already; returns at once."""
        with self._lock:
            advice = self._advisor.advice(self._library.now.store.documents())
            if self._running is not None or advice is None:
                return
            self._trouble = ""
            self._running = ReencodingState(advice, total=advice.passages)
            self._thread = threading.Thread(target=self._follow, args=(advice,), name="reencoding")
            self._thread.start()

    def close(self) -> None:
        """Stop; started again, it goes on from there."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    @cached_property
    def _seconds_a_passage(self) -> float:
        started = time.perf_counter()
        self._library.now.encoder.encode_passages(_SAMPLE)
        return (time.perf_counter() - started) / len(_SAMPLE)

    def _follow(self, advice: Advice) -> None:
        served, started = self._library.now, time.monotonic()

        def progress(done: int, total: int) -> None:
            passed = time.monotonic() - started
            left = passed / done * (total - done) if done else None
            self._running = ReencodingState(advice, done, total, left)

        try:
            encoder = self._opened(advice.encoder)
            reencode_with(self._library.location, encoder, progress, self._stopped.is_set)
            self._library.follow(served)
        except Stopped:
            pass
        except StorageError as error:
            self._trouble = str(error)
        except Exception as error:
            _log.exception("a fault of Footnote while re-encoding")
            self._trouble = f"a fault of Footnote: {error!r}"
        finally:
            self._running = None


def never() -> bool:
    """Nobody stops it."""
    return False


def reencode_with(
    location: str, encoder: Encoder, progress: Progress, is_stopped: Callable[[], bool] = never
) -> int:
    """How many vectors were made; the library is searched with its old ones until all are there.

    Raises:
        Stopped: ``is_stopped`` said so.
        StorageError: the library or the disk is at fault.
    """
    return reencode(
        location, encoder.fingerprint(), _encoding(encoder, is_stopped), progress=progress
    )


def _encoding(encoder: Encoder, is_stopped: Callable[[], bool]) -> EncodePassages:
    def encode(passages: Sequence[Passage]) -> Vectors:
        if is_stopped():
            raise Stopped
        return encoder.encode_passages([embedding_text(one, one.title) for one in passages])

    return encode
