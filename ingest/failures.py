"""What can go wrong with a file, in words."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from ingest.errors import (
    DamagedFile,
    EmptyFile,
    NoTextFound,
    PasswordNeeded,
    ReadingCancelled,
    UnreadableFile,
    UnsupportedFile,
)
from ingest.formats.records import ReadDocument
from ingest.read_outcome import ReadOutcome
from ingest.reporting import ReportBuilder
from storage.errors import StorageError
from storage.file_reports import FileReport
from storage.kinds import KINDS

_PARTS_NAMED = 3
_log = logging.getLogger(__name__)

Result = TypeVar("Result")

# What only another file cures; a busy machine, a full disk or a file in use may be better later.
_FAILING_AGAIN = (EmptyFile, UnsupportedFile, PasswordNeeded, DamagedFile, NoTextFound)


def or_its_failure(report: ReportBuilder, work: Callable[[], Result]) -> Result | FileReport:
    """What the work on a file leads to; what goes wrong with it is its report."""
    try:
        return work()
    except ReadingCancelled:
        raise
    except _FAILING_AGAIN as error:
        return report.failed(str(error), is_final=True)
    except (UnreadableFile, StorageError) as error:
        return report.failed(str(error))
    except OSError as error:
        return report.failed(f"the system can't read the file: {error.strerror or error}")
    except Exception as error:
        _log.exception("a fault of Footnote while adding %s", report.file.path)
        return report.failed(f"a fault of Footnote, not of the file: {error!r}")


def has_changed(before: os.stat_result, after: os.stat_result) -> bool:
    """Whether a file was written to between the two looks."""
    return (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)


def all_failed(parts: Iterable[ReadOutcome]) -> bool:
    """Whether nothing came of any file inside a file, or there was none."""
    return all(isinstance(part, FileReport) and part.state == "failed" for part in parts)


def without_any_text(read: ReadDocument, parts: Sequence[ReadOutcome] = ()) -> str:
    """Why a document without any text isn't added, of whose ``parts`` nothing came either."""
    inside = [f"{one.name}: {one.reason}" for one in parts if isinstance(one, FileReport)]
    return "; ".join((_no_text_in(read), *inside[:_PARTS_NAMED]))


def _no_text_in(read: ReadDocument) -> str:
    if not KINDS[read.kind].has_page_images:
        return "; ".join(("no text in it: neither a letter nor a digit", *read.notes))
    if len(read.pages) == 0:
        return "no text: it has no pages"
    pages = "its page" if len(read.pages) == 1 else f"any of its {len(read.pages)} pages"
    reasons = read.notes if len(read.notes) > 1 else [n.partition(": ")[2] for n in read.notes]
    return f"no text on {pages}: {'; '.join(reasons)}"
