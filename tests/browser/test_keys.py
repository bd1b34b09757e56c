"""Keys, fingers, and what stands where people look: citations, pages, who one is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.driving import ask, cards, fill_with_sample, visit

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
PHONE_WIDTH = 360
PHONE = {"viewport": {"width": PHONE_WIDTH, "height": 740}, "is_mobile": True, "has_touch": True}
BOXES = "How many boxes does a family of four need?"
SMALL = """() => [...document.querySelectorAll("#columns :is(button, summary, input, select)")]
  .filter(one => one.offsetParent && one.type !== "checkbox" && one.type !== "file")
  .map(one => [one.getBoundingClientRect(), one])
  .filter(([at]) => at.width && (at.height < 40 || at.width < 24))
  .filter(([, one]) => !one.matches("#drop *, #box *, .place, .about"))
  .map(([at, one]) => `${one.outerHTML.slice(0, 90)}: ${at.width} x ${at.height}`)"""


def test_sample_questions_are_offered_and_asked(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(), site.address)
    expect(page.locator(".tries")).to_be_hidden()
    fill_with_sample(page)
    page.get_by_role("button", name=BOXES).click()
    expect(cards(page.locator("#conversation .reply")).first).to_be_visible(timeout=60_000)
    expect(page.locator(".tries")).to_be_hidden()


def test_keys_lead_to_citations_and_through_pages(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(), site.address)
    fill_with_sample(page)
    reply = ask(page, BOXES)
    expect(reply.locator(".models")).to_be_hidden()
    reply.locator("summary", has_text="About this reply").click()
    expect(reply.locator(".models")).to_be_visible()
    names = cards(reply).locator(".place .name").all_text_contents()
    pdf = names.index("Moving house.pdf") + 1
    page.keyboard.press(f"Alt+{pdf}")
    viewer = page.locator(".viewer")
    expect(viewer.locator("h2")).to_have_text("Moving house.pdf")
    line = viewer.locator(".page-of")
    expect(line).to_contain_text("of 2")
    line.click()
    viewer.locator(".page-number").fill("1")
    page.keyboard.press("Enter")
    expect(line).to_have_text("Page 1 of 2")
    page.keyboard.press("ArrowRight")  # wherever the focus is in the panel
    expect(line).to_have_text("Page 2 of 2")
    page.keyboard.press("+")
    expect(viewer.locator(".zoom")).to_have_text("125%")
    line.click()
    viewer.locator(".page-number").fill("77")
    page.keyboard.press("Enter")
    expect(line).to_have_text("Page 2 of 2")


def test_what_a_finger_hits_is_large_enough(site: Site, new_page: NewPage) -> None:
    fill_with_sample(visit(new_page(), site.address))
    phone = visit(new_page(**PHONE), site.address)
    ask(phone, BOXES)
    assert phone.evaluate(SMALL) == []
    last = phone.get_by_role("button", name="New conversation").bounding_box()
    assert last is not None
    assert last["x"] + last["width"] <= PHONE_WIDTH
    phone.get_by_role("button", name="Library").tap()
    phone.locator("#documents [data-choose]").first.tap()
    expect(phone.locator(".acting")).to_be_visible()
    assert phone.evaluate(SMALL) == []
