"""The page's layout: three columns of Gradio components, and what each one's events call."""

from __future__ import annotations

from typing import Any

from bot.conversation.ports import Readiness
from bot.conversation.turns import Conversation
from bot.html.chinese import CHINESE
from bot.html.english import ENGLISH
from bot.html.library import list_html
from bot.html.shell import (
    choosing_html,
    library_head_html,
    scope_html,
    status_html,
    viewer_html,
    welcome_html,
)
from bot.page.events import PageEvents
from bot.page.panel import BUSY_SECONDS
from bot.page.quick_gradio import gr
from bot.page.scripts import (
    ACTS,
    CHOSEN,
    CONVERSATION_ACTS,
    DROPPED,
    HISTORY_ACTS,
    LIBRARY_ACTS,
    REDRAWN,
    REMEMBERED,
)

LONGEST_PASTE = 20_000
"""Characters that can be pasted as a question; more becomes a file."""

# What Gradio's own components say; it shows them by the browser's setting.
TEXTS = gr.I18n(
    **{
        "en": {"ask": ENGLISH.ask_placeholder},
        **{code: {"ask": CHINESE.ask_placeholder} for code in ("zh", "zh-CN", "zh-TW")},
    }
)

_LIGHT: dict[str, Any] = {
    "queue": True,
    "concurrency_limit": None,
    "show_progress": "hidden",
    "api_visibility": "private",
}
QUEUE_SECONDS = 0.02
"""How often Gradio looks whether somebody did something. Its usual thousand times a second took
8.5% of a processor from a page that nobody had open (2 cores of an AMD EPYC, 2026-11-29)."""
_ASKING: dict[str, Any] = {
    "concurrency_limit": 16,
    "show_progress": "hidden",
    "api_visibility": "private",
}


def lay_out(events: PageEvents, readiness: Readiness) -> gr.Blocks:
    """The page's components, and which of the events each one's changes are."""
    blocks: gr.Blocks
    with gr.Blocks(
        title="Footnote", analytics_enabled=False, fill_width=True, delete_cache=(600, 3600)
    ) as blocks:
        conversation = gr.State(Conversation())
        seen = gr.State(None)
        chosen = gr.JSON(visible=False)
        remembered = gr.JSON(visible=False)
        into = gr.JSON(visible=False)
        timer = gr.Timer(BUSY_SECONDS)
        with gr.Row(elem_id="columns"):
            with gr.Column(elem_id="library"):
                library_head = _html(library_head_html(ENGLISH), script=REDRAWN)
                drop = gr.File(file_count="multiple", show_label=False, height=96, elem_id="drop")
                jobs = _html(elem_id="jobs", script=ACTS)
                choosing = _html(choosing_html(ENGLISH), script=LIBRARY_ACTS)
                with gr.Column(elem_id="documents"):
                    listing = _html(list_html(ENGLISH), script=ACTS)
                    documents = _html(script=ACTS)
            with gr.Column(elem_id="chat"):
                status = _html(status_html(readiness, ENGLISH), script=ACTS)
                history = _drawn('<div class="history"></div>', "history", HISTORY_ACTS)
                welcome = _html(welcome_html(ENGLISH), elem_id="welcome", script=ACTS)
                turns = _turns()
                scope = _html(scope_html(ENGLISH), elem_id="scope")
                box = _box()
            with gr.Column(elem_id="viewer"):
                viewer = _html(viewer_html(ENGLISH), elem_id="page-view")
        known = [seen, conversation]
        news = [documents, jobs, status, history, timer, seen]
        shown = [turns, conversation, box]
        greeted = [library_head, choosing, listing, welcome, viewer, scope]
        blocks.load(events.greet, None, greeted, **_LIGHT).then(events.news, known, news, **_LIGHT)
        timer.tick(events.news, known, news, **_LIGHT)
        for acting in (choosing, listing, documents, jobs, welcome):
            acting.act(events.act, known, news, **_LIGHT)
        drop.upload(
            events.add, [drop, into, *known], [drop, *news], preprocess=False, js=DROPPED, **_LIGHT
        )

        reopened = blocks.load(
            events.open, [remembered, conversation], shown, js=REMEMBERED, **_LIGHT
        )
        asked = box.submit(
            events.send, [box, chosen, conversation], shown, preprocess=False, js=CHOSEN,
            **_ASKING,
        )  # fmt: skip
        again = turns.ask_again(events.ask_again, [conversation], shown, **_ASKING)
        as_typed = turns.ask_as_typed(events.ask_as_typed, [conversation], shown, **_ASKING)
        asking = [asked, again, as_typed]
        over = [
            status.act(events.start_over, None, shown, **_LIGHT),
            history.open_kept(
                events.open_kept, [conversation], shown, trigger_mode="multiple", **_LIGHT
            ),
            history.delete_kept(events.delete_kept, [conversation], shown, **_LIGHT),
        ]
        history.rename_kept(events.rename_kept, known, news, **_LIGHT)
        history.undo_deletion(events.undo_deletion, known, news, **_LIGHT)
        box.stop(events.stop, [conversation], shown, **_LIGHT)
        for done in (reopened, *asking, *over):
            done.then(events.news, known, news, **_LIGHT)
        gr.events.api(events.ask_over_api, api_name="ask", concurrency_limit=8)
    blocks.queue(api_open=False)
    blocks._queue.sleep_when_free = QUEUE_SECONDS
    blocks._queue.progress_update_sleep_when_free = 1.0  # there are none
    return blocks


def _html(value: str = "", *, elem_id: str | None = None, script: str | None = None) -> gr.HTML:
    return gr.HTML(value, js_on_load=script, apply_default_css=False, elem_id=elem_id)


def _drawn(frame: str, elem_id: str, script: str) -> gr.HTML:
    """A component whose value the page's own scripts put into its frame."""
    return gr.HTML(html_template=frame, js_on_load=script, apply_default_css=False, elem_id=elem_id)


def _turns() -> gr.HTML:
    """The conversation: its value is the turn sent last, which page.js puts among the others."""
    frame = '<div class="turns" role="log" aria-live="polite" tabindex="0"></div>'
    return _drawn(frame, "conversation", CONVERSATION_ACTS)


def _box() -> gr.MultimodalTextbox:
    return gr.MultimodalTextbox(
        elem_id="box",
        show_label=False,
        label=TEXTS("ask"),
        placeholder=TEXTS("ask"),  # type: ignore[arg-type]  # its annotation forgets I18n
        sources=["upload"],
        file_count="multiple",
        max_lines=8,
        max_plain_text_length=LONGEST_PASTE,
        stop_btn=False,
        autofocus=True,
    )
