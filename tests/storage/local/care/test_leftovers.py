"""What a removal can't clear away at once, it clears away later."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.errors import DocumentNotFound, StoreBusy, StoreFull
from storage.local import schema
from storage.local.engine import LocalStore
from storage.local.schema import SCHEMA_VERSION, Migration
from storage.opening import open_store
from tests.storage.conftest import SMALL
from tests.storage.samples import FINGERPRINT, by_name, put
from tests.storage.test_deletion import files_with

RARE = "vortigaunt7731"


class Failing:
    """A step at which something fails as long as it is told to."""

    def __init__(self, name: str, error: Exception) -> None:
        self.fails = False
        self._name = name
        self._error = error

    def __call__(self, name: str) -> None:
        if self.fails and name == self._name:
            raise self._error


def wait_for(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.05)


def opened(folder: Path, step: Callable[[str], None]) -> LocalStore:
    return open_store(str(folder), FINGERPRINT, create=True, options=SMALL, step=step)


def test_a_reader_of_the_past_delays_only_the_last_traces(
    local: LocalStore, tmp_path: Path
) -> None:
    put(local, tmp_path, "kept.txt", ["river stone"])
    secret = put(local, tmp_path, "secret.txt", [RARE])
    other = opened(tmp_path / "library", lambda _name: None)
    with other.database.reading() as session:
        assert session.value("SELECT count(*) FROM documents") == 2
        local.remove(secret)
        assert list(by_name(local)) == ["kept.txt"]
        put(local, tmp_path, "more.txt", ["writers aren't kept waiting for long"])
    wait_for(lambda: not files_with(tmp_path / "library", (RARE,)))
    other.close()


@pytest.mark.parametrize(
    "place", ["before removing the original", "before scrubbing after a removal"]
)
def test_a_new_version_is_stored_whatever_the_old_one_leaves(tmp_path: Path, place: str) -> None:
    step = Failing(place, StoreBusy("somebody is writing"))
    store = opened(tmp_path / "library", step)
    old = put(store, tmp_path, "a.txt", [RARE])
    step.fails = True
    new = put(store, tmp_path, "a.txt", ["harmless"])
    assert by_name(store)["a.txt"].document_id == new != old
    assert files_with(tmp_path / "library", (RARE,))
    step.fails = False
    wait_for(lambda: not files_with(tmp_path / "library", (RARE,)))
    assert list(store.verify()) == []
    store.close()


def test_a_removal_that_could_not_clear_away_says_so_and_is_finished_later(tmp_path: Path) -> None:
    step = Failing("before removing the original", StoreFull("the disk is full"))
    store = opened(tmp_path / "library", step)
    secret = put(store, tmp_path, "a.txt", [RARE])
    step.fails = True
    with pytest.raises(StoreFull):
        store.remove(secret)
    assert by_name(store) == {}
    step.fails = False
    with pytest.raises(DocumentNotFound):
        store.remove(secret)
    wait_for(lambda: not files_with(tmp_path / "library", (RARE,)))
    store.close()


def test_content_that_came_back_meanwhile_keeps_its_original(tmp_path: Path) -> None:
    step = Failing("before removing the original", StoreBusy("somebody is writing"))
    store = opened(tmp_path / "library", step)
    document_id = put(store, tmp_path, "a.txt", ["river stone"])
    step.fails = True
    put(store, tmp_path, "a.txt", ["copper violin"])
    step.fails = False
    put(store, tmp_path, "b.txt", ["river stone"])
    store.close()
    store = opened(tmp_path / "library", step)
    assert store.original(document_id).read_bytes() == b"\nriver stone"
    assert list(store.verify()) == []
    store.close()


def test_a_removal_takes_the_copy_from_before_a_migration_along(
    local: LocalStore, tmp_path: Path
) -> None:
    secret = put(local, tmp_path, "a.txt", [RARE])
    copy = schema.migrate(
        local.database,
        SCHEMA_VERSION,
        to=SCHEMA_VERSION + 1,
        migrations=(Migration(SCHEMA_VERSION, lambda _session, _folder: None),),
    )
    assert copy is not None
    assert f"{copy.name}: {RARE}" in files_with(tmp_path / "library", (RARE,))
    local.remove(secret)
    assert files_with(tmp_path / "library", (RARE,)) == []
    assert not copy.exists()
