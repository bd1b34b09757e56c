from __future__ import annotations

import os
from pathlib import Path

import pytest

from storage.errors import StoreBusy, StoreError
from storage.files.made_pages import MADE_PAGES, MadePages
from storage.local.backup import back_up
from storage.local.engine import LocalStore
from tests.storage.samples import put
from tests.storage.test_deletion import files_with

RARE = b"vortigaunt7731"


def made(pages: MadePages, document_id: str, content: bytes = RARE) -> Path | None:
    """Pages of a document that is stored."""
    with pages.making(wait_seconds=1) as workplace:
        path = workplace / "new.pdf"
        path.write_bytes(content)
        return pages.keep(document_id, path, is_stored=lambda: True)


def test_made_pages_are_found_by_content(tmp_path: Path) -> None:
    pages = MadePages(tmp_path / "pages")
    assert pages.find("a" * 64) is None
    path = made(pages, "a" * 64)
    assert path is not None
    assert pages.find("a" * 64) == path
    assert path.read_bytes() == RARE
    assert sorted(one.name for one in path.parent.iterdir()) == [f"{'a' * 64}.pdf", "lock"]
    with pytest.raises(StoreError, match="no document's id"):
        pages.find("../store")


def test_one_is_made_at_a_time(tmp_path: Path) -> None:
    pages, others = MadePages(tmp_path / "pages"), MadePages(tmp_path / "pages")
    with pages.making(wait_seconds=1), pytest.raises(StoreBusy), others.making(wait_seconds=0.05):
        pass
    with others.making(wait_seconds=0.05) as workplace:
        assert list(workplace.iterdir()) == []


def test_they_go_with_their_document(local: LocalStore, tmp_path: Path) -> None:
    pages = MadePages(local.folder / MADE_PAGES)
    removed = put(local, tmp_path, "removed.txt", ["river stone"])
    kept = put(local, tmp_path, "kept.txt", ["hill"])
    made(pages, removed)
    made(pages, kept, b"other")
    local.remove(removed)
    assert pages.find(removed) is None
    assert pages.find(kept) is not None
    assert files_with(local.folder, (RARE.decode(),)) == []


def test_pages_that_come_after_the_removal_are_not_kept(tmp_path: Path) -> None:
    pages = MadePages(tmp_path / "pages")
    with pages.making(wait_seconds=1) as workplace:
        (workplace / "new.pdf").write_bytes(RARE)
        assert pages.keep("a" * 64, workplace / "new.pdf", is_stored=lambda: False) is None
    assert pages.find("a" * 64) is None


def test_what_a_crash_left_is_swept_at_the_next_opening(local: LocalStore, tmp_path: Path) -> None:
    pages = MadePages(local.folder / MADE_PAGES)
    kept = put(local, tmp_path, "kept.txt", ["hill"])
    made(pages, kept)
    made(pages, "b" * 64)
    half = local.folder / MADE_PAGES / ".x.partial"
    half.mkdir()
    (half / "document.docx").write_bytes(RARE)
    with pages.making(wait_seconds=1):
        local.tidy(sweep=True)
        assert half.exists()  # as long as somebody makes pages
    local.tidy(sweep=True)
    left = sorted(one.name for one in (local.folder / MADE_PAGES).iterdir())
    assert left == [f"{kept}.pdf", "lock"]


def test_they_are_bounded(tmp_path: Path) -> None:
    pages = MadePages(tmp_path / "pages", kept_bytes=250)
    for number, name in enumerate("ab"):
        path = made(pages, name * 64, bytes(100))
        assert path is not None
        os.utime(path, (number, number))
    assert pages.find("a" * 64) is not None  # looked at now
    made(pages, "c" * 64, bytes(100))
    assert [name for name in "abc" if pages.find(name * 64)] == ["a", "c"]


def test_a_backup_has_none(local: LocalStore, tmp_path: Path) -> None:
    kept = put(local, tmp_path, "kept.txt", ["hill"])
    made(MadePages(local.folder / MADE_PAGES), kept)
    back_up(local, tmp_path / "backup.tar")
    assert RARE not in (tmp_path / "backup.tar").read_bytes()
