"""Damaged files: right answers or a refusal that names the file, never a wrong answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from storage.errors import StoreDamaged, StoreError, StoreForeign, StoreMissing, StoreTooNew
from storage.files.durable import unwatched
from storage.index.vector_index import IndexShape, build_index
from storage.index.word_index import build_word_index
from storage.local.database import Database
from storage.local.engine import LocalStore
from storage.local.indexing import indexed_rows
from storage.local.indexing.snapshot import read_manifest, take_content, write_snapshot
from storage.local.repair import repair
from storage.opening import open_store
from tests.storage.conftest import SMALL
from tests.storage.samples import (
    FINGERPRINT,
    by_name,
    prepared,
    put,
    question,
    search_words,
    vectors_of,
)

TEXTS = [f"passage {number} about {word}" for number, word in enumerate("abcdefgh" * 5)]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A closed library of four documents with a snapshot."""
    folder = tmp_path / "library"
    store = opened(folder, create=True)
    for number in range(4):
        put(store, tmp_path, f"{number}.txt", [f"{number} {text}" for text in TEXTS])
    store.save_snapshot()
    store.close()
    return folder


def opened(folder: Path, *, create: bool = False) -> LocalStore:
    return open_store(str(folder), FINGERPRINT, create=create, options=SMALL)


def answers(folder: Path) -> list[object]:
    """What a library answers to some questions, by vector and by words."""
    store = opened(folder)
    try:
        texts = ("2 passage 9 about b", "passage", "nothing of this")
        return [
            *(store.search(question(text), 7) for text in texts),
            *(search_words(store, text, 7) for text in texts),
            [document.name for document in store.documents()],
        ]
    finally:
        store.close()


def test_any_damage_to_the_snapshot_changes_no_answer(library: Path) -> None:
    expected = answers(library)
    generator = np.random.default_rng(1)
    snapshot = {path: path.read_bytes() for path in (library / "faiss").iterdir()}
    assert len(snapshot) == 4
    for path, whole in snapshot.items():
        cuts = [*range(0, len(whole), 4096), len(whole) - 1]
        flips = generator.integers(0, len(whole) * 8, 6).tolist()
        damaged = [whole[:cut] for cut in cuts] + [flipped(whole, bit) for bit in flips]
        for content in (*damaged, whole + b"junk", None):
            for name, intact in snapshot.items():
                name.write_bytes(intact)
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)
            assert answers(library) == expected


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << (bit % 8)
    return bytes(changed)


def test_another_librarys_or_an_old_snapshot_changes_no_answer(
    library: Path, tmp_path: Path
) -> None:
    other = opened(tmp_path / "other", create=True)
    for number in range(4):
        # The same ids for other texts, so that this index would name the wrong passages.
        put(other, tmp_path, f"x{number}.txt", [f"{3 - number} {text}" for text in TEXTS[::-1]])
    other.save_snapshot()
    other.close()
    expected = answers(library)
    old = tmp_path / "old"
    shutil.copytree(library / "faiss", old)
    shutil.rmtree(library / "faiss")
    shutil.copytree(tmp_path / "other" / "faiss", library / "faiss")
    assert answers(library) == expected
    for removed in ("", "1.txt"):
        shutil.rmtree(library / "faiss", ignore_errors=True)
        shutil.copytree(old, library / "faiss")
        store = opened(library)
        if removed:
            store.remove(by_name(store)[removed].document_id)
        put(store, tmp_path, f"new{removed}", ["2 passage 9 about b", f"fresh {removed}"])
        store.close()
        shutil.rmtree(library / "faiss")
        without = answers(library)
        shutil.rmtree(library / "faiss", ignore_errors=True)
        shutil.copytree(old, library / "faiss")
        assert answers(library) == without != expected


def test_an_older_database_beside_a_newer_snapshot_changes_no_answer(
    library: Path, tmp_path: Path
) -> None:
    """As after a backup was put back by hand: the same ids and changes, other texts."""
    older = tmp_path / "older"
    shutil.copytree(library, older)
    for folder, text in ((library, "2 passage 9 about b"), (older, "quite another thing")):
        store = opened(folder)
        put(store, tmp_path, "new.txt", [text, text + " again"])
        store.save_snapshot()
        store.close()
    expected = answers(older)
    shutil.rmtree(older / "faiss")
    shutil.copytree(library / "faiss", older / "faiss")
    assert answers(older) == expected
    store = opened(older)
    assert store.search(question("quite another thing"), 1)[0].passage.text == "quite another thing"
    store.close()


def test_damaged_database_pages_never_give_a_wrong_answer(library: Path) -> None:
    """Every page in turn has a bit flipped: the same answers, or a refusal that names the file."""
    expected = answers(library)
    path = library / "store.db"
    whole = path.read_bytes()
    refused = 0
    for page in range(len(whole) // 4096):
        path.write_bytes(flipped(whole, (page * 4096 + 700 + 13 * page % 3000) * 8 + page % 8))
        if page % 2:
            for file in (library / "faiss").iterdir():
                file.unlink()
        try:
            assert answers(library) == expected
        except StoreDamaged as error:
            assert "store.db" in str(error)
            refused += 1
    assert refused > 10
    path.write_bytes(whole)
    assert answers(library) == expected


def test_a_cut_or_foreign_database_is_refused(library: Path) -> None:
    path = library / "store.db"
    whole = path.read_bytes()
    for size in (0, 1, 100, 4096, len(whole) // 2, len(whole) - 4096):
        path.write_bytes(whole[:size])
        with pytest.raises(StoreError, match=r"store\.db"):
            answers(library)
    path.write_bytes(b"something else entirely " * 400)
    with pytest.raises(StoreDamaged, match=r"store\.db"):
        answers(library)


def test_what_is_no_library_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="nowhere"):
        opened(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "file").write_text("text")
    with pytest.raises(StoreForeign, match="is a file"):
        opened(tmp_path / "file", create=True)
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday" / "beach.jpg").write_text("picture")
    for create in (True, False):
        with pytest.raises(StoreForeign, match=r"beach\.jpg"):
            opened(tmp_path / "holiday", create=create)
    with pytest.raises(StoreError, match="redis://"):
        open_store("redis://host:1/name", FINGERPRINT, create=True)
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreMissing, match=r"store\.db is missing"):
        opened(tmp_path / "empty")


def test_a_later_versions_library_is_refused(library: Path) -> None:
    database = Database(library / "store.db", create=False, busy_seconds=1)
    with database.writing("a test") as session:
        session.run("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StoreTooNew, match="version 99"):
        opened(library)


def change(library: Path, sql: str) -> None:
    database = Database(library / "store.db", create=False, busy_seconds=1)
    with database.writing("a test") as session:
        session.run(sql)
    database.close()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE passages SET text = replace(text, 'about', 'avout') WHERE passage_id = 7",
        "UPDATE vectors SET vector = (SELECT vector FROM vectors WHERE passage_id = 9) "
        "WHERE passage_id = 7",
        "UPDATE pages SET text = text || '!' WHERE document = 1",
        "DELETE FROM vectors WHERE passage_id = 7",
        "DELETE FROM passages WHERE passage_id = 7",
        "DELETE FROM names WHERE document = 1",
        "UPDATE documents SET last_passage = last_passage - 1 WHERE number = 1",
        "DELETE FROM documents WHERE number = 1",
        "UPDATE passages SET terms = substr(terms, 1, 4) WHERE passage_id = 7",
    ],
)
def test_verify_finds_and_repair_mends_wrong_rows(library: Path, tmp_path: Path, sql: str) -> None:
    change(library, sql)
    store = opened(library)
    assert store.verify()
    store.close()
    report = repair(str(library))
    assert report.actions
    store = opened(library)
    assert list(store.verify()) == []
    kept = {f"{n}.txt" for n in range(1, 4)}
    assert by_name(store).keys() >= kept
    assert len(store.search(question("3 passage 9 about b"), 3)) == 3
    put(store, tmp_path, "0.txt", [f"0 {text}" for text in TEXTS])
    assert by_name(store).keys() == kept | {"0.txt"}
    store.close()


def test_verify_finds_and_repair_mends_files(library: Path, tmp_path: Path) -> None:
    store = opened(library)
    assert list(store.verify()) == []
    by = by_name(store)
    missing, changed = (store.original(by[name].document_id) for name in ("0.txt", "1.txt"))
    missing.unlink()
    changed.write_bytes(changed.read_bytes().replace(b"about", b"avout"))
    (library / "files" / f"{'a' * 64}.pdf").write_text("stray")
    next((library / "faiss").glob("index-*")).write_text("junk")
    places = {problem.place for problem in store.verify()}
    assert places == {
        f"files/{missing.name}", f"files/{changed.name}", f"files/{'a' * 64}.pdf", "faiss",
    }  # fmt: skip
    with pytest.raises(StoreDamaged, match="missing"):
        store.original(by["0.txt"].document_id)
    store.close()
    report = repair(str(library))
    assert sorted(report.lost_names) == ["0.txt", "1.txt"]
    store = opened(library)
    assert list(store.verify()) == []
    assert sorted(by_name(store)) == ["2.txt", "3.txt"]
    store.close()


def test_verify_finds_a_snapshot_that_lacks_passages(library: Path) -> None:
    """Every checksum of it is right, and still it isn't what the database holds."""
    store = opened(library)
    with store.database.reading() as session:
        ids, vectors = indexed_rows.read_vector_range(session, 1, 1_000, dimension=16)
        _, terms = indexed_rows.read_term_range(session, 1, 1_000)
    manifest = read_manifest(library / "faiss")
    kept = np.arange(len(ids)) != 50
    content = take_content(
        build_index(IndexShape("flat", 16), ids[kept], vectors[kept]),
        build_word_index(
            [(ids[kept], [one for one, keep in zip(terms, kept, strict=True) if keep])]
        ),
        position=manifest.position,
        vectors_id=manifest.vectors_id,
        recall=1.0,
        measured_rows=int(kept.sum()),
    )
    expected = answers(library)
    assert write_snapshot(library / "faiss", content, step=unwatched)
    assert [str(problem.message) for problem in store.verify()] == [
        "lacks 1 passages that store.db holds"
    ]
    store.close()
    assert answers(library) == expected


@pytest.mark.parametrize("number", range(4))
def test_repair_saves_what_a_damaged_page_left(library: Path, number: int) -> None:
    path = library / "store.db"
    whole = path.read_bytes()
    place = whole.rindex(f"{number} passage 30".encode())
    path.write_bytes(flipped(whole, place * 8))
    report = repair(str(library))
    store = opened(library)
    assert list(store.verify()) == []
    names = set(by_name(store))
    assert names | set(report.lost_names) == {f"{n}.txt" for n in range(4)}
    assert 1 <= len(report.lost_names) <= 3  # short documents share database pages
    assert len(list((library / "damaged").rglob("*.txt"))) == len(report.lost_names)
    store.close()


def test_putting_again_brings_back_a_missing_original(local: LocalStore, tmp_path: Path) -> None:
    document = prepared(tmp_path, "a.txt", ["river stone"])
    local.put(document, vectors_of(document))
    local.original(document.document_id).unlink()
    local.put(document, vectors_of(document))
    assert local.original(document.document_id).read_bytes() == document.original.read_bytes()
    assert list(local.verify()) == []
