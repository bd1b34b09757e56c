"""Which documents a question names, by what they are called and how they begin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.local.engine import LocalStore
from storage.local.opening import open_local_store
from storage.text.query import Query
from tests.storage.conftest import SMALL
from tests.storage.samples import FINGERPRINT, put

FILINGS = {
    "scan 1.pdf": ("AMAZON.COM, INC.", "For the quarterly period ended March 31, 2023"),
    "scan 2.pdf": ("AMAZON.COM, INC.", "For the quarterly period ended June 30, 2023"),
    "scan 3.pdf": ("MICROSOFT CORPORATION", "For the quarterly period ended March 31, 2023"),
    "scan 4.pdf": ("INTEL CORPORATION", "For the quarterly period ended March 31, 2023"),
    "hr/Handbook_of_staff.md": ("Rules for all of us", "They hold from May 2, 2022"),
    "lease_2021.pdf": ("Between the parties it is agreed", "The rent is 900"),
    "Amazonas.pdf": ("A river in Brazil", "It is long"),
}
BODY = ("Net sales rose by a tenth.", "Costs of Amazon fell in Q2 2023.", "The end.")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    folder = tmp_path_factory.mktemp("library")
    location = str(folder / "library")
    with closing(open_local_store(location, FINGERPRINT, create=True, options=SMALL)) as store:
        for name, opening in FILINGS.items():
            put(store, folder, name, [*opening, *BODY, f"Copy {name}"], title="")
        yield store


def named(store: LocalStore, question: str) -> set[str]:
    names = {document.document_id: document.name for document in store.documents()}
    query = Query.of(question)
    found = store.words.documents_named(query.names, query.called)
    return {names[document_id] for document_id in found}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What were Amazon's net sales in Q1 2023?", {"scan 1.pdf"}),
        ("How did net sales of Amazon change?", {"scan 1.pdf", "scan 2.pdf"}),
        ("Which company rose in Q2 2023?", {"scan 2.pdf"}),
        ("What does Microsoft say of the first quarter of 2023?", {"scan 3.pdf"}),
        ("Who signed the Handbook of staff?", {"hr/Handbook_of_staff.md"}),
        ("What is the rent in lease_2021.pdf?", {"lease_2021.pdf"}),
        ("what does the lease say of rent?", {"lease_2021.pdf"}),
        ("what is in our handbook?", {"hr/Handbook_of_staff.md"}),
        ("what rose in handbook_of_staff.md?", {"hr/Handbook_of_staff.md"}),
        ("what rose by a tenth?", set()),
        ("What did Siemens say?", set()),
    ],
)
def test_documents_are_named_by_name_and_by_beginning(
    store: LocalStore, question: str, expected: set[str]
) -> None:
    assert named(store, question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does lease_2021.pdf say?", {"lease_2021.pdf"}),
        ("What is in the staff's handbook of rules?", {"hr/Handbook_of_staff.md"}),
        ("Where are the AMAZONAS?", {"Amazonas.pdf"}),
        ("What does the lease say?", set()),
        ("", set()),
    ],
)
def test_a_document_is_called_by_all_words_of_its_name(
    store: LocalStore, question: str, expected: set[str]
) -> None:
    names = {document.document_id: document.name for document in store.documents()}
    found = store.words.documents_called(question)
    assert found is not None
    assert {names[document_id] for document_id in found} == expected


def test_names_are_as_the_library_has_them_now(tmp_path: Path) -> None:
    location = str(tmp_path / "library")
    with closing(open_local_store(location, FINGERPRINT, create=True, options=SMALL)) as store:
        kept = put(store, tmp_path, "bees.txt", ["Bees fly."])
        assert store.words.documents_called("bees") == {kept}
        store.link("wasps.txt", kept)
        assert store.words.documents_called("wasps") == {kept}
        store.unlink("bees.txt")
        assert store.words.documents_called("bees") == frozenset()
        store.remove(kept)
        assert store.words.documents_called("wasps") == frozenset()


def test_what_most_documents_hold_names_none(store: LocalStore) -> None:
    assert named(store, "What is in Copy of it?") == set()


def test_what_is_short_has_no_beginning(tmp_path: Path) -> None:
    location = str(tmp_path / "library")
    with closing(open_local_store(location, FINGERPRINT, create=True, options=SMALL)) as store:
        for number, company in enumerate(("AMAZON", "INTEL", "TESLA")):
            put(store, tmp_path, f"{number}.txt", [company, "sales rose"])
        assert named(store, "What were the sales of Amazon?") == set()


@pytest.mark.parametrize(("abstracts", "expected"), [(1, {"review.txt"}), (4, set())])
def test_among_many_short_documents_a_long_one_is_not_named_by_its_beginning(
    tmp_path: Path, abstracts: int, expected: set[str]
) -> None:
    location = str(tmp_path / "library")
    review = ["A review of Influenza", "Influenza spreads.", "It is mild.", "It passes."]
    with closing(open_local_store(location, FINGERPRINT, create=True, options=SMALL)) as store:
        put(store, tmp_path, "review.txt", review)
        for number in range(4):
            name = "Influenza" if number < abstracts else "Measles"
            put(store, tmp_path, f"{number}.txt", [f"Of {name}, {number}", "It spreads."])
        assert named(store, "How does Influenza spread?") == expected
