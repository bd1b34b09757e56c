"""A long run of the served product: clients ask, add and remove, and its memory is watched.

    python -m tests.benchmarks.soak --minutes 30

Prints what happened as JSON, and exits with 1 if anything failed, the library isn't whole at the
end, or the server's memory grew by 5% or more after the warm-up.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from tests.ingest.make_pdf import make_pdf, page_of
from tests.product import Product
from tests.serving import ServedProduct, Tab, serving

CLIENTS = 8
WARM_UP = 0.25
"""The part of the time after which memory counts."""

GROWTH_ALLOWED = 0.05
KEPT = 6
"""Documents that a client keeps in the library; older ones it removes."""

SUBJECTS = ("harbour", "orchard", "railway", "library", "glacier", "market", "bakery", "bridge")
VERBS = ("opens", "closes", "was built", "is repaired", "is visited", "was painted")


@dataclass(slots=True)
class Seen:
    """What all clients together did and met."""

    asked: list[float] = field(default_factory=list)
    added: int = 0
    removed: int = 0
    errors: list[str] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)


@dataclass(slots=True)
class Client:
    """One person: mostly asks, sometimes adds, and removes what has become too much."""

    number: int
    tab: Tab
    chance: random.Random
    seen: Seen
    mine: list[str] = field(default_factory=list)
    made: int = 0

    def go_on_until(self, deadline: float) -> None:
        while time.monotonic() < deadline:
            try:
                self._do_something()
            except Exception as error:  # every one of them counts
                self.seen.errors.append(f"client {self.number}: {error!r}"[:500])
            time.sleep(self.chance.uniform(0.0, 0.5))

    def _do_something(self) -> None:
        if self.chance.random() < 0.75:
            started = time.monotonic()
            reply = self.tab.ask(f"When is it that the {self._sentence()}?")
            if self.mine and not reply["citations"]:
                raise AssertionError("nothing was cited")
            self.seen.asked.append(time.monotonic() - started)
        elif len(self.mine) < KEPT:
            self.made += 1
            lines = [
                f"The {self._sentence()} in the year {1800 + n + self.made}." for n in range(8)
            ]
            lines.append(f"Written by client {self.number} as its file {self.made}.")
            is_pdf = self.chance.random() < 0.5
            content = make_pdf([page_of(*lines)]) if is_pdf else "\n".join(lines).encode()
            name = f"notes {self.number}-{self.made}.{'pdf' if is_pdf else 'txt'}"
            self.mine.append(self.tab.add(name, content))
            self._await(self.mine[-1], present=True)
            self.seen.added += 1
        else:
            self.tab.remove(self.mine[0])
            self._await(self.mine.pop(0), present=False)
            self.seen.removed += 1

    def _await(self, document_id: str, *, present: bool) -> None:
        deadline = time.monotonic() + 600  # files give way to questions
        while (
            self.tab.http.get(f"/footnote/documents/{document_id}").status_code == 200
        ) != present:
            if time.monotonic() > deadline:
                raise AssertionError(f"{document_id} never {'came' if present else 'went'}")
            time.sleep(0.5)

    def _sentence(self) -> str:
        return f"{self.chance.choice(SUBJECTS)} {self.chance.choice(VERBS)}"


def soak(minutes: float) -> dict[str, Any]:
    """What happened in so many minutes."""
    with tempfile.TemporaryDirectory(prefix="footnote-soak-") as folder:
        product = Product(Path(folder) / "library", Path(folder) / "network.log")
        seen = Seen()
        with serving(product) as served:
            _let_clients_loose(served, seen, minutes)
        verified = product.run("verify")
        return _summary(seen, minutes) | {
            "verify": verified.stdout.strip().splitlines(),
            "whole": verified.returncode == 0,
            "network_attempts": product.network_attempts(),
        }


def _let_clients_loose(served: ServedProduct, seen: Seen, minutes: float) -> None:
    started = time.monotonic()
    deadline = started + 60 * minutes
    clients = [
        Client(number, served.tab(), random.Random(number), seen)  # noqa: S311 - no secrets
        for number in range(CLIENTS)
    ]
    threads = [threading.Thread(target=one.go_on_until, args=(deadline,)) for one in clients]
    for thread in threads:
        thread.start()
    server = psutil.Process(served.process.pid)
    while time.monotonic() < deadline:
        seen.memory.append((time.monotonic() - started, server.memory_info().rss))
        time.sleep(min(5.0, 60 * minutes / 50))
    for thread in threads:
        thread.join()


def _summary(seen: Seen, minutes: float) -> dict[str, Any]:
    after = [rss for when, rss in seen.memory if when >= 60 * minutes * WARM_UP]
    part = max(1, len(after) // 5)
    first, last = statistics.median(after[:part]), statistics.median(after[-part:])
    return {
        "minutes": minutes,
        "clients": CLIENTS,
        "asked": len(seen.asked),
        "added": seen.added,
        "removed": seen.removed,
        "errors": seen.errors,
        "median_seconds_to_an_answer": round(statistics.median(seen.asked), 2),
        "memory_mib_after_warm_up": round(first / 2**20),
        "memory_mib_at_the_end": round(last / 2**20),
        "growth": round(last / first - 1, 4),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    found = soak(parser.parse_args().minutes)
    print(json.dumps(found, indent=2))
    return int(bool(found["errors"]) or not found["whole"] or found["growth"] >= GROWTH_ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
