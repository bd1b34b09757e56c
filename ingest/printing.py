"""A file's report as the command line prints it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from storage.file_reports import FileReport, FolderStatus, ending_as_json
from storage.printing import page_ranges

NAMED = 20
"""How many files that failed are named at the end."""


def report_as_json(report: FileReport) -> dict[str, Any]:
    """The report as a JSON object; ``document_id`` is null where the bytes weren't read."""
    return {
        "path": report.path,
        "document_id": report.document_id or None,
        **ending_as_json(report),
        "seconds": round(report.seconds, 3),
    }


def report_text(report: FileReport) -> str:
    """The report in one line: name, state, and why or how much; then a line for each note."""
    details = [report.reason] if report.reason else []
    if report.state in ("ready", "partly ready"):
        details.append(f"{report.passages} passage{'' if report.passages == 1 else 's'}")
    if report.pages_without_text:
        details.append(f"no text on page {page_ranges(report.pages_without_text)}")
    line = f"{report.name}: {report.state}" + (f" ({'; '.join(details)})" if details else "")
    return "\n".join((line, *(f"    {note}" for note in report.notes)))


def following_text(folders: Sequence[FolderStatus]) -> str:
    """How far folders are followed: a line for each."""
    lines = []
    for one in folders:
        waiting = f", {one.waiting} waiting" if one.waiting else ""
        trouble = f". {one.trouble}" if one.trouble else ""
        files = f"{one.files} file{'' if one.files == 1 else 's'}"
        lines.append(f"following {one.name}: {files}{waiting}{trouble}")
    return "\n".join(lines)


def summary_text(reports: Sequence[FileReport]) -> str:
    """All reports in one line: how many were added, were there already, and failed, by name."""
    failed = [report.name for report in reports if report.state == "failed"]
    unchanged = sum(report.state == "unchanged" for report in reports)
    parts = [f"{len(reports) - unchanged - len(failed)} added"]
    if unchanged:
        parts.append(f"{unchanged} there already")
    if failed:
        more = f" and {len(failed) - NAMED} more" if len(failed) > NAMED else ""
        parts.append(f"{len(failed)} failed: {', '.join(failed[:NAMED])}{more}")
    return ", ".join(parts)
