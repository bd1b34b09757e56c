"""The program's side of a reading process: starts it late, watches it, ends it, starts another."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ingest import errors
from ingest.confined.limits import MEBIBYTE, ReadingLimits
from ingest.confined.wire import Message, receive, send
from ingest.errors import ReaderDied, ReadingCancelled, UnreadableFile

_ROOT = Path(__file__).resolve().parents[2]
WORKER_COMMAND = (sys.executable, "-P", "-B", "-m", "ingest.confined.worker")

_LOOK_UP_SECONDS = 0.1  # how often a wait looks whether somebody asked to stop
_MESSAGES_WAITING = 64
_START_SECONDS = 60.0
_GOODBYE_SECONDS = 2.0


def never_cancelled() -> bool:
    """False: for work that nobody stops."""
    return False


def heard_nothing(_: Message) -> None:
    """Let a message pass."""


@dataclass(frozen=True, slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    messages: queue.Queue[Message | None]


class ReadingProcess:
    """One child process that reads files, one order at a time; safe to use from several threads.

    It starts with the first order. An order that is cancelled or ends in ``ReaderDied`` costs the
    process its life, and the next order gets a fresh one.
    """

    def __init__(
        self,
        limits: ReadingLimits,
        *,
        command: Sequence[str] = WORKER_COMMAND,
        doing: str = "reading",
    ) -> None:
        """Prepare; nothing is started yet. ``doing`` is what its errors say took too long."""
        self._doing = doing
        self._limits = limits
        self._command = tuple(command)
        self._child: _Child | None = None
        self._lock = threading.Lock()

    def ask(
        self,
        order: Message,
        *,
        on_message: Callable[[Message], None] = heard_nothing,
        is_cancelled: Callable[[], bool] = never_cancelled,
    ) -> Message:
        """The message that ends the answer; those before it go to ``on_message``.

        Raises:
            UnreadableFile: what the process found wrong with the file, or ``ReaderDied``.
            ReadingCancelled: ``is_cancelled`` said so.
        """
        with self._lock:
            try:
                answer = self._converse(order, on_message, is_cancelled)
            except BaseException:
                self._end()
                raise
            if answer.get("error") == "MemoryError":
                self._end()
                raise ReaderDied(self._too_much_memory())
        if "error" in answer:
            raise _as_error(answer)
        return answer

    def close(self) -> None:
        """End the process; a later order would start another."""
        with self._lock:
            self._end()

    def _converse(
        self,
        order: Message,
        on_message: Callable[[Message], None],
        is_cancelled: Callable[[], bool],
    ) -> Message:
        child = self._running_child()
        _give(child, {**order, "seconds": self._limits.processor_seconds})
        started = heard = time.monotonic()
        while True:
            if is_cancelled():
                raise ReadingCancelled("reading was stopped")
            try:
                message = child.messages.get(timeout=_LOOK_UP_SECONDS)
            except queue.Empty:
                self._check_clock(started, heard)
                continue
            if message is None:
                raise ReaderDied(self._why_it_died(child))
            if message.get("end") or "error" in message:
                return message
            heard = time.monotonic()
            self._check_clock(started, heard)
            on_message(message)

    def _running_child(self) -> _Child:
        if self._child is not None and self._child.process.poll() is not None:
            self._end()
        if self._child is None:
            self._child = _start(self._command)
            _give(self._child, {"memory_bytes": self._limits.memory_bytes})
            self._await_start(self._child)
        return self._child

    def _await_start(self, child: _Child) -> None:
        """Return once the process is ready for its first order; a busy machine takes seconds."""
        try:
            message = child.messages.get(timeout=_START_SECONDS)
        except queue.Empty:
            message = None
        if message is None:
            raise ReaderDied("the reading process could not be started; try again")

    def _check_clock(self, started: float, heard: float) -> None:
        now = time.monotonic()
        if now - started > self._limits.seconds_per_file:
            allowed = self._limits.seconds_per_file
            raise ReaderDied(f"{self._doing} took longer than {allowed:g} seconds")
        if now - heard > self._limits.silent_seconds:
            raise ReaderDied(
                f"{self._doing} stood still for {self._limits.silent_seconds:g} seconds and was "
                "stopped"
            )

    def _why_it_died(self, child: _Child) -> str:
        try:
            code = child.process.wait(_GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            return "the reading process stopped answering over this file"
        if os.name == "posix" and code == -signal.SIGXCPU:
            allowed = self._limits.processor_seconds
            return f"{self._doing} took longer than {allowed:g} seconds of processor time"
        if os.name == "posix" and code == -signal.SIGABRT:  # as native libraries end themselves
            return "damaged, or too large for its memory: the process gave up over this file"
        if os.name == "posix" and code == -signal.SIGKILL:
            return "the reading process was killed over this file, perhaps for lack of memory"
        return f"the reading process crashed over this file (exit code {code})"

    def _too_much_memory(self) -> str:
        allowed = self._limits.memory_bytes // MEBIBYTE
        return f"{self._doing} needs more than {allowed:,} MiB of memory"

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.process.kill()
        child.process.wait()
        for stream in (child.process.stdin, child.process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


def _start(command: Sequence[str]) -> _Child:
    process = subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # One thread of linear algebra: the rest would only reserve memory against the limit.
        env={**os.environ, "PYTHONPATH": str(_ROOT), "OPENBLAS_NUM_THREADS": "1"},
        close_fds=True,
    )
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for above
    messages: queue.Queue[Message | None] = queue.Queue(_MESSAGES_WAITING)
    threading.Thread(
        target=_listen, args=(process.stdout, messages), name="reading-process", daemon=True
    ).start()
    return _Child(process, messages)


def _listen(stream: IO[bytes], messages: queue.Queue[Message | None]) -> None:
    """Pass on what the process says; ``None`` once it says nothing more."""
    while True:
        try:
            message = receive(stream)
        except (EOFError, OSError, ValueError):
            messages.put(None)
            return
        messages.put(message)


def _give(child: _Child, message: Message) -> None:
    """Hand over an order; a process that is already gone shows when the answer is awaited."""
    assert child.process.stdin is not None  # noqa: S101 - a pipe was asked for above
    with suppress(OSError):
        send(child.process.stdin, message)


def _as_error(answer: Message) -> UnreadableFile:
    kind = getattr(errors, str(answer["error"]), UnreadableFile)
    if not (isinstance(kind, type) and issubclass(kind, UnreadableFile)):
        kind = UnreadableFile
    return kind(str(answer.get("message", "")))
