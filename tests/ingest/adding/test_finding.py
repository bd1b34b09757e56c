from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.adding.finding import Wanted, find_files
from ingest.names import display_name, told_apart


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def names(*paths: Path) -> list[str]:
    return [file.name for file in find_files(paths)]


def test_a_folder_is_walked_in_order_without_hidden_entries(tmp_path: Path) -> None:
    tree(tmp_path, "b.txt", "a/z.md", "a/y.pdf", ".hidden", ".git/config", "c/.keep")
    assert names(tmp_path) == ["y.pdf", "z.md", "b.txt"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param(Wanted(), ["b.PDF", "y.pdf", "z.md", "c.txt"], id="all"),
        pytest.param(Wanted(include=("*.pdf",)), ["b.PDF", "y.pdf"], id="names-in-any-case"),
        pytest.param(Wanted(include=("a/*",)), ["y.pdf", "z.md"], id="folders"),
        pytest.param(Wanted(exclude=("*.md", "c*")), ["b.PDF", "y.pdf"], id="excluded"),
        pytest.param(Wanted(("*.pdf", "*.md"), ("a/y*",)), ["b.PDF", "z.md"], id="both"),
    ],
)
def test_of_a_folder_only_wanted_files_are_taken(
    tmp_path: Path, wanted: Wanted, expected: list[str]
) -> None:
    tree(tmp_path, "b.PDF", "a/z.md", "a/y.pdf", "c.txt")
    found = [file.name for file in find_files([tmp_path], wanted)]
    assert sorted(found) == sorted(expected)


def test_a_file_that_was_named_is_taken_whatever_is_wanted_of_folders(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt")
    assert find_files([tmp_path / "a.txt"], Wanted(exclude=("*",)))


def test_a_hidden_file_that_was_named_is_taken(tmp_path: Path) -> None:
    tree(tmp_path, ".notes")
    assert names(tmp_path / ".notes") == [".notes"]


def test_same_base_names_get_their_folders(tmp_path: Path) -> None:
    tree(tmp_path, "docs/a/readme.md", "docs/b/readme.md", "docs/other.md")
    assert names(tmp_path / "docs") == ["docs/a/readme.md", "docs/b/readme.md", "other.md"]


def test_files_named_one_by_one_get_as_many_folders_as_it_takes(tmp_path: Path) -> None:
    tree(tmp_path, "x/one/f.txt", "y/one/f.txt")
    found = names(tmp_path / "x/one/f.txt", tmp_path / "y/one/f.txt")
    assert found == ["x/one/f.txt", "y/one/f.txt"]


def test_folders_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    tree(tmp_path, "x/docs/f.txt", "y/docs/f.txt")
    assert names(tmp_path / "x/docs", tmp_path / "y/docs") == ["x/docs/f.txt", "y/docs/f.txt"]


def test_a_file_named_twice_is_taken_once(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt")
    assert names(tmp_path, tmp_path / "a.txt", tmp_path / "a.txt") == ["a.txt"]


def test_what_is_missing_or_odd_is_reported_not_dropped(tmp_path: Path) -> None:
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    assert names(tmp_path, tmp_path / "gone.pdf") == ["broken", "pipe", "gone.pdf"]


def test_loops_of_links_end(tmp_path: Path) -> None:
    tree(tmp_path, "a/f.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a" / "self")
    assert sorted(names(tmp_path)) == ["f.txt", "self"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every folder")
def test_a_folder_that_cannot_be_opened_is_reported(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0)
    assert names(tmp_path) == ["locked"]


def test_a_folder_called_pdf_is_a_folder(tmp_path: Path) -> None:
    tree(tmp_path, "book.pdf/page.txt")
    assert names(tmp_path / "book.pdf") == ["page.txt"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb.txt", "a\ufffdb.txt"),
        (os.fsdecode(b"caf\xe9.txt"), "caf\ufffd.txt"),
        ("日本 語.pdf", "日本 語.pdf"),
        ("نامه\u200cها.txt", "نامه\u200cها.txt"),
        ("a\u202egpj.exe", "a\ufffdgpj.exe"),
    ],
)
def test_names_can_be_stored_and_shown(name: str, shown: str) -> None:
    assert display_name(name) == shown


def test_uploads_of_one_name_are_numbered() -> None:
    assert told_apart(["a.md", "b.md", "a.md", "a.md"]) == ["a.md", "b.md", "a (2).md", "a (3).md"]
    assert told_apart(["c/a.md", "a.md", "c/a.md"]) == ["c/a.md", "a.md", "c/a (2).md"]
