"""A written answer grows on the page, shows what it may not say, and can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.writing.client import WriterServer
from bot.writing.writer import Writer
from tests.bot.writing.scripted_server import Script, scripted
from tests.browser.conftest import served_over_fakes
from tests.browser.driving import ask, cards, send, visit

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
CATS = "Cats sleep all day and drink 40 litres of milk a year. " * 3
SOUND = 'Cats sleep all day. [1 "Cats sleep all day"]\n'
STRUCK = 'Cats drink 80 litres. [1 "drink 40 litres of milk"] <img src=x onerror=alert(1)>\n'


def test_a_written_answer_grows_and_what_isnt_borne_out_is_struck_through(
    tmp_path: Path, new_page: NewPage, screenshot: Callable[[Page, str], None]
) -> None:
    script = Script(pieces=[SOUND, STRUCK], hold=threading.Event())
    assert script.hold is not None
    with scripted(script) as url:
        writer = Writer(WriterServer(url, "tiny-model"))
        with served_over_fakes(tmp_path, writer) as site:
            site.assistant.set_result(site.answering)
            site.library.put("cats.txt", CATS.encode(), "text", [CATS])
            page = visit(new_page(), site.address)
            expect(page.locator(".privacy")).to_contain_text("tiny-model, which runs on it too")
            send(page, "What do cats do all day?")
            written = page.locator("#conversation .written")
            expect(written.locator(".said")).to_contain_text("Cats sleep all day.")
            expect(written.locator(".struck s")).to_have_count(2)
            expect(written).to_have_attribute("aria-busy", "true")
            script.hold.set()
            expect(written).not_to_have_attribute("aria-busy", "true")
            assert written.locator("img").count() == 0
            expect(written.locator(".flaw").first).to_have_text("80 isn't in its quotation")
            expect(written.locator(".by")).to_contain_text("Written by tiny-model on this machine")
            screenshot(page, "written")
            written.locator("button.cite").first.click()
            expect(page.locator("#viewer mark").first).to_contain_text("Cats sleep all day")


def test_a_writer_that_is_stopped_leaves_the_reply(tmp_path: Path, new_page: NewPage) -> None:
    script = Script(pieces=[SOUND], hold=threading.Event())
    with scripted(script) as url:
        writer = Writer(WriterServer(url, "tiny-model"))
        with served_over_fakes(tmp_path, writer) as site:
            site.assistant.set_result(site.answering)
            site.library.put("cats.txt", CATS.encode(), "text", [CATS])
            page = visit(new_page(), site.address)
            send(page, "What do cats do all day?")
            expect(page.locator("#conversation .written .said")).to_have_count(1)
            page.get_by_role("button", name="Stop").click()
            assert script.left.wait(20)
            expect(page.locator("#conversation .written")).not_to_have_attribute(
                "aria-busy", "true"
            )
            expect(cards(page.locator("#conversation .reply"))).to_have_count(1)
            page.reload()
            expect(cards(page.locator("#conversation .reply"))).to_have_count(1)


def test_a_writer_that_is_away_costs_one_line(tmp_path: Path, new_page: NewPage) -> None:
    with scripted(Script()) as url:
        pass
    with served_over_fakes(tmp_path, Writer(WriterServer(url, "tiny-model"))) as site:
        site.assistant.set_result(site.answering)
        site.library.put("cats.txt", CATS.encode(), "text", [CATS])
        page = visit(new_page(), site.address)
        reply = ask(page, "What do cats do all day?")
        expect(cards(reply)).to_have_count(1)
        expect(page.locator(".written .trouble")).to_contain_text("can't be reached")
