"""What is known of a file between the two halves of its story: read, and not yet stored."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TypeAlias

from ingest.formats.records import ReadDocument
from ingest.parts import UnpackedParts
from ingest.reporting import ReportBuilder
from storage.file_reports import FileReport
from storage.records import DocumentKind, PassageDraft


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that was read and split; ``seen`` is what it was when that began.

    ``parts[i]`` is what came of reading the file ``unpacked.files[i]`` inside it.
    """

    report: ReportBuilder
    seen: os.stat_result
    document: ReadDocument
    passages: tuple[PassageDraft, ...]
    unpacked: UnpackedParts
    parts: tuple[ReadOutcome, ...]


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file whose content the library held when it was looked at, so that it wasn't read."""

    report: ReportBuilder
    seen: os.stat_result
    kind: DocumentKind


ReadOutcome: TypeAlias = "FileRead | KnownFile | FileReport"
"""What the first half leaves to the second; a report where the story ended already."""
