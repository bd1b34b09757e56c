"""What is said of each file that is added, while that goes on and at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

FileState: TypeAlias = Literal["ready", "partly ready", "unchanged", "failed"]
"""Where every file ends: whole, with pages that hold no text, stored already, or not taken in."""

Stage: TypeAlias = Literal[
    "waiting", "reading", "reading pictures", "splitting", "encoding", "saving", "done", "cancelled"
]


ENDED: tuple[Stage, ...] = ("done", "cancelled")
"""The stages after which nothing more is done for a file."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """How a file ended.

    ``document_id`` is "" where the bytes could not be read. ``reason`` says why a file failed, or
    what else is worth knowing ("replaced the earlier version", "same content as X"), or is "".
    ``notes`` are sentences about the file itself. ``is_final`` says that it would fail again.
    """

    path: str
    name: str
    document_id: str
    state: FileState
    pages: int
    pages_without_text: tuple[int, ...]
    passages: int
    reason: str
    seconds: float
    notes: tuple[str, ...] = ()
    is_final: bool = False


def ending_as_json(report: FileReport) -> dict[str, Any]:
    """How a file ended as a JSON object, without where it lies and what it is called."""
    return {
        "state": report.state,
        "pages": report.pages,
        "pages_without_text": list(report.pages_without_text),
        "passages": report.passages,
        "reason": report.reason,
        "notes": list(report.notes),
    }


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """A folder that is followed: its name, how many files it has, and how many of them wait.

    ``trouble`` says in a sentence what keeps the library from being equal to it, or is "".
    """

    name: str
    files: int
    waiting: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class FileProgress:
    """Where a submitted file is now.

    ``done`` of ``total`` counts pages while reading, those that are pictures while reading
    pictures, and passages while encoding, and is 0 of 0 elsewhere. ``seconds_left`` is ``None``
    while nothing is known about it. ``report`` is there once the stage is "done".
    """

    job_id: int
    name: str
    stage: Stage
    done: int
    total: int
    pages_per_second: float
    seconds_left: float | None
    report: FileReport | None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more is done for the file."""
        return self.stage in ENDED
