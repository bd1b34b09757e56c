"""A turn of a conversation as HTML in the reader's language: its message and its state.

Text becomes markup in this folder, nowhere else. Every template is a ``markupsafe.Markup`` whose
``format`` escapes what is put in, so text from documents, file names and questions can't become
markup.
"""

from __future__ import annotations

import secrets

from markupsafe import Markup

from bot.conversation.states import (
    Provisional,
    Reading,
    Refused,
    Replied,
    Searching,
    State,
    Waiting,
    Writing,
)
from bot.conversation.turns import Conversation, Message, Turn
from bot.html.jobs import added_html
from bot.html.replies import found_html, note_html, reply_html
from bot.html.text import shown
from bot.html.wording import Wording

_TURN = Markup(
    '<section class="turn" data-turn="{key}">{question}<div class="answer">{answer}</div></section>'
)
_QUESTION = Markup(
    '<div class="question" role="article" aria-label="{label}">{files}{text}{edit}</div>'
)
_EDIT = Markup(
    '<button type="button" class="quiet" data-edit="{question}" title="{edit}" '
    'aria-label="{edit}">&#9998;</button>'
)
_AGAIN = Markup('<p class="again"><button type="button" class="quiet" data-again>{}</button></p>')
_OPENED = Markup('<div class="opened" data-opened="{}">{}</div>')


def conversation_html(conversation: Conversation, wording: Wording) -> Markup:
    """All turns of a conversation that is opened; no two openings give the same HTML."""
    turns = Markup("").join(turn_html(turn, wording) for turn in conversation.turns)
    return _OPENED.format(secrets.token_hex(8), turns)


def turn_html(turn: Turn, wording: Wording) -> Markup:
    """One turn; page.js replaces the turn of the same key with it, or adds it after all others."""
    answer = _files_html(turn, wording) + _state_html(turn, wording)
    if turn.message.question and isinstance(turn.state, Replied | Refused):
        answer += _AGAIN.format(wording.ask_again)
    return _TURN.format(key=turn.key, question=question_html(turn.message, wording), answer=answer)


def question_html(message: Message, wording: Wording) -> Markup:
    """A person's question, and the names of the files that they added with it."""
    names = Markup("").join(
        Markup('<li><bdi class="name">{}</bdi></li>').format(shown(file.name))
        for file in message.files
    )
    question = shown(message.question)
    edit = _EDIT.format(question=question, edit=wording.edit)
    return _QUESTION.format(
        label=wording.question,
        files=Markup('<ul class="added">{}</ul>').format(names) if names else names,
        text=Markup('<p dir="auto">{}</p>').format(question) if question else "",
        edit=edit if question else "",
    )


def _files_html(turn: Turn, wording: Wording) -> Markup:
    if not turn.files or isinstance(turn.state, Reading):
        return Markup("")
    return added_html(turn.files, "", wording)


def _state_html(turn: Turn, wording: Wording) -> Markup:
    state: State = turn.state
    match state:
        case Waiting(for_models=for_models):
            return note_html(wording.waiting_for_models if for_models else "…", busy=True)
        case Reading(files=files, question_follows=follows):
            headline = wording.reading_then_asking if follows else wording.reading
            return added_html(files, headline, wording)
        case Searching():
            return note_html(wording.searching, busy=True)
        case Provisional(found=found):
            return found_html(found, wording)
        case Writing(replied=replied) | (Replied() as replied):
            return _replied_html(replied, wording, growing=replied is not state)
        case Refused():
            return note_html(_refusal(state, turn, wording))


def _replied_html(state: Replied, wording: Wording, *, growing: bool = False) -> Markup:
    reply = reply_html(
        state.reply, wording, searched_only=state.documents, collection=state.collection,
        gone=state.gone, growing=growing,
    )  # fmt: skip
    if state.not_kept:
        reply += note_html(wording.not_kept.format(message=state.not_kept))
    return reply


def _refusal(state: Refused, turn: Turn, wording: Wording) -> str:
    match state.reason:
        case "no question":
            return wording.ask_something if turn.message.files else wording.empty_question
        case "small talk":
            return wording.small_talk
        case "no file could be read":
            return wording.no_file_read
        case "library is empty":
            return wording.library_empty
        case "stopped":
            return wording.stopped
        case "failed":
            return wording.failed.format(message=state.details)
