"""A library whose words an earlier version indexed is indexed anew when it is opened."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.errors import StoreFull
from storage.local import schema
from storage.local.engine import LocalStore
from storage.local.opening import open_local_store
from storage.text.words import TERMS_VERSION
from tests.storage.conftest import SMALL
from tests.storage.local.test_older_versions import CutShort
from tests.storage.samples import FINGERPRINT, put, words_found

LINES = [f"in this line {number},345 is the number" for number in range(1, 720)]
QUESTION, ANSWER = "512345", LINES[511]


def opened(library: Path, step: Callable[[str], None] = lambda _name: None) -> LocalStore:
    return open_local_store(str(library), FINGERPRINT, create=True, options=SMALL, step=step)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library of two batches, with a snapshot, as if by other words: no term is right."""
    folder = tmp_path / "library"
    store = opened(folder)
    put(store, tmp_path, "a.txt", LINES)
    assert words_found(store, QUESTION) == [ANSWER]
    with store.database.writing("terms of before") as session:
        session.run("UPDATE passages SET term_count = 1, terms = x'00000000'")
        session.run("DELETE FROM meta WHERE key = 'terms_version'")
    store.close()
    _forget_words_of_snapshot(folder)
    return folder


def _forget_words_of_snapshot(folder: Path) -> None:
    for path in (folder / "faiss").iterdir():
        path.unlink()


def test_an_opened_library_finds_by_todays_words(library: Path) -> None:
    store = opened(library)
    assert words_found(store, QUESTION) == [ANSWER]
    with store.database.reading() as session:
        assert schema.read_terms_version(session) == TERMS_VERSION
    assert list(store.verify()) == []
    store.close()


def test_what_was_cut_short_goes_on_where_it_was(library: Path) -> None:
    committed: list[str] = []

    def step(name: str) -> None:
        if name == "before committing renewed words" and committed:
            raise CutShort
        if name == "after committing renewed words":
            committed.append(name)

    with pytest.raises(CutShort):
        opened(library, step)
    again: list[str] = []
    store = opened(library, again.append)
    assert words_found(store, QUESTION) == [ANSWER]
    # One batch was left, and the note that all is done.
    assert again.count("after committing renewed words") == 2
    store.close()


def test_a_new_library_has_nothing_to_renew(tmp_path: Path) -> None:
    steps: list[str] = []
    opened(tmp_path / "library", steps.append).close()
    opened(tmp_path / "library", steps.append).close()
    assert not [name for name in steps if "renewed words" in name]


def test_where_nothing_can_be_written_the_library_opens_as_it_is(
    library: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def step(name: str) -> None:
        if name == "before committing renewed words":
            raise StoreFull("the disk is full")

    with caplog.at_level(logging.WARNING):
        store = opened(library, step)
    assert len(store.documents()) == 1
    assert "stays as an earlier version made it" in caplog.text
    store.close()
