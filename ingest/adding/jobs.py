"""Where one file is on its way into the library."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.adding.pace import Pace
from ingest.names import display_name
from ingest.records import SourceFile
from storage.file_reports import FileProgress, FileReport, Stage


@dataclass(slots=True)
class Job:
    """One file on its way, as the queue knows it; changed under the queue's lock only.

    ``is_ahead`` says that it is read and waits for its turn to be stored.
    """

    job_id: int
    file: SourceFile
    comes_first: bool = False
    stage: Stage = "waiting"
    done: int = 0
    total: int = 0
    stage_started: float = 0.0
    pages: int = 0
    pages_per_second: float = 0.0
    is_ahead: bool = False
    is_cancelled: bool = False
    report: FileReport | None = None

    @property
    def can_be_retried(self) -> bool:
        """Whether it ended without becoming a document."""
        failed = self.report is not None and self.report.state == "failed"
        return self.stage == "cancelled" or (self.stage == "done" and failed)

    def enter(self, stage: Stage, done: int, total: int, now: float) -> None:
        """Be where the work is now."""
        if stage != self.stage:
            self.stage_started = now
        self.stage, self.done, self.total = stage, done, total
        if stage == "reading":
            self.pages = total
            if now > self.stage_started:
                self.pages_per_second = done / (now - self.stage_started)

    def as_progress(self, now: float, pace: Pace) -> FileProgress:
        """What people are told about the job."""
        return FileProgress(
            job_id=self.job_id,
            name=self.file.name,
            stage=self.stage,
            done=self.done,
            total=self.total,
            pages_per_second=self.pages_per_second,
            seconds_left=pace.seconds_left(
                self.stage, self.done, self.total, now - self.stage_started
            ),
            report=self.report,
        )


def failed_report(file: SourceFile, reason: str) -> FileReport:
    """The report on a file that ended before anything was known of it."""
    return FileReport(
        path=display_name(str(file.path)),
        name=file.name,
        document_id="",
        state="failed",
        pages=0,
        pages_without_text=(),
        passages=0,
        reason=reason,
        seconds=0.0,
    )
