"""What a question costs beside busy processes: a table, and a plot as SVG.

    python -m tests.benchmarks.neighbours [--rounds 9] [--json FILE] [--before FILE] [--plot FILE]

A question is encoded and 12 passages of some 180 word pieces are reranked, by turns with the plain
pipeline's models on the same texts, each computing as it does by itself, while 0, 1, 2 and 4 other
processes count, at nice 0 and at nice 10. A fair share beside n of them is (processors + n) /
processors times the time alone. ``taskset -c 0`` before it leaves one processor. ``--before`` is
what ``--json`` wrote for a version before, to stand in the plot. Needs an idle machine.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.models.cross_encoder_weights import native_cross_encoder
from storage.models.encoder import open_encoder
from storage.models.precision import Compute
from storage.models.reranker import open_reranker
from storage.models.weights import ALL_MINILM_L6, packaged_folder
from storage.processors import available_processors
from tests.benchmarks.comparing import timed, with_helpers
from tests.benchmarks.growth import sample_passages
from tests.benchmarks.reference import REFERENCE, ReferencePipeline, load_reference

NEIGHBOURS = (0, 1, 2, 4)
QUESTION = "How long does the kettle need, and what does the warranty cover?"
SETTLING_SECONDS = 1.0
WIDTH, HEIGHT, LEFT, TOP, FOOT = 460, 280, 52, 40, 44
COLOURS = ("#2f6f5e", "#b3541e", "#8a8a8a")


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each round beside so many processes, ours and the plain pipeline's."""

    neighbours: int
    nice: int
    ours: tuple[float, ...]
    theirs: tuple[float, ...]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--cache", type=Path, default=Path(".benchmarks/cache"))
    options = parser.parse_args()
    ours, theirs = question(options.precision, options.cache)
    found = []
    for nice in (0, 10):
        for count in NEIGHBOURS if nice == 0 else NEIGHBOURS[1:]:
            with busy_processes(count, nice):
                rounds = [(timed(ours), timed(theirs)) for _ in range(options.rounds)]
            found.append(Times(count, nice, *zip(*rounds, strict=True)))
    print(table(found))
    if options.json:
        options.json.write_text(json.dumps(medians(found)), encoding="utf-8")
    if options.plot:
        lines = {"Footnote": medians(found)["ours"]}
        if options.before:
            lines["Footnote before"] = json.loads(options.before.read_text("utf-8"))["ours"]
        options.plot.write_text(plot({**lines, "plain pipeline": medians(found)["theirs"]}))


def question(precision: str, cache: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    """One question of ours, and the same of the plain pipeline; both have been asked once."""
    compute = Compute(device="cpu", precision=precision)  # type: ignore[arg-type]
    encoder, reranker = open_encoder(compute=compute), open_reranker(compute=compute)
    passages = sample_passages(encoder, 12)

    def ours() -> None:
        encoder.encode_question(QUESTION)
        reranker.logits(QUESTION, passages)

    theirs = reference_of(passages, cache)
    calls = (ours, lambda: with_helpers(lambda: theirs.ask(QUESTION)))
    for call in calls:
        call()
    return calls


def reference_of(passages: Sequence[str], cache: Path) -> ReferencePipeline:
    reference = load_reference(REFERENCE)
    if reference is None:
        raise SystemExit(f"no reference at {REFERENCE}: nothing to measure beside")
    pipeline = reference.pipeline(packaged_folder(ALL_MINILM_L6), native_cross_encoder(cache))
    pipeline.add(list(passages))
    return pipeline


@contextmanager
def busy_processes(count: int, nice: int) -> Iterator[None]:
    """So many processes count as long as this lasts."""
    script = f"import os; os.nice({nice})\nwhile True: pass"
    running = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(count)]
    try:
        time.sleep(SETTLING_SECONDS)
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def medians(found: Sequence[Times]) -> dict[str, list[float]]:
    """The median seconds at nice 0, in the order of ``NEIGHBOURS``."""
    at_0 = [one for one in found if one.nice == 0]
    return {
        "ours": [statistics.median(one.ours) for one in at_0],
        "theirs": [statistics.median(one.theirs) for one in at_0],
    }


def table(found: Sequence[Times]) -> str:
    """A line for each number of neighbours; shares are of the time alone."""
    processors = available_processors()
    alone, their_alone = (
        statistics.median(seconds) for seconds in (found[0].ours, found[0].theirs)
    )
    lines = [
        f"{processors} of {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n",
        "| busy processes | Footnote, s (longest) | times its time alone | a fair share "
        "| reference, s (longest) | times its time alone |",
        "|---|---|---|---|---|---|",
    ]
    for one in found:
        fair = 1.0 if one.nice else (processors + one.neighbours) / processors
        lines.append(
            f"| {one.neighbours}{f' at nice {one.nice}' if one.nice else ''} "
            f"| {described(one.ours)} | {statistics.median(one.ours) / alone:.2f} | {fair:.2f} "
            f"| {described(one.theirs)} | {statistics.median(one.theirs) / their_alone:.2f} |"
        )
    return "\n".join(lines)


def described(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds):.3f} ({max(seconds):.3f})"


def plot(lines: Mapping[str, Sequence[float]]) -> str:
    """A question's seconds over the number of busy processes."""
    highest = max(max(seconds) for seconds in lines.values())

    def across(count: int) -> float:
        return LEFT + (WIDTH - LEFT - 130) * count / NEIGHBOURS[-1]

    def down(seconds: float) -> float:
        return TOP + (HEIGHT - TOP - FOOT) * (1 - seconds / highest)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="system-ui, sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20" font-weight="600">A question, seconds</text>',
        f'<text x="{across(2):.1f}" y="{HEIGHT - 8}" text-anchor="middle" fill="#555">'
        "busy processes beside it</text>",
    ]
    for seconds in (0.0, highest / 2, highest):
        at = down(seconds)
        parts.append(
            f'<line x1="{LEFT}" x2="{across(4):.1f}" y1="{at:.1f}" y2="{at:.1f}" stroke="#e2e2e2"/>'
            f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end" fill="#555">'
            f"{seconds:.2g}</text>"
        )
    for count in NEIGHBOURS:
        parts.append(
            f'<text x="{across(count):.1f}" y="{HEIGHT - FOOT + 18}" text-anchor="middle" '
            f'fill="#555">{count}</text>'
        )
    for colour, (name, values) in zip(COLOURS, lines.items(), strict=False):
        points = [(across(x), down(y)) for x, y in zip(NEIGHBOURS, values, strict=True)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        x, y = points[-1]
        parts.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>\n"])


if __name__ == "__main__":
    main()
