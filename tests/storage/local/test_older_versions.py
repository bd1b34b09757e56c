"""A library that an older version made opens with everything that it held."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from storage.errors import StoreDamaged
from storage.local.conversations import LocalConversations, open_local_conversations
from storage.local.database import Database
from storage.local.engine import LocalStore
from storage.local.opening import open_local_store
from storage.local.repair import repair
from storage.opening import open_conversations
from tests.storage.conftest import SMALL
from tests.storage.samples import FINGERPRINT, by_name, put, texts_found, words_found
from tests.storage.test_deletion import files_with

DUMP = Path(__file__).with_name("version_2.sql")
RIVERS = "2f9417295d77dcc6a48b940e8792dd23b6b7a5652103bb3e47edd004bf009f38"
VIOLIN = "26b6a52c75a8be6e68cde44f73d6404d29bfed30520e60c93f244d20fb1ed091"


class CutShort(BaseException):
    """As a process ends that is killed."""


def cut_at(name: str) -> Callable[[str], None]:
    def step(now: str) -> None:
        if now == name:
            raise CutShort

    return step


def made(folder: Path, version: int = 2) -> Path:
    """A library as that version left it: two documents, and from version 2 on conversations."""
    (folder / "files").mkdir(parents=True)
    (folder / "files" / f"{RIVERS}.txt").write_text("Rivers\nriver stone\nriver sand")
    (folder / "files" / f"{VIOLIN}.txt").write_text("\ncopper violin")
    database = Database(folder / "store.db", create=True, busy_seconds=1)
    with database.writing("what was dumped") as session:
        session.run(DUMP.read_text())
        if version == 1:
            for table in ("cited_places", "turns", "conversations"):
                session.run(f"DROP TABLE {table}")
            session.run("PRAGMA user_version = 1")
    database.close()
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return made(tmp_path / "library")


def opened(library: Path, step: Callable[[str], None] = lambda _name: None) -> LocalStore:
    return open_local_store(str(library), FINGERPRINT, create=False, options=SMALL, step=step)


def check_documents(store: LocalStore) -> None:
    assert {name: item.document_id for name, item in by_name(store).items()} == {
        "a.txt": RIVERS, "b.txt": VIOLIN, "c.txt": VIOLIN,
    }  # fmt: skip
    assert {document.reading for document in store.documents()} == {
        "text 1, splitting 1, 182 tokens"
    }
    assert texts_found(store, "copper violin", 1) == ["copper violin"]
    assert set(words_found(store, "river")) == {"river stone", "river sand"}
    assert list(store.verify()) == []


def check_conversations(conversations: LocalConversations) -> None:
    (kept,) = conversations.conversations("owner")
    assert (kept.conversation_id, kept.title, kept.changed_at) == (
        "c1", "Where is the quokkamancer?", 1001,
    )  # fmt: skip
    first, second = conversations.turns("owner", "c1")
    assert (first.question, second.question) == ("Where is the quokkamancer?", "And then?")
    assert [place.document_id for place in first.references] == [RIVERS, VIOLIN]
    assert (first.references[0].start, first.references[0].logit) == (0, -1.25)
    assert second.references == ()
    (ada,) = conversations.conversations("name:ada")
    assert ada.title == "Of Ada"


def test_a_library_of_version_2_keeps_its_documents_and_conversations(library: Path) -> None:
    store = opened(library)
    check_documents(store)
    conversations = open_conversations(str(library))
    check_conversations(conversations)
    copy = library / "store-before-version-5.db"
    assert {line.partition(":")[0] for line in files_with(library, ("quokkamancer",))} == {
        "conversations.db-wal" if (library / "conversations.db-wal").stat().st_size
        else "conversations.db",
        copy.name,
    }  # fmt: skip
    conversations.delete("owner", "c1")
    conversations.delete("name:ada", "c2")
    assert files_with(library, ("quokkamancer",)) == [], "the copy from before goes as well"
    conversations.close()
    store.close()


@pytest.mark.parametrize("place", ["before committing a migration", "after committing a migration"])
def test_a_migration_that_was_cut_short_is_finished_by_the_next(library: Path, place: str) -> None:
    with pytest.raises(CutShort):
        opened(library, cut_at(place))
    conversations = open_local_conversations(library)
    check_conversations(conversations)
    conversations.close()
    store = opened(library)
    check_documents(store)
    conversations = open_local_conversations(library)
    check_conversations(conversations)
    conversations.close()
    store.close()


def test_a_library_of_version_1_opens_with_its_documents(tmp_path: Path) -> None:
    library = made(tmp_path / "library", version=1)
    store = opened(library)
    check_documents(store)
    kept = put(store, tmp_path, "d.txt", ["quokkamancer"])
    store.remove(kept)
    assert not list(library.glob("store-before-version-*")), "a removal takes the copy along"
    conversations = open_conversations(str(library))
    assert conversations.conversations("owner") == ()
    conversations.close()
    store.close()


def test_a_library_of_another_splitting_is_not_refused(library: Path) -> None:
    database = Database(library / "store.db", create=False, busy_seconds=1)
    with database.writing("an older splitting") as session:
        session.run("UPDATE meta SET value = replace(value, 'version\": 1', 'version\": 7')")
        session.run("UPDATE documents SET kind = 'markdown' WHERE number = 2")
    database.close()
    (library / "files" / f"{VIOLIN}.txt").rename(library / "files" / f"{VIOLIN}.md")
    store = opened(library)
    assert [document.reading for document in store.documents()] == [
        "text 1, splitting 7, 182 tokens", "markdown 1, splitting 7, 182 tokens",
    ]  # fmt: skip
    assert list(store.verify()) == []
    store.close()


def test_documents_of_version_2_that_are_whole_are_saved_by_a_repair(library: Path) -> None:
    path = library / "store.db"
    content = path.read_bytes()
    at = content.index(b"Ada asks")  # which stops the copy that is made before a migration
    path.write_bytes(content[: at + 2] + b"X" + content[at + 3 :])
    with pytest.raises(StoreDamaged):
        opened(library)
    report = repair(str(library))
    assert report.lost_names == ()
    assert "the conversations couldn't be read and were left out" in report.actions
    store = opened(library)
    check_documents(store)
    assert {document.added_at for document in store.documents()} == {1_700_000_000.0}
    store.close()


def test_a_repair_of_a_library_of_version_2_saves_its_conversations(library: Path) -> None:
    database = Database(library / "store.db", create=False, busy_seconds=1)
    with database.writing("damage") as session:
        session.run("DELETE FROM vectors WHERE passage_id = 3")
    database.close()
    path = library / "store.db"
    content = path.read_bytes()
    # A damaged page stops the copy that is made before a migration.
    at = content.index(b"river stone\nriver sand")
    path.write_bytes(content[: at + 2] + b"X" + content[at + 3 :])
    report = repair(str(library))
    assert "2 conversations were saved" in report.actions
    assert set(report.lost_names) == {"a.txt", "b.txt"}
    conversations = open_conversations(str(library))
    check_conversations(conversations)
    conversations.close()
