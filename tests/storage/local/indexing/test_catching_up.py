"""Changes of other threads and processes that come at the worst moment."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from storage.errors import StoreDamaged
from storage.found import Match
from storage.local.database import Session
from storage.local.engine import LocalStore
from storage.local.indexing.current_index import CurrentIndex
from storage.local.indexing.index_state import IndexBuilder, IndexState
from storage.local.reencoding import reencode
from storage.local.search import LocalSearch
from storage.opening import open_store
from storage.options import DEFAULT_INDEX, IndexOptions
from storage.text.query import Query
from tests.storage.conftest import SMALL
from tests.storage.samples import ENCODER, FINGERPRINT, by_name, put, question


class Interrupted(CurrentIndex):
    """An index in whose way something comes, as another thread would."""

    after_synchronising: Callable[[], object] | None = None

    def synchronise(self, session: Session) -> None:
        super().synchronise(session)
        change, self.after_synchronising = self.after_synchronising, None
        if change is not None:
            change()
            with self._database.reading() as later:
                super().synchronise(later)
            self.after_synchronising = change


def interrupted(store: LocalStore) -> Interrupted:
    return Interrupted(
        store.database,
        store.folder / "faiss",
        fingerprint=FINGERPRINT,
        options=DEFAULT_INDEX,
        snapshot_after_rows=1_000,
        step=lambda _name: None,
    )


def found_by_words(search: LocalSearch, document_ids: frozenset[str] | None) -> list[Match]:
    found = search.find(
        Query.of("river"),
        question("river"),
        depth=12,
        choose=lambda matches: [one for one in matches if one.lexical_rank],
        document_ids=document_ids,
    )
    return list(found.choices)


def test_a_search_is_answered_however_fast_documents_come_in(
    local: LocalStore, tmp_path: Path
) -> None:
    put(local, tmp_path, "a.txt", ["river stone", "river bank"])
    index, added = interrupted(local), []
    search = LocalSearch(local.database, index, dimension=FINGERPRINT.dimension)
    search.dense(question("river"), 1, None)

    def add() -> None:
        added.append(put(local, tmp_path, f"{len(added)}.txt", [f"river {len(added)}"]))

    index.after_synchronising = add
    for _ in range(3):
        before = len(added)
        hits = search.dense(question("river"), 12, None)
        assert {hit.passage.document for hit in hits} == {
            "a.txt", *(f"{number}.txt" for number in range(before)),
        }  # fmt: skip
        before = len(added)
        words = found_by_words(search, None)
        assert len(words) == 2 + before


def test_a_filtered_search_is_answered_however_fast_documents_come_in(
    local: LocalStore, tmp_path: Path
) -> None:
    wanted = put(local, tmp_path, "a.txt", ["river stone", "river bank"])
    index, added = interrupted(local), []
    search = LocalSearch(local.database, index, dimension=FINGERPRINT.dimension)
    index.after_synchronising = lambda: added.append(
        put(local, tmp_path, f"{len(added)}.txt", [f"river {len(added)}"])
    )
    for chosen, count in ((frozenset({wanted}), 2), (frozenset[str](), 0)):
        assert len(search.dense(question("river"), 12, chosen)) == count
        assert len(found_by_words(search, chosen)) == count


def test_what_is_added_during_a_rebuild_is_in_the_new_index(
    local: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = put(local, tmp_path, "a.txt", ["river stone"])
    index = interrupted(local)
    index.load()

    built = IndexBuilder.built

    def built_while_others_write(
        maker: IndexBuilder, session: Session, options: IndexOptions
    ) -> IndexState:
        held = built(maker, session, options)
        put(local, tmp_path, "b.txt", ["copper violin"])
        local.remove(gone)
        with local.database.reading() as later:
            index.synchronise(later)  # a search of another thread
        return held

    monkeypatch.setattr(IndexBuilder, "built", built_while_others_write)
    index.rebuild()
    assert index.nearest(question("copper violin"), 5, None).tolist() == [2]


def test_a_snapshot_saved_across_a_reencoding_is_not_taken_for_the_new_vectors(
    local: LocalStore, tmp_path: Path
) -> None:
    put(local, tmp_path, "a.txt", [f"river {number}" for number in range(60)])
    index = interrupted(local)
    index.load()
    other = dataclasses.replace(FINGERPRINT, encoder="mirrored")

    def mirrored(texts: list[str]) -> np.ndarray:
        vectors = ENCODER.encode_passages(texts)
        vectors[:, ::2] *= -1
        return vectors

    reencode(str(local.folder), other, lambda items: mirrored([item.text for item in items]))
    index.save()
    assert list((local.folder / "faiss").iterdir())
    store = open_store(str(local.folder), other, create=False, options=SMALL)
    for text in ("river 3", "river 42"):
        (hit,) = store.search(mirrored([text])[0], 1)
        assert hit.passage.text == text
    store.close()


@pytest.mark.parametrize("table", ["vectors", "passages"])
def test_a_damaged_addition_is_refused_again_and_again(
    local: LocalStore, tmp_path: Path, table: str
) -> None:
    put(local, tmp_path, "a.txt", ["river stone"])
    local.load()
    other = open_store(str(local.folder), FINGERPRINT, create=False, options=SMALL)
    put(other, tmp_path, "b.txt", ["copper violin", "winter orchard"])
    with other.database.writing("damage") as session:
        session.run(f"DELETE FROM {table} WHERE passage_id = 3")  # noqa: S608
    for _ in range(3):
        with pytest.raises(StoreDamaged, match=r"store\.db"):
            local.search(question("river"), 5)
    other.remove(by_name(other)["b.txt"].document_id)
    other.close()


def test_a_document_that_comes_and_goes_unseen_leaves_no_trace(
    local: LocalStore, tmp_path: Path
) -> None:
    put(local, tmp_path, "a.txt", ["river stone"])
    local.load()
    other = open_store(str(local.folder), FINGERPRINT, create=False, options=SMALL)
    for _ in range(3):
        other.remove(put(other, tmp_path, "b.txt", ["river stone", "copper violin"]))
    put(other, tmp_path, "c.txt", ["copper violin"])
    other.close()
    found = [hit.passage.text for hit in local.search(question("river"), 5)]
    assert found == ["river stone", "copper violin"]
