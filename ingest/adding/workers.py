"""Several processes of one command, whose lines come out one at a time."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Sequence

from storage.processors import available_processors


def run_workers(
    command: Sequence[str], count: int, on_line: Callable[[str], None]
) -> tuple[int, ...]:
    """The exit codes of ``count`` processes of a command, once all have ended.

    ``on_line`` is told each line of their standard output, one at a time. Processors are shared out
    among the workers, unless the environment says how many threads one may use. However this ends,
    no worker goes on.
    """
    threads = max(1, available_processors() // count)
    environment = {"LOKY_MAX_CPU_COUNT": str(threads), **os.environ}  # storage.processors
    telling = threading.Lock()

    def pass_on(worker: subprocess.Popen[str]) -> None:
        assert worker.stdout is not None  # noqa: S101 - it is a pipe
        for line in worker.stdout:
            with telling:
                on_line(line.rstrip("\n"))

    workers: list[subprocess.Popen[str]] = []
    try:
        for _ in range(count):
            workers.append(
                subprocess.Popen(  # noqa: S603 - our own command
                    command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
                )
            )
        listeners = [threading.Thread(target=pass_on, args=(worker,)) for worker in workers]
        for listener in listeners:
            listener.start()
        for listener in listeners:
            listener.join()
        return tuple(worker.wait() for worker in workers)
    finally:
        for worker in workers:
            if worker.poll() is None:
                worker.terminate()
