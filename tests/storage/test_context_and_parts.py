"""What stands around a passage, and files inside files, as every engine stores them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from storage.errors import DocumentNotFound
from storage.files.spool import Spool
from storage.opening import open_store
from storage.records import Naming, PreparedDocument, TextBox
from storage.store import KeptStore
from storage.transfer import export_library, import_library
from storage.undo import UndoableRemoving
from tests.storage.samples import (
    FINGERPRINT,
    by_name,
    has_words,
    prepared,
    put,
    question,
    search_words,
    vectors_of,
)


def in_context(folder: Path) -> PreparedDocument:
    """A table's row that doesn't say what its number is, read from a picture."""
    document = prepared(folder, "budget.txt", ["Lamps 1200", "Guards 8800"])
    page = replace(
        document.pages[0],
        label="Budget",
        by_ocr=True,
        boxes=(TextBox(0, 5, 0.125, 0.25, 0.5, 0.375), TextBox(6, 4, 0.5, 0.25, 0.75, 0.375)),
    )
    first, second = document.passages
    drafts = (
        replace(first, context="Item planned", place="Budget!A2:B2"),
        replace(second, context="Item planned", place="Budget!A3:B3"),
    )
    return replace(
        document,
        pages=(page,),
        passages=drafts,
        notes=("the sheet Secret is hidden and wasn't read",),
        facts=(("author", "A. Lee"), ("date", "2024-05-01")),
    )


def put_part(store: KeptStore, folder: Path, name: str, text: str, container: str) -> str:
    """Store a document that was found inside another; returns its id."""
    part = replace(prepared(folder, name, [text]), container=container)
    store.put(part, vectors_of(part))
    return part.document_id


def put_mail(store: KeptStore, folder: Path, name: str, text: str, parts: dict[str, str]) -> str:
    """Store a document after the parts inside it; returns its id."""
    mail = prepared(folder, name, [text])
    ids = [
        put_part(store, folder, f"{part} in {name}", content, mail.document_id)
        for part, content in parts.items()
    ]
    store.put(replace(mail, parts=tuple(ids)), vectors_of(mail))
    return mail.document_id


def test_what_stands_around_a_passage_is_given_back(store: KeptStore, tmp_path: Path) -> None:
    document = in_context(tmp_path)
    store.put(document, vectors_of(document))
    stored = by_name(store)["budget.txt"]
    assert (stored.notes, stored.facts) == (document.notes, document.facts)
    assert store.page(document.document_id, 1) == document.pages[0]
    passages, _ = store.passages(document.document_id)
    assert [passage.draft() for passage in passages] == list(document.passages)
    assert {(passage.page_label, passage.by_ocr) for passage in passages} == {("Budget", True)}
    assert passages[0].in_context == "Item planned\nLamps 1200"
    hit = store.search(question("Lamps 1200"), 1)[0].passage
    assert hit == passages[0]
    assert store.verify() == ()


def test_words_of_the_context_are_found(store: KeptStore, tmp_path: Path) -> None:
    if not has_words(store):
        pytest.skip("this engine finds by vectors only")
    document = in_context(tmp_path)
    store.put(document, vectors_of(document))
    put(store, tmp_path, "other.txt", ["A river stone."])
    assert {hit.passage.place for hit in search_words(store, "planned", 5)} == {
        "Budget!A2:B2", "Budget!A3:B3",
    }  # fmt: skip


def test_what_was_found_inside_a_document_goes_with_it(store: KeptStore, tmp_path: Path) -> None:
    mail = put_mail(store, tmp_path, "m.eml", "See attached.", {"a.txt": "Copper violin."})
    part = by_name(store)["a.txt in m.eml"]
    assert part.namings == (Naming("a.txt in m.eml", mail),)
    assert by_name(store)["m.eml"].parts == (part.document_id,)
    store.remove(mail)
    assert store.documents() == ()
    assert store.passage_count() == 0
    with pytest.raises(DocumentNotFound):
        store.original(part.document_id)
    assert store.verify() == ()


def test_a_part_that_stands_there_twice_is_one(store: KeptStore, tmp_path: Path) -> None:
    parts = {"a.txt": "Copper violin.", "b.txt": "Copper violin."}
    mail = prepared(tmp_path, "m.eml", ["See attached."])
    (part,) = {
        put_part(store, tmp_path, f"{name} in m.eml", content, mail.document_id)
        for name, content in parts.items()
    }
    store.put(replace(mail, parts=(part,)), vectors_of(mail))
    assert by_name(store)["m.eml"].parts == (part,)
    assert store.document(mail.document_id).parts == (part,)


def test_a_part_that_was_also_added_by_itself_stays(store: KeptStore, tmp_path: Path) -> None:
    put(store, tmp_path, "mine.txt", ["Copper violin."])
    mail = put_mail(store, tmp_path, "m.eml", "See attached.", {"a.txt": "Copper violin."})
    assert by_name(store)["mine.txt"].names == ("mine.txt", "a.txt in m.eml")
    store.remove(mail)
    assert [document.names for document in store.documents()] == [("mine.txt",)]


def test_a_part_of_a_part_goes_too(store: KeptStore, tmp_path: Path) -> None:
    outer = prepared(tmp_path, "outer.eml", ["Forwarded."])
    inner = replace(
        prepared(tmp_path, "inner.eml in outer.eml", ["See attached."]),
        container=outer.document_id,
    )
    leaf = put_part(store, tmp_path, "a.txt in inner.eml", "Copper violin.", inner.document_id)
    store.put(replace(inner, parts=(leaf,)), vectors_of(inner))
    store.put(replace(outer, parts=(inner.document_id,)), vectors_of(outer))
    store.remove(outer.document_id)
    assert store.documents() == ()


def test_a_new_version_takes_the_parts_of_the_old_one_with_it(
    store: KeptStore, tmp_path: Path
) -> None:
    put_mail(store, tmp_path, "m.eml", "One.", {"a.txt": "Copper violin.", "b.txt": "River."})
    new = put_mail(store, tmp_path, "m.eml", "Two.", {"a.txt": "Silver violin."})
    names = {document.name: document.containers for document in store.documents()}
    assert names == {"m.eml": ("",), "a.txt in m.eml": (new,)}
    assert store.verify() == ()


def test_a_removal_with_parts_is_undone_whole(store: KeptStore, tmp_path: Path) -> None:
    put(store, tmp_path, "mine.txt", ["River stone."])
    parts = {"a.txt": "Copper violin.", "b.txt": "River stone."}
    mail = put_mail(store, tmp_path, "m.eml", "See attached.", parts)
    before = store.documents()
    removal = UndoableRemoving(store, Spool()).remove(mail)
    assert [document.names for document in store.documents()] == [("mine.txt",)]
    removal.restore()
    after = store.documents()
    assert [one.namings for one in after] == [one.namings for one in before]
    assert sorted(after[1].parts) == sorted(before[1].parts)


def test_all_of_it_survives_an_export(store: KeptStore, tmp_path: Path) -> None:
    if not store.about().startswith("index"):
        pytest.skip("only a library that outlives the process is exported")
    document = in_context(tmp_path)
    store.put(document, vectors_of(document))
    put_mail(store, tmp_path, "m.eml", "See attached.", {"a.txt": "Copper violin."})
    assert export_library(store, tmp_path / "export") == 3
    assert import_library(tmp_path / "export", str(tmp_path / "copy")) == 3
    copy = open_store(str(tmp_path / "copy"), FINGERPRINT, create=False)
    try:
        assert [replace(one, added_at=0.0) for one in copy.documents()] == [
            replace(one, added_at=0.0) for one in store.documents()
        ]
        assert copy.pages(document.document_id) == document.pages
        drafts = [passage.draft() for passage in copy.passages(document.document_id)[0]]
        assert drafts == list(document.passages)
    finally:
        copy.close()
