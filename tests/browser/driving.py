"""What people do on the page, in the words of the tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

LISTED = "#documents .documents:not([hidden]), #documents .empty"
"""There once the library was looked at."""


def visit(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.locator("#box textarea")).to_be_visible()
    # The first news replaces what stands there before the library was looked at.
    expect(page.locator(LISTED).first).to_be_attached()
    return page


def add_to_library(page: Page, files: Sequence[Path]) -> None:
    page.set_input_files("#drop input[type=file]", [str(file) for file in files])


def fill_with_sample(page: Page) -> None:
    page.get_by_role("button", name="Try it with a small sample").click()
    expect(documents(page)).to_have_count(6, timeout=90_000)


def attach(page: Page, files: Sequence[Path]) -> None:
    page.set_input_files("#box input[type=file]", [str(file) for file in files])
    expect(page.locator("#box .thumbnail-wrapper")).to_have_count(len(files))


def send(page: Page, question: str) -> None:
    page.locator("#box textarea").fill(question)
    page.keyboard.press("Enter")


def ask(page: Page, question: str) -> Locator:
    """The reply to a question, once it is there."""
    replies = page.locator("#conversation .reply")
    before = replies.count()
    send(page, question)
    expect(replies).to_have_count(before + 1, timeout=90_000)
    return replies.last


def documents(page: Page) -> Locator:
    return page.locator("#documents li.document")


def document(page: Page, name: str) -> Locator:
    return page.locator(f'#documents li.document[data-name="{name}"]')


def cards(reply: Locator) -> Locator:
    return reply.locator("article.card")
