from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.assistant import AnswerOptions, Assistant
from bot.errors import UnknownDocument
from storage.numpy_store import NumpyStore
from tests.fakes import OverlapReranker
from tests.storage.samples import ENCODER, FINGERPRINT, put

LOCKERS = [f"Locker {number} stands in hall {number % 7}" for number in range(20)]


@pytest.fixture
def store() -> Iterator[NumpyStore]:
    store = NumpyStore(FINGERPRINT)
    yield store
    store.close()


def assistant(store: NumpyStore, options: AnswerOptions | None = None) -> Assistant:
    return Assistant(
        store=store, encoder=ENCODER, reranker=OverlapReranker(),
        options=options or AnswerOptions(),
    )  # fmt: skip


def test_twelve_candidates_five_citations_best_first(store: NumpyStore, tmp_path: Path) -> None:
    put(store, tmp_path, "lockers.txt", LOCKERS)
    reply = assistant(store).ask("Locker 17 stands in hall 3")
    assert len(reply.candidates) == 12
    similarities = [candidate.similarity for candidate in reply.candidates]
    assert similarities == sorted(similarities, reverse=True)
    assert [citation.rank for citation in reply.citations] == [1, 2, 3, 4, 5]
    assert reply.citations[0].passage.text == LOCKERS[17]
    relevances = [citation.relevance for citation in reply.citations]
    assert relevances == sorted(relevances, reverse=True)
    assert reply.answered
    assert (reply.models.encoder, reply.models.reranker) == (ENCODER.name, OverlapReranker().name)


def test_citations_are_among_the_candidates(store: NumpyStore, tmp_path: Path) -> None:
    put(store, tmp_path, "lockers.txt", LOCKERS)
    reply = assistant(store, AnswerOptions(candidates=4, citations=3)).ask("Locker 3")
    found = {candidate.passage.passage_id for candidate in reply.candidates}
    assert len(found) == 4
    assert len(reply.citations) == 3
    assert {citation.passage.passage_id for citation in reply.citations} <= found


def test_the_two_halves_make_the_whole(store: NumpyStore, tmp_path: Path) -> None:
    put(store, tmp_path, "lockers.txt", LOCKERS)
    halved = assistant(store)
    found = halved.find("Locker 17 stands in hall 3")
    assert len(found.candidates) == 12
    whole, made = halved.ask(found.question), halved.reply(found)
    assert replace(whole, seconds=made.seconds) == made
    follow_up = halved.find("and in hall 4?", previous=whole)
    assert follow_up.searched_for == "Locker 17 stands in hall 4"


def test_fewer_passages_than_citations(store: NumpyStore, tmp_path: Path) -> None:
    put(store, tmp_path, "two.txt", ["one fish", "two fish"])
    reply = assistant(store).ask("one fish")
    assert [citation.passage.text for citation in reply.citations] == ["one fish", "two fish"]


@pytest.mark.parametrize(
    "question", [pytest.param("", id="empty"), pytest.param(" \n\t", id="blank")]
)
def test_a_question_without_text_finds_nothing(
    store: NumpyStore, tmp_path: Path, question: str
) -> None:
    put(store, tmp_path, "lockers.txt", LOCKERS)
    reply = assistant(store).ask(question)
    assert (reply.answered, reply.candidates, reply.citations) == (False, (), ())


def test_an_empty_library_answers_nothing(store: NumpyStore) -> None:
    reply = assistant(store).ask("Is anything here?")
    assert (reply.answered, reply.candidates, reply.citations) == (False, (), ())


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("locker " * 20_000, id="very long"),
        pytest.param('") OR 1=1 -- * NEAR(', id="query syntax"),
        pytest.param("locker \x00\ud800\u202e", id="broken text"),
    ],
)
def test_hostile_questions_get_a_reply(store: NumpyStore, tmp_path: Path, question: str) -> None:
    put(store, tmp_path, "lockers.txt", LOCKERS)
    assert len(assistant(store).ask(question).citations) == 5


@pytest.mark.parametrize("message", ["?!…", "\x00\ud800\u202e", "Thanks!", "你好"])
def test_what_asks_nothing_is_not_searched(store: NumpyStore, tmp_path: Path, message: str) -> None:
    put(store, tmp_path, "lockers.txt", LOCKERS)
    reply = assistant(store).ask(message)
    assert (reply.searched_for, reply.answered, reply.citations) == ("", False, ())


def test_documents_restrict_a_question(store: NumpyStore, tmp_path: Path) -> None:
    put(store, tmp_path, "lockers.txt", LOCKERS)
    other = put(store, tmp_path, "other.txt", ["Locker of another house"])
    answering = assistant(store)
    reply = answering.ask("Locker 3", document_ids=answering.document_ids(("other.txt",)))
    assert {citation.passage.document_id for citation in reply.citations} == {other}


def test_document_ids_of_names_ids_and_nothing(store: NumpyStore, tmp_path: Path) -> None:
    document_id = put(store, tmp_path, "lockers.txt", LOCKERS)
    answering = assistant(store)
    assert answering.document_ids(()) is None
    assert answering.document_ids(("lockers.txt",)) == {document_id}
    assert answering.document_ids((document_id,)) == {document_id}
    with pytest.raises(UnknownDocument, match=r"nowhere\.txt"):
        answering.document_ids(("lockers.txt", "nowhere.txt"))


@pytest.mark.parametrize(
    ("candidates", "citations"),
    [
        pytest.param(12, 0, id="no citation"),
        pytest.param(4, 5, id="more citations than candidates"),
        pytest.param(201, 5, id="too many candidates"),
    ],
)
def test_options_that_can_not_be_meant(candidates: int, citations: int) -> None:
    with pytest.raises(ValueError, match="candidates"):
        AnswerOptions(candidates=candidates, citations=citations)


def test_no_typing_error_is_put_right_by_words_that_a_person_may_not_read(
    store: NumpyStore, tmp_path: Path
) -> None:
    put(store, tmp_path, "open.txt", ["The kettle stands in the kitchen."])
    put(store, tmp_path, "secret.txt", ["The merger with Borealis is confidential."])
    (opened,) = (one for one in store.documents() if one.name == "open.txt")
    store.collect([opened.document_id], into=["Open"])
    question = "What is confidentail here?"
    assert assistant(store).ask(question).searched_for == "What is confidential here?"
    seen = assistant(store).ask(question, collections=frozenset({"Open"}))
    assert seen.searched_for == question
