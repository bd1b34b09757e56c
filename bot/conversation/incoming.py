"""Files that are being added: each upload is deleted once its job can no longer need it."""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from uuid import uuid4

from bot.conversation.ports import Ingestion, Upload
from storage.file_reports import FileProgress
from storage.records import Document
from storage.text.characters import is_shown

SHOWN_SECONDS = 8.0
"""How long a file that was added stays in the list of those that are being added."""

ENDED_REMEMBERED = 10_000
"""How many jobs are remembered for programs that ask later how one ended."""

LONGEST_NAME = 200

LONGEST_PATH = 1_000

_DRIVE = re.compile(r"[A-Za-z]:")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}")


class IncomingFiles:
    """Hands files to ingestion, and deletes them afterwards."""

    def __init__(
        self, folder: Path, ingestion: Ingestion, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Uploads are kept in ``folder``, which is made when first needed."""
        self._folder = folder
        self._ingestion = ingestion
        self._clock = clock
        self._paths: dict[int, Path] = {}
        self._finished_at: dict[int, float] = {}
        self._ended: OrderedDict[int, FileProgress] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, files: Sequence[Upload], *, first: bool = False) -> tuple[int, ...]:
        """The job ids of these files, which are linked or copied at once and may then vanish.

        ``first`` puts them before all files that wait.
        """
        kept = [replace(file, path=self._keep(file), name=clean_name(file.name)) for file in files]
        with self._lock:
            job_ids = self._ingestion.submit(kept, first=first)
            self._paths.update(zip(job_ids, (file.path for file in kept), strict=True))
        return job_ids

    def jobs(self) -> tuple[FileProgress, ...]:
        """The jobs worth showing, oldest first; files added long ago are no longer among them."""
        with self._lock:
            jobs = tuple(self._ingestion.progress())
            self._delete_unneeded(jobs)
            now = self._clock()
            finished = {job.job_id for job in jobs if _went_well(job)}
            self._finished_at = {job_id: self._finished_at.get(job_id, now) for job_id in finished}
            stale = {
                job_id for job_id, since in self._finished_at.items() if now - since > SHOWN_SECONDS
            }
            self._remember(job for job in jobs if job.has_ended)
            for job_id in stale:
                self._ingestion.forget(job_id)
        return tuple(job for job in jobs if job.job_id not in stale)

    def job(self, job_id: int) -> FileProgress | None:
        """Where a job is, or how it ended, also long after it left the list; ``None`` for none."""
        shown = {job.job_id: job for job in self.jobs()}
        with self._lock:
            return shown.get(job_id) or self._ended.get(job_id)

    def outdated(self, documents: Sequence[Document]) -> tuple[Document, ...]:
        """Those of the stored documents that would gain from being read again."""
        return self._ingestion.outdated(documents)

    def read_again(self, documents: Sequence[Document]) -> None:
        """Have the originals of stored documents read again; raises ``StorageError``."""
        self._ingestion.read_again(documents)

    def cancel(self, job_id: int) -> None:
        """Stop a job."""
        self._ingestion.cancel(job_id)

    def retry(self, job_id: int) -> None:
        """Start a failed or cancelled job again."""
        self._ingestion.retry(job_id)

    def dismiss(self, job_id: int) -> None:
        """Remove a finished job from the list."""
        self.jobs()  # so that its end is remembered
        self._ingestion.forget(job_id)

    def cancel_all(self) -> None:
        """Stop every job that isn't finished."""
        for job in self._ingestion.progress():
            if not job.has_ended:
                self._ingestion.cancel(job.job_id)

    def dismiss_all(self) -> None:
        """Remove every finished job from the list."""
        for job in self.jobs():  # whose ends are remembered by that
            if job.has_ended:
                self._ingestion.forget(job.job_id)

    def _keep(self, file: Upload) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        suffix = PurePosixPath(file.name).suffix
        kept = self._folder / (uuid4().hex + (suffix if _SUFFIX.fullmatch(suffix) else ""))
        try:
            os.link(file.path, kept)
        except OSError:  # another file system, or one without links
            shutil.copyfile(file.path, kept)
        return kept

    def _remember(self, ended: Iterable[FileProgress]) -> None:
        for job in ended:
            self._ended[job.job_id] = job
            self._ended.move_to_end(job.job_id)
        while len(self._ended) > ENDED_REMEMBERED:
            self._ended.popitem(last=False)

    def _delete_unneeded(self, jobs: Sequence[FileProgress]) -> None:
        needed = {job.job_id for job in jobs if not _went_well(job)}
        for job_id in [job_id for job_id in self._paths if job_id not in needed]:
            self._paths.pop(job_id).unlink(missing_ok=True)


def clean_name(name: str) -> str:
    """A visitor's name for a file, without control characters and needless length.

    The folders that it lay in stay where the name is a plain path, as below a dropped folder.
    """
    *folders, base = map(_printable, name.replace("\\", "/").split("/"))
    is_plain = not any(part in ("", ".", "..") or _DRIVE.fullmatch(part) for part in folders)
    path = "/".join([*folders, base or "unnamed"])
    return path if is_plain and len(path) <= LONGEST_PATH else base or "unnamed"


def _printable(part: str) -> str:
    return "".join(each for each in part if is_shown(each)).strip()[-LONGEST_NAME:]


def _went_well(job: FileProgress) -> bool:
    return job.report is not None and job.report.state in ("ready", "unchanged")
