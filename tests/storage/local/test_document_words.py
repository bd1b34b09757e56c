"""What is stored of a document's words: made anew where an earlier version made it, never left."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.errors import StoreFull
from storage.local.engine import LocalStore
from storage.local.opening import open_local_store
from storage.text.words import TERMS_VERSION
from tests.storage.conftest import SMALL
from tests.storage.local.test_older_versions import CutShort
from tests.storage.samples import FINGERPRINT, put, words_found

QUESTION, ANSWER = "512345", "in this line 512,345 is the number"
RENEWED = "renewed words"


def opened(library: Path, step: Callable[[str], None] = lambda _name: None) -> LocalStore:
    return open_local_store(str(library), FINGERPRINT, create=True, options=SMALL, step=step)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Three documents as a version left them whose words were other ones: no term is right."""
    folder = tmp_path / "library"
    store = opened(folder)
    for number in range(511, 514):
        put(store, tmp_path, f"{number}.txt", [f"in this line {number},345 is the number"])
    with store.database.writing("terms of before") as session:
        session.run("UPDATE passages SET term_count = 1, terms = x'00000000'")
        session.run("DROP TABLE document_words")
    store.close()
    for path in (folder / "faiss").iterdir():
        path.unlink()
    return folder


def test_an_opened_library_finds_by_todays_words(library: Path) -> None:
    store = opened(library)
    assert words_found(store, QUESTION) == [ANSWER]
    assert store.words.vocabulary().knows("line")
    assert list(store.verify()) == []
    store.close()


def test_what_was_cut_short_goes_on_where_it_was(library: Path) -> None:
    done: list[str] = []

    def step(name: str) -> None:
        if name == f"before committing {RENEWED}" and done:
            raise CutShort
        if name == f"after committing {RENEWED}":
            done.append(name)

    with pytest.raises(CutShort):
        opened(library, step)
    again: list[str] = []
    store = opened(library, again.append)
    assert words_found(store, QUESTION) == [ANSWER]
    assert again.count(f"after committing {RENEWED}") == 2, "the first of three was done"
    store.close()


def test_a_library_of_today_has_nothing_to_renew(tmp_path: Path) -> None:
    steps: list[str] = []
    for _ in range(2):
        store = opened(tmp_path / "library", steps.append)
        put(store, tmp_path, "a.txt", ["river stone"])
        store.close()
    assert not [name for name in steps if RENEWED in name]


def test_a_document_that_an_earlier_version_read_again_is_renewed(library: Path) -> None:
    store = opened(library)
    with store.database.writing("as a version that knows of no words") as session:
        session.run("UPDATE document_words SET first_passage = 77 WHERE document = 2")
        session.run("UPDATE passages SET terms = x'00000000', term_count = 1 WHERE document = 2")
    store.close()
    for path in (library / "faiss").iterdir():
        path.unlink()
    steps: list[str] = []
    store = opened(library, steps.append)
    assert steps.count(f"after committing {RENEWED}") == 1
    assert words_found(store, QUESTION) == [ANSWER]
    store.close()


def test_a_snapshot_of_other_words_is_not_used(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.local.indexing.snapshot.TERMS_VERSION", TERMS_VERSION - 1)
    store = opened(library)
    store.save_snapshot()
    store.close()
    monkeypatch.undo()
    store = opened(library)
    assert "from the database" in store.about() or words_found(store, QUESTION) == [ANSWER]
    store.close()


def test_nothing_of_a_removed_document_s_words_is_left(tmp_path: Path) -> None:
    store = opened(tmp_path / "library")
    kept = put(store, tmp_path, "a.txt", ["quokkamancer of the river"])
    put(store, tmp_path, "b.txt", ["river stone"])
    assert store.words.vocabulary().knows("quokkamancer")
    assert not store.words.lacks({"quokkamanc"})
    store.remove(kept)
    vocabulary = store.words.vocabulary()
    assert not vocabulary.knows("quokkamancer")
    assert vocabulary.knows("river")
    words_found(store, "river")  # the index follows at the next search
    assert store.words.lacks({"quokkamanc"})
    with store.database.reading() as session:
        assert session.value("SELECT count(*) FROM document_words") == 1
    store.close()


def test_words_of_a_document_that_an_earlier_version_removed_go(library: Path) -> None:
    store = opened(library)
    with store.database.writing("a removal that knows of no words") as session:
        session.run("INSERT INTO document_words VALUES (99, 1, 1, x'00')")
    store.close()
    store = opened(library)
    with store.database.reading() as session:
        assert session.value("SELECT count(*) FROM document_words") == 3
    store.close()


def test_where_nothing_can_be_written_the_library_opens_as_it_is(
    library: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def step(name: str) -> None:
        if name in ("before committing the table of words", f"before committing {RENEWED}"):
            raise StoreFull("the disk is full")

    with caplog.at_level(logging.WARNING):
        store = opened(library, step)
    assert len(store.documents()) == 3
    assert "stays as an earlier version made it" in caplog.text
    assert not store.words.vocabulary().knows("line")
    store.close()
