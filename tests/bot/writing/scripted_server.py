"""A server that speaks OpenAI's interface, and answers as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Script:
    """What it answers, and what it was asked.

    ``pieces`` are sent as a model's words; ``raw`` goes out in their place as it is. ``cut`` ends
    the answer without saying so, and ``hold`` keeps it waiting after the pieces until it is set,
    with a sign of life now and then unless it is to be ``quiet``.
    """

    pieces: Sequence[str] = ()
    status: int = 200
    raw: bytes | None = None
    cut: bool = False
    hold: threading.Event | None = None
    quiet: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)


@contextmanager
def scripted(script: Script) -> Iterator[str]:
    """The address of a server that goes by the script."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            script.asked.append(json.loads(self.rfile.read(length)) | {"path": self.path})
            script.headers.append(dict(self.headers))
            self.send_response(script.status)
            self.end_headers()
            try:
                self._answer()
            except OSError:  # whoever asked has gone
                script.left.set()

        def _answer(self) -> None:
            if script.raw is not None:
                self.wfile.write(script.raw)
                return
            for piece in script.pieces:
                event = {"choices": [{"index": 0, "delta": {"content": piece}}]}
                self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
                self.wfile.flush()
            while script.hold is not None and not script.hold.wait(0.02):
                if not script.quiet:
                    self.wfile.write(b": still here\n\n")
                    self.wfile.flush()
            if not script.cut:
                self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        if script.hold is not None:
            script.hold.set()
        server.shutdown()
        thread.join()
        server.server_close()
