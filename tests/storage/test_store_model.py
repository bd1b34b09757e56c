"""Random histories of a library, compared with a plain dict after every step."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from storage.errors import DocumentNotFound
from storage.local.engine import LocalStore
from storage.opening import open_store
from storage.options import IndexOptions, StoreOptions
from tests.storage.samples import FINGERPRINT, by_name, prepared, question, search_words, vectors_of

NAMES = st.sampled_from(["a", "b", "c"])
TEXTS = st.lists(st.sampled_from(["river", "stone", "violin", "winter"]), max_size=3).map(tuple)
SIDES = st.sampled_from([0, 1])


class Library(RuleBasedStateMachine):
    """Two open stores on one folder, as two processes would have them, and a dict."""

    put_ids = Bundle("put_ids")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.names: dict[str, str] = {}
        self.texts: dict[str, tuple[str, ...]] = {}
        self.largest_id = 0
        self.stores = [self.open(), self.open()]

    def open(self) -> LocalStore:
        return open_store(
            str(self.folder / "library"),
            FINGERPRINT,
            create=True,
            index=IndexOptions(kind="hnsw", approximate_from=4),
            options=StoreOptions(reserve_bytes=0, snapshot_after_rows=5),
        )

    def teardown(self) -> None:
        for store in self.stores:
            assert list(store.verify()) == []
            store.close()
        shutil.rmtree(self.folder)

    @rule(target=put_ids, side=SIDES, name=NAMES, texts=TEXTS)
    def put(self, side: int, name: str, texts: tuple[str, ...]) -> str:
        document = prepared(self.folder, name, texts)
        known = document.document_id in self.texts
        receipt = self.stores[side].put(document, vectors_of(document))
        assert receipt.document_id == document.document_id
        if not known:
            self.texts[document.document_id] = texts
        assert len(receipt.passage_ids) == len(self.texts[document.document_id])
        if not known and texts:
            assert receipt.passage_ids[0] > self.largest_id
            self.largest_id = receipt.passage_ids[-1]
        assert receipt.replaced_document_ids == self.take(name, document.document_id)
        return document.document_id

    @rule(side=SIDES, document_id=put_ids, texts=TEXTS)
    def replace(self, side: int, document_id: str, texts: tuple[str, ...]) -> None:
        original = self.folder / f"{document_id}.source"
        size = original.stat().st_size
        document = dataclasses.replace(
            prepared(self.folder, "", texts),
            document_id=document_id, original=original, size_bytes=size,
        )  # fmt: skip
        if document_id not in self.texts:
            with pytest.raises(DocumentNotFound):
                self.stores[side].replace(document, vectors_of(document))
            return
        receipt = self.stores[side].replace(document, vectors_of(document))
        assert len(receipt.passage_ids) == len(texts)
        if texts:
            assert receipt.passage_ids[0] > self.largest_id
            self.largest_id = receipt.passage_ids[-1]
        self.texts[document_id] = texts

    def take(self, name: str, document_id: str) -> tuple[str, ...]:
        before = self.names.get(name)
        self.names[name] = document_id
        if before is None or before in self.names.values():
            return ()
        del self.texts[before]
        return (before,)

    @rule(side=SIDES, name=NAMES, document_id=put_ids)
    def link(self, side: int, name: str, document_id: str) -> None:
        if document_id not in self.texts:
            with pytest.raises(DocumentNotFound):
                self.stores[side].link(name, document_id)
            return
        receipt = self.stores[side].link(name, document_id)
        assert receipt.replaced_document_ids == self.take(name, document_id)

    @rule(side=SIDES, document_id=put_ids)
    def remove(self, side: int, document_id: str) -> None:
        if document_id not in self.texts:
            with pytest.raises(DocumentNotFound):
                self.stores[side].remove(document_id)
            return
        self.stores[side].remove(document_id)
        del self.texts[document_id]
        self.names = {name: held for name, held in self.names.items() if held != document_id}

    @rule(side=SIDES)
    def reopen(self, side: int) -> None:
        self.stores[side].close()
        self.stores[side] = self.open()

    @rule(side=SIDES)
    def snapshot(self, side: int) -> None:
        self.stores[side].save_snapshot()

    @rule(side=SIDES, word=st.sampled_from(["river", "violin"]), chosen=st.booleans())
    def search(self, side: int, word: str, chosen: bool) -> None:
        only = frozenset(sorted(self.texts)[::2]) if chosen else None
        held = [
            (document_id, text)
            for document_id, texts in self.texts.items()
            if only is None or document_id in only
            for text in texts
        ]
        hits = self.stores[side].search(question(word), 50, only)
        assert sorted((hit.passage.document_id, hit.passage.text) for hit in hits) == sorted(held)
        assert [hit.similarity for hit in hits] == sorted(
            (float(question(text) @ question(word)) for _, text in held), reverse=True
        ) or all(abs(hit.similarity) <= 1 for hit in hits)
        words = search_words(self.stores[side], word, 50, only)
        assert sorted((hit.passage.document_id, hit.passage.text) for hit in words) == sorted(
            (document_id, text) for document_id, text in held if text == word
        )

    @invariant()
    def both_sides_hold_what_the_dict_holds(self) -> None:
        for store in self.stores:
            held = {name: item.document_id for name, item in by_name(store).items()}
            assert held == self.names
            assert store.passage_count() == sum(map(len, self.texts.values()))


Library.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestLibrary = Library.TestCase
