"""What the commands about a library's health say, and the exit codes that scripts rely on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from launch import COMMANDS
from storage.local.engine import LocalStore
from storage.opening import open_store
from storage.options import IndexOptions
from tests.storage.conftest import SMALL
from tests.storage.samples import FINGERPRINT, put


def opened(folder: Path) -> LocalStore:
    return open_store(
        str(folder),
        FINGERPRINT,
        create=True,
        index=IndexOptions(kind="hnsw", approximate_from=40),
        options=SMALL,
    )


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A closed library of two documents with an approximate index, saved."""
    folder = tmp_path / "library"
    store = opened(folder)
    for name in ("a.txt", "b.txt"):
        put(store, tmp_path, name, [f"{name} river {number}" for number in range(40)])
    store.save_snapshot()
    store.close()
    return folder


def run(command: str, library: Path, *arguments: str) -> Result:
    return CliRunner().invoke(COMMANDS, [command, *arguments, "--library", str(library)])


def test_verify_says_what_the_index_finds(library: Path) -> None:
    result = run("verify", library)
    assert result.exit_code == 0
    assert result.output.startswith("whole: 2 documents, 80 passages\nindex: hnsw, 80 rows, ")
    recall = re.search(r"recall@12 ([01]\.\d{3}) against exact search", result.output)
    assert recall is not None
    assert float(recall.group(1)) >= 0.98


def test_verify_says_what_is_wrong_and_repair_what_was_lost(library: Path) -> None:
    store = opened(library)
    with store.database.writing("damage") as session:
        session.run("UPDATE passages SET text = 'changed' WHERE passage_id = 3")
    store.close()
    wrong = run("verify", library)
    assert wrong.exit_code == 1
    assert "passage 3: its text's checksum is wrong" in wrong.output
    repaired = run("repair", library)
    assert repaired.exit_code == 1
    assert "lost, add it again: a.txt" in repaired.output
    assert run("verify", library).exit_code == 0
    assert run("repair", library).output == "whole\n"


def test_a_damaged_database_is_named(library: Path) -> None:
    (library / "store.db").write_bytes(b"something else entirely " * 400)
    for command in ("verify", "documents"):
        result = run(command, library)
        assert result.exit_code == 1
        assert "store.db is damaged" in result.output


def test_a_backup_and_an_export_are_refused_where_they_cant_be_written(
    library: Path, tmp_path: Path
) -> None:
    backup = run("backup", library, str(tmp_path / "nowhere" / "backup.tar"))
    assert (backup.exit_code, "nowhere isn't a folder" in backup.output) == (1, True)
    export = run("export", library, str(tmp_path))
    assert (export.exit_code, "isn't empty" in export.output) == (1, True)


def test_collections_are_listed_filled_renamed_and_dissolved(library: Path) -> None:
    def run(*words: str) -> Result:
        return CliRunner().invoke(COMMANDS, ["collection", *words, "--library", str(library)])

    assert run("list").output == ""
    assert run("add", "Rivers", "a.txt", "b.txt").output == "2 in Rivers\n"
    assert run("add", "Seas", "b.txt").exit_code == 0
    assert run("list").output == "     2 documents  Rivers\n     1 document  Seas\n"
    assert '"name": "Rivers", "documents": 2' in run("list", "--json").output
    assert run("rename", "Rivers", "Streams").output == "Rivers is called Streams now\n"
    assert run("remove", "Streams", "b.txt").output == "1 out of Streams\n"
    assert run("dissolve", "Seas").exit_code == 0
    assert run("list").output == "     1 document  Streams\n"
    refused = run("dissolve", "Seas")
    assert refused.exit_code == 1
    assert "`footnote collection list` lists them" in refused.output
    assert run("add", " ", "a.txt").exit_code == 1
