"""A question is never lost: not by a reload, not by a restart; a draft neither."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.driving import ask, send, visit
from tests.browser.test_conversation import QUESTIONS, fill, questions

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]


@pytest.mark.parametrize("milliseconds", [100, 600])
def test_a_reload_right_after_asking_still_answers(
    site: Site, new_page: NewPage, milliseconds: int
) -> None:
    fill(site)
    site.answering.seconds = 2.0
    page = visit(new_page(), site.address)
    page.locator("#box textarea").fill(QUESTIONS[0])
    page.keyboard.press("Enter")
    page.wait_for_timeout(milliseconds)
    page.reload()
    expect(page.locator("#conversation .reply")).to_have_count(1)
    assert questions(page) == [QUESTIONS[0]]
    page.reload()
    expect(page.locator("#conversation .reply")).to_have_count(1)
    assert questions(page) == [QUESTIONS[0]]


def test_an_answer_on_its_way_can_be_stopped_after_a_reload(site: Site, new_page: NewPage) -> None:
    fill(site)
    site.answering.seconds = 30.0
    page = visit(new_page(), site.address)
    page.locator("#box textarea").fill(QUESTIONS[0])
    page.keyboard.press("Enter")
    expect(page.locator("#conversation .provisional")).to_be_visible()
    page.reload()
    expect(page.locator("#conversation .provisional")).to_be_visible()
    site.answering.seconds = 0.0
    page.locator("#box .stop-button").click()
    expect(page.locator("#conversation .note")).to_have_text("Stopped.")
    page.reload()
    expect(page.locator("#conversation .note")).to_have_text("Stopped.")


def test_two_tabs_that_ask_in_one_conversation_are_both_answered(
    site: Site, new_page: NewPage
) -> None:
    fill(site)
    first = visit(new_page(), site.address)
    ask(first, QUESTIONS[0])
    expect(first).to_have_url(re.compile("#/conversation/"))
    second = visit(new_page(), first.url)
    expect(second.locator("#conversation .reply")).to_have_count(1)
    site.answering.seconds = 1.0
    send(first, QUESTIONS[1])
    send(second, QUESTIONS[2])
    for page in (first, second):
        expect(page.locator("#conversation .reply")).to_have_count(2)
    for page in (first, second):
        page.reload()
        expect(page.locator("#conversation .reply")).to_have_count(3)
        assert sorted(questions(page)) == sorted(QUESTIONS[:3])


def test_what_is_being_typed_survives_a_reload_and_is_gone_once_sent(
    site: Site, new_page: NewPage
) -> None:
    fill(site)
    page = visit(new_page(), site.address)
    box = page.locator("#box textarea")
    box.fill("When do cats")
    page.reload()
    expect(box).to_have_value("When do cats")
    ask(page, QUESTIONS[0])
    page.reload()
    expect(page.locator("#conversation .turn")).to_have_count(1)
    expect(box).to_have_value("")


def test_an_edited_question_takes_its_place_and_what_followed_goes(
    site: Site, new_page: NewPage
) -> None:
    fill(site)
    page = visit(new_page(), site.address)
    for question in QUESTIONS:
        ask(page, question)
    turn = page.locator("#conversation .turn").nth(1)
    turn.get_by_role("button", name="Edit this question").click()
    box = page.locator("#box textarea")
    expect(box).to_have_value(QUESTIONS[1])
    box.fill("Where do birds sing?")
    page.keyboard.press("Enter")
    expect(page.locator("#conversation .turn")).to_have_count(2)
    expect(page.locator("#conversation .reply")).to_have_count(2)
    assert questions(page) == [QUESTIONS[0], "Where do birds sing?"]
    page.reload()
    expect(page.locator("#conversation .turn")).to_have_count(2)
    assert questions(page) == [QUESTIONS[0], "Where do birds sing?"]


def test_enter_before_the_box_can_send_is_not_lost(site: Site, new_page: NewPage) -> None:
    fill(site)
    site.answering.seconds = 3.0
    page = visit(new_page(), site.address)
    send(page, QUESTIONS[0])
    expect(page.locator("#box .stop-button")).to_be_visible()
    send(page, QUESTIONS[1])
    expect(page.locator("#conversation .reply")).to_have_count(2)
    assert questions(page) == list(QUESTIONS[:2])
    page.locator("#box textarea").fill("only typed")
    page.wait_for_timeout(1_000)
    assert page.locator("#box textarea").input_value() == "only typed"


def test_what_comes_late_of_a_conversation_that_was_left_is_not_shown(
    site: Site, new_page: NewPage
) -> None:
    fill(site)
    page = visit(new_page(), site.address)
    ask(page, QUESTIONS[0])
    turn = page.locator("#conversation .turn").evaluate("turn => turn.outerHTML")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#conversation .turn")).to_have_count(0)
    page.evaluate("turn => window.footnote.showConversation(turn)", turn)
    expect(page.locator("#conversation .turn")).to_have_count(0)
    page.get_by_role("button", name="Conversations").click()
    page.locator("#history .open").first.click()  # and it is shown again once it is opened
    expect(page.locator("#conversation .reply")).to_have_count(1)


def test_a_new_conversation_is_none_of_the_old_even_before_that_is_kept(
    site: Site, new_page: NewPage
) -> None:
    fill(site)
    site.answering.seconds = 4.0
    page = visit(new_page(), site.address)
    page.locator("#box textarea").fill(QUESTIONS[0])
    page.keyboard.press("Enter")
    expect(page.locator("#conversation .provisional")).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#conversation .turn")).to_have_count(0)
    ask(page, QUESTIONS[1])
    page.reload()
    expect(page.locator("#conversation .turn")).to_have_count(1)
    assert questions(page) == [QUESTIONS[1]]
    expect(page.locator("li.conversation")).to_have_count(2)  # the first was answered as well
