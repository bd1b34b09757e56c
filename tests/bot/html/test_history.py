"""The list of conversations, and a conversation as Markdown."""

from __future__ import annotations

from bot.conversation.states import Replied
from bot.conversation.turns import Message, Turn
from bot.html.english import ENGLISH
from bot.html.history import conversation_markdown, history_html
from bot.records import Citation, Gone, Models, Reply, Seconds
from storage.conversations import ConversationSummary
from tests.bot.passages import passage

HOSTILE = '"><img src=x onerror=alert(1)>${alert(2)}'
SITE = "https://notes.example/"


def turn(question: str, text: str, *, gone: tuple[Gone, ...] = ()) -> Turn:
    citation = Citation(1, passage(1, text, document="bikes"), 0.5, 1.0, 0.9, 0, 0)
    reply = Reply(question, question, True, (), (citation,), Models("e", "r"), Seconds(0, 0, 0, 0))
    return Turn(Message(question, (), frozenset()), Replied(reply, (), gone))


def test_markdown_quotes_each_passage_with_its_source_and_no_markup_of_its_own() -> None:
    oiled = turn("Oil the <b>chain</b>?", "A bicycle *chain* wants oil.\n# Wipe it off again.")
    text = conversation_markdown([oiled], ENGLISH, SITE)
    assert text.startswith("## Oil the \\<b>chain\\</b>?\n\n> “A bicycle \\*chain\\* wants oil.\n")
    assert "\n> \\# Wipe it off again." in text
    place = f"{SITE}#/doc/bikes?page=1&at=0-49"
    assert f"\n>\n> — [bikes.txt, line\u00a01]({place})" in text


def test_markdown_says_which_citations_are_gone() -> None:
    text = conversation_markdown([turn("Q?", "A.", gone=(Gone(2, 7, 0.4),))], ENGLISH, SITE)
    assert text.endswith("No longer in the library, p.\u00a07\n")


def test_titles_are_text_and_the_open_conversation_is_marked() -> None:
    kept = [ConversationSummary("c1", HOSTILE, 5.0), ConversationSummary("c2", "Plain", 4.0)]
    html = history_html(kept, "c2", ENGLISH)
    assert "<img" not in html
    assert html.count("aria-current") == 1
    assert 'data-current="c2"' in html
    assert ENGLISH.no_conversations in history_html([], "", ENGLISH)


def test_a_conversation_of_which_nothing_is_kept_is_not_the_open_one() -> None:
    html = history_html([ConversationSummary("c1", "Plain", 5.0)], "c2", ENGLISH)
    assert 'data-current=""' in html
    assert "aria-current" not in html
