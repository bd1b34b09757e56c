"""Runs the product as people do: ``python launch.py ...`` in a process of its own, guarded.

Every process started here refuses and records what would leave this machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GUARD = Path(__file__).resolve().parent / "network_guard"


@dataclass(frozen=True, slots=True)
class Product:
    """The product over one library, with a log of what tried to reach the network."""

    library: Path
    network_log: Path

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(GUARD),
            "FOOTNOTE_NETWORK_LOG": str(self.network_log),
        }

    def run(
        self, command: str, *arguments: str, stdin: str | None = None, timeout: float = 300
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "launch.py", command, *arguments, "--library", str(self.library)],
            cwd=ROOT, env=self.environment(), input=stdin, capture_output=True, text=True,
            timeout=timeout, check=False,
        )  # fmt: skip

    def json(self, command: str, *arguments: str, stdin: str | None = None) -> list[dict[str, Any]]:
        finished = self.run(command, *arguments, "--json", stdin=stdin)
        assert finished.stdout, finished.stderr
        return [json.loads(line) for line in finished.stdout.splitlines()]

    def network_attempts(self) -> list[str]:
        if not self.network_log.exists():
            return []
        return self.network_log.read_text(encoding="utf-8").splitlines()
