"""A headless Chromium, a page to point it at, and a place for what it saw."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from bot.access.roles import Access
from bot.conversation.history import ConversationHistory
from bot.conversation.pending import Pending
from bot.conversation.ports import Answering, AnswerWriter
from bot.page.page import build_page
from tests.bot.page_fakes import (
    MemoryLibrary,
    OverlapAnswering,
    PdfiumImages,
    SteppingIngestion,
    new_history,
    ready,
)

ARTIFACTS = Path(__file__).resolve().parents[2] / "artifacts"
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True, slots=True)
class Site:
    """A page served on loopback, with the parts behind it in reach."""

    address: str
    library: MemoryLibrary
    answering: OverlapAnswering
    ingestion: SteppingIngestion
    assistant: Future[Answering]
    history: ConversationHistory


@dataclass(slots=True)
class Seen:
    """What a browser tried to reach beyond loopback, and what went wrong in its scripts."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> Page:
        page.on("request", lambda request: self._requested(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def _requested(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.outside.append(url)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=20_000)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = launched(playwright, *CHROMIUM_OPTIONS)
    yield browser
    browser.close()


def launched(playwright: Playwright, *options: str) -> Browser:
    """A headless Chromium; the one without a window's own parts takes half as much to open."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    return playwright.chromium.launch(executable_path=found, args=list(options))


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages of given size, language, colours; each may only speak to this machine."""
    contexts: list[BrowserContext] = []
    seen = Seen()

    def opened(**options: object) -> Page:
        size = {"width": 1440, "height": 900}
        context = chromium.new_context(**{"viewport": size, "locale": "en-GB", **options})  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        contexts.append(context)
        return seen.watch(context.new_page())

    yield opened
    for context in contexts:
        context.close()
    assert seen.outside == [], "the page asked for something outside this machine"
    assert seen.errors == []


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The page over fakes, served from threads of this process."""
    with served_over_fakes(tmp_path) as site:
        site.assistant.set_result(site.answering)
        yield site


@pytest.fixture
def loading_site(tmp_path: Path) -> Iterator[Site]:
    """The same while its assistant isn't there."""
    with served_over_fakes(tmp_path) as site:
        yield site


@contextmanager
def served_over_fakes(tmp_path: Path, writer: AnswerWriter | None = None) -> Iterator[Site]:
    library = MemoryLibrary(tmp_path / "files")
    answering = OverlapAnswering(library)
    ingestion = SteppingIngestion(library, 0.3)
    assistant: Future[Answering] = Future()
    history = ready(new_history(tmp_path))
    page = build_page(
        assistant=Pending(assistant),
        ingestion=ingestion,
        library=ready(library),
        removing=ready(library),
        history=history,
        images=PdfiumImages(library),
        writer=writer,
    )
    address = page.launch(port=free_port(), access=Access())
    kept = ConversationHistory(history, ready(library))
    yield Site(address.local, library, answering, ingestion, assistant, kept)
    page.close()


@pytest.fixture
def screenshot() -> Callable[[Page, str], None]:
    """Saves what a page looks like under artifacts/, for people and for CI to keep."""
    ARTIFACTS.mkdir(exist_ok=True)

    def save(page: Page, name: str) -> None:
        page.screenshot(path=ARTIFACTS / f"{name}.png")

    return save


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
