from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ingest.adding.pace import Pace
from ingest.adding.queue import IngestionQueue
from ingest.errors import ReadingCancelled
from ingest.ports import IsCancelled, OnProgress
from ingest.read_outcome import PASSAGES_TOGETHER, KnownFile, ReadOutcome
from ingest.records import SourceFile
from ingest.reporting import ReportBuilder
from storage.errors import ModelUnavailable
from storage.file_reports import FileProgress, FileReport, FileState, Stage


@dataclass
class StepByStep:
    """An ingestor that goes on only when told, and ends as the file's name says.

    Each file needs one ``go`` to be read and, where ``holds`` is set, one ``take`` to be taken in.
    """

    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    take: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    holds: bool = False
    encodes: bool = True
    taken: list[str] = field(default_factory=list)
    together: list[int] = field(default_factory=list)

    def read(
        self, file: SourceFile, *, on_progress: OnProgress, is_cancelled: IsCancelled
    ) -> ReadOutcome:
        self.taken.append(file.name)
        on_progress("reading", 1, 4)
        passed(self.go, is_cancelled)
        if file.name == "unreadable":
            return as_report(file, "failed")
        on_progress("encoding", 0, 9)
        return KnownFile(ReportBuilder(file, 0.0), Path.cwd().stat(), "text")

    def encode(self, outcomes: Sequence[ReadOutcome]) -> Sequence[ReadOutcome]:
        if not self.encodes:
            raise ZeroDivisionError("oops")
        self.together.append(len(outcomes))
        return outcomes

    def add(
        self, outcome: ReadOutcome, *, on_progress: OnProgress, is_cancelled: IsCancelled
    ) -> FileReport:
        assert isinstance(outcome, KnownFile)
        file = outcome.report.file
        on_progress("encoding", 3, 9)
        if self.holds:
            passed(self.take, is_cancelled)
        if file.name == "fault":
            raise ZeroDivisionError("oops")
        return as_report(file, "failed" if file.name.startswith("bad") else "ready")


def passed(gate: threading.Semaphore, is_cancelled: IsCancelled) -> None:
    while not gate.acquire(timeout=0.01):
        if is_cancelled():
            raise ReadingCancelled("stopped")


def as_report(file: SourceFile, state: FileState) -> FileReport:
    return FileReport(str(file.path), file.name, "id", state, 4, (), 9, "", 0.1)


@contextmanager
def running(ingestor: StepByStep) -> Iterator[IngestionQueue]:
    queue = IngestionQueue(lambda: ingestor)
    try:
        yield queue
    finally:
        queue.close()


def files(*names: str) -> list[SourceFile]:
    return [SourceFile(Path("/somewhere") / name, name) for name in names]


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


def stages(queue: IngestionQueue) -> list[Stage]:
    return [job.stage for job in queue.progress()]


def job(queue: IngestionQueue, job_id: int) -> FileProgress:
    return next(each for each in queue.progress() if each.job_id == job_id)


def test_files_are_taken_in_order_and_reported() -> None:
    ingestor = StepByStep()
    with running(ingestor) as queue:
        ids = queue.submit(files("a", "b", "bad"))
        until(lambda: stages(queue) == ["reading", "waiting", "waiting"])
        first = job(queue, ids[0])
        assert (first.name, first.done, first.total, first.report) == ("a", 1, 4, None)
        ingestor.go.release(3)
        until(lambda: stages(queue) == ["done"] * 3)
        assert ingestor.taken == ["a", "b", "bad"]
        reports = [each.report for each in queue.progress()]
        assert [report.state for report in reports if report] == ["ready", "ready", "failed"]


def test_files_that_a_question_waits_for_come_before_all_that_wait() -> None:
    ingestor = StepByStep()
    with running(ingestor) as queue:
        queue.submit(files("a", "b", "c"))
        until(lambda: ingestor.taken == ["a"])
        queue.submit(files("x", "y"), first=True)
        queue.submit(files("d"))
        ingestor.go.release(6)
        until(lambda: stages(queue) == ["done"] * 6)
    assert ingestor.taken == ["a", "x", "y", "b", "c", "d"]


def test_cancelling_waiting_and_running_jobs() -> None:
    ingestor = StepByStep()
    with running(ingestor) as queue:
        first, second, third = queue.submit(files("a", "b", "c"))
        until(lambda: job(queue, first).stage == "reading")
        queue.cancel(second)
        assert job(queue, second).stage == "cancelled"
        queue.cancel(first)
        until(lambda: job(queue, first).stage == "cancelled")
        assert job(queue, first).report is None
        ingestor.go.release()
        until(lambda: job(queue, third).stage == "done")
        queue.cancel(third)
        assert stages(queue) == ["cancelled", "cancelled", "done"]
        assert ingestor.taken == ["a", "c"]


def test_the_next_files_are_read_and_encoded_while_one_is_taken_in_and_not_all_of_them() -> None:
    ingestor = StepByStep(holds=True)
    with running(ingestor) as queue:
        count = 5 * PASSAGES_TOGETHER
        queue.submit(files(*map(str, range(count))))
        ingestor.go.release(count)
        until(lambda: job(queue, 1).done == 3)
        until(lambda: len(ingestor.taken) > 2 * PASSAGES_TOGETHER)
        assert stages(queue)[:3] == ["encoding"] * 3
        assert stages(queue)[-1] == "waiting"
        assert len(ingestor.taken) <= 4 * PASSAGES_TOGETHER
        ingestor.take.release(count)
        until(lambda: stages(queue) == ["done"] * count)
        assert ingestor.taken == list(map(str, range(count)))
        assert sum(ingestor.together) == count
        assert max(ingestor.together) > 1


def test_files_that_cannot_be_encoded_together_end_each_for_itself() -> None:
    ingestor = StepByStep()
    ingestor.encodes = False
    with running(ingestor) as queue:
        queue.submit(files("a", "bad", "fault"))
        ingestor.go.release(3)
        until(lambda: stages(queue) == ["done"] * 3)
        ended = [one.report.state for one in queue.progress() if one.report]
        assert ended == ["ready", "failed", "failed"]


def test_a_file_that_cannot_be_read_waits_for_nobody() -> None:
    ingestor = StepByStep(holds=True)
    with running(ingestor) as queue:
        queue.submit(files("a", "unreadable", "c"))
        ingestor.go.release(3)
        until(lambda: stages(queue) == ["encoding", "done", "encoding"])


def test_a_file_that_is_read_and_waits_can_be_cancelled() -> None:
    ingestor = StepByStep(holds=True)
    with running(ingestor) as queue:
        first, second, _ = queue.submit(files("a", "b", "c"))
        ingestor.go.release(3)
        until(lambda: stages(queue) == ["encoding"] * 3)
        until(lambda: sum(ingestor.together) == 3)
        queue.cancel(second)
        assert job(queue, second).stage == "cancelled"
        ingestor.take.release(2)
        until(lambda: stages(queue) == ["done", "cancelled", "done"])
        assert job(queue, first).report is not None
        assert job(queue, second).report is None


def test_retry_starts_failed_and_cancelled_jobs_again_and_no_others() -> None:
    ingestor = StepByStep()
    with running(ingestor) as queue:
        bad, good = queue.submit(files("bad", "good"))
        ingestor.go.release(2)
        until(lambda: stages(queue) == ["done", "done"])
        queue.retry(good)
        queue.retry(bad)
        until(lambda: job(queue, bad).stage == "reading")
        assert job(queue, good).stage == "done"
        queue.cancel(bad)
        until(lambda: job(queue, bad).stage == "cancelled")
        queue.retry(bad)
        ingestor.go.release()
        until(lambda: job(queue, bad).stage == "done")
        assert ingestor.taken == ["bad", "good", "bad", "bad"]


def test_only_jobs_that_are_over_are_forgotten() -> None:
    ingestor = StepByStep()
    with running(ingestor) as queue:
        first, second = queue.submit(files("a", "b"))
        until(lambda: job(queue, first).stage == "reading")
        queue.forget(first)
        queue.forget(second)
        assert len(queue.progress()) == 2
        ingestor.go.release(2)
        until(lambda: stages(queue) == ["done", "done"])
        queue.forget(first)
        queue.forget(99)
        assert [each.job_id for each in queue.progress()] == [second]


def test_a_fault_ends_one_job_only() -> None:
    ingestor = StepByStep()
    with running(ingestor) as queue:
        fault, good = queue.submit(files("fault", "good"))
        ingestor.go.release(2)
        until(lambda: stages(queue) == ["done", "done"])
        report = job(queue, fault).report
        assert report is not None
        assert (report.state, "oops" in report.reason) == ("failed", True)
        assert job(queue, good).report is not None


def test_models_that_cannot_be_had_fail_the_file_and_may_come_later() -> None:
    ingestor = StepByStep()
    missing = [True]

    def make() -> StepByStep:
        if missing:
            raise ModelUnavailable("the encoder can't be had")
        return ingestor

    queue = IngestionQueue(make)
    try:
        (only,) = queue.submit(files("a"))
        until(lambda: stages(queue) == ["done"])
        report = job(queue, only).report
        assert report is not None
        assert (report.state, report.reason) == ("failed", "the encoder can't be had")
        missing.clear()
        ingestor.go.release()
        queue.retry(only)
        until(lambda: stages(queue) == ["done"] and ingestor.taken == ["a"])
    finally:
        queue.close()


def test_closing_stops_what_runs_and_takes_nothing_new() -> None:
    ingestor = StepByStep()
    queue = IngestionQueue(lambda: ingestor)
    queue.submit(files("a", "b"))
    until(lambda: ingestor.taken == ["a"])
    started = time.monotonic()
    queue.close()
    assert time.monotonic() - started < 2
    assert ingestor.taken == ["a"]
    with pytest.raises(RuntimeError, match="closed"):
        queue.submit(files("c"))


def test_uploads_of_one_name_stay_two_documents() -> None:
    ingestor = StepByStep()
    with running(ingestor) as queue:
        queue.submit(files("a.md", "a.md"))
        assert [each.name for each in queue.progress()] == ["a.md", "a (2).md"]


def test_time_left_is_known_once_a_pace_is() -> None:
    pace = Pace()
    assert pace.seconds_left("reading", 10, 100, 1.0) is None
    assert pace.seconds_left("encoding", 0, 50, 1.0) is None
    assert pace.seconds_left("encoding", 10, 50, 2.0) == pytest.approx(8.0)
    pace.note("encoding", 25, 50, seconds=5.0, pages=10)
    assert pace.seconds_left("encoding", 0, 50, 0.0) == pytest.approx(10.0)
    # 90 more pages at 10 a second, then 100 pages of 5 passages at 5 passages a second.
    assert pace.seconds_left("reading", 10, 100, 1.0) == pytest.approx(9 + 100)
    assert pace.seconds_left("saving", 0, 0, 1.0) is None
