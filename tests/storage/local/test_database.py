"""A SQLite file is opened by as many processes and threads as want it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from storage.local.database import Database


def test_many_that_make_a_file_at_one_moment_all_open_it(tmp_path: Path) -> None:
    together = threading.Barrier(8)

    def opened(path: Path) -> None:
        together.wait(60)
        Database(path, create=True, busy_seconds=60).close()

    with ThreadPoolExecutor(8) as pool:
        for number in range(40):
            path = tmp_path / f"{number}.db"
            list(pool.map(opened, [path] * 8, timeout=60))
