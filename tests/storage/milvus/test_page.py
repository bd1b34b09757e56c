"""The page over Milvus: up before its server is, up while it is away, and back by itself."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from tests.product import ROOT
from tests.storage.milvus.server import MilvusServer, MilvusUnavailable
from tests.storage.milvus.stores import address
from tests.test_served_product import free_port, stop

pytestmark = [pytest.mark.models, pytest.mark.long, pytest.mark.timeout(1800)]

QUESTION = "What raises the tides?"
AWAY = "no Milvus server can be reached"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MilvusServer]:
    """A server that doesn't run yet."""
    try:
        server = MilvusServer(tmp_path / "data")
    except MilvusUnavailable as error:
        pytest.skip(str(error))
    yield server
    server.close()


def is_up(page: str) -> bool:
    with urllib.request.urlopen(page, timeout=120) as answer:  # noqa: S310 - loopback
        return bool(answer.status == 200)


def asked(client: Client) -> tuple[dict[str, Any] | None, str]:
    """The reply, or why there is none."""
    try:
        return client.predict(QUESTION, [], api_name="/ask"), ""
    except AppError as error:
        return None, str(error)


def wait_until(holds: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < ends, what
        time.sleep(0.5)


def test_the_page_stays_up_without_its_server_and_goes_on_with_it(
    server: MilvusServer, tmp_path: Path
) -> None:
    environment = {
        **os.environ,
        "FOOTNOTE_ORIGINALS": str(tmp_path / "originals"),
        "XDG_DATA_HOME": str(tmp_path / "own"),
    }
    library = ("--library", address(server, "page"))
    log = (tmp_path / "log").open("w")
    page = subprocess.Popen(
        [sys.executable, "launch.py", "chat", *library, "--port", str(free_port()), "--no-browser"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True,
    )  # fmt: skip
    try:
        assert page.stdout is not None
        where = page.stdout.readline().split()[-1]
        wait_until(lambda: AWAY in (tmp_path / "log").read_text(), "nobody says why it waits")
        assert is_up(where)
        server.start()
        client = Client(where, verbose=False, analytics_enabled=False)
        wait_until(lambda: asked(client)[0] is not None, "it doesn't come up with its server")

        (tmp_path / "tides.txt").write_text("The moon's gravity raises the tides twice a day.\n")
        subprocess.run(
            [sys.executable, "launch.py", "add", str(tmp_path / "tides.txt"), *library],
            cwd=ROOT, env=environment, check=True, capture_output=True, timeout=600,
        )  # fmt: skip
        wait_until(lambda: cites(asked(client)[0]) == "tides.txt", "what another adds isn't found")

        server.kill()
        reply, why = asked(client)
        assert reply is None
        assert AWAY in why
        assert is_up(where)
        server.start()
        wait_until(lambda: cites(asked(client)[0]) == "tides.txt", "it doesn't go on by itself")
        client.close()
    finally:
        stop(page)
        log.close()


def cites(reply: dict[str, Any] | None) -> str:
    """The document of the first citation, or ""."""
    return str(reply["citations"][0]["document"]) if reply and reply["citations"] else ""
