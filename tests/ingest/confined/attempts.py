"""What a process may still do once it has confined itself."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

_PROGRAM = """
import json, os, socket, subprocess, sys
from pathlib import Path
from ingest.confined.confinement import confine, confine_to_folder
folder, port = Path(sys.argv[1]), int(sys.argv[2])
own = folder / "own"
confined = {confining}

def refused(attempt):
    try:
        attempt()
    except OSError as error:
        return type(error).__name__
    return ""

print(json.dumps({{"confined": confined, {attempts}}}))
"""
_EVERYWHERE = {
    "write": '(folder / "new").write_text("x")',
    "remove": '(folder / "there").unlink()',
    "program": 'subprocess.run([sys.executable, "-c", ""], check=True)',
    "connect": 'socket.create_connection(("127.0.0.1", port), 2)',
}


def tried(folder: Path, confining: str, attempts: Mapping[str, str]) -> dict[str, object]:
    """How each attempt ended, by name: "" or the name of the error; "confined" is what came back.

    ``confining`` and the attempts are expressions; ``folder``, in which ``there`` is, and ``own``
    below it are known to them. What nobody confined may do is tried besides.
    """
    (folder / "there").write_text("words")
    listed = ", ".join(
        f"{name!r}: refused(lambda: {done})" for name, done in {**attempts, **_EVERYWHERE}.items()
    )
    program = _PROGRAM.format(confining=confining, attempts=listed)
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = subprocess.run(
            [sys.executable, "-c", program, str(folder), str(server.getsockname()[1])],
            capture_output=True,
            cwd=ROOT,
            check=True,
            timeout=60,
        )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer
