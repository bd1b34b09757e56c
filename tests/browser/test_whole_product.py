"""The whole product in a browser: ``footnote chat`` with the real models and a real library."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import free_port
from tests.browser.driving import (
    LISTED,
    add_to_library,
    ask,
    attach,
    cards,
    documents,
    fill_with_sample,
    send,
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
    yield from served(tmp_path)


def served(tmp_path: Path) -> Iterator[Running]:
    """The product over a new library, while it is used; it may not reach any network."""
    product = Product(tmp_path / "library", tmp_path / "network.log")
    running = Running(product)
    running.start()
    try:
        yield running
    finally:
        running.stop()
    assert product.network_attempts() == []


def opened(running: Running, new_page: NewPage, **options: object) -> Page:
    """A page whose models are loaded."""
    page = new_page(**options)
    page.goto(running.address)
    expect(page.locator(LISTED).first).to_be_attached(timeout=3 * MINUTE)
    expect(page.locator(".readiness")).to_be_empty(timeout=3 * MINUTE)
    return page


Screenshot = Callable[[Page, str], None]
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


def test_from_a_first_visit_to_a_history_after_a_restart(
    running: Running, new_page: NewPage, tmp_path: Path, screenshot: Screenshot
) -> None:
    page = opened(running, new_page)
    expect(page.locator("#welcome")).to_contain_text("Your files stay on this machine")
    screenshot(page, "product-empty")
    fill_with_sample(page)
    five_cards_and_the_page_of_one(page, screenshot)
    files_dropped_into_the_chat(page, tmp_path)
    a_filter_a_follow_up_and_a_removal(page)
    running.stop()
    running.start()
    what_was_asked_but_nothing_removed(opened(running, new_page))
    page = opened(running, new_page, locale="zh-CN", **PHONE)
    the_same_in_chinese_on_a_phone(page)
    screenshot(page, "product-phone-chinese")


def five_cards_and_the_page_of_one(page: Page, screenshot: Screenshot) -> None:
    reply = ask(page, "How many boxes does a family of four need?")
    expect(cards(reply)).to_have_count(5)
    expect(reply.locator(".verdict")).to_contain_text("Family of four, four rooms, Boxes: 85")
    expect(reply.locator(".verdict .cite")).to_have_attribute(
        "title", "Open Moving house.pdf, p.\u00a02"
    )
    expect(reply.locator(".models")).to_contain_text("MiniLM")
    expect(cards(reply).first.locator("mark").first).to_be_visible()
    screenshot(page, "product-answer")
    cards(reply).first.locator(".place").click()
    expect(page.locator(".viewer .sheet img")).to_be_visible()
    expect(page.locator(".viewer .hit").first).to_be_visible()
    expect(page.locator(".page-of")).to_have_text("Page 2 of 2")
    screenshot(page, "product-page")
    page.keyboard.press("Escape")


def files_dropped_into_the_chat(page: Page, folder: Path) -> None:
    broken = folder / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and nothing else")
    harbour = folder / "harbour.txt"
    harbour.write_text("The harbour light was first lit by Ines Caldeira in 1911.", "utf-8")
    attach(page, [harbour, broken])
    send(page, "Who lit the harbour light first?")
    expect(page.locator("#conversation .reply")).to_have_count(2, timeout=3 * MINUTE)
    note = page.locator("#conversation .note")
    expect(note.locator("li.failed")).to_contain_text("broken.pdf")
    expect(page.locator("#conversation .reply").last).to_contain_text("Ines Caldeira")


def a_filter_a_follow_up_and_a_removal(page: Page) -> None:
    page.get_by_role("checkbox", name="Ask only House plants.txt").check()
    reply = ask(page, "How long is the loaf baked?")
    assert set(cards(reply).locator(".name").all_text_contents()) == {"House plants.txt"}
    page.locator(".restriction").get_by_role("button", name="Ask all documents").click()
    ask(page, "Which plants are deadly for cats?")
    reply = ask(page, "And for dogs?")
    expect(reply.locator(".searched q")).to_have_text("Which plants are deadly for dogs?")
    page.get_by_role("button", name="Remove House plants.txt").click()
    expect(documents(page)).to_have_count(6)
    page.get_by_role("button", name="Undo").click()
    expect(documents(page)).to_have_count(7)
    reply = ask(page, "Which plants are safe for cats?")
    expect(cards(reply).first).to_contain_text("House plants.txt")
    page.get_by_role("button", name="Remove House plants.txt").click()
    expect(documents(page)).to_have_count(6)
    reply = ask(page, "Which plants are good for cats?")
    assert "House plants.txt" not in cards(reply).locator(".name").all_text_contents()


def what_was_asked_but_nothing_removed(page: Page) -> None:
    expect(documents(page)).to_have_count(6)
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name="Open How many boxes").click()
    replies = page.locator("#conversation .reply")
    expect(replies).to_have_count(7)
    expect(cards(replies.first).first).to_contain_text("Moving house.pdf")
    expect(cards(replies.first).first.locator("mark").first).to_be_visible()
    expect(replies.nth(3).locator(".card.gone").first).to_contain_text("No longer in the library")
    cards(replies.first).first.locator(".place").click()
    expect(page.locator(".viewer .hit").first).to_be_visible()


def the_same_in_chinese_on_a_phone(page: Page) -> None:
    expect(page.locator("#box textarea")).to_have_attribute("placeholder", "提问，或拖入文件")
    reply = ask(page, "How long is the loaf baked with the lid on?")
    expect(cards(reply).first).to_contain_text("Sourdough bread.md")
    expect(reply.locator(".models")).to_contain_text("秒")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_ingestion_survives_a_reload_and_the_library_a_kill(
    running: Running, new_page: NewPage, tmp_path: Path
) -> None:
    page = opened(running, new_page)
    fill_with_sample(page)
    long = tmp_path / "long.txt"
    long.write_text(
        "\n".join(f"Entry {number} of the harbour log names a ship." for number in range(8000)),
        encoding="utf-8",
    )
    add_to_library(page, [long])
    job = page.locator("#jobs .job")
    expect(job).to_contain_text("long.txt", timeout=MINUTE)
    page.reload()
    expect(job).to_contain_text("long.txt", timeout=MINUTE)
    expect(job).to_contain_text("preparing", timeout=3 * MINUTE)
    page.get_by_role("button", name="Cancel long.txt").click()
    expect(page.locator("#jobs .job.cancelled")).to_be_visible(timeout=MINUTE)
    page.get_by_role("button", name="Retry").click()
    expect(job).to_contain_text("preparing", timeout=3 * MINUTE)
    page.context.close()
    running.stop(signal.SIGKILL)
    running.start()
    page = opened(running, new_page)
    expect(documents(page)).to_have_count(6)
    reply = ask(page, "Which plants are deadly for cats?")
    expect(cards(reply).first).to_contain_text("House plants.txt")
