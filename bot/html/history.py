"""The list of conversations as HTML, and a conversation as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from bot.addresses import citation_address
from bot.conversation.deletions import Deletion
from bot.conversation.states import Replied
from bot.conversation.turns import Turn
from bot.html.about import about_lines
from bot.html.places import place_of
from bot.html.text import shown
from bot.html.wording import Wording
from bot.html.written import written_text
from bot.records import Citation, Gone, Reply
from storage.conversations import ConversationSummary

_ROW = Markup(
    '<li class="conversation" data-conversation="{id}"{current}>'
    '<button type="button" class="open" data-act="open" data-id="{id}" aria-label="{open}">'
    '<bdi class="name">{title}</bdi> <time data-at="{changed_at}"></time></button>'
    '<a class="quiet" href="footnote/conversations/{id}.md" download aria-label="{save}: {title}" '
    'title="{save}">&darr;</a>'
    '<button type="button" class="quiet" data-row="renaming" aria-label="{rename}" '
    'title="{rename}">&#9998;</button>'
    '<button type="button" class="quiet" data-act="delete" data-id="{id}" aria-label="{delete}" '
    'title="{delete}">&times;</button>'
    '<form class="renaming-form" data-id="{id}">'
    '<input name="text" value="{title}" aria-label="{new_title}" maxlength="120" required>'
    '<button type="submit">{rename_now}</button></form>'
    "</li>"
)
_DELETED = Markup(
    '<li class="removal"><span>{says}</span> <button type="button" class="quiet" '
    'data-act="undo" data-id="{id}">{undo}</button></li>'
)
_SEARCH = Markup(
    '<input type="search" data-find placeholder="{0}" aria-label="{0}" autocomplete="off">'
)
_MARKDOWN = re.compile(r"([\\`*_\[\]<])")
_LINE_START = re.compile(r"^(\s*)([#+=~>-])", re.MULTILINE)


def history_html(
    conversations: Sequence[ConversationSummary],
    current: str,
    wording: Wording,
    *,
    deleted: Sequence[Deletion] = (),
) -> Markup:
    """The list, with the conversation that is open marked; a plain line when it is empty.

    ``current`` is the id of the open one, which isn't marked until something of it is kept;
    ``deleted`` are those that can still be had back.
    """
    if all(kept.conversation_id != current for kept in conversations):
        current = ""
    rows = Markup("").join(
        _ROW.format(
            id=kept.conversation_id,
            current=Markup(' aria-current="true"') if kept.conversation_id == current else "",
            title=shown(kept.title),
            changed_at=kept.changed_at,
            open=wording.open_conversation.format(title=shown(kept.title)),
            save=wording.save,
            rename=wording.rename.format(title=shown(kept.title)),
            new_title=wording.new_title,
            rename_now=wording.rename_now,
            delete=wording.delete.format(title=shown(kept.title)),
        )
        for kept in conversations
    )
    undoing = Markup("").join(
        _DELETED.format(
            says=wording.was_deleted.format(title=shown(one.title)),
            id=one.conversation_id,
            undo=wording.undo,
        )
        for one in deleted
    )
    empty = Markup('<p class="empty">{}</p>').format(wording.no_conversations)
    return Markup(
        '<section class="conversations" data-current="{current}" data-today="{today}" '
        'data-yesterday="{yesterday}" aria-label="{name}"><h2>{name}</h2>{search}'
        '<ul role="status">{undoing}</ul><ul>{rows}</ul>{empty}</section>'
    ).format(
        current=current,
        today=wording.today,
        yesterday=wording.yesterday,
        name=wording.conversations,
        search=_SEARCH.format(wording.search_conversations) if rows else "",
        undoing=undoing,
        rows=rows,
        empty="" if rows else empty,
    )


def conversation_markdown(turns: Sequence[Turn], wording: Wording, site: str) -> str:
    """A conversation as Markdown: each question as a heading, each citation as a quotation.

    ``site`` is where the page is, to which each quotation's source is a link.
    """
    replies = [
        _turn_markdown(turn.state.reply, turn.state.gone, wording, site)
        for turn in turns
        if isinstance(turn.state, Replied)
    ]
    return "\n\n".join(replies) + "\n"


def _turn_markdown(reply: Reply, gone: Sequence[Gone], wording: Wording, site: str) -> str:
    parts = ["## " + _escaped(" ".join(reply.question.split()))]
    if reply.searched_for != reply.question.strip():
        parts.append(f"{wording.searched_for} {_escaped(reply.searched_for)}")
    if reply.written and reply.written.holds:
        parts += [_escaped(line) for line in written_text(reply.written, wording)]
    for about in reply.about:
        parts += [_escaped(line) for line in (*about_lines(about, wording),) if line]
    parts += [_quoted(f"“{answer.text}” [{answer.rank}]") for answer in reply.answers]
    if not reply.answered:
        parts.append(wording.not_answered if reply.citations else wording.nothing_found)
    quotations = [(one.rank, _quotation(one, wording, site)) for one in reply.citations]
    quotations += [
        (one.rank, f"{wording.no_longer_there}, {wording.place.page.format(page=one.page)}")
        for one in gone
    ]
    return "\n\n".join([*parts, *(quotation for _, quotation in sorted(quotations))])


def _quotation(citation: Citation, wording: Wording, site: str) -> str:
    passage = citation.passage
    source = _escaped(f"{passage.document}, {place_of(passage, wording.place)}")
    link = f"> — [{source}]({citation_address(citation, site)})"
    return _quoted(f"“{passage.text.strip()}”") + "\n>\n" + link


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in _escaped(text).split("\n"))


def _escaped(text: str) -> str:
    """The text with what Markdown would take for markup made plain."""
    return _LINE_START.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", shown(text)))
