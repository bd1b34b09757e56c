"""The page: three columns of Gradio components, whose events are calls on the conversation.

Nothing is decided here about ranking, files or words: this module lays components out, hands
events to ``bot.conversation`` and ``bot.incoming``, and shows what they return.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import gradio as gr
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.access import Access, Doorkeeper, is_loopback
from bot.conversation import Answer, Conversation, Message, Turn, last_reply
from bot.errors import BotError
from bot.incoming import IncomingFiles
from bot.page_images import PageRoutes
from bot.panel import BUSY_SECONDS, LibraryPanel, News
from bot.ports import Answering, Ingestion, Library, PageImages, Upload
from bot.rendering import note_html, question_html
from bot.reply_json import reply_as_json
from bot.shell import head_html, library_head_html, status_html, viewer_html, welcome_html
from bot.web_guard import WebGuard, is_signed_in
from bot.wording import ENGLISH, Wording, wording_for
from storage.errors import StorageError

LONGEST_PASTE = 20_000
"""Characters that can be pasted as a question; more becomes a file."""

# Gradio's HTML component makes a click anywhere an event; only marked buttons should be.
_ACT = """
element.addEventListener("click", event => {
  const button = event.target.closest("[data-act]");
  if (button) trigger("act", {act: button.dataset.act, id: button.dataset.id || ""});
});
watch("value", () => window.footnote.refresh());
"""
_CHOSEN = "(box, chosen, turns) => [box, window.footnote.chosen(), turns]"

Updates: TypeAlias = list[Any]
"""What a handler returns to Gradio: one value or update for each output."""


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
        images: PageImages,
        folder: Path,
    ) -> None:
        """Everything the page shows comes from these; uploads wait in ``folder``."""
        self._folder = folder
        self._answering = answering
        self._incoming = IncomingFiles(folder / "incoming", ingestion)
        self._panel = LibraryPanel(answering, library, self._incoming)
        self._conversation = Conversation(answering, self._incoming, library)
        self._routes = PageRoutes(library, images, is_signed_in)
        self._blocks = self._lay_out()

    def launch(
        self,
        *,
        host: str = "127.0.0.1",
        port: int | None = None,
        access: Access,
        share: bool = False,
        open_browser: bool = False,
        largest_upload_bytes: int = 2 * 1024**3,
    ) -> Address:
        """Where the page is now served, from threads of its own; ``close`` ends it.

        ``port`` None takes the first free one from 7860. A tunnel that can't be had leaves
        ``public`` empty. Raises ``OSError`` where the port is taken.
        """
        _, local, public = self._blocks.launch(
            server_name=host,
            server_port=port,
            share=share,
            auth=Doorkeeper(access).allows if access.password else None,
            auth_message=ENGLISH.sign_in if access.password else None,
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
            max_file_size=largest_upload_bytes,
            app_kwargs={
                "routes": self._routes.routes(),
                "middleware": [_guard(host, share=share)],
                "docs_url": None,
                "redoc_url": None,
                "openapi_url": None,
            },
            theme=_theme(),
            head=head_html(style=_asset("style.css"), script=_asset("page.js")),
        )
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
        return f"access-token-unsecure-{self._blocks.app.cookie_id}"

    def close(self) -> None:
        """Stop serving, and delete what was uploaded and not yet taken in."""
        self._blocks.close(verbose=False)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _lay_out(self) -> gr.Blocks:
        blocks: gr.Blocks
        with gr.Blocks(
            title="Footnote", analytics_enabled=False, fill_width=True, delete_cache=(600, 3600)
        ) as blocks:
            turns = gr.State(())
            seen = gr.State(None)
            chosen = gr.JSON(visible=False)
            timer = gr.Timer(BUSY_SECONDS)
            with gr.Row(elem_id="columns"):
                with gr.Column(elem_id="library"):
                    library_head = _html(library_head_html(ENGLISH))
                    drop = gr.File(
                        file_count="multiple", show_label=False, height=96, elem_id="drop"
                    )
                    jobs = _html(elem_id="jobs", acts=True)
                    documents = _html(elem_id="documents", acts=True)
                with gr.Column(elem_id="chat"):
                    status = _html(status_html(self._answering.readiness(), ENGLISH), acts=True)
                    welcome = _html(welcome_html(ENGLISH), elem_id="welcome", acts=True)
                    conversation = _chatbot()
                    box = _box()
                with gr.Column(elem_id="viewer"):
                    viewer = _html(viewer_html(ENGLISH), elem_id="page-view")
            news = [documents, jobs, status, timer, seen]
            blocks.load(self._greet, None, [library_head, welcome, viewer, box], **_LIGHT).then(
                self._news, seen, news, **_LIGHT
            )
            timer.tick(self._news, seen, news, **_LIGHT)
            for acting in (documents, jobs, welcome):
                acting.act(self._act, seen, news, **_LIGHT)
            drop.upload(self._add, [drop, seen], [drop, *news], preprocess=False, **_LIGHT)

            shown = [conversation, turns, box]
            asked = box.submit(
                self._ask, [box, chosen, turns], shown, preprocess=False, js=_CHOSEN, **_ASKING
            )
            again = conversation.retry(self._ask_again, [turns], shown, **_ASKING)
            box.stop(self._stop, [turns], shown, cancels=[asked, again], **_LIGHT)
            status.act(_start_over, None, shown, cancels=[asked, again], **_LIGHT)
            gr.events.api(self._ask_over_api, api_name="ask", concurrency_limit=8)
        blocks.queue(api_open=False)
        return blocks

    def _greet(self, request: gr.Request) -> Updates:
        wording = _wording(request)
        return [
            library_head_html(wording),
            welcome_html(wording),
            viewer_html(wording),
            gr.MultimodalTextbox(placeholder=wording.ask_placeholder),
        ]

    def _news(self, seen: News | None, request: gr.Request) -> Updates:
        """What changed of the library, the files on their way, and the models."""
        now = self._panel.news(_wording(request))
        if seen is None:
            return [now.documents, now.jobs, now.status, gr.Timer(now.every_seconds), now]
        return [
            gr.skip() if now.documents == seen.documents else now.documents,
            gr.skip() if now.jobs == seen.jobs else now.jobs,
            gr.skip() if now.status == seen.status else now.status,
            gr.skip() if now.every_seconds == seen.every_seconds else gr.Timer(now.every_seconds),
            now,
        ]

    def _act(self, seen: News | None, event: gr.EventData, request: gr.Request) -> Updates:
        """Do what a button in the library or the welcome asks for."""
        try:
            self._panel.act(str(event._data.get("act")), str(event._data.get("id")))
        except (BotError, StorageError) as error:
            gr.Warning(Markup.escape(str(error)))
        return self._news(seen, request)

    def _add(
        self, files: list[dict[str, Any]] | None, seen: News | None, request: gr.Request
    ) -> Updates:
        self._incoming.submit(_uploads(files or []))
        return [None, *self._news(seen, request)]

    async def _ask(
        self,
        typed: dict[str, Any],
        chosen: Sequence[str] | None,
        turns: tuple[Turn, ...],
        request: gr.Request,
    ) -> AsyncIterator[Updates]:
        message = Message(
            question=typed["text"].strip(),
            files=_uploads(typed["files"]),
            document_ids=frozenset(chosen or ()),
        )
        async for updates in self._answer(message, turns, _wording(request)):
            yield updates

    async def _ask_again(
        self, turns: tuple[Turn, ...], request: gr.Request
    ) -> AsyncIterator[Updates]:
        if turns:
            last = turns[-1]
            document_ids = last.answer.document_ids or last.message.document_ids
            message = replace(last.message, files=(), document_ids=document_ids)
            async for updates in self._answer(message, turns[:-1], _wording(request)):
                yield updates

    async def _answer(
        self, message: Message, turns: tuple[Turn, ...], wording: Wording
    ) -> AsyncIterator[Updates]:
        now = (*turns, Turn(message, Answer(note_html("…", busy=True))))
        yield [_messages(now, wording), now, _box_while(asking=True)]
        async for answer in self._conversation.answer(message, last_reply(turns), wording):
            now = (*turns, Turn(message, answer))
            yield [_messages(now, wording), now, gr.skip()]
        yield [gr.skip(), gr.skip(), _box_while(asking=False)]

    def _stop(self, turns: tuple[Turn, ...], request: gr.Request) -> Updates:
        wording = _wording(request)
        if turns and turns[-1].answer.reply is None:
            stopped = Turn(turns[-1].message, Answer(note_html(wording.stopped)))
            turns = (*turns[:-1], stopped)
        return [_messages(turns, wording), turns, _box_while(asking=False)]

    async def _ask_over_api(self, question: str, documents: list[str]) -> dict[str, Any]:
        """The reply as JSON to a question, asked of the documents named, or of all for []."""
        try:
            return reply_as_json(await self._conversation.ask(question, documents or ()))
        except (BotError, StorageError) as error:
            raise gr.Error(str(error)) from error


def build_page(
    *, answering: Answering, ingestion: Ingestion, library: Library, images: PageImages
) -> Page:
    """A page that isn't served yet; call ``launch`` on it.

    It can be served while ``answering`` is still loading its models. Uploads lie in a temporary
    folder that ``close`` deletes.
    """
    folder = Path(tempfile.mkdtemp(prefix="footnote-page-"))
    # Gradio takes the place of its uploads from nowhere else.
    os.environ["GRADIO_TEMP_DIR"] = str(folder / "gradio")
    return Page(
        answering=answering, ingestion=ingestion, library=library, images=images, folder=folder
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


def _guard(host: str, *, share: bool) -> Middleware:
    loopback_only = is_loopback(host) and not share
    return Middleware(WebGuard, loopback_only=loopback_only, check_origin=not share)


def _asset(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _html(value: str = "", *, elem_id: str | None = None, acts: bool = False) -> gr.HTML:
    return gr.HTML(
        value, js_on_load=_ACT if acts else None, apply_default_css=False, elem_id=elem_id
    )


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
        label=ENGLISH.ask_placeholder,
        placeholder=ENGLISH.ask_placeholder,
        sources=["upload"],
        file_count="multiple",
        max_lines=8,
        max_plain_text_length=LONGEST_PASTE,
        stop_btn=False,
        autofocus=True,
    )


def _start_over() -> Updates:
    return [[], (), _box_while(asking=False)]


def _box_while(*, asking: bool) -> gr.MultimodalTextbox:
    if asking:
        return gr.MultimodalTextbox(value=None, submit_btn=False, stop_btn=True)
    return gr.MultimodalTextbox(submit_btn=True, stop_btn=False)


def _messages(turns: Sequence[Turn], wording: Wording) -> list[dict[str, Any]]:
    """The conversation as Gradio keeps it; all of it is HTML that ``bot.rendering`` escaped."""
    messages: list[dict[str, Any]] = []
    for turn in turns:
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


def _wording(request: gr.Request) -> Wording:
    return wording_for(request.headers.get("accept-language", ""))


def _theme() -> gr.themes.Base:
    sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
    mono = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]
    return gr.themes.Base(
        primary_hue="blue", neutral_hue="slate", font=sans, font_mono=mono, radius_size="md"
    )
