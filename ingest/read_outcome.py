"""What is known of a file between the two halves of its story: read, and not yet stored."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TypeAlias

from ingest.formats.records import ReadDocument
from ingest.parts import UnpackedParts
from ingest.ports import Pair
from ingest.reporting import ReportBuilder
from storage.file_reports import FileReport
from storage.records import DocumentKind, PassageDraft, Vectors

PASSAGES_TOGETHER = 64
"""So many passages of small files are encoded together, and so many wait read or encoded."""


@dataclass(frozen=True, slots=True)
class EncodedAhead:
    """The vectors of a file's passages, row i for passage i, by the encoder of that ``pair``."""

    pair: Pair
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that was read and split; ``seen`` is what it was when that began.

    ``parts[i]`` is what came of reading the file ``unpacked.files[i]`` inside it, ``ahead`` what
    was made of its passages before its turn came.
    """

    report: ReportBuilder
    seen: os.stat_result
    document: ReadDocument
    passages: tuple[PassageDraft, ...]
    unpacked: UnpackedParts
    parts: tuple[ReadOutcome, ...]
    ahead: EncodedAhead | None = None


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file whose content the library held when it was looked at, so that it wasn't read."""

    report: ReportBuilder
    seen: os.stat_result
    kind: DocumentKind


ReadOutcome: TypeAlias = "FileRead | KnownFile | FileReport"
"""What the first half leaves to the second; a report where the story ended already."""


def weight(outcome: ReadOutcome) -> int:
    """How many passages it holds, with those of what is inside it; at least one."""
    if not isinstance(outcome, FileRead):
        return 1
    return max(1, len(outcome.passages)) + sum(map(weight, outcome.parts))
