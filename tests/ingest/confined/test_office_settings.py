"""Each of what holds LibreOffice back holds alone; without any, the documents do what they would.

Against macros there are the kit, which isn't told to run any, the settings, and the confinement;
against links there are the settings and the confinement.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from ingest.confined.office_pages import make_pages, office_folder
from ingest.confined.reader import FileReader
from tests.ingest.confined.attempts import ROOT
from tests.ingest.confined.open_documents import open_document, with_links, with_macro
from tests.ingest.reading import read_file

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        office_folder() is None, reason="LibreOffice isn't installed, or can't be confined here"
    ),
]


def opened(content: bytes, folder: Path, flags: Sequence[str]) -> Path:
    """The pages that LibreOffice makes where only some of it holds it back, or by the product."""
    own = folder / "own"
    own.mkdir(exist_ok=True)
    document = own / "document.odt"
    document.write_bytes(content)
    if flags == PRODUCT:
        original = folder / "original.odt"
        original.write_bytes(content)
        return make_pages(original, ".odt", own)
    command = [sys.executable, "-m", "tests.ingest.confined.office_kit", document, own, *flags]
    subprocess.run(command, cwd=ROOT, check=True, timeout=100, capture_output=True)
    return own / "pages.pdf"


PRODUCT = ("the product",)


@pytest.mark.parametrize(
    ("flags", "written"),
    [
        pytest.param(("no-settings", "macros"), {"inside", "outside"}, id="nothing-holds-it"),
        pytest.param(("no-settings",), set(), id="the-kit"),
        pytest.param(("macros",), set(), id="the-settings"),
        pytest.param(("no-settings", "macros", "confined"), {"inside"}, id="the-confinement"),
        pytest.param(PRODUCT, set(), id="the-product"),
    ],
)
def test_a_macro_does_not_write_outside(
    tmp_path: Path, flags: Sequence[str], written: set[str]
) -> None:
    marks = {"inside": tmp_path / "own" / "ran", "outside": tmp_path / "ran"}
    lines = [
        line
        for mark in marks.values()
        for line in (f'Open "{mark}" For Output As #1', 'Print #1, "ran"', "Close #1")
    ]
    opened(with_macro("On Error Resume Next", *lines), tmp_path, flags)
    assert {name for name, mark in marks.items() if mark.exists()} == written


@dataclass(slots=True)
class Listener:
    """A server of this machine that counts who asks it, and answers nobody."""

    port: int
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        listening = Listener(server.getsockname()[1])
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                listening.asked.append("asked")
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield listening
        done.set()
        thread.join()


@pytest.mark.parametrize(
    ("flags", "is_fetched"),
    [
        pytest.param(("no-settings",), True, id="nothing-holds-it"),
        pytest.param((), False, id="the-settings"),
        pytest.param(("no-settings", "confined"), False, id="the-confinement"),
        pytest.param(PRODUCT, False, id="the-product"),
    ],
)
def test_no_picture_that_a_text_links_to_is_fetched(
    tmp_path: Path, listener: Listener, flags: Sequence[str], *, is_fetched: bool
) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (9, 9), "red").save(secret)
    beacon = f"http://127.0.0.1:{listener.port}/beacon.png"
    pages = opened(with_links(beacon, secret.as_uri()), tmp_path, flags)
    assert bool(listener.asked) is is_fetched
    assert (b"/Subtype/Image" in pages.read_bytes()) is is_fetched


def test_no_text_that_a_text_links_to_is_fetched(tmp_path: Path, reader: FileReader) -> None:
    other = tmp_path / "other.odt"
    other.write_bytes(open_document("<text:p>secret words</text:p>"))
    pages = opened(with_links(text=other.as_uri()), tmp_path, PRODUCT)
    text = read_file(reader, pages).pages[0].text
    assert "old words" in text
    assert "secret" not in text
