"""What questions and ingestion cost as a library grows: a table, and a plot as SVG.

    python -m tests.benchmarks.store_costs --folder DIR > changes.txt
    python -m tests.benchmarks.store_costs --folder DIR --search flat > searches.txt
    python -m tests.benchmarks.growth changes.txt searches.txt [--plot .github/growth.svg]
        [--rounds 5] [--processor-time]

The first two measure the store's part at each size; all must go by the same clock. Here the
models' part is added, which is the same at every size: a question encoded and 12 passages of some
180 word pieces reranked; 20 such passages encoded, times five. Their text is the sample's.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10
from pathlib import Path

from bot.conversation.sample_documents import FOLDER
from storage.models.encoder import Encoder, open_encoder
from storage.models.reranker import open_reranker

PIECES = 180
WIDTH, HEIGHT, LEFT, TOP, FOOT = 380, 260, 62, 44, 46
COLOURS = ("#8a8a8a", "#2f6f5e")
_ROW = re.compile(r"(.+?)\s{2,}([\d,. ]+)$")


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds at each number of passages, in the same order."""

    passages: tuple[int, ...]
    searching: tuple[float, ...]
    question: tuple[float, ...]
    storing: tuple[float, ...]
    taking_in: tuple[float, ...]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("costs", type=Path, nargs="+", help="what store_costs printed")
    parser.add_argument("--plot", type=Path, default=Path(".github/growth.svg"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--processor-time", action="store_true")
    arguments = parser.parse_args()
    clock = time.process_time if arguments.processor_time else time.perf_counter
    asking, encoding = models_part(arguments.rounds, clock)
    printed = "\n".join(file.read_text("utf-8") for file in arguments.costs)
    growth = with_models(costs_in(printed), asking, encoding)
    print(table(growth))
    arguments.plot.write_text(plot(growth), encoding="utf-8")


def costs_in(printed: str) -> dict[str, tuple[float, ...]]:
    """The rows that store_costs printed, by their names."""
    rows = {}
    for line in printed.splitlines():
        if found := _ROW.match(line):
            rows[found[1]] = tuple(float(one.replace(",", "")) for one in found[2].split())
    return rows


def with_models(costs: dict[str, tuple[float, ...]], asking: float, encoding: float) -> Growth:
    """The costs of the store, in milliseconds, and the models', in seconds, together."""
    searches = zip(costs["search"], costs["search words"], strict=True)
    searching = tuple((dense + words) / 1000 for dense, words in searches)
    storing = tuple(one / 1000 for one in costs["add 100"])
    return Growth(
        passages=tuple(int(one) for one in costs["passages"]),
        searching=searching,
        question=tuple(asking + one for one in searching),
        storing=storing,
        taking_in=tuple(encoding + one for one in storing),
    )


def models_part(rounds: int, clock: Callable[[], float]) -> tuple[float, float]:
    """Seconds for a question's encoding and reranking, and for encoding 100 passages."""
    encoder, reranker = open_encoder(), open_reranker()
    passages = sample_passages(encoder, 20)

    def ask() -> None:
        encoder.encode_question("How often should a worn bicycle chain be replaced?")
        reranker.logits("How often should a worn bicycle chain be replaced?", passages[:12])

    def encode() -> None:
        encoder.encode_passages(passages)

    return middle(ask, rounds, clock), 5 * middle(encode, rounds, clock)


def sample_passages(encoder: Encoder, count: int) -> list[str]:
    """So many passages of ``PIECES`` word pieces, cut from the sample's text."""
    files = [file for file in sorted(FOLDER.iterdir()) if file.suffix in (".md", ".txt")]
    text = " ".join(file.read_text("utf-8") for file in files)
    spans = encoder.token_spans(text)
    starts = range(0, len(spans) - PIECES, PIECES)
    cut = [text[spans[start][0] : spans[start + PIECES - 1][1]] for start in starts]
    return [cut[number % len(cut)] for number in range(count)]


def middle(call: Callable[[], object], rounds: int, clock: Callable[[], float]) -> float:
    """The median of so many times."""
    seconds = []
    for _ in range(rounds):
        started = clock()
        call()
        seconds.append(clock() - started)
    return statistics.median(seconds)


def table(growth: Growth) -> str:
    """The figures as Markdown."""
    lines = [
        "| passages stored | both searches, ms | a whole question, s | storing 100 passages, s "
        "| passages a second into the library |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {size:,} | {1000 * search:.1f} | {ask:.2f} | {store:.2f} | {100 / take:.1f} |"
        for size, search, ask, store, take in zip(
            growth.passages, growth.searching, growth.question, growth.storing, growth.taking_in,
            strict=True,
        )
    ]  # fmt: skip
    return "\n".join(lines)


def plot(growth: Growth) -> str:
    """Two panels on logarithmic axes: seconds of a question, and of taking in 100 passages."""
    panels = [
        panel(0, "A question, seconds", growth.passages,
              {"both searches": growth.searching, "whole question": growth.question}),
        panel(WIDTH, "100 passages into the library, seconds", growth.passages,
              {"storing": growth.storing, "with encoding": growth.taking_in}),
    ]  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {2 * WIDTH} {HEIGHT}" font-family="system-ui, sans-serif" font-size="12">\n'
        f'<rect width="{2 * WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n'
        + "\n".join(panels)
        + "\n</svg>\n"
    )


def panel(
    left: int, title: str, passages: Sequence[int], lines: dict[str, tuple[float, ...]]
) -> str:
    """One panel, its left edge at ``left``."""
    seconds = [one for values in lines.values() for one in values]
    low, high = floor(log10(min(seconds))), floor(log10(max(seconds))) + 1
    first, last = log10(min(passages)), log10(max(passages))

    def across(size: float) -> float:
        room = WIDTH - LEFT - 100
        return left + LEFT + room * (log10(size) - first) / max(last - first, 1e-9)

    def down(value: float) -> float:
        return TOP + (HEIGHT - TOP - FOOT) * (high - log10(value)) / (high - low)

    parts = [f'<text x="{left + LEFT}" y="22" font-weight="600">{title}</text>']
    end = across(max(passages))
    for power in range(low, high + 1):
        at = down(10.0**power)
        parts.append(
            f'<line x1="{left + LEFT}" x2="{end:.1f}" y1="{at:.1f}" y2="{at:.1f}" '
            'stroke="#e2e2e2"/>'
            f'<text x="{left + LEFT - 8}" y="{at + 4:.1f}" text-anchor="end" fill="#555">'
            f"{10.0**power:g}</text>"
        )
    for size in passages:
        parts.append(
            f'<text x="{across(size):.1f}" y="{HEIGHT - FOOT + 18}" text-anchor="middle" '
            f'fill="#555">{size:,}</text>'
        )
    parts.append(
        f'<text x="{(left + LEFT + end) / 2:.1f}" y="{HEIGHT - 8}" text-anchor="middle" '
        'fill="#555">passages stored</text>'
    )
    for colour, (name, values) in zip(COLOURS, lines.items(), strict=True):
        points = [(across(x), down(y)) for x, y in zip(passages, values, strict=True)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        x, y = points[-1]
        parts.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join(parts)


if __name__ == "__main__":
    main()
