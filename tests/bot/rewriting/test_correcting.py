"""Typing errors are put right by the library's own words, and right words never are touched."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.rewriting.correcting import corrected
from storage.numpy_store import NumpyStore
from tests.chain import chain
from tests.storage.samples import FINGERPRINT, put, words_found

HERE = Path(__file__).parent
SETS = Path(__file__).resolve().parents[4] / "shared" / "data" / "retrieval"

LINES = (
    "Nvidia spent 7.3 billion dollars on research and development, far more than before.",
    "Amazon's revenue from advertising grew by a quarter.",
    "The government published its environmental assessment in autumn.",
    "Patients with pneumonia received antibiotics for seven days.",
    "The warranty covers manufacturing defects but no accidental damage.",
    "Employees accrue vacation days every month and may carry over five.",
    "The committee approved the restaurant's licence unanimously.",
    "Backups of the database are encrypted and stored for ninety days.",
    "The tenant must give written notice three months before moving out.",
    "Photosynthesis converts sunlight, water and carbon dioxide into sugar.",
    "The orchestra rehearsed the symphony on Wednesday evening.",
    "Slow-running bicycles need a new chain, lubricated cables and aligned brakes.",
    "Sourdough starter is fed with flour and water at room temperature.",
    "The parliament debated immigration and unemployment until midnight.",
    "Authentication fails when the certificate of the server has expired.",
    "Earthquakes happen where tectonic plates slide past each other.",
    "Die Verteidigung der Mannschaft war in der zweiten Halbzeit überfordert.",
    "Der Geschäftsführer unterschreibt den Mietvertrag für das Bürogebäude.",
    "La température de l'appareil ne doit pas dépasser quarante degrés.",
    "Правительство опубликовало статистику населения по областям.",
)


def pairs() -> Iterator[tuple[str, str]]:
    """What was typed and what was meant, a pair a line."""
    for line in (HERE / "typing_errors.tsv").read_text(encoding="utf-8").splitlines():
        typed, meant = line.split("\t")
        yield typed, meant


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NumpyStore]:
    with closing(NumpyStore(FINGERPRINT)) as store:
        put(store, tmp_path_factory.mktemp("library"), "Handbook of Zyxlotl.txt", LINES)
        yield store


def test_sixty_errors_are_back_in_first_place(store: NumpyStore) -> None:
    asked = list(pairs())
    wrong = []
    for typed, meant in asked:
        found = words_found(store, corrected(typed, store.words))
        if found[:1] != words_found(store, meant)[:1]:
            wrong.append(typed)
    assert len(asked) >= 60
    assert not wrong
    as_typed = [words_found(store, typed)[:1] for typed, _ in asked]
    right = [words_found(store, meant)[:1] for _, meant in asked]
    assert sum(one != other for one, other in zip(as_typed, right, strict=True)) >= 5


@pytest.mark.parametrize(("typed", "meant"), list(pairs()))
def test_an_error_is_put_right(store: NumpyStore, typed: str, meant: str) -> None:
    assert corrected(typed, store.words) == meant


@pytest.mark.parametrize(
    "question",
    [
        "how much did nvidia spend on research",
        "Who are the tenants?",  # another form of a word
        "What is the capital of Mongolia?",  # right, and not in the library
        "Does Marlon know the committee?",  # a name
        "the word reserch3 and GOVERMENT_X",  # identifiers
        "what of 7.3 bilions2 and 12,345",
        "ABSR of the GVMT",  # initials
        'where is "reserch" written',  # quoted
        "rat fed flor",  # too short
        "the noticewater",  # of two words, but of no small one
        "Who is Thetenant?",  # a name
        "zenant",  # a short word that begins with another key
        "What is in the zyxlotl handbook?",  # the name of a file
        "unpaused",
        "it doesnt work",
        "Правительства опубликовали",
        "患者接受了什么治疗",
        "",
        "?!",
    ],
)
def test_what_may_be_right_stays_as_it_is(store: NumpyStore, question: str) -> None:
    assert corrected(question, store.words) == question


@pytest.mark.parametrize("piece", ["goverment ", '"a" goverment ', ". "])
def test_a_long_text_is_no_question_with_typing_errors(store: NumpyStore, piece: str) -> None:
    text = piece * (200_000 // len(piece))
    started = time.process_time()
    assert corrected(text, store.words) == text
    assert time.process_time() - started < 2


def test_the_frequent_word_is_taken_of_two(tmp_path: Path) -> None:
    with closing(NumpyStore(FINGERPRINT)) as store:
        put(store, tmp_path, "a.txt", ["the manager of it", "one manager", "she is no manaker"])
        assert corrected("the managre", store.words) == "the manager"
        assert corrected("who is the manaer", store.words) == "who is the manager"


def test_a_reply_says_what_was_searched_and_as_typed_searches_what_was_typed() -> None:
    with chain({"a.txt": LINES}) as parts:
        typed = "how mcuh did nvidia spend on reserch"
        reply = parts.assistant.ask(typed)
        assert reply.question == typed
        assert reply.searched_for == "how mcuh did nvidia spend on research"
        assert reply.citations[0].passage.text == LINES[0]
        assert parts.assistant.ask(typed, as_typed=True).searched_for == typed
        after = parts.assistant.ask("and on reserch?", previous=reply)
        assert "research" in after.searched_for
        assert parts.assistant.ask(
            "and on reserch?", previous=reply, as_typed=True
        ).searched_for == ("and on reserch?")


@pytest.mark.data
@pytest.mark.skipif(not SETS.is_dir(), reason="the development sets aren't here")
@pytest.mark.parametrize(
    "name", ["xquad-en", "covidqa-passages", "stackfaq", "xquad-de", "xquad-ru"]
)
def test_right_words_of_questions_are_not_corrected(tmp_path: Path, name: str) -> None:
    """A hundred questions of each set: what is changed in them are errors of who wrote them."""
    known = set((HERE / "errors_in_sets.txt").read_text(encoding="utf-8").split())
    corpus = [json.loads(line) for line in (SETS / name / "corpus.jsonl").open(encoding="utf-8")]
    questions = [
        json.loads(line)["text"] for line in (SETS / name / "queries.jsonl").open(encoding="utf-8")
    ]
    with closing(NumpyStore(FINGERPRINT)) as store:
        put(store, tmp_path, "set.txt", [f"{one.get('title', '')} {one['text']}" for one in corpus])
        for question in questions[:: len(questions) // 100]:
            changed = corrected(question, store.words)
            words = zip(question.split(), changed.split(), strict=True)
            touched = {before.strip("?.,") for before, after in words if before != after}
            assert touched <= known, question
