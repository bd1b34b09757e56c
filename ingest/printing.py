"""A file's report as the command line prints it."""

from __future__ import annotations

from typing import Any

from ingest.records import FileReport


def report_as_json(report: FileReport) -> dict[str, Any]:
    """The report as a JSON object; ``document_id`` is null where the bytes weren't read."""
    return {
        "path": report.path,
        "document_id": report.document_id or None,
        "state": report.state,
        "pages": report.pages,
        "pages_without_text": list(report.pages_without_text),
        "passages": report.passages,
        "reason": report.reason,
        "seconds": round(report.seconds, 3),
    }


def report_text(report: FileReport) -> str:
    """The report in one line: name, state, and why or how much."""
    details = [report.reason] if report.reason else []
    if report.state in ("ready", "partly ready"):
        details.append(f"{report.passages} passage{'' if report.passages == 1 else 's'}")
    if report.pages_without_text:
        details.append(f"no text on page {_ranges(report.pages_without_text)}")
    return f"{report.name}: {report.state}" + (f" ({'; '.join(details)})" if details else "")


def _ranges(numbers: tuple[int, ...]) -> str:
    """Ascending numbers in short: 1, 3-5."""
    groups: list[list[int]] = []
    for number in numbers:
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return ", ".join(
        str(group[0]) if len(group) == 1 else f"{group[0]}-{group[-1]}" for group in groups
    )
