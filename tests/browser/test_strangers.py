"""Hostile text and strangers in a real browser: nothing runs, nothing leaves, nothing breaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.bot.served import GUARDED, OWNER_PASSWORD, PASSWORD, Served
from tests.browser.conftest import Site
from tests.browser.driving import add_to_library, ask, cards, document, documents, send, visit

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]

SCRIPTS = (
    '<img src=x onerror="window.hit=1">', "<script>window.hit=2</script>", "${window.hit=3}",
    "{{constructor.constructor('window.hit=4')()}}", "<svg onload=window.hit=5><a href=//x>",
    "$$\\href{javascript:window.hit=6}{x}$$ \\(\\unicode{<img src=x onerror=window.hit=7>}\\)",
    '"><iframe src="javascript:parent.hit=8"></iframe>', "' onmouseover='window.hit=9' x='",
    "</style><style>*{display:none}</style>", "</textarea></title><details open ontoggle=hit=10>",
    '<a href="javascript:window.hit=11">click</a>', "<form action=//x><button>go</button></form>",
    '<base href="//x/"><meta http-equiv=refresh content="0;url=//x">', "&lt;b&gt; &#60;i&#62;",
)  # fmt: skip
MARKDOWN = (
    "[link](javascript:window.hit=12)", "![picture](http://192.0.2.1/x.png)", "# not a heading",
    "<http://192.0.2.1/>", "| a | b |\n|---|---|\n| c | d |", "```html\n<b>x</b>\n```",
    "**not bold**",
)  # fmt: skip
BIDIRECTIONAL = "\u202eevil\u202d \u2066isolated \u2067and never closed \u200f\u061c"
LONG = "W" * 3000 + "\u0301" * 200
ATTACK = " ".join((*SCRIPTS, *MARKDOWN, BIDIRECTIONAL))


def assert_nothing_happened(page: Page) -> None:
    """Nothing ran, no element came out of text, and nothing is wider than the window."""
    assert page.evaluate("window.hit") is None
    made = page.locator(
        "#columns :is(iframe, base, style:not(svg style), table, script, h1 b, strong b, "
        "blockquote svg, blockquote a, blockquote img, .name img, .name svg, [onerror], [onload], "
        "[onmouseover], [ontoggle], form[action^='//'], a[href^='javascript'], "
        "a[href*='192.0.2'], mark :not(strong.hit))"
    )
    assert made.count() == 0, made.first.evaluate("element => element.outerHTML")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def put_hostile(site: Site) -> None:
    """A document whose name, headings and text are all attacks."""
    library = site.library
    name = SCRIPTS[0] + SCRIPTS[2] + SCRIPTS[6] + BIDIRECTIONAL + LONG[:120] + ".txt"
    text = f"{ATTACK} zebra. It is the zebra. {LONG}"
    document_id = library.put(name, text.encode(), "text", [text]).document_id
    stored = library.stored[document_id]
    library.stored[document_id] = replace(stored, title=ATTACK)
    library.passages = {
        identity: replace(passage, title=ATTACK, heading=ATTACK + LONG)
        for identity, passage in library.passages.items()
    }


@pytest.mark.parametrize("width", [360, 1440])
def test_names_titles_headings_passages_and_questions_are_only_text(
    site: Site, new_page: NewPage, width: int
) -> None:
    put_hostile(site)
    page = visit(new_page(viewport={"width": width, "height": 800}), site.address)
    expect(documents(page)).to_have_count(1)
    assert_nothing_happened(page)
    reply = ask(page, f"{ATTACK} {LONG} zebra")
    expect(cards(reply).first).to_be_visible()
    expect(page.locator("#conversation .question p").first).to_contain_text(SCRIPTS[1])
    expect(cards(reply).locator("blockquote", has_text=SCRIPTS[0]).first).to_be_attached()
    assert_nothing_happened(page)
    for weaker in reply.locator(".weaker > summary").all():
        weaker.click()  # in it are cards that unfold, too
    for detail in cards(reply).locator("summary").all():
        detail.click()
    page.mouse.move(width / 2, 300)
    cards(reply).first.locator(".place").click()
    expect(page.locator(".viewer .sheet")).to_contain_text("zebra")
    assert_nothing_happened(page)
    page.keyboard.press("Escape")
    page.reload()  # the conversation comes back out of the history, by its hostile title
    expect(page.locator("#conversation .reply")).to_have_count(1)
    assert_nothing_happened(page)


def test_marks_that_turn_text_stay_within_the_name(site: Site, new_page: NewPage) -> None:
    """What stands behind a name that turns its direction stands where it always stands."""
    site.library.put("plain.txt", b"A zebra.", "text", ["A zebra."])
    site.library.put("an\u202efdp.exe \u2067.txt", b"Two zebras.", "text", ["Two zebras."])
    page = visit(new_page(), site.address)
    expect(documents(page)).to_have_count(2)
    sizes = [row.locator(".size") for row in documents(page).all()]
    lefts = [size.bounding_box()["x"] for size in sizes]
    assert abs(lefts[0] - lefts[1]) < 2
    reply = ask(page, "zebra")
    for card in cards(reply).all():
        where = card.locator(".where").bounding_box()
        name = card.locator(".name").bounding_box()
        assert where["x"] >= name["x"]


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path, GUARDED)
    yield served
    served.page.close()


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_visitor_signs_in_chats_and_is_shown_nothing_that_would_be_refused(
    guarded: Served, new_page: NewPage, screenshot: Callable[[Page, str], None]
) -> None:
    page = new_page(viewport={"width": 1100, "height": 700})
    page.goto(guarded.address)
    expect(page).to_have_url(guarded.address + "login")
    screenshot(page, "sign-in")
    sign_in(page, '"><script>window.hit=1</script>')
    expect(page.get_by_role("alert")).to_have_text("Wrong password.")
    assert page.evaluate("window.hit") is None
    sign_in(page, PASSWORD)
    expect(documents(page)).to_have_count(1)
    welcome = page.locator("#welcome")
    expect(welcome.get_by_text("Ask in your own words.")).to_be_visible()
    expect(welcome.get_by_text("Drop files")).to_be_hidden()
    expect(welcome.get_by_text("add another document")).to_be_hidden()
    reply = ask(page, "How often must the starter be fed?")
    cards(reply).first.locator(".place").click()
    expect(page.locator(".viewer .sheet")).to_contain_text("Sourdough")
    page.keyboard.press("Escape")
    expect(page.locator("#drop")).to_be_hidden()
    expect(page.locator("#box textarea")).to_have_attribute("placeholder", "Ask a question")
    expect(document(page, "b.txt").locator(".remove")).to_be_hidden()
    screenshot(page, "visitor")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    page.goto(guarded.address)
    expect(page.get_by_label("Password")).to_be_visible()


def test_files_added_after_the_session_ended_are_said_to_be_lost(
    guarded: Served, new_page: NewPage, tmp_path: Path
) -> None:
    file = tmp_path / "new.txt"
    file.write_text("A zebra.")
    page = new_page()
    page.goto(guarded.address)
    sign_in(page, OWNER_PASSWORD)
    expect(documents(page)).to_have_count(1)
    page.locator("#box textarea").fill("Half a question")
    page.context.clear_cookies(name=re.compile("session"))
    add_to_library(page, [file])
    sign_in(page, OWNER_PASSWORD)
    lost = page.get_by_text("Add them again.")
    expect(lost).to_be_visible()
    expect(page.locator("#box textarea")).to_have_value("Half a question")
    lost.click()
    expect(lost).to_be_hidden()
    add_to_library(page, [file])
    expect(documents(page)).to_have_count(2)
    page.reload()
    expect(documents(page)).to_have_count(2)
    expect(lost).to_be_hidden()


def test_the_owner_is_shown_what_the_owner_may_do(guarded: Served, new_page: NewPage) -> None:
    page = new_page()
    page.goto(guarded.address)
    sign_in(page, OWNER_PASSWORD)
    expect(page.locator("#drop")).to_be_visible()
    document(page, "b.txt").get_by_role("button", name="Remove b.txt").click()
    expect(page.get_by_text("b.txt was removed.")).to_be_visible()
    page.context.clear_cookies()  # as when the session is over
    send(page, "Is anybody there?")
    expect(page.get_by_label("Password")).to_be_visible(timeout=30_000)
