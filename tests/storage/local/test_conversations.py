"""What is kept of conversations: whose they are, what is kept of them, and what goes with them."""

from __future__ import annotations

import itertools
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage.conversations import ConversationTurn, Reference
from storage.errors import ConversationNotFound, StoreClosed, StoreForeign, StoreTooNew
from storage.local.backup import back_up
from storage.local.conversation_rows import LONGEST_TITLE
from storage.local.conversations import (
    CONVERSATIONS_FILE,
    LocalConversations,
    open_local_conversations,
)
from storage.local.database import Database, Session
from storage.local.engine import LocalStore
from storage.local.repair import repair
from storage.opening import open_conversations, open_store
from tests.storage.conftest import SMALL
from tests.storage.samples import FINGERPRINT, put, texts_found
from tests.storage.test_deletion import files_with

PLACE = Reference("ab" * 32, 3, 10, 40, 2, 9, 0.5, -1.25, 0.75)
TURN = ConversationTurn(
    "Where is it?", "Where is it?", frozenset(), True, (PLACE, PLACE), "e", "r", 1.5
)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[LocalConversations]:
    opened = open_local_conversations(tmp_path / "library", clock=itertools.count(1000).__next__)
    yield opened
    opened.close()


def questions(history: LocalConversations, identity: str, conversation_id: str) -> list[str]:
    return [turn.question for turn in history.turns(identity, conversation_id)]


def test_what_is_kept_comes_back_as_it_was(history: LocalConversations) -> None:
    turn_id = history.keep("owner", "c1", TURN)
    other = replace(TURN, question="Why?", document_ids=frozenset({"x", "y"}), references=())
    other_id = history.keep("owner", "c1", other)
    assert history.turns("owner", "c1") == (
        replace(TURN, turn_id=turn_id),
        replace(other, turn_id=other_id),
    )


def test_the_latest_conversation_comes_first_under_its_first_question(
    history: LocalConversations,
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


def test_a_turn_asked_again_takes_the_place_of_the_first(history: LocalConversations) -> None:
    first = history.keep("owner", "c1", TURN)
    history.keep("owner", "c1", replace(TURN, question="again"), replacing=first)
    assert questions(history, "owner", "c1") == ["again"]
    history.keep("owner", "c2", replace(TURN, question="other"), replacing=first + 1)
    assert questions(history, "owner", "c1") == ["again"], "only a turn of its own is replaced"


def test_the_title_follows_an_edited_first_question_but_not_a_rename(
    history: LocalConversations,
) -> None:
    first = history.keep("owner", "c1", replace(TURN, state="asked", references=()))
    again = history.keep("owner", "c1", replace(TURN, question="when?"), replacing=first)
    then = history.keep("owner", "c1", replace(TURN, question="and then?"))
    history.keep("owner", "c1", replace(TURN, question="and now?"), replacing=then)
    (kept,) = history.conversations("owner")
    assert (kept.title, kept.answered_from) == ("when?", TURN.references[0].document_id)
    history.rename("owner", "c1", "Mine")
    history.keep("owner", "c1", replace(TURN, question="where?"), replacing=again)
    (kept,) = history.conversations("owner")
    assert (kept.title, kept.answered_from) == ("Mine", "")


def test_anothers_conversation_cant_be_reached_by_its_id(history: LocalConversations) -> None:
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
    history: LocalConversations, tmp_path: Path
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


def test_halves_of_characters_are_replaced(history: LocalConversations) -> None:
    history.keep("owner", "c1", replace(TURN, question="a \ud83d b", searched_for="a \ud83d b"))
    assert questions(history, "owner", "c1") == ["a ? b"]


def test_a_removed_document_leaves_only_its_place(
    local: LocalStore, history: LocalConversations, tmp_path: Path
) -> None:
    document_id = put(local, tmp_path, "a.txt", ["the zephyrine stone", "other"])
    place = replace(PLACE, document_id=document_id, page=1, start=0, end=19)
    history.keep("owner", "c1", replace(TURN, references=(place,)))
    local.remove(document_id)
    assert files_with(tmp_path / "library", ("zephyrine",)) == []
    assert history.turns("owner", "c1")[0].references == (place,)


def test_conversations_survive_closing_and_a_repair_of_the_library(
    local: LocalStore, history: LocalConversations, tmp_path: Path
) -> None:
    put(local, tmp_path, "a.txt", ["river stone", "river sand"])
    history.keep("owner", "c1", TURN)
    with local.database.writing("a test") as session:
        session.run("UPDATE passages SET text = 'changed' WHERE passage_id = 1")
    local.close()
    history.close()
    assert repair(str(tmp_path / "library")).lost_names == ("a.txt",)
    again = open_conversations(str(tmp_path / "library"))
    assert questions(again, "owner", "c1") == ["Where is it?"]
    again.close()


def test_a_conversation_is_kept_while_a_document_is_added(
    local: LocalStore, history: LocalConversations
) -> None:
    with local.database.writing("as long as an addition takes"):
        history.keep("owner", "c1", TURN)
    assert questions(history, "owner", "c1") == ["Where is it?"]


def test_a_backup_takes_conversations_along(
    local: LocalStore, history: LocalConversations, tmp_path: Path
) -> None:
    put(local, tmp_path, "a.txt", ["river stone"])
    history.keep("owner", "c1", TURN)
    back_up(local, tmp_path / "backup.tar")
    with tarfile.open(tmp_path / "backup.tar") as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    unpacked = open_conversations(str(tmp_path / "unpacked"))
    assert questions(unpacked, "owner", "c1") == ["Where is it?"]
    unpacked.close()


@pytest.mark.parametrize("how", ["another file", "a page"])
def test_damaged_conversations_are_found_set_aside_and_begun_anew(
    local: LocalStore, history: LocalConversations, tmp_path: Path, how: str
) -> None:
    put(local, tmp_path, "a.txt", ["river stone"])
    for number in range(40):
        history.keep("owner", f"c{number}", replace(TURN, question=f"{number} {'x' * 500}"))
    assert list(local.verify()) == []
    history.close()
    file = tmp_path / "library" / CONVERSATIONS_FILE
    whole = file.read_bytes()
    middle = 4096 * (len(whole) // 8192) + 3000
    damaged = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    file.write_bytes(b"something else " * 900 if how == "another file" else damaged)
    content = file.read_bytes()
    assert {problem.place for problem in local.verify()} == {CONVERSATIONS_FILE}
    local.close()
    (action,) = repair(str(tmp_path / "library")).actions
    (aside,) = (tmp_path / "library" / "damaged").rglob(CONVERSATIONS_FILE)
    assert str(aside) in action
    assert aside.read_bytes() == content
    store = open_store(str(tmp_path / "library"), FINGERPRINT, create=False, options=SMALL)
    again = open_conversations(str(tmp_path / "library"))
    assert again.conversations("owner") == ()
    assert list(store.verify()) == []
    assert texts_found(store, "river stone", 1) == ["river stone"]
    again.close()
    store.close()


def test_conversations_lie_where_the_location_says(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for location in ("milvus://host:1/a", "milvus://token@host:1/a", "milvus://host:1/b"):
        opened = open_conversations(location, user_data=data)
        opened.keep("owner", location, TURN)
        opened.close()
    again = open_conversations("milvus://host:1/a", user_data=data)
    assert [kept.conversation_id for kept in again.conversations("owner")] == [
        "milvus://token@host:1/a", "milvus://host:1/a",
    ]  # fmt: skip
    again.close()
    with pytest.raises(StoreClosed):
        again.conversations("owner")
    assert len(list(data.rglob(CONVERSATIONS_FILE))) == 2


def test_conversations_about_a_library_in_memory_go_when_they_are_closed() -> None:
    opened = open_conversations("memory:")
    opened.keep("owner", "c1", TURN)
    folder = opened.folder
    assert (folder / CONVERSATIONS_FILE).exists()
    opened.close()
    assert not folder.exists()


def test_a_foreign_or_later_database_is_refused(tmp_path: Path) -> None:
    for name, sql, error in (
        ("foreign", "CREATE TABLE somebody (elses TEXT); PRAGMA user_version = 1", StoreForeign),
        ("later", "PRAGMA user_version = 99", StoreTooNew),
    ):
        open_local_conversations(tmp_path / name).close()
        file = tmp_path / name / CONVERSATIONS_FILE
        if name == "foreign":
            file.unlink()
        database = Database(file, create=True, busy_seconds=1)
        with database.writing("a test") as session:
            session.run(sql)
        database.close()
        with pytest.raises(error, match=r"conversations\.db"):
            open_local_conversations(tmp_path / name)


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_the_tables_of_earlier_versions_are_brought_up_to_date(
    tmp_path: Path, version: int
) -> None:
    opened = open_local_conversations(tmp_path)
    opened.keep("owner", "c1", TURN)
    opened.close()
    database = Database(tmp_path / CONVERSATIONS_FILE, create=False, busy_seconds=1)
    with database.writing("a test") as session:
        _let_every_place_have_a_logit(session)
        if version < 4:
            session.run("ALTER TABLE turns DROP COLUMN collection")
        if version < 3:
            session.run("ALTER TABLE turns DROP COLUMN state")
        if version == 1:
            session.run("ALTER TABLE cited_places DROP COLUMN certainty")
        session.run(f"PRAGMA user_version = {version}")
    database.close()
    for _ in range(2):
        again = open_local_conversations(tmp_path)
        (turn,) = again.turns("owner", "c1")
        assert (turn.question, turn.state) == (TURN.question, "replied")
        assert len(turn.references) == len(TURN.references)
        again.close()
    again = open_local_conversations(tmp_path)
    unread = replace(TURN.references[0], logit=None)
    again.keep("owner", "c1", replace(TURN, question="waits", state="asked", references=(unread,)))
    turns = again.turns("owner", "c1")
    assert [turn.state for turn in turns] == ["replied", "asked"]
    assert [turn.references[0].logit for turn in turns] == [TURN.references[0].logit, None]
    again.close()


def _let_every_place_have_a_logit(session: Session) -> None:
    """As tables of version 4 and before."""
    made = str(session.value("SELECT sql FROM sqlite_master WHERE name = 'cited_places'"))
    session.run("CREATE TEMP TABLE kept AS SELECT * FROM cited_places")
    session.run("DROP TABLE cited_places")
    session.run(made.replace("logit REAL", "logit REAL NOT NULL"))
    session.run("INSERT INTO cited_places SELECT * FROM kept")
