"""What is kept of conversations: whose they are, what is kept of them, and what goes with them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from storage.conversations import KeptTurn, Reference
from storage.errors import ConversationNotFound
from storage.local.database import Database
from storage.local.engine import LocalStore
from storage.local.history import LONGEST_TITLE, LocalHistory
from storage.local.repair import repair
from storage.opening import open_store
from tests.storage.conftest import SMALL
from tests.storage.samples import FINGERPRINT, put, texts_found
from tests.storage.test_deletion import files_with

PLACE = Reference("ab" * 32, 3, 10, 40, 2, 9, 0.5, -1.25, 0.75)
TURN = KeptTurn("Where is it?", "Where is it?", frozenset(), True, (PLACE, PLACE), "e", "r", 1.5)


@pytest.fixture
def history(local: LocalStore) -> LocalHistory:
    return LocalHistory(local.database, itertools.count(1000).__next__)


def questions(history: LocalHistory, identity: str, conversation_id: str) -> list[str]:
    return [turn.question for turn in history.turns(identity, conversation_id)]


def test_what_is_kept_comes_back_as_it_was(history: LocalHistory) -> None:
    turn_id = history.keep("owner", "c1", TURN)
    other = replace(TURN, question="Why?", document_ids=frozenset({"x", "y"}), references=())
    other_id = history.keep("owner", "c1", other)
    assert history.turns("owner", "c1") == (
        replace(TURN, turn_id=turn_id),
        replace(other, turn_id=other_id),
    )


def test_the_latest_conversation_comes_first_under_its_first_question(
    history: LocalHistory,
) -> None:
    history.keep("owner", "c1", replace(TURN, question=f"  one\n  two {'x' * 500}"))
    history.keep("owner", "c2", TURN)
    assert [kept.conversation_id for kept in history.conversations("owner")] == ["c2", "c1"]
    history.keep("owner", "c1", replace(TURN, question="three"))
    first, second = history.conversations("owner")
    assert first.conversation_id == "c1"
    assert first.title.startswith("one two xxx")
    assert len(first.title) == LONGEST_TITLE
    assert second.title == "Where is it?"
    assert first.changed_at > second.changed_at


def test_a_turn_asked_again_takes_the_place_of_the_first(history: LocalHistory) -> None:
    first = history.keep("owner", "c1", TURN)
    history.keep("owner", "c1", replace(TURN, question="again"), replacing=first)
    assert questions(history, "owner", "c1") == ["again"]
    history.keep("owner", "c2", replace(TURN, question="other"), replacing=first + 1)
    assert questions(history, "owner", "c1") == ["again"], "only a turn of its own is replaced"


def test_anothers_conversation_cant_be_reached_by_its_id(history: LocalHistory) -> None:
    history.keep("name:ada", "c1", TURN)
    assert history.conversations("name:bob") == ()
    for attempt in (
        lambda: history.turns("name:bob", "c1"),
        lambda: history.keep("name:bob", "c1", TURN),
        lambda: history.rename("name:bob", "c1", "mine"),
        lambda: history.delete("name:bob", "c1"),
    ):
        with pytest.raises(ConversationNotFound):
            attempt()
    assert questions(history, "name:ada", "c1") == ["Where is it?"]
    assert [kept.title for kept in history.conversations("name:ada")] == ["Where is it?"]


def test_conversations_are_renamed_and_deleted_without_a_trace(
    history: LocalHistory, tmp_path: Path
) -> None:
    history.keep("owner", "c1", replace(TURN, question="quokkamancer?"))
    history.keep("owner", "c2", TURN)
    history.rename("owner", "c1", "  About\nzephyrine ")
    history.rename("owner", "c2", "   ")
    assert [kept.title for kept in history.conversations("owner")] == [
        "Where is it?", "About zephyrine",
    ]  # fmt: skip
    assert files_with(tmp_path / "library", ("quokkamancer", "zephyrine"))
    history.delete("owner", "c1")
    assert [kept.conversation_id for kept in history.conversations("owner")] == ["c2"]
    assert files_with(tmp_path / "library", ("quokkamancer", "zephyrine")) == []


def test_halves_of_characters_are_replaced(history: LocalHistory) -> None:
    history.keep("owner", "c1", replace(TURN, question="a \ud83d b", searched_for="a \ud83d b"))
    assert questions(history, "owner", "c1") == ["a ? b"]


def test_a_removed_document_leaves_only_its_place(
    local: LocalStore, history: LocalHistory, tmp_path: Path
) -> None:
    document_id = put(local, tmp_path, "a.txt", ["the zephyrine stone", "other"])
    place = replace(PLACE, document_id=document_id, page=1, start=0, end=19)
    history.keep("owner", "c1", replace(TURN, references=(place,)))
    local.remove(document_id)
    assert files_with(tmp_path / "library", ("zephyrine",)) == []
    assert history.turns("owner", "c1")[0].references == (place,)


def test_history_survives_closing_and_repair(local: LocalStore, tmp_path: Path) -> None:
    put(local, tmp_path, "a.txt", ["river stone", "river sand"])
    LocalHistory(local.database).keep("owner", "c1", TURN)
    with local.database.writing("a test") as session:
        session.run("UPDATE passages SET text = 'changed' WHERE passage_id = 1")
    local.close()
    report = repair(str(tmp_path / "library"))
    assert "1 conversations were saved" in report.actions
    opened = open_store(str(tmp_path / "library"), FINGERPRINT, create=False, options=SMALL)
    assert questions(LocalHistory(opened.database), "owner", "c1") == ["Where is it?"]
    opened.close()


def without_history(database: Database) -> None:
    """Make a library what version 1 of its tables was."""
    with database.writing("a test") as session:
        for table in ("cited_places", "turns", "conversations"):
            session.run(f"DROP TABLE {table}")
        session.run("PRAGMA user_version = 1")


def test_a_library_of_version_1_gains_a_history_and_keeps_its_documents(
    local: LocalStore, tmp_path: Path
) -> None:
    put(local, tmp_path, "a.txt", ["river stone"])
    kept = put(local, tmp_path, "b.txt", ["quokkamancer"])
    without_history(local.database)
    local.close()
    library = tmp_path / "library"
    opened = open_store(str(library), FINGERPRINT, create=False, options=SMALL)
    assert (library / "store-before-version-2.db").exists()
    assert texts_found(opened, "river stone", 1) == ["river stone"]
    LocalHistory(opened.database).keep("owner", "c1", TURN)
    assert list(opened.verify()) == []
    opened.remove(kept)
    assert files_with(library, ("quokkamancer",)) == [], "the copy from before goes as well"
    opened.close()
