"""A thread that does a store's chores while nobody waits for them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from storage.errors import StorageError

_log = logging.getLogger(__name__)


class Maintenance:
    """Does its chores when it is asked to, one round after another; starts at the first asking."""

    def __init__(self, chores: Callable[[], bool], *, retry_seconds: float) -> None:
        """Do these chores, which say whether they are done.

        What isn't done, or raises a ``StorageError``, is tried again after ``retry_seconds``.
        """
        self._chores = chores
        self._retry_seconds = retry_seconds
        self._asked = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def ask(self) -> None:
        """Have the chores done soon."""
        with self._lock:
            if self._stopping:
                return
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._work, name="store maintenance", daemon=True
                )
                self._thread.start()
            self._asked.set()

    def stop(self) -> None:
        """Finish the round that is under way, and do no more."""
        with self._lock:
            self._stopping = True
            thread = self._thread
            self._asked.set()
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _work(self) -> None:
        done = True
        while True:
            self._asked.wait(None if done else self._retry_seconds)
            self._asked.clear()
            if self._stopping:
                return
            try:
                done = self._chores()
            except (StorageError, OSError) as error:
                _log.warning("maintenance of the library failed for now: %s", error)
                done = False
