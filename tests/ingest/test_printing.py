from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.printing import NAMED, report_as_json, report_text, summary_text
from storage.file_reports import FileReport, FileState


def report(
    state: FileState = "ready", *, reason: str = "", without: tuple[int, ...] = ()
) -> FileReport:
    return FileReport(
        path="/files/a.pdf",
        name="a.pdf",
        document_id="" if state == "failed" else "ab" * 32,
        state=state,
        pages=9,
        pages_without_text=without,
        passages=0 if state == "failed" else 12,
        reason=reason,
        seconds=1.23456,
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(report(), "a.pdf: ready (12 passages)", id="ready"),
        pytest.param(
            report("partly ready", without=(1, 3, 4, 5)),
            "a.pdf: partly ready (12 passages; no text on page 1, 3–5)",
            id="partly ready",
        ),
        pytest.param(report("unchanged"), "a.pdf: unchanged", id="unchanged"),
        pytest.param(report("failed", reason="empty"), "a.pdf: failed (empty)", id="failed"),
    ],
)
def test_one_line(given: FileReport, expected: str) -> None:
    assert report_text(given) == expected


def test_json_has_the_documented_keys_and_no_id_for_unread_bytes() -> None:
    printed = report_as_json(report("failed", reason="empty"))
    assert list(printed) == [
        "path", "document_id", "state", "pages", "pages_without_text", "passages", "reason",
        "notes", "seconds",
    ]  # fmt: skip
    assert printed["document_id"] is None


def test_all_files_end_in_one_line_that_names_those_that_failed() -> None:
    states: list[FileState] = ["ready", "partly ready", "unchanged", "failed", "failed"]
    reports = [replace(report(state), name=f"{number}.pdf") for number, state in enumerate(states)]
    assert summary_text(reports) == "2 added, 1 there already, 2 failed: 3.pdf, 4.pdf"
    assert summary_text(reports[:2]) == "2 added"
    many = [report("failed")] * (NAMED + 5)
    assert summary_text(many).endswith(" and 5 more")
