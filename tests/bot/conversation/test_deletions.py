"""A deleted conversation is gone at once, and comes back whole to whose it was."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.conversation.deletions import Deletions
from bot.errors import TooLate
from storage.conversations import ConversationTurn
from storage.errors import ConversationNotFound
from tests.bot.page_fakes import new_history, ready


def turn(question: str) -> ConversationTurn:
    return ConversationTurn(question, question, frozenset({"id"}), True, (), "e", "r", 1.0)


def test_it_is_gone_at_once_and_comes_back_whole(tmp_path: Path) -> None:
    history = new_history(tmp_path)
    deletions = Deletions(ready(history))
    for question in ("first quokka?", "second quokka?"):
        history.keep("me", "c1", turn(question))
    history.rename("me", "c1", "About quokkas")
    deletions.delete("me", "c1")
    with pytest.raises(ConversationNotFound):
        history.turns("me", "c1")
    assert not any(b"quokka" in path.read_bytes() for path in history.folder.iterdir())
    assert [one.title for one in deletions.pending("me")] == ["About quokkas"]
    assert deletions.pending("somebody else") == ()
    with pytest.raises(TooLate):
        deletions.undo("somebody else", "c1")
    deletions.undo("me", "c1")
    assert [one.question for one in history.turns("me", "c1")] == [
        "first quokka?",
        "second quokka?",
    ]
    assert [one.title for one in history.conversations("me")] == ["About quokkas"]
    assert deletions.pending("me") == ()
    history.close()


def test_it_is_let_go_by_itself_and_others_cannot_delete(tmp_path: Path) -> None:
    history = new_history(tmp_path)
    deletions = Deletions(ready(history), undo_seconds=0.1)
    history.keep("me", "c1", turn("first?"))
    with pytest.raises(ConversationNotFound):
        deletions.delete("somebody else", "c1")
    deletions.delete("me", "c1")
    time.sleep(0.5)
    assert deletions.pending("me") == ()
    with pytest.raises(TooLate):
        deletions.undo("me", "c1")
    history.close()
