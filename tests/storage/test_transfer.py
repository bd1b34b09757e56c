"""A library leaves as plain files, a backup or new vectors, and comes back the same."""

from __future__ import annotations

import dataclasses
import json
import shutil
import tarfile
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from storage.errors import FingerprintMismatch, StoreDamaged, StoreForeign
from storage.local.backup import back_up
from storage.local.engine import LocalStore
from storage.local.reencoding import reencode
from storage.opening import open_store
from storage.records import Passage, Vectors
from storage.transfer import export_library, import_library
from tests.fakes import HashingEncoder
from tests.storage.samples import FINGERPRINT, by_name, prepared, put, texts_found, words_found

OTHER = HashingEncoder(name="other-encoder", dimension=24)
STRANGE_NAME = "a\u202eb/../\n\udcff\x00.txt"


def fill(store: LocalStore, folder: Path) -> None:
    first = put(store, folder, "a.txt", ["river stone", "copper violin"], title="Größe 大")
    store.link(STRANGE_NAME, first)
    put(store, folder, "b.txt", ["winter orchard"])
    put(store, folder, "empty.txt", [])


def content(store: LocalStore) -> object:
    """Everything that a library holds, but ids and times."""
    return [
        (
            dataclasses.replace(document, added_at=0.0),
            store.pages(document.document_id),
            [dataclasses.replace(item, passage_id=0) for item in passages],
            vectors.tolist(),
            store.original(document.document_id).read_bytes(),
        )
        for document in store.documents()
        for passages, vectors in [store.passages(document.document_id)]
    ]


def test_an_export_comes_back_whole(local: LocalStore, tmp_path: Path) -> None:
    fill(local, tmp_path)
    assert export_library(local, tmp_path / "export") == 3
    assert import_library(tmp_path / "export", str(tmp_path / "copy")) == 3
    copy = open_store(str(tmp_path / "copy"), FINGERPRINT, create=False)
    assert content(copy) == content(local)
    assert list(copy.verify()) == []
    assert words_found(copy, "violin") == ["copper violin"]
    copy.close()


def test_an_export_of_an_earlier_version_says_what_split_it(
    local: LocalStore, tmp_path: Path
) -> None:
    fill(local, tmp_path)
    export_library(local, tmp_path / "export")
    about, documents = tmp_path / "export" / "library.json", tmp_path / "export" / "documents.jsonl"
    content = json.loads(about.read_text())
    content["fingerprint"]["splitting_version"] = 7
    about.write_text(json.dumps(content))
    rows = [json.loads(line) for line in documents.read_text().splitlines()]
    for row in rows:
        del row["reading"]
    documents.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert import_library(tmp_path / "export", str(tmp_path / "copy")) == 3
    copy = open_store(str(tmp_path / "copy"), FINGERPRINT, create=False)
    assert {document.reading for document in copy.documents()} == {
        "text 1, splitting 7, 182 tokens"
    }
    copy.close()


def test_an_export_goes_only_to_a_new_folder(local: LocalStore, tmp_path: Path) -> None:
    with pytest.raises(StoreForeign, match="isn't empty"):
        export_library(local, tmp_path)


def test_a_damaged_export_is_refused(local: LocalStore, tmp_path: Path) -> None:
    fill(local, tmp_path)
    export_library(local, tmp_path / "export")
    (tmp_path / "export" / "passages.jsonl").write_text("")
    with pytest.raises(StoreDamaged, match="export"):
        import_library(tmp_path / "export", str(tmp_path / "copy"))
    (tmp_path / "export" / "library.json").unlink()
    with pytest.raises(StoreDamaged, match=r"library\.json"):
        import_library(tmp_path / "export", str(tmp_path / "copy"))


def test_an_export_that_lacks_documents_is_refused(local: LocalStore, tmp_path: Path) -> None:
    fill(local, tmp_path)
    export_library(local, tmp_path / "export")
    documents = tmp_path / "export" / "documents.jsonl"
    documents.write_text("".join(documents.read_text().splitlines(keepends=True)[:2]))
    with pytest.raises(StoreDamaged, match="should hold 3 documents"):
        import_library(tmp_path / "export", str(tmp_path / "copy"))


def test_a_backup_taken_during_writes_is_a_library(local: LocalStore, tmp_path: Path) -> None:
    fill(local, tmp_path)
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            document_id = put(local, tmp_path, f"w{number % 5}.txt", [f"text {number}"] * 3)
            if number % 3 == 0:
                local.remove(document_id)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        back_up(local, tmp_path / "backup.tar")
    finally:
        stop.set()
        writer.join()
    with tarfile.open(tmp_path / "backup.tar") as archive:
        archive.extractall(tmp_path / "restored", filter="data")
    restored = open_store(str(tmp_path / "restored"), FINGERPRINT, create=False)
    assert list(restored.verify()) == []
    assert {"a.txt", "b.txt", "empty.txt", STRANGE_NAME} <= by_name(restored).keys()
    assert texts_found(restored, "copper violin", 1) == ["copper violin"]
    restored.close()


def other_vectors(passages: Sequence[Passage]) -> Vectors:
    return OTHER.encode_passages([passage.text for passage in passages])


def test_reencoding_replaces_every_vector(local: LocalStore, tmp_path: Path) -> None:
    fill(local, tmp_path)
    local.save_snapshot()
    fingerprint = OTHER.fingerprint()
    location = str(tmp_path / "library")
    assert reencode(location, fingerprint, other_vectors) == 3
    with pytest.raises(FingerprintMismatch, match="re-encoded"):
        texts_found(local, "river")
    with pytest.raises(FingerprintMismatch, match=r"footnote reencode"):
        put(local, tmp_path, "c.txt", ["made with the old encoder"])
    with pytest.raises(FingerprintMismatch):
        open_store(location, FINGERPRINT, create=False)
    store = open_store(location, fingerprint, create=False)
    assert list(store.verify()) == []
    hits = store.search(OTHER.encode_question("copper violin"), 1)
    assert [hit.passage.text for hit in hits] == ["copper violin"]
    assert hits[0].similarity == pytest.approx(1.0, abs=1e-5)
    store.close()


def test_an_interrupted_reencoding_goes_on(local: LocalStore, tmp_path: Path) -> None:
    put(local, tmp_path, "long.txt", [f"passage number {number}" for number in range(600)])
    encoded: list[int] = []

    def failing(passages: Sequence[Passage]) -> Vectors:
        if encoded:
            raise KeyboardInterrupt
        encoded.append(len(passages))
        return other_vectors(passages)

    with pytest.raises(KeyboardInterrupt):
        reencode(str(tmp_path / "library"), OTHER.fingerprint(), failing)
    assert texts_found(local, "passage number 7", 1) == ["passage number 7"]
    assert list(local.verify()) == []
    made = reencode(str(tmp_path / "library"), OTHER.fingerprint(), other_vectors)
    assert made == 600 - encoded[0]


def test_a_snapshot_from_before_a_reencoding_is_not_used(local: LocalStore, tmp_path: Path) -> None:
    class Mirrored(HashingEncoder):
        """The same dimension, and the opposite of every vector's first half."""

        def encode_question(self, text: str) -> Vectors:
            vector = super().encode_question(text)
            vector[:8] *= -1
            return vector

    encoder = Mirrored(name="mirrored", dimension=16)
    put(local, tmp_path, "long.txt", [f"river number {number}" for number in range(200)])
    local.save_snapshot()
    local.close()
    shutil.copytree(tmp_path / "library" / "faiss", tmp_path / "before")
    location, fingerprint = str(tmp_path / "library"), encoder.fingerprint()
    reencode(
        location, fingerprint, lambda items: encoder.encode_passages([one.text for one in items])
    )
    shutil.rmtree(tmp_path / "library" / "faiss")
    shutil.copytree(tmp_path / "before", tmp_path / "library" / "faiss")
    # The change log of a re-encoded library goes on, so only the vectors' own id tells them apart.
    store = open_store(location, fingerprint, create=False)
    for number in (3, 77, 199):
        text = f"river number {number}"
        (hit,) = store.search(encoder.encode_question(text), 1)
        assert (hit.passage.text, hit.similarity) == (text, pytest.approx(1.0, abs=1e-5))
    store.close()


def test_a_document_of_two_encoders_cannot_be_mixed(local: LocalStore, tmp_path: Path) -> None:
    document = prepared(tmp_path, "a.txt", ["river stone"])
    with pytest.raises(ValueError, match="shape"):
        local.put(document, OTHER.encode_passages(["river stone"]))
