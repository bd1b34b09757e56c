"""Which of many workers takes which file in: by small files in a folder that all of them reach.

    KEY.claim     some worker is at it; touched while that worker lives
    KEY.done      added
    KEY.failed    not added, for a reason that its report gave

A claim is made by creating its file, which only one worker can. One that wasn't touched for a while
belongs to a worker that died, and another takes the file over. Should both turn out to be alive,
the file is added twice, which changes nothing: a document is known by its content.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import IngestError
from ingest.records import SourceFile


@dataclass(frozen=True, slots=True)
class ClaimOptions:
    """``stale_seconds``: a claim that wasn't touched for so long belongs to nobody any more."""

    stale_seconds: float = 120.0
    look_again_seconds: float = 2.0

    def __post_init__(self) -> None:
        """Refuse times that never pass."""
        if min(self.stale_seconds, self.look_again_seconds) <= 0:
            raise ValueError("times between looks must be above zero")


DEFAULT_CLAIMS = ClaimOptions()


class Claim:
    """A file that is this worker's to add."""

    def __init__(self, file: SourceFile, path: Path) -> None:
        """``path`` is the claim's own file, which exists."""
        self.file = file
        self._path = path
        self.is_finished = False

    def finish(self, *, failed: bool) -> None:
        """Say how it went, so that no worker takes the file again."""
        ending = ".failed" if failed else ".done"
        with suppress(FileNotFoundError):  # another worker thought that this one was dead
            self._path.replace(self._path.with_suffix(ending))
        self.is_finished = True

    def release(self) -> None:
        """Leave the file to others."""
        self._path.unlink(missing_ok=True)


class SharedClaims:
    """The claims of one worker in a folder that all workers of one job share."""

    def __init__(self, folder: Path, *, options: ClaimOptions = DEFAULT_CLAIMS) -> None:
        """The folder is made where it is missing.

        Raises:
            IngestError: it can't be written.
        """
        self._folder = folder
        self._options = options
        self._name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._now()
        except OSError as error:
            raise IngestError(f"claims can't be kept in {folder}: {error.strerror}") from error

    def take(self, files: Sequence[SourceFile]) -> Iterator[Claim]:
        """Claims on those files that no other worker adds, until every file is over.

        Files that failed before this call are tried again. Whoever gets a claim finishes it before
        asking for the next; one that isn't finished is left to others. The iterator waits while
        the last files are others', to take over those of a worker that dies.
        """
        for file in files:
            self._path(file, ".failed").unlink(missing_ok=True)
        waiting = list(files)
        while waiting:
            others = []
            for file in waiting:
                if self._is_over(file):
                    continue
                claim = self._claim(file)
                if claim is None:
                    others.append(file)
                    continue
                with self._kept_alive(claim):
                    try:
                        yield claim
                    finally:
                        if not claim.is_finished:
                            claim.release()
            if others and len(others) == len(waiting):
                time.sleep(self._options.look_again_seconds)
            waiting = others

    def _is_over(self, file: SourceFile) -> bool:
        return self._path(file, ".done").exists() or self._path(file, ".failed").exists()

    def _claim(self, file: SourceFile) -> Claim | None:
        path = self._path(file, ".claim")
        self._set_aside_if_stale(path)
        try:
            with path.open("x") as stream:
                stream.write(self._name)
        except FileExistsError:
            return None
        claim = Claim(file, path)
        if self._is_over(file):  # since it was looked at
            claim.release()
            return None
        return claim

    def _set_aside_if_stale(self, path: Path) -> None:
        with suppress(FileNotFoundError):
            if self._now() - path.stat().st_mtime > self._options.stale_seconds:
                aside = path.with_name(f"{path.stem}-{secrets.token_hex(4)}.stale")
                path.rename(aside)  # only one worker can
                aside.unlink()

    @contextmanager
    def _kept_alive(self, claim: Claim) -> Iterator[None]:
        """A while in which the claim is touched, by a thread of its own."""
        over = threading.Event()
        path = self._path(claim.file, ".claim")

        def touch() -> None:
            while not over.wait(self._options.stale_seconds / 8):
                with suppress(FileNotFoundError):
                    os.utime(path)

        toucher = threading.Thread(target=touch, name="claim", daemon=True)
        toucher.start()
        try:
            yield
        finally:
            over.set()
            toucher.join()

    def _now(self) -> float:
        """The time by the clock that stamps the folder's files, which may be another machine's."""
        clock = self._folder / f"{self._name}.clock"
        clock.touch()
        moment = clock.stat().st_mtime
        clock.unlink()
        return moment

    def _path(self, file: SourceFile, ending: str) -> Path:
        """A changed file is another one: its size and time are part of the key."""
        try:
            status = file.path.stat()
            version = f"{status.st_size} {status.st_mtime_ns}"
        except OSError:
            version = "unreadable"
        text = f"{file.name}\0{version}"
        return self._folder / (
            hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32] + ending
        )
