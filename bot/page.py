"""The page: three columns of Gradio components, whose events are calls on the conversation.

Nothing is decided here about ranking, files or words: this module lays components out, hands
events to ``bot.conversation`` and ``bot.incoming``, and shows what they return.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from markupsafe import Markup
from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.access import Access, is_loopback
from bot.chat import Chat, stopped
from bot.conversation import Conversation, Message
from bot.conversation_routes import ConversationRoutes
from bot.errors import BotError, NotAllowed
from bot.gate_wording import GateWording, gate_wording_for
from bot.history_rendering import conversations_html
from bot.incoming import IncomingFiles
from bot.page_images import PageRoutes
from bot.page_scripts import ACTS, CHOSEN, HISTORY_ACTS, REMEMBERED
from bot.panel import BUSY_SECONDS, LibraryPanel
from bot.ports import Answering, History, Ingestion, Library, PageImages, Removing, Upload
from bot.quick_gradio import gr
from bot.removals import Removals
from bot.rendering import question_html
from bot.reply_json import reply_as_json
from bot.request_bodies import USUAL_UPLOADS, BodyGuard, UploadLimits
from bot.shell import head_html, library_head_html, status_html, viewer_html, welcome_html
from bot.sign_in import SignIn, session_cookie
from bot.sign_in_log import SignInLog
from bot.transcripts import Transcript, Transcripts
from bot.visitor_limits import NO_ADDING, VisitorLimits, VisitorRules
from bot.visitors import Visitor, visitor_of
from bot.web_guard import WebGuard
from bot.wording import CHINESE, ENGLISH, Wording, wording_for
from storage.errors import StorageError

LONGEST_PASTE = 20_000
"""Characters that can be pasted as a question; more becomes a file."""

# What Gradio's own components say; it shows them by the browser's setting.
_TEXTS = gr.I18n(
    **{
        "en": {"ask": ENGLISH.ask_placeholder},
        **{code: {"ask": CHINESE.ask_placeholder} for code in ("zh", "zh-CN", "zh-TW")},
    }
)

MOST_TABS = 500
"""Tabs whose state is kept. Gradio keeps 25 KiB of each that was ever open and what it showed last,
however long ago it was closed; past so many, the one that was quiet longest begins anew."""

Updates: TypeAlias = list[Any]
"""What a handler returns to Gradio: one value or update for each output."""

News: TypeAlias = tuple[str, str, str, str, float]
"""What a tab was told last: documents, jobs, status, history, and the seconds until it asks."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the page can be opened; ``public`` is "" without a tunnel."""

    local: str
    public: str


class Page:
    """The page over one library. Build it with ``build_page``."""

    def __init__(
        self,
        *,
        answering: Answering,
        ingestion: Ingestion,
        library: Library,
        removing: Removing,
        history: History,
        images: PageImages,
        folder: Path,
    ) -> None:
        """Everything the page shows comes from these; uploads wait in ``folder``."""
        self._folder = folder
        self._answering = answering
        self._incoming = IncomingFiles(folder / "incoming", ingestion)
        self._removals = Removals(removing)
        self._panel = LibraryPanel(answering, library, self._incoming, self._removals)
        self._conversation = Conversation(answering, self._incoming, library)
        self._transcripts = Transcripts(history, library)
        self._chat = Chat(self._conversation, self._transcripts)
        self._routes = [
            *PageRoutes(library, images, lambda request: visitor_of(request) is not None).routes(),
            *ConversationRoutes(self._transcripts).routes(),
        ]
        self._limits = VisitorLimits(NO_ADDING)
        self._blocks = self._lay_out()

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
    ) -> Address:
        """Where the page is now served, from threads of its own; ``close`` ends it.

        Where ``access`` needs a sign-in, ``visitors`` says what those may do who aren't the
        owner, and ``sign_in_log`` hears of every try. ``port`` None takes the first free one from
        7860. A tunnel that can't be had leaves ``public`` empty. Raises ``OSError`` where the port
        is taken.
        """
        self._limits = VisitorLimits(visitors)
        self.sign_in = SignIn.under(access, sign_in_log, visitors_may_add=visitors.may_add)
        guard = Middleware(
            WebGuard,
            loopback_only=is_loopback(host) and not share,
            sign_in=self.sign_in,
            limits=self._limits,
            bodies=BodyGuard(self._folder / "gradio", uploads, self._limits),
        )
        script = _asset("page.js") + (_asset("signed_in.js") if access.needs_sign_in else "")
        _, local, public = self._blocks.launch(
            server_name=host,
            server_port=port,
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
                "middleware": [guard],
                "docs_url": None,
                "redoc_url": None,
                "openapi_url": None,
            },
            theme=_theme(),
            i18n=_TEXTS,
            head=head_html(style=_asset("style.css"), script=script),
        )
        # Else Gradio would have shared pages load its scripts from a server of its own.
        self._blocks.share = False
        return Address(local, public or "")

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
        """The cookie that holds a visitor's session once the page is served."""
        return session_cookie(self._blocks.server_port)

    def close(self) -> None:
        """Stop serving, and delete what was uploaded and not yet taken in."""
        self._blocks.close(verbose=False)
        self._removals.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _lay_out(self) -> gr.Blocks:
        blocks: gr.Blocks
        with gr.Blocks(
            title="Footnote", analytics_enabled=False, fill_width=True, delete_cache=(600, 3600)
        ) as blocks:
            transcript = gr.State(Transcript())
            seen = gr.State(None)
            chosen = gr.JSON(visible=False)
            remembered = gr.JSON(visible=False)
            timer = gr.Timer(BUSY_SECONDS)
            with gr.Row(elem_id="columns"):
                with gr.Column(elem_id="library"):
                    library_head = _html(library_head_html(ENGLISH))
                    drop = gr.File(
                        file_count="multiple", show_label=False, height=96, elem_id="drop"
                    )
                    jobs = _html(elem_id="jobs", script=ACTS)
                    documents = _html(elem_id="documents", script=ACTS)
                with gr.Column(elem_id="chat"):
                    status = _html(status_html(self._answering.readiness(), ENGLISH), script=ACTS)
                    history = _html(elem_id="history", script=HISTORY_ACTS)
                    welcome = _html(welcome_html(ENGLISH), elem_id="welcome", script=ACTS)
                    conversation = _chatbot()
                    box = _box()
                with gr.Column(elem_id="viewer"):
                    viewer = _html(viewer_html(ENGLISH), elem_id="page-view")
            known = [seen, transcript]
            news = [documents, jobs, status, history, timer, seen]
            shown = [conversation, transcript, box]
            blocks.load(self._greet, None, [library_head, welcome, viewer], **_LIGHT).then(
                self._news, known, news, **_LIGHT
            )
            timer.tick(self._news, known, news, **_LIGHT)
            for acting in (documents, jobs, welcome):
                acting.act(self._act, known, news, **_LIGHT)
            drop.upload(self._add, [drop, *known], [drop, *news], preprocess=False, **_LIGHT)

            reopened = blocks.load(
                self._open, [remembered, transcript], shown, js=REMEMBERED, **_LIGHT
            )
            asked = box.submit(
                self._ask, [box, chosen, transcript], shown, preprocess=False, js=CHOSEN,
                cancels=[reopened], **_ASKING,
            )  # fmt: skip
            again = conversation.retry(self._ask_again, [transcript], shown, **_ASKING)
            as_typed = history.as_typed(self._ask_as_typed, [transcript], shown, **_ASKING)
            asking = [asked, again, as_typed]
            over = [
                status.act(_start_over, None, shown, cancels=asking, **_LIGHT),
                history.open_kept(self._open_kept, [transcript], shown, cancels=asking, **_LIGHT),
                history.delete_kept(self._delete_kept, [transcript], shown, **_LIGHT),
            ]
            history.rename_kept(self._rename_kept, known, news, **_LIGHT)
            box.stop(self._stop, [transcript], shown, cancels=asking, **_LIGHT)
            for done in (reopened, *asking, *over):
                done.then(self._news, known, news, **_LIGHT)
            gr.events.api(self._ask_over_api, api_name="ask", concurrency_limit=8)
        blocks.queue(api_open=False)
        return blocks

    def _greet(self, request: gr.Request) -> Updates:
        wording = _wording(request)
        return [library_head_html(wording), welcome_html(wording), viewer_html(wording)]

    def _news(self, seen: News | None, transcript: Transcript, request: gr.Request) -> Updates:
        """What changed of the library, the files on their way, the models and the history."""
        wording = _wording(request)
        now = self._panel.news(wording)
        kept = self._transcripts.list(_identity(request))
        conversations = conversations_html(kept, transcript.conversation_id, wording)
        news = (now.documents, now.jobs, now.status, conversations, now.every_seconds)
        before = seen or (None,) * len(news)
        *parts, seconds = [
            gr.skip() if value == old else value for value, old in zip(news, before, strict=True)
        ]
        return [*parts, gr.Timer(seconds) if isinstance(seconds, float) else seconds, news]

    def _act(
        self, seen: News | None, transcript: Transcript, event: gr.EventData, request: gr.Request
    ) -> Updates:
        """Do what a button in the library or the welcome asks for; only the owner may."""
        with _warned():
            self._limits.check_may_change(_visitor(request), _gate_wording(request))
            self._panel.act(str(event._data.get("act")), str(event._data.get("id")))
        return self._news(seen, transcript, request)

    def _add(
        self,
        files: list[dict[str, Any]] | None,
        seen: News | None,
        transcript: Transcript,
        request: gr.Request,
    ) -> Updates:
        uploads = _uploads(files or [])
        with _warned():
            self._limits.check_may_add(_visitor(request), len(uploads), _gate_wording(request))
            self._incoming.submit(uploads)
        return [None, *self._news(seen, transcript, request)]

    async def _ask(
        self,
        typed: dict[str, Any],
        chosen: Sequence[str] | None,
        transcript: Transcript,
        request: gr.Request,
    ) -> AsyncIterator[Updates]:
        message = Message(
            question=typed["text"].strip(),
            files=_uploads(typed["files"]),
            document_ids=frozenset(chosen or ()),
        )
        wording = _wording(request)
        if not self._may_ask(request, message.question, len(message.files)):
            yield [gr.skip()] * 3
            return
        growing = self._chat.ask(message, transcript, _identity(request), wording)
        async for updates in _as_it_grows(growing, wording):
            yield updates

    async def _ask_again(
        self, transcript: Transcript, request: gr.Request
    ) -> AsyncIterator[Updates]:
        async for updates in self._again(transcript, request, as_typed=False):
            yield updates

    async def _ask_as_typed(
        self, transcript: Transcript, request: gr.Request
    ) -> AsyncIterator[Updates]:
        async for updates in self._again(transcript, request, as_typed=True):
            yield updates

    async def _again(
        self, transcript: Transcript, request: gr.Request, *, as_typed: bool
    ) -> AsyncIterator[Updates]:
        if not self._may_ask(request, "", 0):
            yield [gr.skip()] * 3
            return
        wording = _wording(request)
        growing = self._chat.ask_again(transcript, _identity(request), wording, as_typed=as_typed)
        async for updates in _as_it_grows(growing, wording):
            yield updates

    async def _open(
        self, remembered: str | None, transcript: Transcript, request: gr.Request
    ) -> Updates:
        """The conversation that this tab showed before it was loaded anew, if it is kept."""
        wording = _wording(request)
        now = await self._chat.reopen(remembered or "", _identity(request), wording)
        now = now or transcript
        return [_messages(now, wording), now, _box_while(asking=False)]

    async def _open_kept(
        self, transcript: Transcript, event: gr.EventData, request: gr.Request
    ) -> Updates:
        return await self._open(str(event._data.get("id")), transcript, request)

    def _rename_kept(
        self, seen: News | None, transcript: Transcript, event: gr.EventData, request: gr.Request
    ) -> Updates:
        title = str(event._data.get("text"))
        with _warned():
            self._transcripts.rename(_identity(request), str(event._data.get("id")), title)
        return self._news(seen, transcript, request)

    def _delete_kept(
        self, transcript: Transcript, event: gr.EventData, request: gr.Request
    ) -> Updates:
        """Delete a conversation; a new one begins where it was the one shown."""
        conversation_id = str(event._data.get("id"))
        with _warned():
            self._transcripts.delete(_identity(request), conversation_id)
            if conversation_id == transcript.conversation_id:
                return _start_over()
        return [gr.skip()] * 3

    def _stop(self, transcript: Transcript, request: gr.Request) -> Updates:
        now = stopped(transcript, _wording(request))
        return [_messages(now, _wording(request)), now, _box_while(asking=False)]

    def _may_ask(self, request: gr.Request, question: str, files: int) -> bool:
        """Whether this visitor may ask that now; where not, they are told why."""
        visitor, wording = _visitor(request), _gate_wording(request)
        try:
            self._limits.check_may_ask(visitor, question, wording)
            if files:
                self._limits.check_may_add(visitor, files, wording)
        except NotAllowed as error:
            gr.Warning(Markup.escape(str(error)))
            return False
        return True

    async def _ask_over_api(
        self, question: str, documents: list[str], request: gr.Request
    ) -> dict[str, Any]:
        """The reply as JSON to a question, asked of the documents named, or of all for []."""
        try:
            self._limits.check_may_ask(_visitor(request), question, _gate_wording(request))
            return reply_as_json(await self._conversation.ask(question, documents or ()))
        except (BotError, StorageError) as error:
            raise gr.Error(str(error)) from error


def build_page(
    *,
    answering: Answering,
    ingestion: Ingestion,
    library: Library,
    removing: Removing,
    history: History,
    images: PageImages,
) -> Page:
    """A page that isn't served yet; call ``launch`` on it.

    It can be served while ``answering`` is still loading its models. Uploads lie in a temporary
    folder that ``close`` deletes.
    """
    folder = Path(tempfile.mkdtemp(prefix="footnote-page-"))
    # Gradio takes the place of its uploads from nowhere else.
    os.environ["GRADIO_TEMP_DIR"] = str(folder / "gradio")
    return Page(
        answering=answering,
        ingestion=ingestion,
        library=library,
        removing=removing,
        history=history,
        images=images,
        folder=folder,
    )


_LIGHT: dict[str, Any] = {
    "queue": True,
    "concurrency_limit": None,
    "show_progress": "hidden",
    "api_visibility": "private",
}
_ASKING: dict[str, Any] = {
    "concurrency_limit": 16,
    "show_progress": "hidden",
    "api_visibility": "private",
}


def _asset(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _html(value: str = "", *, elem_id: str | None = None, script: str | None = None) -> gr.HTML:
    return gr.HTML(value, js_on_load=script, apply_default_css=False, elem_id=elem_id)


def _chatbot() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="conversation",
        show_label=False,
        container=False,
        height="100%",
        layout="panel",
        autoscroll=False,
        buttons=[],
        latex_delimiters=[],
        render_markdown=False,
        feedback_options=None,
        group_consecutive_messages=False,
    )


def _box() -> gr.MultimodalTextbox:
    return gr.MultimodalTextbox(
        elem_id="box",
        show_label=False,
        label=_TEXTS("ask"),
        placeholder=_TEXTS("ask"),  # type: ignore[arg-type]  # its annotation forgets I18n
        sources=["upload"],
        file_count="multiple",
        max_lines=8,
        max_plain_text_length=LONGEST_PASTE,
        stop_btn=False,
        autofocus=True,
    )


@contextmanager
def _warned() -> Iterator[None]:
    """Shows the errors that people can do something about, and goes on."""
    try:
        yield
    except (BotError, StorageError) as error:
        gr.Warning(Markup.escape(str(error)))


async def _as_it_grows(
    growing: AsyncIterator[Transcript], wording: Wording
) -> AsyncIterator[Updates]:
    box = _box_while(asking=True)
    async for now in growing:
        yield [_messages(now, wording), now, box]
        box = gr.skip()
    yield [gr.skip(), gr.skip(), _box_while(asking=False)]


def _start_over() -> Updates:
    return [[], Transcript(), _box_while(asking=False)]


def _box_while(*, asking: bool) -> gr.MultimodalTextbox:
    if asking:
        return gr.MultimodalTextbox(value=None, submit_btn=False, stop_btn=True)
    return gr.MultimodalTextbox(submit_btn=True, stop_btn=False)


def _messages(transcript: Transcript, wording: Wording) -> list[dict[str, Any]]:
    """The conversation as Gradio keeps it; all of it is HTML that ``bot.rendering`` escaped."""
    messages: list[dict[str, Any]] = []
    for turn in transcript.turns:
        names = tuple(file.name for file in turn.message.files)
        question = question_html(turn.message.question, names, wording)
        messages.append({"role": "user", "content": _said(question)})
        messages.append({"role": "assistant", "content": _said(turn.answer.html)})
    return messages


def _said(html: Markup) -> gr.HTML:
    return gr.HTML(str(html), js_on_load=None, apply_default_css=False, render=False)


def _uploads(files: Sequence[dict[str, Any]]) -> tuple[Upload, ...]:
    """What Gradio stored for these files; it has checked that each lies in its own folder."""
    return tuple(
        Upload(Path(file["path"]), file.get("orig_name") or Path(file["path"]).name)
        for file in files
    )


def _identity(request: gr.Request) -> str:
    visitor = _visitor(request)
    if visitor is None:
        raise gr.Error(_gate_wording(request).sign_in_first)
    return visitor.identity


def _wording(request: gr.Request) -> Wording:
    return wording_for(request.headers.get("accept-language", ""))


def _gate_wording(request: gr.Request) -> GateWording:
    return gate_wording_for(request.headers.get("accept-language", ""))


def _visitor(request: gr.Request) -> Visitor | None:
    return visitor_of(request.request) if request.request is not None else None


def _theme() -> gr.themes.Base:
    sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
    mono = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]
    return gr.themes.Base(
        primary_hue="blue", neutral_hue="slate", font=sans, font_mono=mono, radius_size="md"
    )
