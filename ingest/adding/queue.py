"""Files wait here; one thread reads them one after another, one encodes, and one stores them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypedDict

from ingest.adding.adds_files import AddsFiles, encoded_or_as_read
from ingest.adding.ahead import Ahead
from ingest.adding.jobs import Job, failed_report
from ingest.adding.pace import Pace
from ingest.errors import ReadingCancelled
from ingest.names import display_name, told_apart
from ingest.ports import IsCancelled, OnProgress
from ingest.read_outcome import PASSAGES_TOGETHER, ReadOutcome, weight
from ingest.records import SourceFile
from storage.errors import StorageError
from storage.file_reports import ENDED, FileProgress, FileReport, Stage
from storage.records import Document

_log = logging.getLogger(__name__)
# A batch under way ends first: PyTorch takes the program down if it is left in the middle of one.
_GOODBYE_SECONDS = 60.0


class GivenFile(Protocol):
    """A file that somebody gave: where its bytes lie, and what they call it."""

    @property
    def path(self) -> Path:
        """Where its bytes lie."""

    @property
    def name(self) -> str:
        """What they call it."""

    @property
    def collections(self) -> tuple[str, ...]:
        """Those that its document is to be in."""


class IngestionQueue:
    """Adds files in the order given; every call returns at once, from any thread."""

    def __init__(
        self,
        make_ingestor: Callable[[], AddsFiles],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``make_ingestor`` is called for each file, on the queue's reading thread.

        It may take its time, as while models load, and what it raises as ``StorageError`` is what
        the file then fails with.
        """
        self._make_ingestor = make_ingestor
        self._clock = clock
        self._pace = Pace()
        self._jobs: dict[int, Job] = {}
        self._last_id = 0
        self._read: Ahead[_ReadAhead] = Ahead(PASSAGES_TOGETHER)
        self._encoded: Ahead[_ReadAhead] = Ahead(PASSAGES_TOGETHER)
        self._closed = False
        self._changed = threading.Condition()
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for work, name in (
                (self._read_files, "reading"),
                (self._encode_files, "encoding"),
                (self._add_files, "ingestion"),
            )
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, files: Sequence[GivenFile], *, first: bool = False) -> tuple[int, ...]:
        """The job ids of these files, in order; files of the same name are told apart by number.

        ``first`` puts them before all that wait, as where somebody asks a question of them.

        Raises:
            RuntimeError: the queue is closed.
        """
        names = told_apart(display_name(file.name) for file in files)
        return self.enqueue(
            [
                SourceFile(file.path, name, collections=file.collections)
                for file, name in zip(files, names, strict=True)
            ],
            first=first,
        )

    def outdated(self, documents: Sequence[Document]) -> tuple[Document, ...]:
        """Those of the stored documents that would gain from being read again.

        Waits until the library is open, and raises what keeps it from opening.
        """
        return self._make_ingestor().outdated(documents)

    def read_again(self, documents: Sequence[Document]) -> tuple[int, ...]:
        """The job ids of these stored documents, whose originals are read again.

        Each is searched as it was until its new passages take the place of the old, all at once.

        Raises:
            StorageError: an original is missing.
            RuntimeError: the queue is closed.
        """
        ingestor = self._make_ingestor()
        return self.enqueue([ingestor.original_of(document) for document in documents])

    def enqueue(self, files: Sequence[SourceFile], *, first: bool = False) -> tuple[int, ...]:
        """The job ids of these files, in order, under the names that they have.

        Raises:
            RuntimeError: the queue is closed.
        """
        with self._changed:
            if self._closed:
                raise RuntimeError("the queue is closed")
            job_ids = range(self._last_id + 1, self._last_id + 1 + len(files))
            self._last_id += len(files)
            for job_id, file in zip(job_ids, files, strict=True):
                self._jobs[job_id] = Job(job_id, file, comes_first=first)
            self._changed.notify_all()
        return tuple(job_ids)

    def progress(self) -> tuple[FileProgress, ...]:
        """Where every job is that wasn't dismissed, oldest first."""
        with self._changed:
            now = self._clock()
            return tuple(job.as_progress(now, self._pace) for job in self._jobs.values())

    def cancel(self, job_id: int) -> None:
        """Stop a job that isn't over; nothing of its file is kept. Other ids change nothing."""
        with self._changed:
            job = self._jobs.get(job_id)
            if job is None or job.stage in ENDED:
                return
            job.is_cancelled = True
            if job.stage == "waiting" or job.is_ahead:
                job.stage = "cancelled"

    def retry(self, job_id: int) -> None:
        """Start a cancelled or failed job again, behind those waiting. Others stay as they are."""
        with self._changed:
            job = self._jobs.get(job_id)
            if job is None or not job.can_be_retried:
                return
            del self._jobs[job_id]
            self._jobs[job_id] = Job(job_id, job.file)
            self._changed.notify_all()

    def forget(self, job_id: int) -> None:
        """Drop a job that is over from the list. Others stay as they are."""
        with self._changed:
            job = self._jobs.get(job_id)
            if job is not None and job.stage in ENDED:
                del self._jobs[job_id]

    def close(self) -> None:
        """Stop what runs and give up what waits; returns once the threads are at rest."""
        with self._changed:
            self._closed = True
            for job in self._jobs.values():
                job.is_cancelled = True
            self._changed.notify_all()
        self._read.close()
        self._encoded.close()
        for thread in self._threads:
            thread.join(_GOODBYE_SECONDS)

    def _read_files(self) -> None:
        while (job := self._next_to_read()) is not None:
            with self._its_end(job):
                ingestor = self._make_ingestor()
                outcome = ingestor.read(job.file, **self._watched(job))
                if isinstance(outcome, FileReport):
                    self._finish(job, outcome)
                else:
                    self._hand_over(_ReadAhead(job, ingestor, outcome))

    def _encode_files(self) -> None:
        while group := self._read.take(PASSAGES_TOGETHER):
            wanted = [one for one in group if not one.job.is_cancelled]
            read = [one.outcome for one in wanted]
            encoded = encoded_or_as_read(group[0].ingestor, read)
            for one, outcome in zip(wanted, encoded, strict=True):
                self._encoded.put(replace(one, outcome=outcome), weight(outcome))

    def _add_files(self) -> None:
        while group := self._encoded.take():
            for read in group:
                if self._begin_to_add(read.job):
                    with self._its_end(read.job):
                        report = read.ingestor.add(read.outcome, **self._watched(read.job))
                        self._finish(read.job, report)

    def _watched(self, job: Job) -> _Watching:
        """How the work on a job tells where it is, and hears that it is to stop."""
        return {
            "on_progress": lambda stage, done, total: self._note(job, stage, done, total),
            "is_cancelled": lambda: job.is_cancelled,
        }

    @contextmanager
    def _its_end(self, job: Job) -> Iterator[None]:
        """What goes wrong is the end of this job alone."""
        try:
            yield
        except ReadingCancelled:
            self._finish(job, None)
        except StorageError as error:
            self._finish(job, failed_report(job.file, str(error)))
        except Exception as error:
            _log.exception("a fault of Footnote while adding %s", job.file.path)
            self._finish(job, failed_report(job.file, f"a fault of Footnote: {error!r}"))

    def _next_to_read(self) -> Job | None:
        """The next job, once there is one; ``None`` once the queue is closed."""
        with self._changed:
            while not self._closed:
                waiting = [job for job in self._jobs.values() if job.stage == "waiting"]
                if waiting:
                    job = min(waiting, key=lambda one: not one.comes_first)
                    job.enter("reading", 0, 0, self._clock())
                    return job
                self._changed.wait()
            return None

    def _hand_over(self, read: _ReadAhead) -> None:
        with self._changed:
            if read.job.is_cancelled:
                raise ReadingCancelled("stopped")
            read.job.is_ahead = True
        self._read.put(read, weight(read.outcome))

    def _begin_to_add(self, job: Job) -> bool:
        """Whether a job that was read ahead is still wanted."""
        with self._changed:
            job.is_ahead = False
            job.stage_started = self._clock()  # the time that it waited says nothing of pace
            return not job.is_cancelled

    def _note(self, job: Job, stage: Stage, done: int, total: int) -> None:
        with self._changed:
            now = self._clock()
            job.enter(stage, done, total, now)
            self._pace.note(stage, done, total, seconds=now - job.stage_started, pages=job.pages)

    def _finish(self, job: Job, report: FileReport | None) -> None:
        with self._changed:
            job.report = report
            job.enter("cancelled" if report is None else "done", 0, 0, self._clock())


@dataclass(frozen=True, slots=True)
class _ReadAhead:
    """A job whose file is read and waits to be stored, by the ingestor that read it."""

    job: Job
    ingestor: AddsFiles
    outcome: ReadOutcome


class _Watching(TypedDict):
    on_progress: OnProgress
    is_cancelled: IsCancelled
