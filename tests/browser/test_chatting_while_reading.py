"""Five people chat while a long report is read: nobody's message is lost or waits twice as long."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client
from playwright.sync_api import Page, expect

from tests.browser.driving import add_to_library, fill_with_sample
from tests.browser.test_whole_product import Running, opened, served
from tests.ingest.make_pdf import make_pdf, page_of

pytestmark = [pytest.mark.browser, pytest.mark.models, pytest.mark.long]

PEOPLE = 5
QUESTIONS = (
    "How many boxes does a family of four need?",
    "When is the deposit due back?",
    "Which plants are deadly for cats?",
    "How long is the loaf baked?",
    "What did the garden club decide about water?",
    "How do I patch a flat tyre?",
    "How often is a sourdough starter fed?",
    "Which plants do well in the dark?",
)
PAUSES = (2.0, 6.0)
"""Between how many seconds people read before they ask again."""

PAGES = 600
LINES = 60


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    yield from served(tmp_path)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report of 600 pages, about five passages each."""
    path = tmp_path / "report.pdf"
    pages = [
        page_of(
            *(
                f"Berth {line} of quay {page} took in a ship of {page * line % 997} tonnes."
                for line in range(LINES)
            )
        )
        for page in range(PAGES)
    ]
    path.write_bytes(make_pdf(pages))
    return path


@contextmanager
def people(address: str) -> Iterator[list[Client]]:
    clients = [Client(address, verbose=False, analytics_enabled=False) for _ in range(PEOPLE)]
    yield clients
    for client in clients:
        client.close()


def chat(client: Client, seed: int) -> list[tuple[float, dict[str, Any]]]:
    """One person's questions: how long each answer took, and the answer."""
    dice = random.Random(seed)  # noqa: S311 - a script of pauses
    answers = []
    for question in dice.sample(QUESTIONS, len(QUESTIONS)):
        time.sleep(dice.uniform(*PAUSES))
        asked = time.monotonic()
        answers.append((client.predict(question, [], api_name="/ask"), time.monotonic() - asked))
    return [(seconds, reply) for reply, seconds in answers]


def everybody(clients: list[Client]) -> list[float]:
    """How long the answers took, when all chat at once and every message is answered."""
    with ThreadPoolExecutor(PEOPLE) as threads:
        chats = list(threads.map(chat, clients, range(PEOPLE)))
    replies = [reply for one in chats for _, reply in one]
    assert len(replies) == PEOPLE * len(QUESTIONS)
    assert all(len(reply["citations"]) == 5 for reply in replies)
    return [seconds for one in chats for seconds, _ in one]


@pytest.mark.timeout(1800)
def test_five_people_chat_while_600_pages_are_read(
    running: Running, new_page: Callable[..., Page], report: Path
) -> None:
    page = opened(running, new_page)
    fill_with_sample(page)
    with people(running.address) as clients:
        everybody(clients)  # so that both medians are of a warm product
        idle = statistics.median(everybody(clients))
        add_to_library(page, [report])
        expect(page.locator("#jobs .job")).to_contain_text("preparing", timeout=300_000)
        busy = statistics.median(everybody(clients))
        expect(page.locator("#jobs .job")).to_contain_text("preparing")
    print(
        f"\nmedian seconds to an answer: {idle:.2f} alone, {busy:.2f} while {PAGES} pages come in"
    )
    assert busy < 2 * idle
