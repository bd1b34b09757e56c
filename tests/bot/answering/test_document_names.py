"""A question that says which document it asks is asked of that one, and no other question is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.document_names import documents_asked
from bot.assistant import AnswerOptions, Assistant
from storage.numpy_store import NumpyStore
from tests.fakes import OverlapReranker
from tests.storage.samples import ENCODER, FINGERPRINT, put

NAMES = (
    "hr.md",
    "Lease.pdf",
    "papers/Employee Handbook 2024.docx",
    "Mietvertrag Berlin.pdf",
    "员工手册.pdf",
    "2022.txt",
    "Kündigung.txt",
    "budget_final.xlsx",
    "휴가규정.pdf",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[NumpyStore]:
    store = NumpyStore(FINGERPRINT)
    for name in NAMES:
        put(store, tmp_path, name, [f"{name} says something of holidays and of pets."])
    yield store
    store.close()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What does hr.md say about holidays?", ["hr.md"]),
        ("holidays in HR.MD", ["hr.md"]),
        ("What does the lease say about pets?", ["Lease.pdf"]),
        ("Are pets allowed in the lease?", ["Lease.pdf"]),
        ("According to my lease, who pays for repairs?", ["Lease.pdf"]),
        (
            "What does the employee handbook 2024 require?",
            ["papers/Employee Handbook 2024.docx"],
        ),
        ("Is there a limit in budget_final.xlsx?", ["budget_final.xlsx"]),
        ("Is there a limit in file budget final", ["budget_final.xlsx"]),
        ("What is written in the budget-final?", ["budget_final.xlsx"]),
        ("Was steht im Mietvertrag Berlin über Haustiere?", ["Mietvertrag Berlin.pdf"]),
        ("Welche Frist gilt laut Kündigung?", ["Kündigung.txt"]),
        ("Welche Frist gilt laut Ku\u0308ndigung?", ["Kündigung.txt"]),
        ("员工手册里怎么说假期?", ["员工手册.pdf"]),
        ("根据《员工手册》，假期有几天？", ["员工手册.pdf"]),
        ("휴가규정.pdf에서 휴가는 며칠인가요?", ["휴가규정.pdf"]),
        ("How long does a lease run?", []),
        ("What were net sales in 2022?", []),
        ("Which employees have a handbook?", []),
        ("When is the budget final?", []),
        ("How are Node.js and hr connected?", []),
        ("", []),
        ("What does hr.md say? " + "word " * 96, []),
        ("What does hr.md say? " + "word " * 95, ["hr.md"]),
        ("does the " * 100_000, []),
        ("a" * 1_000_000, []),
    ],
)
def test_a_question_says_which_document_it_asks(
    store: NumpyStore, question: str, names: list[str]
) -> None:
    found = documents_asked(question, store, None, None)
    assert [one.name for one in found] == names


def test_only_documents_that_are_searched_can_be_asked(store: NumpyStore) -> None:
    ids = {one.name: one.document_id for one in store.documents()}
    others = frozenset(ids.values()) - {ids["hr.md"]}
    assert documents_asked("What does hr.md say?", store, others, None) == ()
    assert documents_asked("What does hr.md say?", store, None, frozenset({"Home"})) == ()


def test_a_name_from_inside_a_document_is_not_told_to_who_may_read_a_part(
    store: NumpyStore,
) -> None:
    inside = next(one for one in store.documents() if one.name == "hr.md")
    mail = next(one for one in store.documents() if one.name == "Lease.pdf")
    store.link("secret.txt in Lease.pdf", inside.document_id, container=mail.document_id)
    store.collect([inside.document_id], into=["Home"])
    question = "What does secret.txt in Lease.pdf say?"
    assert documents_asked(question, store, None, None)
    assert documents_asked(question, store, None, frozenset({"Home"})) == ()


def test_a_name_that_many_documents_have_names_none(store: NumpyStore, tmp_path: Path) -> None:
    for folder in "abcd":
        put(store, tmp_path, f"{folder}/minutes.md", [f"The minutes of {folder}."])
    assert documents_asked("What does minutes.md say?", store, None, None) == ()


def test_as_typed_asks_all_documents_again(store: NumpyStore) -> None:
    assistant = Assistant(
        store=store, encoder=ENCODER, reranker=OverlapReranker(), options=AnswerOptions()
    )
    question = "What does hr.md say about holidays?"
    reply = assistant.ask(question)
    assert [one.name for one in reply.asked_of] == ["hr.md"]
    assert {one.passage.document for one in reply.candidates} == {"hr.md"}
    typed = assistant.ask(question, as_typed=True)
    assert typed.asked_of == ()
    assert len({one.passage.document for one in typed.candidates}) == len(NAMES)
