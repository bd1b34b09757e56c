"""Runs a Milvus server where only this machine can reach it; started by ``server.py``.

    PYTHON_OF_THE_SERVER'S_ENVIRONMENT server_process.py DATA BINARIES TICK

The server listens on all interfaces and has no setting to change that, so it gets a network of its
own that holds nothing but loopback. Connections to 127.0.0.1 are passed into it: a socket belongs
to the network that it was made in, so the listening one is made before this process moves.

Commands come as lines on standard input, answers go as JSON lines to standard output:

    start     starts the server and waits until it is healthy
    kill      kills it with SIGKILL
    pause     passes nothing on any more, so that the server seems to hang
    resume    passes on again

The end of standard input ends the server and this process.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1
SERVER_PORT, HEALTH_PORT = 19530, 9091  # in the network of its own, where nothing else listens

LIBC = ctypes.CDLL(None, use_errno=True)
PASSING = threading.Event()


def say(**answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def enter_own_network() -> None:
    """Move this process to a network with nothing but loopback; raises ``OSError``."""
    if LIBC.unshare(CLONE_NEWNET) and LIBC.unshare(CLONE_NEWUSER | CLONE_NEWNET):
        number = ctypes.get_errno()
        raise OSError(number, f"no network of its own: {os.strerror(number)}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(control, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))


def pass_connections(listener: socket.socket) -> None:
    while True:
        client, _ = listener.accept()
        try:
            server = socket.create_connection(("127.0.0.1", SERVER_PORT), timeout=5)
        except OSError:
            client.close()
            continue
        server.settimeout(None)
        for source, target in ((client, server), (server, client)):
            threading.Thread(target=pass_bytes, args=(source, target), daemon=True).start()


def pass_bytes(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while block := source.recv(1 << 18):
            PASSING.wait()
            target.sendall(block)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class Server:
    """The Milvus process."""

    def __init__(self, data: Path, binaries: Path, tick_milliseconds: int) -> None:
        import milvus  # noqa: PLC0415 - only in the environment that this runs in

        self._binaries = binaries
        self._data = data
        self._process: subprocess.Popen[bytes] | None = None
        milvus._initialize_data_files(str(binaries))  # unpacks them the first time
        config = milvus.MilvusServerConfig(data_dir=str(data), proxy_port=SERVER_PORT)
        # A read that must see a write waits for the next tick; tests make thousands of those.
        config.set("proxy.timeTickInterval", tick_milliseconds)
        config.set("log.level", "warn")
        config.resolve()

    def start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        (self._data / "logs").mkdir(exist_ok=True)
        with (self._data / "logs" / "output.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binaries / "bin" / "milvus", "run", "standalone"],
                cwd=self._data, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=lambda: LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL),  # noqa: PLW1509
                env={
                    **os.environ,
                    "DEPLOY_MODE": "STANDALONE",
                    "METRICS_PORT": str(HEALTH_PORT),
                    "MILVUS_RUN_DIR": str(self._data / "run"),
                    "LD_LIBRARY_PATH": str(self._binaries / "bin"),
                },
            )  # fmt: skip

    def is_healthy(self, seconds: float) -> bool:
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if self._process is None or self._process.poll() is not None:
                return False
            with contextlib.suppress(OSError):
                url = f"http://127.0.0.1:{HEALTH_PORT}/healthz"
                with urllib.request.urlopen(url, timeout=5) as answer:
                    if b"OK" in answer.read():
                        return True
            time.sleep(0.2)
        return False

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def main(data: Path, binaries: Path, tick_milliseconds: int) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    try:
        enter_own_network()
        server = Server(data, binaries, tick_milliseconds)
    except Exception as error:
        say(error=str(error))
        return
    threading.Thread(target=pass_connections, args=(listener,), daemon=True).start()
    PASSING.set()
    say(port=listener.getsockname()[1])
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        if command == "start":
            server.start()
            say(healthy=server.is_healthy(float(argument)))
        elif command == "kill":
            server.kill()
            say(killed=True)
        elif command == "pause":
            PASSING.clear()
            say(paused=True)
        elif command == "resume":
            PASSING.set()
            say(resumed=True)
    server.kill()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
