"""Conversations kept and brought back: the passages as the library has them, or said to be gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation.transcripts import Transcript, Transcripts
from bot.conversation.turns import Answer, Message, Turn
from bot.html.history import conversation_markdown, conversations_html
from bot.html.replies import note_html, reply_html
from bot.html.wording import ENGLISH
from bot.records import Reply
from storage.conversations import ConversationSummary
from storage.errors import ConversationNotFound
from tests.bot.page_fakes import MemoryLibrary, OverlapAnswering, new_history

BREAD = "Sourdough bread takes a day. The starter must be fed. " * 3
BIKES = "A bicycle *chain* wants oil.\n# Wipe it off again. " * 3


class Desk:
    def __init__(self, folder: Path) -> None:
        self.library = MemoryLibrary(folder / "files")
        self.bread = self.library.put("bread.txt", BREAD.encode(), "text", [BREAD]).document_id
        self.bikes = self.library.put("bikes.txt", BIKES.encode(), "text", [BIKES]).document_id
        self.transcripts = Transcripts(new_history(folder), self.library)

    def turn(self, question: str, *documents: str, previous: Reply | None = None) -> Turn:
        ids = frozenset(documents)
        reply = OverlapAnswering(self.library).ask(
            question, document_ids=ids or None, previous=previous
        )
        return Turn(Message(question, (), ids), Answer(reply_html(reply, ENGLISH), reply, ids))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_was_kept_is_brought_back_as_it_was_shown(desk: Desk) -> None:
    kept = desk.transcripts.keep("owner", Transcript(), desk.turn("Feed the starter?", desk.bread))
    kept = desk.transcripts.keep(
        "owner", kept, desk.turn("And then?", previous=kept.turns[0].answer.reply)
    )
    opened = desk.transcripts.open("owner", kept.conversation_id, ENGLISH)
    for before, after in zip(kept.turns, opened.turns, strict=True):
        assert before.turn_id == after.turn_id > 0
        assert before.message == after.message
        old, new = before.answer.reply, after.answer.reply
        assert old is not None
        assert new is not None
        assert (old.question, old.searched_for) == (new.question, new.searched_for)
        for one, other in zip(old.citations, new.citations, strict=True):
            assert replace(one.passage, passage_id=0) == other.passage
            assert replace(one, passage=other.passage) == other
    assert "Asked of bread.txt only." in opened.turns[0].answer.html


def test_a_removed_document_is_said_to_be_gone(desk: Desk) -> None:
    kept = desk.transcripts.keep("owner", Transcript(), desk.turn("Feed the starter?"))
    desk.library.remove(desk.bread)
    (turn,) = desk.transcripts.open("owner", kept.conversation_id, ENGLISH).turns
    assert "No longer in the library" in turn.answer.html
    assert "Sourdough" not in turn.answer.html
    assert "bicycle" in turn.answer.html
    assert "No longer in the library" in conversation_markdown([turn], ENGLISH)


def test_only_answers_are_kept(desk: Desk) -> None:
    note = Turn(Message("What?", (), frozenset()), Answer(note_html("The library is empty.")))
    kept = desk.transcripts.keep("owner", Transcript(), note)
    assert kept == Transcript("", (note,))
    assert desk.transcripts.list("owner") == ()


def test_another_persons_conversation_is_not_found(desk: Desk) -> None:
    kept = desk.transcripts.keep("name:ada", Transcript(), desk.turn("Feed the starter?"))
    with pytest.raises(ConversationNotFound):
        desk.transcripts.open("name:bob", kept.conversation_id, ENGLISH)
    with pytest.raises(ConversationNotFound):
        desk.transcripts.keep("name:bob", kept, desk.turn("Feed it again?"))
    assert desk.transcripts.list("name:bob") == ()


def test_markdown_quotes_each_passage_with_its_source_and_no_markup_of_its_own(desk: Desk) -> None:
    text = conversation_markdown([desk.turn("Oil the <b>chain</b>?", desk.bikes)], ENGLISH)
    assert text.startswith("## Oil the \\<b>chain\\</b>?\n\n> “A bicycle \\*chain\\* wants oil.\n")
    assert "\n> \\# Wipe it off again." in text
    assert "\n>\n> — bikes.txt, lines\u00a01–" in text


HOSTILE = '"><img src=x onerror=alert(1)>${alert(2)}'


def test_titles_are_text_and_the_open_conversation_is_marked() -> None:
    kept = [ConversationSummary("c1", HOSTILE, 5.0), ConversationSummary("c2", "Plain", 4.0)]
    html = conversations_html(kept, "c2", ENGLISH)
    assert "<img" not in html
    assert html.count("aria-current") == 1
    assert 'data-current="c2"' in html
    assert ENGLISH.no_conversations in conversations_html([], "", ENGLISH)
