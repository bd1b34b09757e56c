"""The whole product as a server: its page, its API, and what a killed process leaves behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError, AuthenticationError

from tests.product import ROOT, Product

pytestmark = pytest.mark.models

TIDES = "The moon's gravity raises the tides twice a day on most coasts.\n"
CHAIN = "A worn bicycle chain should be replaced once it has stretched by half a percent.\n"


@dataclass(frozen=True, slots=True)
class Served:
    product: Product
    process: subprocess.Popen[str]
    address: str


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def serve(product: Product, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "launch.py", *options, "--library", str(product.library)],
        cwd=ROOT, env=product.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "tides.txt").write_text(TIDES, encoding="utf-8")
    (folder / "chain.txt").write_text(CHAIN, encoding="utf-8")
    product = Product(folder / "library", folder / "network.log")
    product.json("add", str(folder / "tides.txt"), str(folder / "chain.txt"))
    # Options without a command mean "chat".
    process = serve(product, "--port", str(free_port()), "--no-browser")
    try:
        assert process.stdout is not None
        announced = process.stdout.readline()
        assert announced.startswith("Footnote is at http://127.0.0.1:"), announced
        yield Served(product, process, announced.split()[-1])
    finally:
        stop(process)
    assert product.network_attempts() == [], "the server tried to reach the network"


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[Client]:
    client = ready_client(served.address)
    yield client
    client.close()


def ready_client(address: str) -> Client:
    """A client of a server whose models are there."""
    client = Client(address, verbose=False, analytics_enabled=False)
    deadline = time.monotonic() + 60
    while True:
        try:
            client.predict("ready?", [], api_name="/ask")
            return client
        except AppError as error:
            assert "loading" in str(error), error
            assert time.monotonic() < deadline, "the models never came up"
            time.sleep(0.5)


def test_the_page_is_served(served: Served) -> None:
    with urllib.request.urlopen(served.address) as page:  # noqa: S310 - loopback
        assert page.status == 200
        assert b"Footnote" in page.read()


def test_ask_over_http_returns_the_same_object_as_the_command_line(
    served: Served, client: Client
) -> None:
    question = "What raises the tides?"
    over_http = client.predict(question, [], api_name="/ask")
    (printed,) = served.product.json("ask", question)
    assert over_http["citations"][0]["document"] == "tides.txt"
    for reply in (over_http, printed):
        del reply["seconds"]
    assert over_http == printed


def test_ask_over_http_can_be_restricted(client: Client) -> None:
    reply = client.predict("What raises the tides?", ["chain.txt"], api_name="/ask")
    assert {citation["document"] for citation in reply["citations"]} == {"chain.txt"}
    with pytest.raises(AppError, match=r"nowhere\.txt"):
        client.predict("What raises the tides?", ["nowhere.txt"], api_name="/ask")


def test_only_ask_is_offered_over_http(client: Client) -> None:
    offered = client.view_api(return_format="dict", print_info=False)
    assert set(offered["named_endpoints"]) == {"/ask"}
    assert offered["unnamed_endpoints"] == {}


def test_what_another_process_adds_and_removes_is_seen(
    served: Served, client: Client, tmp_path: Path
) -> None:
    glacier = tmp_path / "glacier.txt"
    glacier.write_text("Glaciers carve fjords over thousands of years.", encoding="utf-8")
    served.product.json("add", str(glacier))
    found = client.predict("What carves fjords?", [], api_name="/ask")
    assert found["citations"][0]["document"] == "glacier.txt"
    assert served.product.run("remove", "glacier.txt").returncode == 0
    found = client.predict("What carves fjords?", [], api_name="/ask")
    assert "glacier.txt" not in {citation["document"] for citation in found["citations"]}


def test_damaged_conversations_cost_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "tides.txt").write_text(TIDES, encoding="utf-8")
    product = Product(tmp_path / "library", tmp_path / "network.log")
    product.json("add", str(tmp_path / "tides.txt"))
    (product.library / "conversations.db").write_bytes(b"no database" * 1_000)
    process = serve(product, "--port", str(free_port()), "--no-browser")
    try:
        assert process.stdout is not None
        client = ready_client(process.stdout.readline().split()[-1])
        reply = client.predict("What raises the tides?", [], api_name="/ask")
        assert reply["citations"][0]["document"] == "tides.txt"
        client.close()
    finally:
        stop(process)
    assert process.stderr is not None
    assert "conversations.db" in process.stderr.read()


def test_what_was_ready_survives_a_kill(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number in range(60):
        (files / f"{number:02}.txt").write_text(
            f"Locker {number:02} is opened with the code {number * 7919 % 10007}.", encoding="utf-8"
        )
    product = Product(tmp_path / "library", tmp_path / "network.log")
    adding = serve(product, "add", str(files), "--json")
    assert adding.stdout is not None
    ready = []
    for line in adding.stdout:
        ready.append(Path(json.loads(line)["path"]).name)
        if len(ready) == 8:
            adding.kill()
            break
    adding.wait()
    assert product.run("verify").returncode == 0
    held = {row["name"] for row in product.json("documents")}
    assert set(ready) <= held
    number = int(ready[-1].removesuffix(".txt"))
    (reply,) = product.json("ask", f"What is the code of locker {number:02}?")
    assert reply["citations"][0]["document"] == ready[-1]


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals to speak of here")
def test_a_browser_is_opened_where_somebody_sits_at_a_terminal(tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.part && mv {opened}.part {opened}\n')
    browser.chmod(0o755)
    product = Product(tmp_path / "library", tmp_path / "network.log")
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "launch.py", "--library", str(product.library),
         "--port", str(free_port())],
        cwd=ROOT, env={**product.environment(), "BROWSER": f"{browser} %s"}, stdout=theirs,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 120
        while not opened.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline, "no browser was opened"
            time.sleep(0.2)
        assert opened.read_text().startswith("http://127.0.0.1:")
    finally:
        stop(process)
        os.close(theirs)
        os.close(ours)


def test_sharing_asks_for_the_tunnel_alone_and_goes_on_without_it(tmp_path: Path) -> None:
    product = Product(tmp_path / "library", tmp_path / "network.log")
    process = serve(product, "--share", "--port", str(free_port()), "--no-browser")
    try:
        assert process.stdout is not None
        # Gradio says something too before it gives up.
        told = {"Footnote is at": "", "No Gradio link": "", "Password for v": "",
                "Password for t": "", "Who signs in": ""}  # fmt: skip
        for line in process.stdout:
            told |= {beginning: line for beginning in told if line.startswith(beginning)}
            if line.startswith("Who signs in"):
                break
        assert all(told.values()), told
        visitors, owners = (told[f"Password for {one}"].split()[-1] for one in "vt")
        assert str(product.library) in told["Who signs in"]
        address = told["Footnote is at"].split()[-1]
        with pytest.raises(AuthenticationError):
            Client(address, verbose=False, analytics_enabled=False, httpx_kwargs={"timeout": 120})
        for password in (visitors, owners):
            client = Client(
                address, auth=("me", password), verbose=False, analytics_enabled=False,
                httpx_kwargs={"timeout": 120},
            )  # fmt: skip
            client.close()
    finally:
        stop(process)
    # Beside the library, where launch.py says that it notes them.
    noted = (tmp_path / "library-sign-ins.log").read_text(encoding="utf-8")
    assert [line.split("\t")[1:3] for line in noted.splitlines()] == [
        ["signed in", "visitor"],
        ["signed in", "owner"],
    ]
    attempts = product.network_attempts()
    assert attempts, "the guard saw nobody ask for a tunnel"
    assert all("api.gradio.app" in one or "cdn-media" in one for one in attempts), attempts


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        product = Product(tmp_path / "library", tmp_path / "network.log")
        process = serve(product, "chat", "--port", port, "--no-browser")
        _, printed = process.communicate(timeout=120)
    assert process.returncode == 1
    assert port in printed
    assert "Traceback" not in printed
