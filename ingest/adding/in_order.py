"""Adds files one after another: the next are read and encoded while one is stored."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from ingest.adding.adds_files import AddsFiles, encoded_or_as_read
from ingest.adding.ahead import Ahead
from ingest.encoding import ignore_progress
from ingest.errors import ReadingCancelled
from ingest.read_outcome import PASSAGES_TOGETHER, ReadOutcome, weight
from ingest.records import SourceFile
from storage.file_reports import FileReport


def add_all(ingestor: AddsFiles, files: Iterable[SourceFile]) -> Generator[FileReport, None, None]:
    """How each file ended, in order, each told when it is safe.

    ``files`` are taken on another thread; what they raise comes once those before are told.
    """
    read: Ahead[ReadOutcome] = Ahead(PASSAGES_TOGETHER)
    encoded: Ahead[ReadOutcome] = Ahead(PASSAGES_TOGETHER)
    stopped = threading.Event()

    def reading() -> None:
        try:
            for file in files:
                outcome = ingestor.read(
                    file, on_progress=ignore_progress, is_cancelled=stopped.is_set
                )
                if not read.put(outcome, weight(outcome)):
                    return
        except ReadingCancelled:
            return
        finally:
            read.end()

    def encoding() -> None:
        try:
            while group := read.take(PASSAGES_TOGETHER):
                for outcome in encoded_or_as_read(ingestor, group):
                    if not encoded.put(outcome, weight(outcome)):
                        return
        finally:
            encoded.end()
            read.close()  # where it failed, nothing more need be read

    with ExitStack() as stack:
        threads = stack.enter_context(ThreadPoolExecutor(2, thread_name_prefix="ahead"))
        stack.callback(encoded.close)
        stack.callback(read.close)
        stack.callback(stopped.set)
        at_work = [threads.submit(reading), threads.submit(encoding)]
        while group := encoded.take():
            for outcome in group:
                yield ingestor.add(
                    outcome, on_progress=ignore_progress, is_cancelled=stopped.is_set
                )
        for one in at_work:
            one.result()
