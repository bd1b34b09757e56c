"""An Office file in the panel: its text at once, then its pages with the passage marked on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ingest.confined.office_pages import office_folder
from tests import desk_files as desk
from tests.browser.driving import add_to_library, ask, cards, document
from tests.browser.test_whole_product import MINUTE, PHONE, NewPage, Running, opened, served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.models,
    pytest.mark.skipif(
        office_folder() is None, reason="LibreOffice isn't installed, or can't be confined here"
    ),
]

Screenshot = Callable[[Page, str], None]

QUESTION = "Who lights the lantern at the pier?"
SAID = "The lantern at the pier is lit by Bartholomew each evening at six."
RULE = "Boats are moored by two lines and leave the harbour before the tide turns, in any weather."


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    yield from served(tmp_path)


def test_pages_take_the_place_of_the_text_and_go_back_to_it(
    running: Running, new_page: NewPage, tmp_path: Path, screenshot: Screenshot
) -> None:
    rules = [f"Rule {number}. {RULE} {RULE}" for number in range(40)]
    path = tmp_path / "Harbour.docx"
    path.write_bytes(desk.word(("h", 1, "Harbour rules"), *rules, SAID, *rules))
    page = opened(running, new_page)
    add_to_library(page, [path])
    expect(document(page, path.name)).to_be_visible(timeout=MINUTE)
    at, of = page_with_the_passage(page, "Text", screenshot)
    assert 2 < at < of - 1  # fonts decide how much a page holds
    viewer = page.locator(".viewer")
    page.keyboard.press("ArrowRight")
    expect(viewer.locator(".page-of")).to_have_text(f"Page {at + 1} of {of}")
    expect(viewer.locator(".hit.answering")).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    expect(viewer.locator(".hit.answering").first).to_be_in_viewport()
    page.keyboard.press("+")
    expect(viewer.locator(".zoom")).to_have_text("125%")
    viewer.get_by_role("button", name="Text").click()
    expect(viewer.locator("mark.hit strong")).to_have_text(SAID)
    viewer.get_by_role("button", name="Pages").click()
    expect(viewer.locator(".page-of")).to_have_text(f"Page {at} of {of}")
    phone = opened(running, new_page, **PHONE, locale="zh-CN", color_scheme="dark")
    assert page_with_the_passage(phone, "文本", screenshot) == (at, of)
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def page_with_the_passage(page: Page, text: str, screenshot: Screenshot) -> tuple[int, int]:
    """Opens the passage; the number of the page that it is marked on, and of how many."""
    card = cards(ask(page, QUESTION)).first
    card.locator(".place").click()
    viewer = page.locator(".viewer")
    expect(viewer.locator(".sheet img")).to_be_visible(timeout=3 * MINUTE)
    expect(viewer.locator(".office-note")).to_be_hidden()
    paging = viewer.locator(".page-of")
    expect(paging).to_have_text(re.compile(r"(Page|第) \d"))
    expect(viewer.get_by_role("button", name=text)).to_have_attribute("aria-pressed", "false")
    expect(viewer.locator(".hit.answering").first).to_be_in_viewport()
    screenshot(page, f"office-pages-{'desktop' if text == 'Text' else 'phone'}")
    at, of = map(int, re.findall(r"\d+", paging.inner_text()))
    return at, of
