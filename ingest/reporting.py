"""A file's report, from the little that is known at first to how it ended."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ingest.names import display_name
from ingest.records import SourceFile
from storage.file_reports import FileReport, FileState
from storage.records import PutReceipt


@dataclass(slots=True)
class ReportBuilder:
    """Filled in as the file is got to know; ``started`` is a reading of ``perf_counter``.

    The report's seconds are those of work: from ``pause`` to ``resume`` the file only waited.
    """

    file: SourceFile
    started: float
    document_id: str = ""
    pages: int = 0
    pages_without_text: tuple[int, ...] = ()
    passages: int = 0
    notes: tuple[str, ...] = ()
    paused: float = 0.0

    def pause(self) -> None:
        """The file waits from now on."""
        self.paused = time.perf_counter()

    def resume(self) -> None:
        """The work on it goes on."""
        self.started += time.perf_counter() - self.paused

    def failed(self, reason: str, *, is_final: bool = False) -> FileReport:
        """The report on a file that wasn't added; ``is_final`` where it would fail again."""
        self.passages = 0
        return self._finished("failed", reason, is_final=is_final)

    def unchanged(self, reason: str, receipt: PutReceipt | None = None) -> FileReport:
        """The report on content that was in the library before."""
        return self._finished("unchanged", "; ".join(filter(None, (reason, _replaced(receipt)))))

    def stored(self, receipt: PutReceipt) -> FileReport:
        """The report on a document that is now in the library."""
        state: FileState = "partly ready" if self.pages_without_text else "ready"
        return self._finished(state, _replaced(receipt))

    def _finished(self, state: FileState, reason: str, *, is_final: bool = False) -> FileReport:
        return FileReport(
            path=display_name(str(self.file.path)),
            name=self.file.name,
            document_id=self.document_id,
            state=state,
            pages=self.pages,
            pages_without_text=self.pages_without_text,
            passages=self.passages,
            reason=reason,
            seconds=time.perf_counter() - self.started,
            notes=self.notes,
            is_final=is_final,
        )


def _replaced(receipt: PutReceipt | None) -> str:
    return "replaced the earlier version" if receipt and receipt.replaced_document_ids else ""
