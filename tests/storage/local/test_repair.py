"""A repair can be cut short anywhere, and a lost database costs no original."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.errors import StoreBusy, StoreDamaged
from storage.files.durable import unwatched
from storage.local.repair import repair
from storage.opening import open_store
from tests.storage.conftest import SMALL
from tests.storage.samples import FINGERPRINT, by_name, put, texts_found

NAMES = [f"{number}.txt" for number in range(5)]


class CutShort(BaseException):
    """As a process ends that is killed; nothing may catch it and go on."""


class CutAt:
    """A step that cuts a repair short at its n-th call."""

    def __init__(self, number: int) -> None:
        self._left = number

    def __call__(self, _name: str) -> None:
        if self._left == 0:
            raise CutShort
        self._left -= 1


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A closed library of five documents, the first of which lacks a vector."""
    folder = tmp_path / "library"
    store = open_store(str(folder), FINGERPRINT, create=True, options=SMALL)
    for name in NAMES:
        put(store, tmp_path, name, [f"{name} river", f"{name} stone"])
    with store.database.writing("damage") as session:
        session.run("DELETE FROM vectors WHERE passage_id = 1")
    store.close()
    return folder


def test_a_repair_cut_short_anywhere_is_finished_by_the_next(damaged: Path) -> None:
    originals = {path.name: path.read_bytes() for path in (damaged / "files").iterdir()}
    cuts = 0
    while True:
        try:
            repair(str(damaged), step=CutAt(cuts))
        except CutShort:
            cuts += 1
        else:
            break
    assert cuts > 30
    assert repair(str(damaged)).actions == ()
    store = open_store(str(damaged), FINGERPRINT, create=False, options=SMALL)
    assert list(store.verify()) == []
    assert sorted(by_name(store)) == NAMES[1:]
    assert texts_found(store, "3.txt stone", 1) == ["3.txt stone"]
    store.close()
    kept = {path.name for path in (damaged / "files").iterdir()}
    (lost,) = originals.keys() - kept
    assert {path.read_bytes() for path in (damaged / "damaged").rglob(lost)} == {originals[lost]}
    assert not list(damaged.glob("store-*"))


def test_the_log_of_the_damaged_database_is_not_played_into_the_new_one(damaged: Path) -> None:
    """As a killed process leaves it: the last changes are only in the log."""
    store = open_store(str(damaged), FINGERPRINT, create=False, options=SMALL)
    with store.database.writing("more damage") as session:
        session.run("DELETE FROM vectors WHERE passage_id = 3")
    files = {path: path.read_bytes() for path in damaged.glob("store.db*")}
    assert len(files) == 3
    store.close()
    for path, content in files.items():
        path.write_bytes(content)
    report = repair(str(damaged))
    assert report.lost_names == ("0.txt", "1.txt")
    store = open_store(str(damaged), FINGERPRINT, create=False, options=SMALL)
    assert list(store.verify()) == []
    assert sorted(by_name(store)) == NAMES[2:]
    store.close()


def test_a_library_in_use_is_not_repaired(damaged: Path) -> None:
    store = open_store(str(damaged), FINGERPRINT, create=False, options=SMALL)
    with pytest.raises(StoreBusy, match="in use"):
        repair(str(damaged))
    store.close()
    assert repair(str(damaged)).lost_names == ("0.txt",)


@pytest.mark.parametrize("left", [None, b"", "first page"])
def test_a_lost_database_is_not_begun_anew_over_its_originals(
    damaged: Path, tmp_path: Path, left: bytes | str | None
) -> None:
    originals = {path.name: path.read_bytes() for path in (damaged / "files").iterdir()}
    database = damaged / "store.db"
    if left is None:
        database.unlink()
    elif isinstance(left, bytes):
        database.write_bytes(left)
    else:  # as where the log was thrown away before it was first merged
        empty = open_store(str(tmp_path / "empty"), FINGERPRINT, create=True, options=SMALL)
        fresh = (tmp_path / "empty" / "store.db").read_bytes()
        empty.close()
        database.write_bytes(fresh[:4096])
    for _ in range(2):
        with pytest.raises(StoreDamaged, match=r"store\.db"):
            open_store(str(damaged), FINGERPRINT, create=True, options=SMALL)
    assert {path.name: path.read_bytes() for path in (damaged / "files").iterdir()} == originals


def test_a_whole_library_is_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    store = open_store(str(folder), FINGERPRINT, create=True, options=SMALL, step=unwatched)
    put(store, tmp_path, "a.txt", ["river stone"])
    store.save_snapshot()
    store.close()
    before = content(folder)
    assert repair(str(folder)).actions == ()
    assert content(folder) == before


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "reserve"
    }
