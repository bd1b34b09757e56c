"""Files that are being added, as HTML: how far each is, how it ended, what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.html.text import shown
from bot.html.wording import Wording, all_counted, counted
from storage.file_reports import FileProgress, FileReport
from storage.printing import page_ranges

WAITING_SHOWN = 3
"""How many files that wait for their turn are listed; the rest is one line."""

ENDED_BEFORE_DISMISS_ALL = 2

_REST = Markup(
    '<li class="rest"><span>{says}</span><button type="button" class="quiet" data-act="{act}">'
    "{text}</button></li>"
)
_JOB = Markup(
    '<li class="job {state}"><bdi class="name">{name}</bdi><span class="stage">{says}</span>'
    "{bar}{buttons}</li>"
)
BAR = Markup('<progress max="{total}" value="{done}" aria-label="{says}"></progress>')
"""How far something is."""
_BUTTON = Markup(
    '<button type="button" class="quiet" data-act="{act}" data-id="{job_id}" title="{title}" '
    'aria-label="{title}">{text}</button>'
)


def jobs_html(jobs: Sequence[FileProgress], wording: Wording) -> Markup:
    """The files that are being added and those that failed, each with what can be done.

    A file that is ready isn't among them: it is in the list of documents.
    """
    shown_jobs = [job for job in jobs if _state(job) != "ready"]
    waiting = [job for job in shown_jobs if job.stage == "waiting"]
    hidden = frozenset(job.job_id for job in waiting[WAITING_SHOWN:])
    ended = [job for job in shown_jobs if job.has_ended]
    rows = [_job(job, wording) for job in shown_jobs if job.job_id not in hidden]
    if hidden:
        says = counted(len(hidden), wording.more_waiting)
        rows.append(_REST.format(says=says, act="cancel-all", text=wording.cancel_all))
    if len(ended) > ENDED_BEFORE_DISMISS_ALL:
        rows.append(_REST.format(says="", act="dismiss-all", text=wording.dismiss_all))
    return Markup('<ul class="jobs">{}</ul>').format(Markup("").join(rows)) if rows else Markup("")


def added_html(jobs: Sequence[FileProgress], headline: str, wording: Wording) -> Markup:
    """What became of files that were added with a question, as a part of the conversation."""
    rows = Markup("").join(
        Markup('<li class="{}"><bdi class="name">{}</bdi> <span class="stage">{}</span>{}</li>')
        .format(_state(job), shown(job.name), job_says(job, wording), _bar(job, wording))
        for job in jobs
    )  # fmt: skip
    return Markup('<div class="note" role="status">{}<ul class="jobs">{}</ul></div>').format(
        Markup("<p>{}</p>").format(headline) if headline else Markup(""), rows
    )


def job_says(job: FileProgress, wording: Wording) -> str:
    """Where a file is now, or how it ended, in one line."""
    if job.stage == "cancelled":
        return wording.outcome_cancelled
    if job.report is not None:
        return _outcome_says(job.report, wording)
    parts = [wording.stages[job.stage]]
    if job.total and job.stage in wording.progress:
        parts = [wording.progress[job.stage].format(done=job.done, total=job.total)]
    if job.stage == "reading" and job.pages_per_second > 0:
        parts.append(wording.speed.format(speed=f"{job.pages_per_second:.0f}"))
    if job.seconds_left is not None and job.seconds_left >= 1:
        parts.append(time_left(job.seconds_left, wording))
    return ", ".join(parts)


def _job(job: FileProgress, wording: Wording) -> Markup:
    name = shown(job.name)
    buttons: list[Markup] = []
    if not job.has_ended:
        cancel = wording.cancel.format(name=name)
        buttons.append(
            _BUTTON.format(act="cancel", job_id=job.job_id, title=cancel, text=Markup("&times;"))
        )
    else:
        is_final = job.report is not None and job.report.is_final
        if _state(job) in ("failed", "cancelled") and not is_final:
            retry = wording.retry
            buttons.append(_BUTTON.format(act="retry", job_id=job.job_id, title=retry, text=retry))
        says = wording.dismiss
        buttons.append(_BUTTON.format(act="dismiss", job_id=job.job_id, title=says, text=says))
    return _JOB.format(
        state=_state(job),
        name=name,
        says=job_says(job, wording),
        bar=_bar(job, wording),
        buttons=Markup('<span class="buttons">{}</span>').format(Markup("").join(buttons)),
    )


def _state(job: FileProgress) -> str:
    if job.stage == "cancelled":
        return "cancelled"
    return job.report.state.replace(" ", "-") if job.report is not None else "running"


def _bar(job: FileProgress, wording: Wording) -> Markup:
    if job.stage == "waiting" or job.has_ended:
        return Markup("")
    if not job.total:
        return Markup('<progress aria-label="{}"></progress>').format(job_says(job, wording))
    return BAR.format(total=job.total, done=job.done, says=job_says(job, wording))


def _outcome_says(report: FileReport, wording: Wording) -> str:
    if report.state == "failed":
        return wording.outcome_failed.format(reason=shown(report.reason))
    if report.state == "unchanged":
        return wording.outcome_unchanged
    if report.state == "partly ready":
        return wording.outcome_partly.format(pages=page_ranges(report.pages_without_text))
    size = all_counted((report.pages, wording.pages), (report.passages, wording.passages))
    return wording.outcome_ready.format(size=size)


def time_left(seconds: float, wording: Wording) -> str:
    """About how long something takes yet, in seconds or minutes."""
    if seconds < 90:
        return wording.seconds_left.format(seconds=round(seconds))
    return wording.minutes_left.format(minutes=round(seconds / 60))
