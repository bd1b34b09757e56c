"""The whole product as a server, and what browsers do there, said over HTTP."""

from __future__ import annotations

import hashlib
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.product import ROOT, Product

READY_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class ServedProduct:
    """``footnote chat`` over one library, on loopback and without a sign-in."""

    product: Product
    process: subprocess.Popen[str]
    address: str

    def tab(self) -> Tab:
        """A new tab of the page."""
        return Tab(httpx.Client(base_url=self.address, timeout=300))


@dataclass(frozen=True, slots=True)
class Tab:
    """One open page: a session of its own, and the calls that its script makes."""

    http: httpx.Client
    session: str = field(default_factory=lambda: uuid4().hex)

    def ask(self, question: str) -> dict[str, Any]:
        """The reply to a question, as the API gives it."""
        joined = self.http.post(
            "/gradio_api/call/ask", json={"data": [question, []], "session_hash": uuid4().hex}
        )
        joined.raise_for_status()
        event_id = joined.json()["event_id"]
        answered = self.http.get(f"/gradio_api/call/ask/{event_id}")
        event, _, data = answered.text.rpartition("event: ")[2].partition("\ndata: ")
        if event != "complete":
            raise AssertionError(answered.text)
        reply: dict[str, Any] = json.loads(data)[0]
        return reply

    def add(self, name: str, content: bytes) -> str:
        """Drop a file into the library; its document's id, once it is taken."""
        answer = self.http.post("/gradio_api/upload", files={"files": (name, content)})
        answer.raise_for_status()
        (path,) = answer.json()
        file = {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}
        self._run("add", [[file]])
        return hashlib.sha256(content).hexdigest()

    def remove(self, document_id: str) -> None:
        """Click on a document's removal."""
        self._run("act", [], event_data={"act": "remove", "id": document_id})

    def documents(self) -> str:
        """The library's jobs and the first of its documents, as HTML."""
        listed = self.http.get("/footnote/listing", params={"count": 1_000})
        return self._run("news", []) + str(listed.raise_for_status().json()["rows"])

    def _run(self, name: str, inputs: Sequence[Any], **more: Any) -> str:
        config = self.http.get("/config").json()
        event = next(one for one in config["dependencies"] if one["api_name"] == name)
        data = [*inputs, *[None] * (len(event["inputs"]) - len(inputs))]
        session = uuid4().hex  # what a tab has seen is told it no second time
        joined = self.http.post("/gradio_api/queue/join", json={
            "data": data, "fn_index": event["id"], "session_hash": session, **more,
        })  # fmt: skip
        joined.raise_for_status()
        with self.http.stream(
            "GET", "/gradio_api/queue/data", params={"session_hash": session}
        ) as said:
            for line in said.iter_lines():
                if '"process_completed"' in line:
                    message = json.loads(line.removeprefix("data:"))
                    if not message["success"]:
                        raise AssertionError(line)
                    return line
        raise AssertionError("the event never ended")


@contextmanager
def serving(product: Product, *options: str) -> Iterator[ServedProduct]:
    """The product, its models loaded; stopped at the end."""
    process = subprocess.Popen(
        [sys.executable, "launch.py", "chat", "--port", str(_free_port()), "--no-browser",
         "--library", str(product.library), *options],
        cwd=ROOT, env=product.environment(), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        served = ServedProduct(product, process, process.stdout.readline().split()[-1])
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                served.tab().ask("ready?")
                break
            except AssertionError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
        yield served
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
