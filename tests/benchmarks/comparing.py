"""Two ways of doing one thing, measured by turns, and the table of their times and ratios."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import psutil  # type: ignore[import-untyped]
import torch

from storage.processors import available_processors

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Row:
    """One stage: seconds, and Footnote's over the reference's; no ratio without a reference."""

    stage: str
    ours_seconds: float
    theirs_seconds: float | None
    ratio: float | None
    lowest_ratio: float | None
    highest_ratio: float | None


@dataclass(frozen=True, slots=True)
class Measuring:
    """How often, by which clock, and on how many threads (None: all processors)."""

    rounds: int
    clock: Callable[[], float]
    threads: int | None = None

    def compared(
        self, stage: str, ours: Callable[[], object], theirs: Callable[[], object] | None
    ) -> Row:
        """Both by turns; the first time each may have to warm up, which a median passes over.

        The other one computes as it would without us.
        """
        calls = [ours]
        if theirs is not None:
            calls.append(partial(with_helpers, theirs, self.threads))
        rounds = [[self.seconds(call) for call in calls] for _ in range(self.rounds)]
        return as_row(stage, rounds)

    def seconds(self, call: Callable[[], object]) -> float:
        """How long it took."""
        started = self.clock()
        call()
        return self.clock() - started


def with_helpers(call: Callable[[], Result], threads: int | None = None) -> Result:
    """What a call returns that lets PyTorch share each operation over all processors.

    That is what it does by itself, and Footnote, whose workers compute alone, has it not do.
    """
    torch.set_num_threads(threads or available_processors())
    try:
        return call()
    finally:
        torch.set_num_threads(1)


def processor_seconds() -> float:
    """What this process and its reading processes used of the processor so far."""
    children = psutil.Process().children(recursive=True)
    times = [child.cpu_times() for child in children]
    return time.process_time() + float(sum(each.user + each.system for each in times))


def timed(call: Callable[[], object]) -> float:
    """How many seconds it took by the clock on the wall."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def as_row(stage: str, rounds: Sequence[Sequence[float]]) -> Row:
    """The medians of rounds of our seconds and, where there are any, theirs."""
    ours = statistics.median(one[0] for one in rounds)
    if len(rounds[0]) == 1:
        return Row(stage, ours, None, None, None, None)
    ratios = [own / other for own, other in rounds]
    theirs = statistics.median(other for _, other in rounds)
    return Row(stage, ours, theirs, statistics.median(ratios), min(ratios), max(ratios))


HEAD = "| stage | Footnote, s | reference, s | ratio (range) |\n|---|---|---|---|"


def line(row: Row) -> str:
    """The row's line in the table."""
    theirs = "" if row.theirs_seconds is None else f"{row.theirs_seconds:.4f}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    if row.lowest_ratio is not None:
        ratio += f" ({row.lowest_ratio:.2f}-{row.highest_ratio:.2f})"
    return f"| {row.stage} | {row.ours_seconds:.4f} | {theirs} | {ratio} |"
