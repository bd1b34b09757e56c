"""What every engine promises, with comparing everything as the measure."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from storage.errors import DocumentNotFound, StoreClosed, StoreError
from storage.found import FoundPassages, Match
from storage.milvus.engine import MilvusStore
from storage.numpy_store import NumpyStore
from storage.records import Passage
from storage.store import Store
from storage.text.query import Query
from storage.text.words import index_terms
from tests.storage.plain_bm25 import bm25_scores, context_scores
from tests.storage.samples import (
    FINGERPRINT,
    WordHit,
    assert_words_find,
    by_name,
    has_words,
    prepared,
    put,
    question,
    read_anew,
    search_words,
    texts_found,
    vectors_of,
)

VOCABULARY = tuple(
    "river stone meadow lantern harbour copper violin winter orchard signal".split()  # noqa: SIM905
    + "bridge mirror thunder velvet compass garden anchor silver engine canvas".split()  # noqa: SIM905
)


def sentences(seed: int, count: int) -> list[str]:
    generator = np.random.default_rng(seed)
    return [" ".join(generator.choice(VOCABULARY, 8)) + f" {seed}-{i}" for i in range(count)]


def test_what_was_put_is_given_back(store: Store, tmp_path: Path) -> None:
    document = prepared(
        tmp_path, "notes.txt", ["A river stone.", "A copper violin."], title="Notes"
    )
    receipt = store.put(document, vectors_of(document))
    stored = by_name(store)["notes.txt"]
    assert receipt.document_id == document.document_id
    assert receipt.replaced_document_ids == ()
    assert len(set(receipt.passage_ids)) == 2
    assert (stored.title, stored.kind, stored.page_count, stored.passage_count) == (
        "Notes", "text", 1, 2,
    )  # fmt: skip
    assert store.page(document.document_id, 1) == document.pages[0]
    assert store.original(document.document_id).read_bytes() == document.original.read_bytes()
    assert store.passage_count() == 2
    hit = store.search(question("copper violin"), 1)[0]
    draft = document.passages[1]
    assert dataclasses.asdict(hit.passage) == {
        **dataclasses.asdict(draft),
        "passage_id": receipt.passage_ids[1],
        "document_id": document.document_id,
        "document": "notes.txt",
        "kind": "text",
        "title": "Notes",
        "page_label": "",
        "by_ocr": False,
    }


def test_the_passage_at_a_place_is_the_last_that_holds_it(store: Store, tmp_path: Path) -> None:
    document = prepared(tmp_path, "a.txt", ["A river stone.", "A copper violin."])
    text = document.pages[0].text
    first, second = document.passages
    overlapping = dataclasses.replace(second, start=8, end=len(text), heading="Both", text=text[8:])
    drafts = (
        dataclasses.replace(first, heading="Rivers"),
        overlapping,
        dataclasses.replace(second, heading="Music > Strings"),
    )
    document = dataclasses.replace(document, passages=drafts)
    store.put(document, vectors_of(document))
    document_id = document.document_id
    found = [store.passage_at(document_id, 1, start) for start in (0, 7, 8, 13, 14, 15, 30, 31)]
    assert [one and one.heading for one in found] == [
        "Rivers", "Rivers", "Both", "Both", "Both", "Music > Strings", "Music > Strings", None,
    ]  # fmt: skip
    assert found[0] is not None
    assert found[0].draft() == drafts[0]
    assert store.passage_at(document_id, 2, 0) is None
    assert store.passage_at("0" * 64, 1, 0) is None


def test_an_empty_store_finds_nothing(store: Store) -> None:
    assert store.search(question("anything"), 12) == ()
    assert search_words(store, "anything", 12) == ()
    assert store.documents() == ()
    assert store.passage_count() == 0
    assert list(store.verify()) == []


def test_search_equals_comparing_everything(searched: Store, tmp_path: Path) -> None:
    oracle = NumpyStore(FINGERPRINT)
    for engine in (searched, oracle):
        for number in range(12):
            put(engine, tmp_path, f"{number}.txt", sentences(number, 25))
        engine.remove(by_name(engine)["3.txt"].document_id)
        put(engine, tmp_path, "5.txt", sentences(99, 10))
    chosen = frozenset(by_name(oracle)[f"{n}.txt"].document_id for n in (0, 5, 7)) | {"f" * 64}
    for filtered in (None, chosen, frozenset[str](), frozenset({"0" * 64})):
        for text in (*sentences(1, 2), "lantern"):
            everything = oracle.search(question(text), 10_000, filtered)
            for limit in (0, 1, 5, 12, 100, 10_000):
                found = searched.search(question(text), limit, filtered)
                expected = everything[:limit]
                assert [hit.passage for hit in found] == [hit.passage for hit in expected]
                assert [hit.similarity for hit in found] == pytest.approx(
                    [hit.similarity for hit in expected], abs=1e-5
                )


def test_word_search_equals_comparing_everything(store: Store, tmp_path: Path) -> None:
    if not has_words(store):
        pytest.skip("this version of Milvus has no search by words")
    oracle = NumpyStore(FINGERPRINT)
    for engine in (store, oracle):
        for number in range(8):
            put(engine, tmp_path, f"{number}.txt", sentences(number, 15))
        put(engine, tmp_path, "zh.txt", ["河流与石头", "铜制小提琴", "石头河流河"])
        engine.remove(by_name(engine)["2.txt"].document_id)
    chosen = frozenset(by_name(oracle)[f"{n}.txt"].document_id for n in (1, 4, 6))
    messages = (
        "river", "copper violin in winter", '"silver engine" compass', "absent", "河流石头", "石",
        "1-3", '"river stone" "stone river"',
    )  # fmt: skip
    for filtered in (None, chosen, frozenset[str]()):
        for text in messages:
            everything = expected_words(oracle, text, filtered)
            for limit in (1, 7, 1_000):
                found = search_words(store, text, limit, filtered)
                expected = everything[:limit]
                assert [hit.passage for hit in found] == [hit.passage for hit in expected]
                assert [(hit.bm25, hit.similarity) for hit in found] == [
                    (pytest.approx(hit.bm25), pytest.approx(hit.similarity, abs=1e-5))
                    for hit in expected
                ]


def expected_words(
    store: NumpyStore, text: str, document_ids: frozenset[str] | None
) -> list[WordHit]:
    """What a search by words must find, computed passage by passage."""
    everything = [hit.passage for hit in store.search(question(text), 10_000)]
    terms = {one.passage_id: index_terms(one.text).split() for one in everything}
    scores = bm25_scores(Query.of(text).searches, terms)
    return sorted(
        (
            WordHit(one, scores[one.passage_id], float(question(one.text) @ question(text)))
            for one in everything
            if one.passage_id in scores
            and (document_ids is None or one.document_id in document_ids)
        ),
        key=lambda hit: (-hit.bm25, hit.passage.passage_id),
    )


def everything_found(store: Store, text: str, depth: int = 1_000) -> FoundPassages[Match]:
    return store.find(Query.of(text), question(text), depth=depth, choose=lambda found: found)


def test_context_equals_counting_every_word(store: Store, tmp_path: Path) -> None:
    if isinstance(store, MilvusStore):
        pytest.skip("Milvus counts words by passage only")
    for number in range(8):
        put(store, tmp_path, f"{number}.txt", sentences(number, 3 * number + 1))
    put(store, tmp_path, "zh.txt", ["河流与石头", "铜制小提琴", "石头河流河"])
    store.remove(by_name(store)["2.txt"].document_id)
    for text in ("river", "copper violin in winter", "absent", "小提琴河流", "what is it", ""):
        for depth in (1_000, 7):
            found = everything_found(store, text, depth)
            around: dict[str, dict[int, list[str]]] = {
                document_id: {
                    one.passage_id: index_terms(one.text).split()
                    for one in store_passages(store, document_id)
                }
                for document_id in {one.document_id for one in found.passages}
            }
            expected = context_scores(
                Query.of(text).words, around, [one.passage_id for one in found.choices]
            )
            assert {one.passage_id: one.context for one in found.choices if one.context} == (
                pytest.approx({number: gain for number, gain in expected.items() if gain})
            )


def test_a_passage_without_a_word_gains_from_a_document_that_has_it(
    store: Store, tmp_path: Path
) -> None:
    put(store, tmp_path, "a.txt", ["Zebra files this report.", "Net sales rose.", "Zebra again."])
    put(store, tmp_path, "b.txt", ["Yak files this report.", "Net sales fell.", "Yak again."])
    found = everything_found(store, "Net sales of Zebra")
    gained = {
        passage.text
        for one, passage in zip(found.choices, found.passages, strict=True)
        if one.context > 0.1
    }
    assert gained == (set() if isinstance(store, MilvusStore) else {"Net sales rose."})


def test_what_is_found_is_chosen_and_read_with_its_vectors(store: Store, tmp_path: Path) -> None:
    for number in range(3):
        put(store, tmp_path, f"{number}.txt", sentences(number, 5))
    found = store.find(
        Query.of("river"),
        question("river"),
        depth=10,
        choose=lambda matches: sorted(matches, key=lambda one: one.similarity)[:4],
    )
    assert [one.passage_id for one in found.choices] == [one.passage_id for one in found.passages]
    assert (found.vectors.dtype, found.vectors.shape) == (np.float32, (4, FINGERPRINT.dimension))
    expected = np.array([question(one.text) for one in found.passages])
    np.testing.assert_allclose(found.vectors, expected, atol=1e-5)
    nothing = store.find(Query.of("river"), question("river"), depth=10, choose=lambda matches: ())
    assert (nothing.passages, nothing.vectors.shape) == ((), (0, FINGERPRINT.dimension))


def test_one_document_is_known_without_listing_all(store: Store, tmp_path: Path) -> None:
    assert store.is_empty()
    put(store, tmp_path, "a.txt", ["one"])
    (document,) = store.documents()
    assert store.document(document.document_id) == document
    assert not store.is_empty()
    store.remove(document.document_id)
    assert store.is_empty()
    with pytest.raises(DocumentNotFound):
        store.document(document.document_id)


def store_passages(store: Store, document_id: str) -> Sequence[Passage]:
    passages: Sequence[Passage] = store.passages(document_id)[0]  # type: ignore[attr-defined]
    return passages


def test_equal_texts_come_by_ascending_id(searched: Store, tmp_path: Path) -> None:
    for number in range(40):
        put(searched, tmp_path, f"{number}.txt", ["the same boilerplate", f"own words {number}"])
    for limit in (1, 3, 12, 39):
        hits = searched.search(question("the same boilerplate"), limit)
        ids = [hit.passage.passage_id for hit in hits]
        assert ids == sorted(ids)
        assert ids == list(range(1, 2 * limit, 2))


def test_the_same_bytes_under_two_names_are_one_document(store: Store, tmp_path: Path) -> None:
    first = put(store, tmp_path, "b.txt", ["river stone"])
    assert put(store, tmp_path, "a.txt", ["river stone"]) == first
    (document,) = store.documents()
    assert (document.name, document.names) == ("b.txt", ("b.txt", "a.txt"))
    assert store.passage_count() == 1
    store.remove(first)
    assert store.documents() == ()


def test_a_name_with_new_bytes_replaces_the_document(store: Store, tmp_path: Path) -> None:
    old = put(store, tmp_path, "report.txt", ["the old zebra text"])
    new = prepared(tmp_path, "report.txt", ["the new walrus text"])
    receipt = store.put(new, vectors_of(new))
    assert receipt.replaced_document_ids == (old,)
    assert by_name(store)["report.txt"].document_id == new.document_id
    assert texts_found(store, "zebra") == ["the new walrus text"]
    assert_words_find(store, "zebra", [])
    assert_words_find(store, "walrus", ["the new walrus text"])
    with pytest.raises(DocumentNotFound):
        store.original(old)


def test_a_name_that_leaves_a_document_with_another_name(store: Store, tmp_path: Path) -> None:
    old = put(store, tmp_path, "a.txt", ["river stone"])
    put(store, tmp_path, "b.txt", ["river stone"])
    new = put(store, tmp_path, "a.txt", ["copper violin"])
    assert {name: item.document_id for name, item in by_name(store).items()} == {
        "a.txt": new,
        "b.txt": old,
    }
    assert store.search(question("river stone"), 1)[0].passage.document == "b.txt"


def test_putting_the_same_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    document = prepared(tmp_path, "a.txt", ["river stone", "copper violin"])
    first = store.put(document, vectors_of(document))
    assert store.put(document, vectors_of(document)) == first
    assert store.passage_count() == 2


def test_content_that_is_read_anew_keeps_its_names_and_time(store: Store, tmp_path: Path) -> None:
    document = prepared(tmp_path, "b.txt", ["a quokka sleeps", "a quokka wakes"], title="Old")
    first = store.put(document, vectors_of(document))
    store.link("a.txt", document.document_id)
    put(store, tmp_path, "other.txt", ["a river flows"])
    before = by_name(store)["b.txt"]
    anew = read_anew(tmp_path, document, ["a walrus sleeps", "it wakes", "it eats"], title="New")
    receipt = store.replace(anew, vectors_of(anew))
    after = by_name(store)["a.txt"]
    assert after == dataclasses.replace(
        before, title="New", passage_count=3, reading="text 2, splitting 1, 182 tokens"
    )
    assert (before.names, before.reading) == (
        ("b.txt", "a.txt"), "text 1, splitting 1, 182 tokens",
    )  # fmt: skip
    assert receipt.replaced_document_ids == ()
    assert len(receipt.passage_ids) == 3
    assert min(receipt.passage_ids) > max(first.passage_ids)
    assert sorted(texts_found(store, "sleeps")) == [
        "a river flows", "a walrus sleeps", "it eats", "it wakes",
    ]  # fmt: skip
    assert_words_find(store, "quokka", [])
    assert_words_find(store, "walrus", ["a walrus sleeps"])
    assert store.page(document.document_id, 1) == anew.pages[0]
    assert store.original(document.document_id).read_bytes() == document.original.read_bytes()
    assert store.passage_count() == 4
    assert list(store.verify()) == []
    store.remove(document.document_id)
    assert texts_found(store, "sleeps") == ["a river flows"]


def test_content_that_is_not_stored_cant_be_read_anew(store: Store, tmp_path: Path) -> None:
    document = prepared(tmp_path, "a.txt", ["river stone"])
    with pytest.raises(DocumentNotFound):
        store.replace(document, vectors_of(document))
    store.put(document, vectors_of(document))
    anew = read_anew(tmp_path, document, ["copper violin"])
    with pytest.raises(ValueError, match="vector"):
        store.replace(anew, vectors_of(anew)[:, :8])
    assert texts_found(store, "river") == ["river stone"]
    store.remove(document.document_id)
    with pytest.raises(DocumentNotFound):
        store.replace(anew, vectors_of(anew))
    assert store.documents() == ()


def test_a_reading_of_another_kind_is_whole_and_leaves_nothing(
    store: Store, tmp_path: Path
) -> None:
    document = prepared(tmp_path, "a.txt", ["river stone"])
    store.put(document, vectors_of(document))
    anew = dataclasses.replace(document, kind="markdown")
    store.replace(anew, vectors_of(anew))
    path = store.original(document.document_id)
    assert path.read_bytes() == document.original.read_bytes()
    assert by_name(store)["a.txt"].kind == "markdown"
    assert list(store.verify()) == []
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_link_gives_one_more_name_and_takes_it(store: Store, tmp_path: Path) -> None:
    first = put(store, tmp_path, "a.txt", ["river stone"])
    second = put(store, tmp_path, "b.txt", ["copper violin"])
    receipt = store.link("b.txt", first)
    assert receipt.replaced_document_ids == (second,)
    assert by_name(store)["b.txt"].document_id == first
    assert store.passage_count() == 1
    with pytest.raises(DocumentNotFound):
        store.link("c.txt", second)


def test_what_is_removed_is_found_by_nothing(store: Store, tmp_path: Path) -> None:
    gone = put(store, tmp_path, "gone.txt", ["a quokka sleeps", "a quokka wakes"])
    put(store, tmp_path, "kept.txt", ["a river flows"])
    store.remove(gone)
    assert texts_found(store, "a quokka sleeps") == ["a river flows"]
    assert_words_find(store, "quokka", [])
    for use in (store.remove, store.original, lambda document_id: store.page(document_id, 1)):
        with pytest.raises(DocumentNotFound):
            use(gone)


def test_adding_after_removal_gives_new_ids(store: Store, tmp_path: Path) -> None:
    document = prepared(tmp_path, "a.txt", ["river stone"])
    first = store.put(document, vectors_of(document))
    store.remove(document.document_id)
    second = store.put(document, vectors_of(document))
    assert second.passage_ids[0] > first.passage_ids[0]
    assert texts_found(store, "river stone") == ["river stone"]
    assert_words_find(store, "river", ["river stone"])


def test_a_document_without_passages_is_kept(store: Store, tmp_path: Path) -> None:
    empty = put(store, tmp_path, "empty.txt", [])
    put(store, tmp_path, "full.txt", ["river stone"])
    assert by_name(store)["empty.txt"].passage_count == 0
    assert texts_found(store, "river") == ["river stone"]
    assert store.search(question("river"), 5, frozenset({empty})) == ()
    store.remove(empty)
    assert list(by_name(store)) == ["full.txt"]


@pytest.mark.parametrize(
    "vectors",
    [
        np.ones((1, 16), dtype=np.float32),
        np.eye(2, 16, dtype=np.float32),
        np.eye(1, 8, dtype=np.float32),
        np.eye(1, 16, dtype=np.float64),
        np.full((1, 16), np.nan, dtype=np.float32),
    ],
    ids=["not unit", "too many", "wrong dimension", "float64", "nan"],
)
def test_vectors_that_do_not_fit_are_refused(
    store: Store, tmp_path: Path, vectors: np.ndarray
) -> None:
    with pytest.raises(ValueError, match="vector"):
        store.put(prepared(tmp_path, "a.txt", ["river stone"]), vectors)
    assert store.documents() == ()


def test_a_passage_that_is_not_its_page_is_refused(store: Store, tmp_path: Path) -> None:
    document = prepared(tmp_path, "a.txt", ["river stone"])
    other = dataclasses.replace(document.passages[0], text="something else")
    with pytest.raises(ValueError, match="isn't that page's text"):
        store.put(dataclasses.replace(document, passages=(other,)), vectors_of(document))


def test_a_file_that_is_gone_or_changed_is_refused(store: Store, tmp_path: Path) -> None:
    document = prepared(tmp_path, "a.txt", ["river stone"])
    document.original.write_text("something else")
    with pytest.raises(StoreError, match="changed while it was being added"):
        store.put(document, vectors_of(document))
    document.original.unlink()
    with pytest.raises(StoreError, match="can't be read"):
        store.put(document, vectors_of(document))
    assert store.documents() == ()


def test_any_character_comes_back(store: Store, tmp_path: Path) -> None:
    texts = ["nul \0 inside", "line\u2028separator", "𝔘𝔫𝔦 👩‍👩‍👧", "\ufeff\x1b[2J", "e\u0301 é"]
    document = prepared(tmp_path, "a\0b.txt", texts, title="\0")
    store.put(document, vectors_of(document))
    found = {hit.passage.text for hit in store.search(question("inside"), 10)}
    assert found == set(texts)
    assert store.page(document.document_id, 1) == document.pages[0]
    assert by_name(store)["a\0b.txt"].title == "\0"


def test_nothing_works_after_close(store: Store, tmp_path: Path) -> None:
    document = prepared(tmp_path, "a.txt", ["river stone"])
    store.close()
    for use in (
        store.documents,
        store.passage_count,
        store.verify,
        lambda: store.put(document, vectors_of(document)),
        lambda: store.search(question("river"), 1),
    ):
        with pytest.raises(StoreClosed):
            use()
    store.close()
