from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.reencoding import Reencoder, Stopped, reencode_with
from storage.current_library import CurrentLibrary
from storage.language_advice import LanguageAdvice
from storage.models.packaged_encoders import ENGLISH, MULTILINGUAL
from tests.fakes import HashingEncoder
from tests.storage.test_current_library import ENGLISH_TEXT, GERMAN, Place, hashing, put


@pytest.fixture
def library(tmp_path: Path) -> CurrentLibrary:
    return Place(str(tmp_path / "library")).open()


def test_a_library_in_english_is_left_as_it_is(library: CurrentLibrary, tmp_path: Path) -> None:
    with library:
        put(library.now, tmp_path, "a.txt", ENGLISH_TEXT)
        assert Reencoder(library).state(library.now.store.documents()) is None


def test_documents_in_another_language_are_worth_another_encoder(
    library: CurrentLibrary, tmp_path: Path
) -> None:
    with library:
        put(library.now, tmp_path, "a.txt", ENGLISH_TEXT)
        put(library.now, tmp_path, "b.txt", GERMAN, f"{GERMAN} {GERMAN}")
        advice = LanguageAdvice(library).advice(library.now.store.documents())
        assert advice is not None
        assert (advice.languages, advice.documents, advice.passages) == (("de",), 1, 3)
        assert advice.encoder == MULTILINGUAL
        state = Reencoder(library).state(library.now.store.documents())
        assert state is not None
        assert state.total == 0
        assert state.advice.seconds > 0


def test_a_few_passages_in_another_language_are_not(
    library: CurrentLibrary, tmp_path: Path
) -> None:
    with library:
        put(library.now, tmp_path, "a.txt", *(f"{ENGLISH_TEXT} {n}" for n in range(20)))
        put(library.now, tmp_path, "b.txt", GERMAN)
        assert LanguageAdvice(library).advice(library.now.store.documents()) is None


def test_what_is_stopped_leaves_the_library_as_it_was_and_goes_on(
    library: CurrentLibrary, tmp_path: Path
) -> None:
    with library:
        texts = [f"{GERMAN} {number}" for number in range(600)]
        put(library.now, tmp_path, "b.txt", *texts)
        encoder, told = HashingEncoder(name=MULTILINGUAL, dimension=24), []
        with pytest.raises(Stopped):
            reencode_with(
                library.location,
                encoder,
                lambda done, total: told.append((done, total)),
                lambda: len(told) > 1,
            )
        assert library.now.encoder.name == ENGLISH
        assert library.now.store.search(library.now.encoder.encode_question(texts[7]), 1)
        made = reencode_with(library.location, encoder, lambda _done, _total: None)
        assert 0 < made < 600
        assert library.follow(library.now).encoder.name == MULTILINGUAL


def test_one_call_reencodes_beside_the_library_that_answers_all_along(
    library: CurrentLibrary, tmp_path: Path
) -> None:
    with library:
        put(library.now, tmp_path, "b.txt", GERMAN)
        reencoder = Reencoder(library, hashing)
        assert reencoder.state(library.now.store.documents()) is not None
        reencoder.start()
        deadline = time.monotonic() + 120
        while reencoder._running is not None:
            assert time.monotonic() < deadline
            hits = library.using(
                lambda one: one.store.search(one.encoder.encode_question(GERMAN), 1)
            )
            assert hits[0].passage.text == GERMAN
            time.sleep(0.2)
        reencoder.close()
        assert reencoder._trouble == ""
        assert library.now.encoder.name == MULTILINGUAL
        assert reencoder.state(library.now.store.documents()) is None
