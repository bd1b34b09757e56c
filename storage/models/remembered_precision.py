"""The precision that short timings chose, remembered: each start on a machine computes alike."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

_FILE = "precision.json"


def remembered_precision(
    cache_folder: Path, machine: Mapping[str, object], choose: Callable[[], str]
) -> str:
    """What was chosen on this machine before; else what is chosen now, which is remembered.

    ``machine`` says what the choice depends on, as JSON can hold it: where any of that changes, it
    is made anew. A cache that can't be read or written costs only the timing.
    """
    file = cache_folder / _FILE
    try:
        before = json.loads(file.read_text("utf-8"))
        if before["machine"] == machine:
            return str(before["precision"])
    except (OSError, ValueError, TypeError, KeyError):
        pass
    precision = choose()
    with suppress(OSError):
        _write(file, json.dumps({"machine": machine, "precision": precision}))
    return precision


def _write(file: Path, content: str) -> None:
    """Whole or not at all: two processes may start at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(content, "utf-8")
    beside.replace(file)
