"""What programs may change in the library, with the rules that hold for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.access.request_bodies import UploadLimits
from bot.access.visitor_limits import VisitorLimits
from bot.api.callers import Caller
from bot.conversation.incoming import IncomingFiles
from bot.conversation.pending import Pending
from bot.conversation.ports import OwnersLibrary, Upload
from bot.conversation.removals import Removals
from bot.errors import NoSuchJob, TooLarge
from storage.collections import collection_names
from storage.file_reports import FileProgress


@dataclass(slots=True, eq=False)
class LibraryChanges:
    """Adds and removes documents.

    Every method raises ``BotError`` or ``StorageError`` for what can go wrong; ``limits`` and
    ``uploads`` change once it is known who may do what.
    """

    library: Pending[OwnersLibrary]
    incoming: IncomingFiles
    removals: Removals
    limits: VisitorLimits
    uploads: UploadLimits

    def remove(self, document_id: str, caller: Caller) -> None:
        """Remove a document, which the page can undo for a while; only the owner may."""
        self.limits.check_may_change(caller.visitor, caller.wording)
        self.removals.remove(document_id)

    def collect(
        self, document_ids: Sequence[str], into: Sequence[str], out_of: Sequence[str],
        caller: Caller,
    ) -> None:  # fmt: skip
        """Put documents into collections and take them out of others; only the owner may."""
        self.limits.check_may_change(caller.visitor, caller.wording)
        self.library.get().collect(document_ids, into=into, out_of=out_of)

    def check_size(self, file: Path, caller: Caller) -> None:
        """Return if a file may be added; raises ``TooLarge``."""
        if file.stat().st_size > self.uploads.file_bytes:
            raise TooLarge(caller.wording.upload_too_large)

    def add(
        self, files: Sequence[tuple[Path, str]], collection: str, caller: Caller
    ) -> tuple[FileProgress, ...]:
        """The jobs of these files, each a path and a name; the files may then vanish.

        They go into that collection, for which one has to be the owner, or into none for "".
        """
        self.limits.check_may_add(caller.visitor, len(files), caller.wording)
        collections = collection_names([collection] if collection else ())
        if collections:
            self.limits.check_may_change(caller.visitor, caller.wording)
        uploads = [Upload(path, name, collections) for path, name in files]
        job_ids = self.incoming.add(uploads)
        return tuple(self.job(job_id, caller) for job_id in job_ids)

    def job(self, job_id: int, caller: Caller) -> FileProgress:
        """Where a file is on its way, or how it ended; raises ``NoSuchJob``.

        Who may read only some collections hears of no file: nobody knows yet whether it is in one.
        """
        job = self.incoming.job(job_id) if caller.visitor.collections is None else None
        if job is None:
            raise NoSuchJob(f"There is no job {job_id}.")
        return job
