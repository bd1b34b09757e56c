"""A real Milvus server for tests: found, started, killed, paused, started again."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs

VERSION = "2.3.5"
START_SECONDS = 120.0
ANSWER_SECONDS = 60.0
_PROCESS = Path(__file__).with_name("server_process.py")


class MilvusUnavailable(Exception):
    """No server can be had on this machine; the message says why."""


def environment_folder() -> Path:
    """Where the server's own virtual environment is, or would be; ``.ci/run`` makes it there."""
    named = os.environ.get("FOOTNOTE_MILVUS_SERVER")
    if named:
        return Path(named)
    return Path(platformdirs.user_cache_dir("footnote-tests")) / f"milvus-{VERSION}"


class MilvusServer:
    """A server with a data folder of its own, which survives its kills and starts."""

    def __init__(self, data: Path, *, tick_milliseconds: int = 20) -> None:
        """Prepare a server; it doesn't run yet. Raises ``MilvusUnavailable``.

        A read that must include a write waits for up to a tick or two; Milvus' own is 200.
        """
        folder = environment_folder()
        python = folder / "bin" / "python"
        if not python.exists():
            raise MilvusUnavailable(
                f"no Milvus server is installed at {folder}: python3 -m venv {folder} && "
                f"{folder}/bin/pip install --no-deps milvus=={VERSION}"
            )
        data.mkdir(parents=True, exist_ok=True)
        self.data = data
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._process = subprocess.Popen(
            [python, _PROCESS, data, folder / "server", str(tick_milliseconds)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            # The first time, this unpacks some 300 MB.
            self.port = int(self._answer("port", 120.0))
        except BaseException:
            self.close()
            raise

    def start(self) -> None:
        """Run, healthy on return; one failed start is reported as a warning and tried again."""
        for attempt in (1, 2):
            if self._command(f"start {START_SECONDS}", "healthy", START_SECONDS + 30):
                return
            self.kill()
            if attempt == 1:
                warnings.warn("Milvus wasn't healthy in time; it is started again", stacklevel=2)
        raise MilvusUnavailable(
            f"Milvus wasn't healthy within {START_SECONDS:.0f} s, twice; see {self.data}/logs"
        )

    def kill(self) -> None:
        """End it with SIGKILL."""
        self._command("kill", "killed", ANSWER_SECONDS)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """A while in which it takes connections and answers nothing."""
        self._command("pause", "paused", ANSWER_SECONDS)
        try:
            yield
        finally:
            self._command("resume", "resumed", ANSWER_SECONDS)

    def close(self) -> None:
        """End the server and forget its data."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()  # the server dies with its parent
            self._process.wait()
        shutil.rmtree(self.data, ignore_errors=True)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._answers.put(json.loads(line))
        self._answers.put({"error": "its process ended"})

    def _command(self, command: str, key: str, seconds: float) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        return self._answer(key, seconds)

    def _answer(self, key: str, seconds: float) -> Any:
        try:
            answer = self._answers.get(timeout=seconds)
        except queue.Empty:
            raise MilvusUnavailable(f"no answer within {seconds:.0f} s") from None
        if key not in answer:
            raise MilvusUnavailable(f"a Milvus server can't run here: {answer.get('error')}")
        return answer[key]


@contextmanager
def running_server(data: Path, *, tick_milliseconds: int = 20) -> Iterator[MilvusServer]:
    """A server while it is used. Raises ``MilvusUnavailable``."""
    server = MilvusServer(data, tick_milliseconds=tick_milliseconds)
    try:
        server.start()
        yield server
    finally:
        server.close()
