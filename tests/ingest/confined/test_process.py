from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

import psutil  # type: ignore[import-untyped]
import pytest

from ingest.confined.limits import MEBIBYTE, ReadingLimits
from ingest.confined.process import ReadingProcess
from ingest.errors import PasswordNeeded, ReaderDied, ReadingCancelled
from tests.ingest.make_pdf import make_pdf, page_of

pytestmark = pytest.mark.slow


SHORT = ReadingLimits(seconds_per_file=5.0, silent_seconds=2.0)

# A worker that does as its order says, to see what the program makes of it.
MISBEHAVING = """
import os, signal, sys, time
from ingest.confined.wire import receive, send
from ingest.confined.confinement import confine, limit_processor_seconds
orders, answers = sys.stdin.buffer, sys.stdout.buffer
confine(memory_bytes=receive(orders)["memory_bytes"])
send(answers, {"ready": True})
while True:
    order = receive(orders)
    match order["do"]:
        case "pid": send(answers, {"end": True, "pid": os.getpid()})
        case "crash": os.kill(os.getpid(), signal.SIGSEGV)
        case "die": os.kill(os.getpid(), signal.SIGKILL)
        case "abort": os.abort()
        case "exit": sys.exit(3)
        case "hang": time.sleep(60)
        case "spin":
            limit_processor_seconds(0.2)
            while True: pass
        case "trickle":
            while True:
                send(answers, {"done": 1}); time.sleep(0.2)
        case "babble": answers.write(b"\\xff" * 100); answers.flush(); time.sleep(60)
        case "nonsense": answers.write(b"\\x00\\x00\\x00\\x02[]"); answers.flush(); time.sleep(60)
        case "write":
            try:
                with open(order["path"], "w") as stream: stream.write("x" * 10)
                problem = ""
            except OSError as error: problem = str(error)
            send(answers, {"end": True, "problem": problem})
        case "memory":
            try: bytearray(order["bytes"])
            except MemoryError: send(answers, {"error": "MemoryError"}); continue
            send(answers, {"end": True})
        case "foreign": send(answers, {"error": "SystemExit", "message": "odd"})
        case "password": send(answers, {"error": "PasswordNeeded", "message": "needs it"})
"""


@contextmanager
def misbehaving(limits: ReadingLimits = SHORT) -> Iterator[ReadingProcess]:
    process = ReadingProcess(limits, command=(sys.executable, "-c", dedent(MISBEHAVING)))
    try:
        yield process
    finally:
        process.close()


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        pytest.param("crash", "crashed", id="crash"),
        pytest.param("die", "killed", id="killed"),
        pytest.param("abort", "damaged, or too large", id="abort"),
        pytest.param("exit", "exit code 3", id="exit"),
        pytest.param("hang", "stood still for 2 seconds", id="hang"),
        pytest.param("spin", "longer than", id="processor-time"),
        pytest.param("trickle", "longer than 5 seconds", id="endless"),
        pytest.param("babble", "stopped answering", id="babble"),
        pytest.param("nonsense", "stopped answering", id="nonsense"),
    ],
)
@pytest.mark.timeout(90)
def test_a_dead_or_stuck_process_is_a_reason_and_the_next_order_works(
    deed: str, reason: str
) -> None:
    patient = ReadingLimits(seconds_per_file=40.0, silent_seconds=30.0)
    limits = patient if deed == "spin" else SHORT
    with misbehaving(limits) as process:
        before = process.ask({"do": "pid"})["pid"]
        with pytest.raises(ReaderDied, match=reason):
            process.ask({"do": deed})
        assert process.ask({"do": "pid"})["pid"] != before
        assert not psutil.pid_exists(before)


def test_a_process_that_never_starts_is_a_reason() -> None:
    process = ReadingProcess(SHORT, command=(sys.executable, "-c", "raise SystemExit(1)"))
    with pytest.raises(ReaderDied, match="could not be started"):
        process.ask({"do": "pid"})


def test_the_file_s_own_faults_come_back_as_they_are_and_keep_the_process() -> None:
    with misbehaving() as process:
        before = process.ask({"do": "pid"})["pid"]
        with pytest.raises(PasswordNeeded, match="needs it"):
            process.ask({"do": "password"})
        assert process.ask({"do": "pid"})["pid"] == before


def test_too_much_memory_is_refused_in_the_process() -> None:
    with (
        misbehaving(ReadingLimits(memory_bytes=512 * MEBIBYTE)) as process,
        pytest.raises(ReaderDied, match="more than 512 MiB"),
    ):
        process.ask({"do": "memory", "bytes": 600 * MEBIBYTE})


def test_the_process_can_write_no_file(tmp_path: Path) -> None:
    with misbehaving() as process:
        answer = process.ask({"do": "write", "path": str(tmp_path / "x")})
    assert answer["problem"]
    assert not (tmp_path / "x").exists() or (tmp_path / "x").read_text() == ""


def test_cancelling_stops_it_at_once() -> None:
    with misbehaving() as process:
        stop = threading.Event()
        threading.Timer(0.3, stop.set).start()
        started = time.monotonic()
        with pytest.raises(ReadingCancelled):
            process.ask({"do": "trickle"}, is_cancelled=stop.is_set)
        assert time.monotonic() - started < 4


def test_nothing_is_started_before_the_first_order_and_nothing_stays() -> None:
    children = set(psutil.Process().children())
    process = ReadingProcess(SHORT)
    assert set(psutil.Process().children()) == children
    process.close()
    with misbehaving() as other:
        pid = other.ask({"do": "pid"})["pid"]
    assert not psutil.pid_exists(pid)


def test_several_threads_take_turns() -> None:
    with misbehaving() as process:
        answers: list[int] = []
        threads = [
            threading.Thread(target=lambda: answers.append(process.ask({"do": "pid"})["pid"]))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1


def test_the_worker_ends_when_the_program_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([page_of("words")]))
    process = ReadingProcess(ReadingLimits())
    process.ask({"do": "recognise", "path": str(path), "name": path.name})
    child = process._child
    assert child is not None and child.process.stdin is not None
    child.process.stdin.close()
    assert child.process.wait(30) == 0
    process.close()
