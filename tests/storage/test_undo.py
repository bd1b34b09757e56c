"""A document taken out is gone at once, comes back as it was, and leaves nothing behind."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from storage.errors import DocumentNotFound, StoreError
from storage.files.spool import Spool
from storage.local.engine import LocalStore
from storage.opening import open_store
from storage.undo import UndoableRemoving
from tests.storage.conftest import SMALL
from tests.storage.samples import FINGERPRINT, by_name, put, texts_found, words_found
from tests.storage.test_deletion import files_with

SECRET = ["zephyrine quokkamancer one", "zephyrine quokkamancer two"]


def test_it_is_gone_at_once_and_comes_back_as_it_was(local: LocalStore, tmp_path: Path) -> None:
    put(local, tmp_path, "other.txt", ["a river flows by"])
    document_id = put(local, tmp_path, "a.txt", SECRET, title="Title")
    local.link("b.txt", document_id)
    local.load()
    before = by_name(local)["a.txt"]
    content = local.original(document_id).read_bytes()
    taken_out = UndoableRemoving(local, Spool()).remove(document_id)
    assert (taken_out.name, taken_out.passage_count) == ("a.txt", len(SECRET))
    assert texts_found(local, SECRET[0], 10) == ["a river flows by"]
    assert words_found(local, "quokkamancer") == []
    assert files_with(tmp_path / "library", ("quokkamancer", document_id)) == []
    taken_out.restore()
    assert by_name(local)["a.txt"] == before
    assert local.original(document_id).read_bytes() == content
    assert texts_found(local, SECRET[0], 2) == SECRET
    assert set(words_found(local, "quokkamancer")) == set(SECRET)
    assert list(local.verify()) == []


def test_a_name_that_was_taken_meanwhile_stays_with_its_new_document(
    local: LocalStore, tmp_path: Path
) -> None:
    first = put(local, tmp_path, "a.txt", SECRET)
    taken_out = UndoableRemoving(local, Spool()).remove(first)
    second = put(local, tmp_path, "a.txt", ["a newer text"])
    with pytest.raises(StoreError, match="another file of that name"):
        taken_out.restore()
    assert by_name(local)["a.txt"].document_id == second
    taken_out.discard()


def test_only_what_is_there_can_be_taken_out(local: LocalStore) -> None:
    with pytest.raises(DocumentNotFound):
        UndoableRemoving(local, Spool()).remove("ab" * 32)


KILLED = """
import os, sys, tempfile
from storage.files.spool import Spool
from storage.undo import UndoableRemoving
from storage.opening import open_store
tempfile.tempdir = sys.argv[3]
store = open_store(sys.argv[1], None, create=False)
taken_out = UndoableRemoving(store, Spool()).remove(sys.argv[2])
os.kill(os.getpid(), 9)
"""


def test_a_crash_before_the_undo_time_is_over_leaves_nothing_of_it(
    local: LocalStore, tmp_path: Path
) -> None:
    document_id = put(local, tmp_path, "a.txt", SECRET)
    put(local, tmp_path, "other.txt", ["a river flows by"])
    local.close()
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    library = tmp_path / "library"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(library), document_id, str(scratch)],
        cwd=Path(__file__).resolve().parents[2], check=False, timeout=120,
    )  # fmt: skip
    assert killed.returncode == -9
    opened = open_store(str(library), FINGERPRINT, create=False, options=SMALL)
    assert [document.name for document in opened.documents()] == ["other.txt"]
    assert list(opened.verify()) == []
    assert files_with(library, ("quokkamancer", document_id)) == []
    assert list(scratch.iterdir()) == []
    opened.close()


def test_more_can_be_held_than_a_process_may_have_files_open(
    local: LocalStore, tmp_path: Path
) -> None:
    ids = [put(local, tmp_path, f"{number}.txt", [f"text {number}"]) for number in range(40)]
    originals = {one: local.original(one).read_bytes() for one in ids}
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    open_now = len(list(Path("/proc/self/fd").iterdir()))
    removing = UndoableRemoving(local, Spool())
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_now + 25, hard))
    try:
        removals = [removing.remove(one) for one in ids]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert local.documents() == ()
    for removal in reversed(removals):
        removal.restore()
    assert {one: local.original(one).read_bytes() for one in ids} == originals
