from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.current_library import CurrentLibrary, Served, encoder_for
from storage.errors import FingerprintMismatch, ModelUnavailable, StoreMissing
from storage.local.reencoding import reencode
from storage.models.packaged_encoders import ENGLISH, MULTILINGUAL
from storage.opening import open_store
from storage.records import Fingerprint, Passage, Vectors
from storage.store import KeptStore
from tests.fakes import HashingEncoder
from tests.storage.samples import prepared

GERMAN = "Der Mietvertrag endet am letzten Tag des Monats, wenn er nicht verlängert wird."
ENGLISH_TEXT = "The lease ends on the last day of the month unless both sides agree to renew it."


def hashing(name: str) -> HashingEncoder:
    """The encoders of this test: one for each name, with vectors of different lengths."""
    return HashingEncoder(name=name, dimension=16 if name == ENGLISH else 24)


class Place:
    """A library's location, opened with hashing encoders under the packaged ones' names."""

    def __init__(self, location: str) -> None:
        self.location = location
        self.told: list[str] = []
        self.missing: set[str] = set()

    def open(self, encoder: str = "auto", *, create: bool = True) -> CurrentLibrary:
        def open_encoder(name: str) -> HashingEncoder:
            if name in self.missing:
                raise ModelUnavailable(f"{name} isn't installed.")
            return hashing(name)

        def open_it(fingerprint: Fingerprint | None, create: bool) -> KeptStore:
            return open_store(self.location, fingerprint, create=create)

        return CurrentLibrary(
            self.location,
            encoder,
            open_encoder=open_encoder,
            open_store=open_it,
            tell=self.told.append,
            create=create,
        )

    def reencode(self, name: str) -> None:
        encoder = hashing(name)

        def encode(passages: tuple[Passage, ...]) -> Vectors:
            return encoder.encode_passages([passage.text for passage in passages])

        reencode(self.location, encoder.fingerprint(), encode)  # type: ignore[arg-type]


@pytest.fixture(params=["folder", "memory"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Place("memory:" if request.param == "memory" else str(tmp_path / "library"))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield Place(str(tmp_path / "library"))


def put(served: Served, folder: Path, name: str, *texts: str) -> None:
    document = prepared(folder, name, texts)
    served.store.put(document, served.encoder.encode_passages(list(texts)))


def test_a_library_begins_with_the_encoder_for_its_first_document(anywhere: Place) -> None:
    with anywhere.open() as library:
        assert library.now.encoder.name == ENGLISH
        served = library.begin_with(GERMAN)
        assert served is library.now
        assert served.encoder.name == MULTILINGUAL
        assert served.store.fingerprint == hashing(MULTILINGUAL).fingerprint()


@pytest.mark.parametrize("text", [ENGLISH_TEXT, "", "12 345"])
def test_english_and_what_tells_no_language_begin_with_the_english_one(
    anywhere: Place, text: str
) -> None:
    with anywhere.open() as library:
        assert library.begin_with(text).encoder.name == ENGLISH


def test_nothing_switches_once_a_document_is_there(place: Place, tmp_path: Path) -> None:
    with place.open() as library:
        put(library.begin_with(ENGLISH_TEXT), tmp_path, "a.txt", ENGLISH_TEXT)
        assert library.begin_with(GERMAN).encoder.name == ENGLISH
    with place.open() as library:
        assert library.begin_with(GERMAN).encoder.name == ENGLISH


def test_the_first_document_decides_and_no_later_one(place: Place) -> None:
    with place.open() as library:
        library.begin_with(ENGLISH_TEXT)  # under way, and not stored yet
        assert library.begin_with(GERMAN).encoder.name == ENGLISH


def test_who_names_an_encoder_has_that_one(place: Place) -> None:
    with place.open(MULTILINGUAL) as library:
        assert library.begin_with(ENGLISH_TEXT).encoder.name == MULTILINGUAL
    with place.open() as library:  # and the library remembers
        assert library.now.encoder.name == MULTILINGUAL
    with pytest.raises(FingerprintMismatch, match="footnote reencode"):
        place.open(ENGLISH)


def test_without_the_package_the_library_is_english_and_says_why(place: Place) -> None:
    place.missing.add(MULTILINGUAL)
    with place.open() as library:
        assert library.begin_with(GERMAN).encoder.name == ENGLISH
    assert len(place.told) == 1
    assert f"begins with {ENGLISH}" in place.told[0]


def test_a_library_whose_encoder_cant_be_had_names_the_ways_out(place: Place) -> None:
    place.open(MULTILINGUAL).close()
    place.missing.add(MULTILINGUAL)
    with pytest.raises(ModelUnavailable, match=r"--encoder, .*`footnote reencode`"):
        place.open()


def test_a_library_that_is_missing_is_only_made_where_that_is_wanted(place: Place) -> None:
    with pytest.raises(StoreMissing):
        place.open(create=False)


def test_questions_are_answered_through_a_reencoding_by_another_process(
    place: Place, tmp_path: Path
) -> None:
    texts = [f"river number {number}" for number in range(40)]
    with place.open() as library:
        put(library.now, tmp_path, "a.txt", *texts)

        def first_for(text: str) -> str:
            def search(served: Served) -> str:
                hits = served.store.search(served.encoder.encode_question(text), 1)
                assert hits[0].similarity == pytest.approx(1.0, abs=1e-4)
                return hits[0].passage.text

            return library.using(search)

        assert first_for("river number 7") == "river number 7"
        for name in (MULTILINGUAL, ENGLISH, MULTILINGUAL):
            place.reencode(name)
            assert first_for("river number 7") == "river number 7"
            assert library.now.encoder.name == name


def test_many_who_ask_meanwhile_all_get_right_answers(place: Place, tmp_path: Path) -> None:
    texts = [f"river number {number}" for number in range(30)]
    wrong: list[str] = []
    stop = threading.Event()
    with place.open() as library:
        put(library.now, tmp_path, "a.txt", *texts)

        def ask() -> None:
            number = 0
            while not stop.is_set():
                text = texts[number := (number + 7) % 30]
                hits = library.using(
                    lambda one, text=text: one.store.search(one.encoder.encode_question(text), 1)
                )
                if hits[0].passage.text != text or hits[0].similarity < 0.999:
                    wrong.append(text)

        askers = [threading.Thread(target=ask) for _ in range(3)]
        for asker in askers:
            asker.start()
        for name in (MULTILINGUAL, ENGLISH) * 2:
            place.reencode(name)
        stop.set()
        for asker in askers:
            asker.join()
    assert wrong == []


def test_the_language_names_the_encoder() -> None:
    assert encoder_for("en") == encoder_for("") == ENGLISH
    assert encoder_for("de") == encoder_for("zh") == MULTILINGUAL
