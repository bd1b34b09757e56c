"""Names on a hub, against a small hub of our own on the loopback interface."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.tiny_models import write_cross_encoder

pytestmark = pytest.mark.slow


ROOT = Path(__file__).resolve().parents[3]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
SLOW_NAMES = """
import sys, time
sys.addaudithook(lambda event, _: time.sleep(60) if event == "socket.getaddrinfo" else None)
"""
PROGRAM = """
import sys, time
from storage.errors import ModelUnavailable
from storage.models.hub import fetch_model
started = time.monotonic()
try:
    print("folder", fetch_model(sys.argv[1], reach_seconds=float(sys.argv[2])).folder)
except ModelUnavailable as error:
    print("refused", error)
print("seconds", time.monotonic() - started)
"""


class Hub(BaseHTTPRequestHandler):
    """As much of a hub's HTTP as serves one model, ``owner/tiny``, from a folder."""

    folder: Path
    requests: list[str]

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, *, with_body: bool) -> None:
        self.requests.append(self.path)
        path = self.path.partition("?")[0]
        if path in ("/api/models/owner/tiny", "/api/models/owner/tiny/revision/main"):
            names = [str(file.relative_to(self.folder)) for file in self.folder.rglob("*.*")]
            content = json.dumps(
                {
                    "id": "owner/tiny",
                    "sha": COMMIT,
                    "siblings": [{"rfilename": name} for name in names],
                }
            ).encode()
            self._send(200, content, with_body=with_body)
        elif path == f"/api/models/owner/tiny/tree/{COMMIT}":
            files = [file for file in self.folder.rglob("*") if file.is_file()]
            listed = [
                {
                    "type": "file",
                    "path": str(file.relative_to(self.folder)),
                    "size": file.stat().st_size,
                    "oid": hashlib.sha256(file.read_bytes()).hexdigest(),
                }
                for file in files
            ]
            self._send(200, json.dumps(listed).encode(), with_body=with_body)
        elif path.startswith("/owner/tiny/resolve/"):
            file = self.folder / path.split("/", 5)[5]
            self._send(200, file.read_bytes(), with_body=with_body)
        else:
            self._send(404, b"{}", with_body=with_body, error="RepoNotFound")

    def _send(self, status: int, content: bytes, *, with_body: bool, error: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", "application/json")
        self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        if error:
            self.send_header("X-Error-Code", error)
        self.end_headers()
        if with_body:
            self.wfile.write(content)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """The address of a running hub, and the paths asked of it."""
    requests: list[str] = []
    folder = write_cross_encoder(tmp_path / "served")
    (folder / "pytorch_model.bin").write_bytes(b"never fetched")
    handler = type("OwnHub", (Hub,), {"folder": folder, "requests": requests})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", requests
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def silent_address() -> Iterator[str]:
    """An address that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def fetch(
    name: str, endpoint: str, home: Path, *, reach_seconds: float = 5, before: str = ""
) -> tuple[str, float]:
    """What a process of its own prints, since the hub's client reads its settings once."""
    environment = os.environ | {"HF_ENDPOINT": endpoint, "HF_HOME": str(home)}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", before + PROGRAM, name, str(reach_seconds)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[0], time.monotonic() - started


def test_a_model_is_fetched_from_the_endpoint_that_is_set_and_then_kept(
    hub: tuple[str, list[str]], tmp_path: Path
) -> None:
    endpoint, requests = hub
    answer, _ = fetch("owner/tiny", endpoint, tmp_path / "home")
    assert answer.startswith("folder ")
    folder = Path(answer.removeprefix("folder "))
    names = {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}
    assert {file.name for file in folder.iterdir()} == names
    served = tmp_path / "served" / "model.safetensors"
    assert (folder / "model.safetensors").read_bytes() == served.read_bytes()

    requests.clear()
    again, _ = fetch("owner/tiny", endpoint, tmp_path / "home")
    assert again == answer
    assert requests == []


def test_a_cached_copy_that_lacks_a_file_is_completed(
    hub: tuple[str, list[str]], tmp_path: Path
) -> None:
    endpoint, _ = hub
    answer, _ = fetch("owner/tiny", endpoint, tmp_path / "home")
    folder = Path(answer.removeprefix("folder "))
    (folder / "model.safetensors").unlink()
    again, _ = fetch("owner/tiny", endpoint, tmp_path / "home")
    assert again == answer
    assert (folder / "model.safetensors").is_file()


def test_a_model_that_the_hub_lacks_is_refused_in_one_line(
    hub: tuple[str, list[str]], tmp_path: Path
) -> None:
    answer, _ = fetch("owner/absent", hub[0], tmp_path / "home")
    assert answer.startswith(f"refused The model owner/absent couldn't be had from {hub[0]}: ")
    assert "HF_ENDPOINT" in answer


def test_a_hub_that_cannot_be_reached_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
    answer, seconds = fetch("owner/tiny", endpoint, tmp_path / "home")
    assert answer.startswith(f"refused The model owner/tiny couldn't be had from {endpoint}: ")
    assert "leave the option out" in answer
    assert seconds < 10


def test_a_hub_that_says_nothing_is_given_up_in_time(silent_address: str, tmp_path: Path) -> None:
    answer, seconds = fetch("owner/tiny", silent_address, tmp_path / "home", reach_seconds=1)
    assert answer.startswith("refused ")
    assert seconds < 8


def test_a_name_that_is_never_looked_up_is_given_up_in_time(tmp_path: Path) -> None:
    answer, seconds = fetch(
        "owner/tiny", "http://hub.invalid", tmp_path / "home", reach_seconds=1, before=SLOW_NAMES
    )
    assert answer.endswith("to use the model that comes installed.")
    assert "it didn't answer in 1 seconds" in answer
    assert seconds < 20
