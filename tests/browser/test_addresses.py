"""Addresses: every state of the page has one, links open it elsewhere, Back leads out of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from bot.conversation.sample_documents import FOLDER
from tests.bot.served import GUARDED, PASSWORD, Served
from tests.browser.conftest import Site
from tests.browser.driving import ask, cards, visit

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
SIZES = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 660}, "is_mobile": True, "has_touch": True},
}
QUESTION = "How many boxes does a family of four need?"
DOCUMENT = re.compile(r"#/doc/[0-9a-f]{64}\?page=\d+&at=\d+-\d+(&says=\d+-\d+)?$")
CONVERSATION = re.compile(r"#/conversation/[0-9a-f]{32}$")


def put_moving(site: Site) -> str:
    """The sample's PDF in the library; its id."""
    content = (FOLDER / "Moving house.pdf").read_bytes()
    return site.ingestion._store("Moving house.pdf", content).document_id


def closed(page: Page) -> None:
    expect(page.locator(".viewer")).to_be_hidden()


def marked(page: Page) -> None:
    expect(page.locator(".viewer .hit").first).to_be_visible()
    expect(page.locator(".viewer h2 .name")).to_have_text("Moving house.pdf")


def test_a_copied_link_shows_the_marked_passage_in_a_second_browser(
    site: Site, new_page: NewPage, screenshot: Callable[[Page, str], None]
) -> None:
    put_moving(site)
    page = visit(new_page(permissions=["clipboard-read", "clipboard-write"]), site.address)
    first = cards(ask(page, QUESTION)).first
    first.get_by_role("button", name="Copy link").click()
    expect(first.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(site.address)
    assert DOCUMENT.search(link)
    first.locator(".place").click()
    marked(page)
    assert page.url == link  # the address of what a click shows is the same
    other = visit(new_page(), link)
    marked(other)
    assert other.url == link
    expect(other.locator(".viewer .answering").first).to_be_visible()
    assert "says=" in link
    screenshot(other, "linked-passage")
    other.go_back()
    closed(other)


@pytest.mark.parametrize("size", SIZES)
def test_back_closes_the_panel_and_then_the_conversation(
    site: Site, new_page: NewPage, size: str
) -> None:
    put_moving(site)
    page = visit(new_page(**SIZES[size]), site.address)
    reply = ask(page, QUESTION)
    expect(page).to_have_url(CONVERSATION)
    cards(reply).first.locator(".place").click()
    marked(page)
    expect(page).to_have_url(DOCUMENT)
    page.locator(".viewer-tools .paging button:enabled").first.click()
    expect(page).to_have_url(re.compile(r"\?page=\d+$"))
    page.go_back()
    closed(page)
    expect(page.locator("#conversation .turn")).to_have_count(1)
    page.go_back()
    expect(page.locator("#conversation .turn")).to_have_count(0)
    page.go_forward()
    expect(page.locator("#conversation .turn")).to_have_count(1)
    expect(page).to_have_url(CONVERSATION)


def test_a_panel_that_was_opened_before_the_reply_was_kept_closes_alone(
    site: Site, new_page: NewPage
) -> None:
    put_moving(site)
    page = visit(new_page(), site.address)
    page.locator("#documents li.document .about").click()
    expect(page).to_have_url(re.compile(r"#/doc/[0-9a-f]{64}\?page=1$"))
    ask(page, QUESTION)
    expect(page.locator(".conversations")).to_have_attribute("data-current", re.compile("."))
    page.go_back()
    closed(page)
    expect(page.locator("#conversation .turn")).to_have_count(1)
    expect(page).to_have_url(CONVERSATION)
    page.go_back()
    expect(page.locator("#conversation .turn")).to_have_count(0)


def test_a_page_that_comes_late_leaves_alone_who_types_a_question(
    site: Site, new_page: NewPage
) -> None:
    put_moving(site)
    page = visit(new_page(), site.address)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/footnote/documents/*", hold)
    page.locator("#documents li.document .about").click()
    box = page.locator("#box textarea")
    box.fill(QUESTION)
    expect(box).to_be_focused()
    for route in held:
        route.continue_()
    expect(page.locator(".viewer .stage .sheet")).to_be_visible()
    expect(box).to_be_focused()


def test_closing_the_panel_leaves_no_entry_behind(site: Site, new_page: NewPage) -> None:
    put_moving(site)
    page = visit(new_page(), site.address)
    reply = ask(page, QUESTION)
    expect(page).to_have_url(CONVERSATION)
    for key in ("button", "Escape"):
        cards(reply).first.locator(".place").click()
        marked(page)
        if key == "button":
            page.locator('[data-view="close"]').click()
        else:
            page.keyboard.press("Escape")
        closed(page)
        expect(page).to_have_url(CONVERSATION)
    page.go_back()
    expect(page.locator("#conversation .turn")).to_have_count(0)


def test_a_conversation_has_an_address_and_a_reload_keeps_all(
    site: Site, new_page: NewPage
) -> None:
    put_moving(site)
    page = visit(new_page(), site.address)
    reply = ask(page, QUESTION)
    expect(page).to_have_url(CONVERSATION)
    other = visit(new_page(), page.url)
    expect(other.locator("#conversation .turn")).to_have_count(1)
    cards(reply).first.locator(".place").click()
    marked(page)
    page.reload()
    marked(page)
    expect(page.locator("#conversation .turn")).to_have_count(1)


def test_a_question_in_the_address_is_asked_once(site: Site, new_page: NewPage) -> None:
    put_moving(site)
    page = visit(new_page(), f"{site.address}?q=How+many+boxes+%3Cb%3E%3F")
    expect(page.locator("#conversation .reply")).to_have_count(1)
    expect(page.locator("#conversation .question p")).to_have_text("How many boxes <b>?")
    expect(page).to_have_url(CONVERSATION)
    page.reload()
    expect(page.locator("#conversation .turn")).to_have_count(1)
    page.wait_for_timeout(1500)
    expect(page.locator("#conversation .turn")).to_have_count(1)


@pytest.mark.parametrize(
    "fragment",
    [
        "#/doc/" + "0" * 64, "#/doc/" + "0" * 64 + "?page=x&at=y", "#/doc/../../etc/passwd",
        "#/conversation/" + "0" * 32, "#/conversation/%22%5D", "#/doc/<img src=x onerror=alert(1)>",
        "#", "#/", "#/nowhere",
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_breaks_nothing(
    site: Site, new_page: NewPage, fragment: str
) -> None:
    put_moving(site)
    page = visit(new_page(), f"{site.address}{fragment}")
    if fragment.startswith("#/doc/0"):
        said = page.locator(".viewer .unavailable")
        expect(said).to_contain_text("No document is at this address")
        expect(page.locator(".viewer .original")).to_be_hidden()
        page.go_back()
        closed(page)
    expect(cards(ask(page, QUESTION)).first).to_be_visible()


def test_pages_beyond_the_end_show_the_last(site: Site, new_page: NewPage) -> None:
    document_id = put_moving(site)
    page = visit(new_page(), f"{site.address}#/doc/{document_id}?page=99")
    expect(page.locator(".viewer .page-of")).to_have_text("Page 2 of 2")


@pytest.mark.parametrize(
    ("locale", "labelled", "plain"),
    [
        ("en-GB", "Page iii (1 of 2)", "Page 2 of 2"),
        ("zh-CN", "第 iii 页（1/2）", "第 2 页，共 2 页"),
    ],
)
def test_a_page_with_a_number_of_its_own_is_called_by_it(
    site: Site, new_page: NewPage, locale: str, labelled: str, plain: str
) -> None:
    document_id = put_moving(site)
    first = (document_id, 1)
    site.library.pages[first] = replace(site.library.pages[first], label="iii")
    page = visit(new_page(locale=locale), f"{site.address}#/doc/{document_id}?page=1")
    said = page.locator(".viewer .page-of")
    expect(said).to_have_text(labelled)
    expect(page.locator(".viewer .sheet img")).to_have_attribute("alt", labelled)
    page.locator('.viewer [data-view="next"]').click()
    expect(said).to_have_text(plain)
    expect(page.locator(".viewer .sheet img")).to_have_attribute("alt", plain)


@pytest.mark.parametrize("way", ["passage", "question"])
def test_a_link_that_needs_a_sign_in_leads_there_and_back(
    tmp_path: Path, new_page: NewPage, way: str
) -> None:
    served = Served(tmp_path, GUARDED)
    try:
        where = f"#/doc/{served.document_id}?page=1&at=0-32" if way == "passage" else "?q=starter"
        page = new_page()
        page.goto(f"{served.address}{where}")
        expect(page).to_have_url(re.compile("/login"))
        page.locator("#password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_have_text("Wrong password.")
        page.locator("#password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        if way == "passage":
            expect(page.locator(".viewer mark")).to_have_text("Sourdough bread takes a day. The")
        else:
            expect(page.locator("#conversation .reply")).to_have_count(1)
    finally:
        served.page.close()
