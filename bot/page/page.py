"""The page over one library: what it is made of, and how it is served and closed."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import Mount, Route

from bot.access.circles import Circles
from bot.access.request_bodies import USUAL_UPLOADS, BodyGuard, UploadLimits
from bot.access.roles import Access, is_loopback
from bot.access.sign_in import SignIn, session_cookie
from bot.access.sign_in_log import SignInLog
from bot.access.sites import HERE, THIS_MACHINE, ForwardedHeaders, Site
from bot.access.tokens import Tokens
from bot.access.visitor_limits import NO_ADDING, VisitorLimits, VisitorRules
from bot.access.visitors import visitor_of
from bot.access.web_guard import WebGuard
from bot.api.changes import LibraryChanges
from bot.api.mcp_routes import MCP, McpApplication
from bot.api.open_library import OpenLibrary
from bot.api.rest import API, rest_application
from bot.assistant import USUAL_OPTIONS, AnswerOptions
from bot.conversation.answers import Answers
from bot.conversation.asking import Asking
from bot.conversation.chat import Chat
from bot.conversation.deletions import Deletions
from bot.conversation.history import ConversationHistory
from bot.conversation.incoming import IncomingFiles
from bot.conversation.listings import Listings
from bot.conversation.pending import Pending
from bot.conversation.ports import (
    Answering,
    AnswerWriter,
    Following,
    History,
    Ingestion,
    Library,
    OwnersLibrary,
    PageRenderer,
    Reencoding,
    Removing,
    nothing_followed,
)
from bot.conversation.removals import Removals
from bot.conversation.seen import library_seen
from bot.html.shell import head_html
from bot.page.conversation_routes import ConversationRoutes
from bot.page.direct_requests import reach_directly
from bot.page.document_routes import PageRoutes
from bot.page.events import PageEvents
from bot.page.layout import TEXTS, lay_out
from bot.page.listing_routes import ListingRoutes
from bot.page.panel import LibraryPanel
from bot.page.quick_gradio import gr

MOST_TABS = 500
"""Tabs whose state is kept. Gradio keeps 25 KiB of each that was ever open and what it showed last,
however long ago it was closed; beyond this, the tab that was quiet longest starts again empty."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the page can be opened; ``public`` is "" without a tunnel."""

    local: str
    public: str


class WebPage:
    """The page over one library. Build it with ``build_page``."""

    def __init__(
        self,
        *,
        assistant: Pending[Answering],
        ingestion: Ingestion,
        library: Pending[OwnersLibrary],
        removing: Pending[Removing],
        history: Pending[History],
        images: PageRenderer,
        options: AnswerOptions,
        following: Following,
        folder: Path,
        writer: AnswerWriter | None = None,
        reencoding: Pending[Reencoding] | None = None,
    ) -> None:
        """Everything the page shows comes from these; uploads wait in ``folder``."""
        self._folder = folder
        incoming = IncomingFiles(folder / "incoming", ingestion)
        self._removals = Removals(removing)
        listings = Listings()
        answers = Answers(assistant, incoming, library, writer)
        asking = Asking(assistant, library, writer)
        kept = ConversationHistory(history, library)
        self._chat = Chat(answers, kept)
        self._events = PageEvents(
            panel=LibraryPanel(
                assistant, library, incoming, self._removals, following, reencoding, listings
            ),
            incoming=incoming,
            asking=asking,
            chat=self._chat,
            history=kept,
            deletions=Deletions(history),
            limits=VisitorLimits(NO_ADDING),
        )
        self._open = OpenLibrary(asking, library, self._events.limits, options, listings)
        self._changes = LibraryChanges(
            library, incoming, self._removals, self._events.limits, USUAL_UPLOADS
        )
        self._routes = [
            *PageRoutes(images, lambda request: _seen(library, request)).routes(),
            *ListingRoutes(listings, lambda request: _seen(library, request)).routes(),
            *ConversationRoutes(kept).routes(),
            Mount(API, rest_application(self._open, self._changes, images)),
            Route(MCP, McpApplication(self._open), methods=["POST"]),
        ]
        self._blocks = lay_out(self._events, assistant.readiness())

    def launch(
        self,
        *,
        host: str = "127.0.0.1",
        port: int | None = None,
        access: Access,
        share: bool = False,
        open_browser: bool = False,
        visitors: VisitorRules = NO_ADDING,
        sign_in_log: SignInLog | None = None,
        uploads: UploadLimits = USUAL_UPLOADS,
        tokens: Tokens | None = None,
        circles: Circles | None = None,
        site: Site = HERE,
    ) -> Address:
        """Where the page is now served, from threads of its own; ``close`` ends it.

        Where ``access`` needs a sign-in, ``visitors`` says what those may do who aren't the
        owner, and ``sign_in_log`` hears of every try; ``tokens`` are those of programs, ``circles``
        those of visitors who may read some collections only. ``port``
        None takes the first free one from 7860. A tunnel that can't be had leaves ``public``
        empty; ``site`` says where the page is for others. Raises ``OSError`` where the port is
        taken.
        """
        limits = VisitorLimits(visitors)
        self._events.limits = self._open.limits = self._changes.limits = limits
        self._changes.uploads = uploads
        self.sign_in = SignIn.under(
            access, sign_in_log, visitors_may_add=visitors.may_add, tokens=tokens, circles=circles
        )
        # The server itself is to believe nobody; whom we do, is decided in one place.
        os.environ["FORWARDED_ALLOW_IPS"] = ""
        site = site if not share else replace(site, proxies=(*site.proxies, *THIS_MACHINE))
        guard = Middleware(
            WebGuard,
            loopback_only=is_loopback(host) and not share and site.names_are_known,
            site=site,
            sign_in=self.sign_in,
            limits=limits,
            bodies=BodyGuard(self._folder / "gradio", uploads, limits),
        )
        signed_in = ["signed_in.js"] if access.needs_sign_in else []
        own = (
            "notices",
            "office_pages",
            "viewer",
            "drafts",
            "addresses",
            "history",
            "library",
            "dropping",
            "page",
        )
        scripts = [*(f"{name}.js" for name in own), *signed_in]
        reach_directly(host)
        _, local, public = self._blocks.launch(
            # Gradio's first question to itself has been answered by then. A second one, that must
            # be within 3 s, would have a busy machine start nothing.
            _frontend=False,
            server_name=host,
            server_port=port,
            root_path=site.public_url or site.path,
            share=share,
            inbrowser=open_browser,
            prevent_thread_lock=True,
            quiet=True,
            show_error=True,
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            max_file_size=uploads.file_bytes,
            state_session_capacity=MOST_TABS,
            app_kwargs={
                "routes": [*self.sign_in.routes(), *self._routes],
                "middleware": [Middleware(ForwardedHeaders, site=site), guard],
                "docs_url": None,
                "redoc_url": None,
                "openapi_url": None,
            },
            theme=_theme(),
            i18n=TEXTS,
            head=head_html(style=_asset("style.css"), script="".join(map(_asset, scripts))),
        )
        # Else Gradio would have shared pages load its scripts from a server of its own.
        self._blocks.share = False
        return Address(local, public or (site.public_url and f"{site.public_url}/"))

    def remove(self, document_id: str) -> None:
        """Remove a document whose file went, as can be undone here; raises ``StorageError``."""
        self._removals.remove(document_id, is_followed=True)

    def wait(self) -> None:
        """Return once the server has stopped or the program is interrupted."""
        self._blocks.block_thread()

    @property
    def application(self) -> Starlette:
        """What answers requests once the page is served: Gradio's routes and ours."""
        application: Starlette = self._blocks.app
        return application

    @property
    def cookie_name(self) -> str:
        """The name of the cookie with a visitor's session, once the page is served."""
        return session_cookie(self._blocks.server_port)

    def close(self) -> None:
        """Stop serving, and delete what was uploaded and not yet added."""
        self._blocks.close(verbose=False)
        self._chat.close()
        self._removals.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def build_page(
    *,
    assistant: Pending[Answering],
    ingestion: Ingestion,
    library: Pending[OwnersLibrary],
    removing: Pending[Removing],
    history: Pending[History],
    images: PageRenderer,
    options: AnswerOptions = USUAL_OPTIONS,
    writer: AnswerWriter | None = None,
    reencoding: Pending[Reencoding] | None = None,
    following: Following = nothing_followed,
) -> WebPage:
    """A page that isn't served yet; call ``launch`` on it.

    It can be served before its parts are there, as while models load. Uploads lie in a temporary
    folder that ``close`` deletes.
    """
    folder = Path(tempfile.mkdtemp(prefix="footnote-page-"))
    # Gradio takes the place of its uploads from nowhere else.
    os.environ["GRADIO_TEMP_DIR"] = str(folder / "gradio")
    return WebPage(
        assistant=assistant,
        ingestion=ingestion,
        library=library,
        removing=removing,
        history=history,
        images=images,
        options=options,
        following=following,
        folder=folder,
        writer=writer,
        reencoding=reencoding,
    )


def _seen(library: Pending[OwnersLibrary], request: Request) -> Library | None:
    """The library as far as who sent a request may read it."""
    visitor = visitor_of(request)
    return None if visitor is None else library_seen(library.get(), visitor.collections)


def _asset(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _theme() -> gr.themes.Base:
    sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
    mono = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]
    return gr.themes.Base(
        primary_hue="blue", neutral_hue="slate", font=sans, font_mono=mono, radius_size="md"
    )
