"""Documents are found by name, and listed in the order that is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.listing import Listing, Order, Wanted
from storage.records import Document
from tests.storage.samples import READING

ONE = Document(
    document_id="0" * 64, name="", names=(), kind="text", title="", size_bytes=1, page_count=1,
    pages_without_text=(), passage_count=2, added_at=0.0, reading=READING,
)  # fmt: skip


def listing(**added: float) -> Listing:
    """Documents of these names, "_" for "/" in them, added at those times."""
    documents = [
        replace(ONE, document_id=f"{at:064}", name=name.replace("_", "/"), added_at=time)
        for at, (name, time) in enumerate(added.items())
    ]
    return Listing(sorted(documents, key=lambda one: one.name))


def names(found: Listing, wanted: Wanted) -> list[str]:
    return [one.name for one in found.found(wanted)]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("name", ["a", "b/c", "b/d/e", "b/f"]),
        ("added", ["b/f", "a", "b/d/e", "b/c"]),
        ("folder", ["a", "b/c", "b/f", "b/d/e"]),
    ],
)
def test_they_come_in_order(order: Order, expected: list[str]) -> None:
    assert names(listing(b_c=1, a=3, b_f=4, b_d_e=2), Wanted(order=order)) == expected


@pytest.mark.parametrize("find", ["STRASSE", " straße", "strasse "])
def test_names_are_found_in_any_case(find: str) -> None:
    assert names(listing(Hauptstraße=1, Gasse=2), Wanted(find=find)) == ["Hauptstraße"]


def test_a_collection_is_listed_alone() -> None:
    inside = replace(ONE, document_id="1" * 64, name="a", collections=("work",))
    found = Listing([inside, replace(ONE, name="b")])
    assert names(found, Wanted(collection="work")) == ["a"]
    assert names(found, Wanted(collection="wor")) == []
    assert names(found, Wanted(collection="work", find="b")) == []


def test_passages_are_counted() -> None:
    assert listing(a=1, b=2).passages == 4
