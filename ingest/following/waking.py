"""Hears of changes in folders from the system, where it can tell."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_READING = ("opened", "closed_no_write")  # what reading a file tells, too


@contextmanager
def woken_by_changes(folders: Sequence[Path], wake: threading.Event) -> Iterator[bool]:
    """Sets ``wake`` at each change below the folders; gives whether the system tells of them.

    It may not, as where it watches too many files already: then whoever waits has to look.
    """
    from watchdog.events import FileSystemEvent, FileSystemEventHandler  # noqa: PLC0415 - few watch
    from watchdog.observers import Observer  # noqa: PLC0415 - as above

    class Handler(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if event.event_type not in _READING:
                wake.set()

    observer = Observer()
    try:
        for folder in folders:
            observer.schedule(Handler(), str(folder), recursive=True)
        observer.start()
    except (OSError, RuntimeError):
        yield False
        return
    try:
        yield True
    finally:
        observer.stop()
        observer.join()
