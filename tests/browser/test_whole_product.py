"""The whole product in a browser: ``launch.py chat`` with the real models and a real library."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.sample_documents import FOLDER
from tests.browser.conftest import free_port
from tests.browser.driving import (
    add_to_library,
    ask,
    attach,
    cards,
    document,
    documents,
    fill_with_sample,
    send,
    visit,
)
from tests.product import ROOT, Product

pytestmark = [pytest.mark.browser, pytest.mark.models]

NewPage = Callable[..., Page]
MINUTE = 60_000


@dataclass(slots=True)
class Running:
    """The product over one library; it can be stopped and started again."""

    product: Product
    process: subprocess.Popen[str] | None = None
    address: str = ""

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "launch.py", "chat", "--port", str(free_port()), "--no-browser",
             "--library", str(self.product.library)],
            cwd=ROOT, env=self.product.environment(), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().split()[-1]

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)
            self.process = None


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    product = Product(tmp_path / "library", tmp_path / "network.log")
    running = Running(product)
    running.start()
    try:
        yield running
    finally:
        running.stop()
    assert product.network_attempts() == []


def test_from_an_empty_library_to_a_highlighted_page(
    running: Running, new_page: NewPage, screenshot: Callable[[Page, str], None]
) -> None:
    page = new_page()
    page.goto(running.address)
    page.get_by_role("button", name="Try it with a small sample").wait_for(timeout=MINUTE)
    fill_with_sample(page)
    reply = ask(page, "How many boxes does a family of four need?")
    expect(cards(reply)).to_have_count(5)
    expect(reply.locator(".verdict")).to_contain_text("Moving house.pdf")
    expect(reply.locator(".models")).to_contain_text("MiniLM")
    screenshot(page, "product-answer")
    cards(reply).first.locator(".place").click()
    expect(page.locator(".viewer .sheet img")).to_be_visible()
    expect(page.locator(".viewer .hit").first).to_be_visible()
    expect(page.locator(".page-of")).to_have_text("Page 2 of 2")
    screenshot(page, "product-page")


def test_drop_into_the_chat_fail_restrict_remove_and_restart(
    running: Running, new_page: NewPage, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and nothing else")
    page = new_page()
    page.goto(running.address)
    expect(page.locator("#documents .empty")).to_be_visible(timeout=MINUTE)

    attach(page, [FOLDER / "Moving house.pdf", broken])
    send(page, "When is the deposit due back?")
    expect(cards(page.locator("#conversation .reply")).first).to_be_visible(timeout=MINUTE)
    note = page.locator("#conversation .note")
    expect(note.locator("li.failed")).to_contain_text("broken.pdf")
    expect(note).to_contain_text("ready: 2 pages")

    add_to_library(page, [FOLDER / "House plants.txt", FOLDER / "Sourdough bread.md"])
    expect(documents(page)).to_have_count(3, timeout=MINUTE)
    page.get_by_role("checkbox", name="Ask only House plants.txt").check()
    reply = ask(page, "How long is the loaf baked?")
    assert set(cards(reply).locator(".name").all_inner_texts()) == {"House plants.txt"}
    page.get_by_role("button", name="Ask all documents").click()

    row = document(page, "House plants.txt")
    row.get_by_role("button", name="Remove House plants.txt").click()
    row.get_by_role("button", name="Remove", exact=True).click()
    expect(documents(page)).to_have_count(2)
    reply = ask(page, "Which plants are safe for cats?")
    assert "House plants.txt" not in cards(reply).locator(".name").all_inner_texts()

    running.stop()
    running.start()
    page = visit(new_page(), running.address)
    expect(documents(page)).to_have_count(2, timeout=MINUTE)
    expect(cards(ask(page, "How long is the loaf baked with the lid on?")).first).to_contain_text(
        "Sourdough bread.md"
    )


def test_what_was_ready_answers_after_a_kill_during_an_upload(
    running: Running, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page()
    page.goto(running.address)
    page.get_by_role("button", name="Try it with a small sample").wait_for(timeout=MINUTE)
    fill_with_sample(page)
    long = tmp_path / "long.txt"
    long.write_text(
        "\n".join(f"Entry {number} of the harbour log names a ship." for number in range(8000)),
        encoding="utf-8",
    )
    add_to_library(page, [long])
    expect(page.locator("#jobs .job")).to_contain_text("long.txt", timeout=MINUTE)
    page.context.close()
    running.stop(signal.SIGKILL)
    running.start()
    page = visit(new_page(), running.address)
    expect(documents(page)).to_have_count(6, timeout=MINUTE)
    reply = ask(page, "Which plants are deadly for cats?")
    expect(cards(reply).first).to_contain_text("House plants.txt")
