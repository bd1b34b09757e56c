"""What a document is about is told where that is asked, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.about import (
    asks_for_contents,
    central,
    central_marks,
    is_about_all_of_it,
)
from bot.assistant import AnswerOptions, Assistant
from storage.numpy_store import NumpyStore
from tests.bot.passages import passage
from tests.fakes import OverlapReranker
from tests.storage.samples import ENCODER, FINGERPRINT, put

BEES = [
    "The bees of the hive gather honey from the clover, and the keeper weighs the hive in spring.",
    "In winter the bees of the hive eat honey; the keeper feeds them sugar when honey is short.",
    "The tractor was bought in 1987 and has four gears that nobody likes to use on the hill.",
]
BOOTS = [
    "Boots are greased once a month, and wet boots are dried slowly beside the stove at night."
]


@pytest.fixture
def store() -> Iterator[NumpyStore]:
    store = NumpyStore(FINGERPRINT)
    yield store
    store.close()


def assistant(store: NumpyStore) -> Assistant:
    return Assistant(
        store=store, encoder=ENCODER, reranker=OverlapReranker(), options=AnswerOptions()
    )


@pytest.mark.parametrize(
    "question",
    [
        "What is this document about?",
        "what's this about",
        "Summarize this",
        "summarise the report",
        "Give me a short summary of this PDF",
        "Can you summarize the contract?",
        "tl;dr",
        "Worum geht es hier?",
        "Fasse das Dokument zusammen",
        "De quoi parle ce document ?",
        "¿De qué trata este documento?",
        "这份文件讲什么？",
        "总结一下",
    ],
)
def test_what_asks_for_a_whole_document_is_recognised(question: str) -> None:
    assert asks_for_contents(question)
    assert is_about_all_of_it(question)


@pytest.mark.parametrize(
    "question",
    [
        "What does the contract say about pets?",
        "What is the rule about pets?",
        "Summarize the refund policy",
        "Describe how the lamp is charged",
        "What does the insurance cover?",
        "How many pages has the report?",
        "合同关于宠物怎么规定？",
    ],
)
def test_what_asks_for_something_in_it_is_not(question: str) -> None:
    assert not (asks_for_contents(question) and is_about_all_of_it(question))


def test_the_only_document_is_told_of_with_central_statements(
    store: NumpyStore, tmp_path: Path
) -> None:
    put(store, tmp_path, "bees.txt", BEES)
    reply = assistant(store).ask("What is this document about?")
    (about,) = reply.about
    assert about.name == "bees.txt"
    assert reply.answered
    assert [one.rank for one in reply.citations] == [1, 2, 3]
    assert "bees" in reply.citations[0].passage.text
    for one in reply.citations:
        assert one.passage.text[one.sentence_start : one.sentence_end].strip()


def test_a_named_document_is_told_of_and_no_other(store: NumpyStore, tmp_path: Path) -> None:
    put(store, tmp_path, "bees.txt", BEES)
    put(store, tmp_path, "work boots.txt", BOOTS)
    for question in ("Summarize bees.txt", "what is bees about?", "fass bees.txt zusammen"):
        reply = assistant(store).ask(question)
        assert [one.name for one in reply.about] == ["bees.txt"]
        assert {one.passage.document for one in reply.citations} == {"bees.txt"}
    for question in ("Summarize Work Boots", "Summarize the boots file"):
        assert [one.name for one in assistant(store).ask(question).about] == ["work boots.txt"]


def test_ticked_documents_are_told_of_up_to_a_few(store: NumpyStore, tmp_path: Path) -> None:
    for number in range(5):
        put(store, tmp_path, f"{number}.txt", [f"Chapter {number}. " + BOOTS[0]])
    documents = [one.document_id for one in store.documents()]
    two = assistant(store).ask("Summarize this", document_ids=frozenset(documents[:2]))
    assert len(two.about) == 2
    assert assistant(store).ask("Summarize this").about == ()
    typed = assistant(store).ask(
        "Summarize this", document_ids=frozenset(documents[:2]), as_typed=True
    )
    assert typed.about == ()


def test_what_one_may_not_read_is_not_told_of(store: NumpyStore, tmp_path: Path) -> None:
    put(store, tmp_path, "bees.txt", BEES)
    put(store, tmp_path, "boots.txt", BOOTS)
    (boots,) = (one for one in store.documents() if one.name == "boots.txt")
    store.collect([boots.document_id], into=["Open"])
    seen = assistant(store).ask("Summarize bees.txt", collections=frozenset({"Open"}))
    assert seen.about == ()
    assert {one.passage.document for one in seen.citations} <= {"boots.txt"}


def test_central_passages_differ(store: NumpyStore) -> None:
    texts = [BEES[0], BEES[0] + " ", BEES[1], BOOTS[0]]
    passages = [passage(number, text) for number, text in enumerate(texts)]
    vectors = ENCODER.encode_passages(texts)
    candidates, rows = central(passages, vectors, 2)
    assert len({one.passage.text.strip() for one in candidates}) == 2
    assert rows.shape == (2, vectors.shape[1])


def test_a_list_of_contents_is_not_central() -> None:
    contents = " ".join(f"{number}.1 The hive {'. ' * 30}{number}" for number in range(1, 9))
    texts = [contents, contents + " ", BOOTS[0]]
    passages = [passage(number, text) for number, text in enumerate(texts)]
    (best,), _ = central(passages, ENCODER.encode_passages(texts), 1)
    assert best.passage.text == BOOTS[0]


def test_a_heading_is_no_central_statement() -> None:
    heading = "Bees and honey in the hive and the keeper of the hive\n"
    texts = [f"{heading}{BEES[0]}", "No sentence of bees and hives and honey and keepers at all"]
    passages = [passage(number, text) for number, text in enumerate(texts)]
    candidates, _ = central(passages, ENCODER.encode_passages(texts), 2)
    marks = {
        one.passage.text: one.passage.text[mark.start : mark.end].strip()
        for one, mark in zip(candidates, central_marks(candidates, passages), strict=True)
    }
    assert marks == {texts[0]: BEES[0], texts[1]: ""}
