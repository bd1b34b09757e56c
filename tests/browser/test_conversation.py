"""A conversation in a real browser: its order, its place on the page, and the list of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from bot.access.visitors import OWNER
from bot.conversation.states import Replied
from bot.conversation.turns import Message, Turn
from tests.browser.conftest import Site
from tests.browser.driving import ask, cards, send, visit

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
SIZES = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 660}, "is_mobile": True, "has_touch": True},
}
QUESTIONS = ("When do cats sleep?", "Where do dogs run all day?", "What do birds sing at dawn?")


def fill(site: Site) -> None:
    for animal, does in (("Cats", "sleep"), ("Dogs", "run"), ("Birds", "sing at dawn")):
        text = f"{animal} {does} all day. They are {animal.lower()}, after all. " * 4
        site.library.put(f"{animal}.txt", text.encode(), "text", [text])


def questions(page: Page) -> list[str]:
    return page.locator("#conversation .question p").all_inner_texts()


@pytest.mark.parametrize("size", SIZES)
def test_questions_stand_in_order_each_at_the_top_when_it_is_asked(
    site: Site, new_page: NewPage, size: str
) -> None:
    fill(site)
    page = visit(new_page(**SIZES[size]), site.address)
    log = page.get_by_role("log", name="Conversation")
    for number, question in enumerate(QUESTIONS, 1):
        expect(cards(ask(page, question))).to_have_count(3)
        asked = page.locator("#conversation .question").last.bounding_box()
        top = log.bounding_box()
        assert asked is not None
        assert top is not None
        assert 0 <= asked["y"] - top["y"] < 40
        assert questions(page) == list(QUESTIONS[:number])
    expect(page.get_by_role("button", name="Ask again").locator("visible=true")).to_have_count(1)
    page.reload()
    expect(page.locator("#conversation .turn")).to_have_count(3)
    assert questions(page) == list(QUESTIONS)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#conversation .turn")).to_have_count(0)
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name=f"Open {QUESTIONS[0]}").click()
    expect(page.locator("#conversation .turn")).to_have_count(3)
    page.get_by_role("button", name="Ask again").locator("visible=true").click()
    expect(page.locator("#conversation .turn:last-child .reply")).to_have_count(1)
    expect(page.locator("#conversation .turn")).to_have_count(3)
    assert questions(page) == list(QUESTIONS)


def test_what_was_unfolded_stays_so_while_the_next_question_is_answered(
    site: Site, new_page: NewPage
) -> None:
    site.library.put("cats.txt", b"c", "text", ["Cats sleep all day.\n" * 12])
    page = visit(new_page(), site.address)
    first = ask(page, QUESTIONS[0])
    first.get_by_role("button", name="Show all").click()
    first_again = page.locator("#conversation .reply").first
    ask(page, QUESTIONS[1])
    expect(first_again.get_by_role("button", name="Show less")).to_be_attached()
    assert questions(page) == list(QUESTIONS[:2])


def test_a_stopped_question_is_asked_again_in_its_place(site: Site, new_page: NewPage) -> None:
    fill(site)
    page = visit(new_page(), site.address)
    ask(page, QUESTIONS[0])
    site.answering.seconds = 8.0
    send(page, QUESTIONS[1])
    expect(page.locator("#conversation .provisional")).to_be_visible()
    page.locator("#box .stop-button").click()
    expect(page.locator("#conversation .turn:last-child .note")).to_contain_text("Stopped.")
    site.answering.seconds = 0.0
    page.get_by_role("button", name="Ask again").locator("visible=true").click()
    expect(page.locator("#conversation .reply")).to_have_count(2)
    page.reload()
    expect(page.locator("#conversation .reply")).to_have_count(2)
    assert questions(page) == list(QUESTIONS[:2])


def test_a_conversation_opened_in_another_language_is_shown_in_it(
    site: Site, new_page: NewPage
) -> None:
    fill(site)
    ask(visit(new_page(), site.address), QUESTIONS[0])
    page = visit(new_page(locale="zh-CN"), site.address)
    page.get_by_role("button", name="历史对话").click()
    page.get_by_role("button", name=f"打开 {QUESTIONS[0]}").click()
    reply = page.locator("#conversation .reply")
    expect(cards(reply)).to_have_count(3)
    expect(reply.locator(".verdict")).to_contain_text("匹配")
    expect(reply).not_to_contain_text("match")


@pytest.mark.parametrize("size", SIZES)
def test_the_last_of_forty_conversations_can_be_reached(
    site: Site, new_page: NewPage, screenshot: Callable[[Page, str], None], size: str
) -> None:
    fill(site)
    keep_conversations(site, 40)
    page = visit(new_page(**SIZES[size]), site.address)
    page.get_by_role("button", name="Conversations").click()
    rows = page.locator("#history .conversation")
    expect(rows).to_have_count(40)
    screenshot(page, f"forty-conversations-{size}")
    panel = page.locator("#history").bounding_box()
    box = page.locator("#box").bounding_box()
    assert panel is not None
    assert box is not None
    assert panel["y"] + panel["height"] <= box["y"]
    oldest = page.get_by_role("button", name="Open Question number 0?")
    expect(oldest).not_to_be_in_viewport()
    page.locator("#box .submit-button").click(trial=True)
    page.mouse.move(panel["x"] + 100, panel["y"] + 200)
    page.mouse.wheel(0, 10_000)
    expect(oldest).to_be_in_viewport()
    oldest.click()
    expect(page.locator("#conversation .question p")).to_have_text(["Question number 0?"])


def keep_conversations(site: Site, count: int) -> None:
    """Conversations of one question each, kept for the owner."""
    reply = site.answering.ask("Question number 0?")
    for number in range(count):
        one = replace(reply, question=f"Question number {number}?")
        turn = Turn(Message(one.question, (), frozenset()), Replied(one))
        site.history.keep(OWNER.identity, f"{number:032x}", turn, replacing=0)


def test_conversations_stand_under_their_days_and_can_be_searched(
    site: Site, new_page: NewPage, screenshot: Callable[[Page, str], None]
) -> None:
    fill(site)
    keep_conversations(site, 3)
    page = visit(new_page(), site.address)
    ask(page, QUESTIONS[0])
    page.get_by_role("button", name="Conversations").click()
    expect(page.locator(".conversations li.day")).to_have_text(["Today"])
    rows = page.locator(".conversations li.conversation:visible")
    expect(rows).to_have_count(4)
    screenshot(page, "conversations")
    search = page.get_by_role("searchbox", name="Search conversations")
    search.fill("NUMBER 1")
    expect(rows).to_have_count(1)
    expect(rows.locator(".name")).to_have_text("Question number 1?")
    search.fill("nothing like it")
    expect(page.locator(".conversations li:visible")).to_have_count(0)
    search.fill("")
    expect(rows).to_have_count(4)


def test_a_list_that_is_drawn_anew_takes_no_act_for_another(site: Site, new_page: NewPage) -> None:
    """Gradio would make the button that somebody aims at another conversation's."""
    fill(site)
    keep_conversations(site, 3)
    page = visit(new_page(), site.address)
    page.get_by_role("button", name="Conversations").click()
    rows = page.locator("#history .conversation")
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Rename Question number 1?").click()
    title = page.get_by_label("New title").locator("visible=true")
    title.fill("How many quok")
    aimed_at = page.get_by_role("button", name="Delete Question number 1?").element_handle()
    meant = aimed_at.get_attribute("data-id")
    keep_conversations(site, 5)
    expect(rows).to_have_count(5)
    assert aimed_at.get_attribute("data-id") == meant
    page.keyboard.type("kas?")  # the title that is being typed meanwhile goes on
    page.keyboard.press("Enter")
    expect(rows.filter(has_text="How many quokkas?")).to_have_count(1)
    expect(title).to_have_count(0)


def test_a_list_from_before_does_not_take_a_tab_back(site: Site, new_page: NewPage) -> None:
    """What was on its way when people left a conversation says it is still the open one."""
    fill(site)
    page = visit(new_page(), site.address)
    ask(page, QUESTIONS[0])
    known = """() => sessionStorage.getItem("conversation")"""
    page.wait_for_function("""document.querySelector(".conversations").dataset.current""")
    first = page.evaluate(known)
    late = page.evaluate("""document.querySelector(".conversations").outerHTML""")
    page.get_by_role("button", name="New conversation").click()
    page.evaluate("late => window.footnote.showHistory(late)", late)
    assert page.evaluate(known) is None
    expect(page.locator("#conversation .question")).to_have_count(0)
    ask(page, QUESTIONS[1])
    expect(page.locator("#history .conversation")).to_have_count(2)
    second = page.evaluate(known)
    assert second != first
    page.evaluate("late => window.footnote.showHistory(late)", late)
    assert page.evaluate(known) == second
    page.evaluate("""sessionStorage.setItem("conversation", "just begun")""")
    none = late.replace(first, "", 1)
    page.evaluate("none => window.footnote.showHistory(none)", none)
    assert page.evaluate(known) == "just begun"
