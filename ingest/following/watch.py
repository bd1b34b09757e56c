"""Follows folders on a thread of its own, until it is closed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from ingest.adding.finding import Wanted
from ingest.following.folder import followed_folders
from ingest.following.follower import Adds, Follower, NamedLibrary
from ingest.following.waking import woken_by_changes
from ingest.records import SourceFile
from storage.errors import StorageError
from storage.file_reports import FileProgress, FileReport, FolderStatus

SOON_SECONDS = 0.5
"""When to look again while something is still being written or may have been renamed."""

UNTOLD_SECONDS = 3.0
"""When to look again where the system doesn't tell of changes."""

PATROL_SECONDS = 60.0
"""When to look again where it does: folders on other machines change without a word."""

_log = logging.getLogger(__name__)


class FolderWatch:
    """Follows folders; close it before the library."""

    def __init__(
        self,
        roots: Sequence[Path],
        wanted: Wanted,
        open_library: Callable[[], NamedLibrary],
        adds: Adds,
    ) -> None:
        """``open_library`` may take its time; nothing is followed yet."""
        self._folders = followed_folders(roots, wanted)
        self._open_library = open_library
        self._adds = adds
        self._followers: list[Follower] = []
        self._trouble = ""
        self._wake = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, *, remove: Callable[[str], None]) -> None:
        """Follow them from now on; ``remove`` takes the id of a document that goes."""
        if self._folders:
            self._thread = threading.Thread(target=self._run, args=(remove,), name="following")
            self._thread.start()

    def status(self) -> tuple[FolderStatus, ...]:
        """How far each folder is followed."""
        statuses = [one.status for one in self._followers]
        if not statuses:
            statuses = [FolderStatus(one.label, 0, 0) for one in self._folders]
        return tuple(replace(one, trouble=self._trouble or one.trouble) for one in statuses)

    def close(self) -> None:
        """Return once nothing is followed any more."""
        self._closed.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, remove: Callable[[str], None]) -> None:
        try:
            library = self._open_library()
        except Exception as error:  # whoever opens it says so, too
            self._trouble = str(error)
            return
        self._followers = [
            Follower(folder, library, self._adds, remove) for folder in self._folders
        ]
        with woken_by_changes([one.root for one in self._folders], self._wake) as is_told:
            while not self._closed.is_set():
                self._wake.clear()
                usual = PATROL_SECONDS if is_told else UNTOLD_SECONDS
                self._wake.wait(SOON_SECONDS if self._step() else usual)
                if self._wake.is_set():
                    self._closed.wait(SOON_SECONDS)  # changes come in crowds

    def _step(self) -> bool:
        again = False
        try:
            for follower in self._followers:
                again = follower.step() or again
        except StorageError as error:
            self._trouble = str(error)
            return True
        except Exception:
            _log.exception("a fault of Footnote while following folders")
            self._trouble = "A fault of Footnote; its log says more."
            return False
        self._trouble = ""
        return again


class Queue(Protocol):
    """What adding by the queue needs of it; see ``ingest.adding.queue.IngestionQueue``."""

    def enqueue(self, files: Sequence[SourceFile]) -> tuple[int, ...]:
        """The job ids of these files, in order."""

    def progress(self) -> Sequence[FileProgress]:
        """All jobs that were not dismissed."""


class QueuedAdding:
    """Adds files behind those that people added, where they see them on their way."""

    def __init__(self, queue: Queue, *, poll_seconds: float = 0.2) -> None:
        """``queue`` does the work."""
        self._queue = queue
        self._poll_seconds = poll_seconds
        self._closed = threading.Event()

    def add(self, files: Sequence[SourceFile]) -> Sequence[FileReport | None]:
        """How each ended, in order; see ``Adds``."""
        try:
            job_ids = self._queue.enqueue(files) if files else ()
        except RuntimeError:  # the queue was closed
            return [None] * len(files)
        ended: dict[int, FileReport | None] = {}
        while len(ended) < len(job_ids) and not self._closed.is_set():
            jobs = {job.job_id: job for job in self._queue.progress()}
            for job_id in job_ids:
                job = jobs.get(job_id)
                if job_id not in ended and (job is None or job.has_ended):
                    ended[job_id] = job.report if job else None
            time.sleep(self._poll_seconds if len(ended) < len(job_ids) else 0)
        return [ended.get(job_id) for job_id in job_ids]

    def close(self) -> None:
        """Wait for nothing any more."""
        self._closed.set()
