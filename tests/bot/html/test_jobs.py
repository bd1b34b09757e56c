"""Files on their way say where they are, how they ended and what can be done, on the page."""

from __future__ import annotations

import pytest

from bot.html.english import ENGLISH
from bot.html.jobs import WAITING_SHOWN, job_says, jobs_html
from storage.file_reports import FileProgress
from tests.bot.page_fakes import progress_of, report_of


@pytest.mark.parametrize(
    ("job", "says"),
    [
        pytest.param(progress_of(1, "a"), "waiting", id="waiting"),
        pytest.param(
            progress_of(1, "a", "reading", 40, 600, 31.4, 18.0),
            "reading page 40 of 600, 31 pages/s, about 18 s left",
            id="reading",
        ),
        pytest.param(
            progress_of(1, "a", "encoding", 3, 9, 31.4, 600.0),
            "preparing passage 3 of 9, about 10 min left",
            id="encoding",
        ),
        pytest.param(progress_of(1, "a", "cancelled"), "cancelled", id="cancelled"),
        pytest.param(
            progress_of(1, "a", "done", report=report_of("x", "ready", 1, (), 7, "")),
            "ready: 1 page, 7 passages",
            id="ready",
        ),
        pytest.param(
            progress_of(
                1, "a", "done", report=report_of("x", "partly ready", 9, (1, 2, 3, 7), 7, "")
            ),
            "ready, but pages 1–3, 7 contain no text",
            id="partly",
        ),
        pytest.param(
            progress_of(
                1, "a", "done", report=report_of("x", "failed", 0, (), 0, "it needs a password")
            ),
            "can't be read: it needs a password",
            id="failed",
        ),
    ],
)
def test_a_file_on_its_way_says_where_it_is(job: FileProgress, says: str) -> None:
    assert job_says(job, ENGLISH) == says


def test_running_files_can_be_cancelled_and_failed_ones_retried() -> None:
    running = jobs_html([progress_of(3, "a", "reading", 1, 2)], ENGLISH)
    assert 'data-act="cancel" data-id="3"' in running
    assert "retry" not in running
    failed = jobs_html(
        [progress_of(4, "a", "done", report=report_of("", "failed", 0, (), 0, "empty"))], ENGLISH
    )
    assert 'data-act="retry" data-id="4"' in failed
    assert 'data-act="dismiss" data-id="4"' in failed


def test_a_long_queue_is_one_line_after_the_first_few() -> None:
    queue = [
        progress_of(1, "a", "reading", 1, 2),
        *(progress_of(number, "b") for number in range(2, 100)),
    ]
    html = jobs_html(queue, ENGLISH)
    assert html.count('class="job running"') == 1 + WAITING_SHOWN
    assert "95 more waiting" in html
    assert 'data-act="cancel-all"' in html
    assert "cancel-all" not in jobs_html(queue[:3], ENGLISH)


def test_many_that_ended_badly_can_be_dismissed_at_once() -> None:
    failed = [
        progress_of(number, "a", "done", report=report_of("", "failed", 0, (), 0, "empty"))
        for number in range(3)
    ]
    assert 'data-act="dismiss-all"' in jobs_html(failed, ENGLISH)
    assert "dismiss-all" not in jobs_html(failed[:2], ENGLISH)
