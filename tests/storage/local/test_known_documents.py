"""Documents that are known in memory are those in the database, whatever was done to these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from storage.local import catalogue, known_documents
from storage.local.engine import LocalStore
from storage.local.opening import open_local_store
from storage.records import Document
from tests.storage.conftest import SMALL
from tests.storage.samples import FINGERPRINT, prepared, put, read_anew, vectors_of


def in_the_database(store: LocalStore) -> tuple[Document, ...]:
    with store.database.reading() as session:
        return catalogue.list_documents(session)


def add_mail(store: LocalStore, folder: Path) -> str:
    mail = prepared(folder, "mail.eml", ["see what is attached"])
    part = replace(
        prepared(folder, "plan.txt in mail.eml", ["the plan"]), container=mail.document_id
    )
    store.put(part, vectors_of(part))
    store.put(mail, vectors_of(mail))
    return part.document_id


def test_they_follow_every_change(local: LocalStore, tmp_path: Path) -> None:
    first = put(local, tmp_path, "m.txt", ["one"])
    assert [one.name for one in local.documents()] == ["m.txt"]
    second = put(local, tmp_path, "a.txt", ["two"])
    third = put(local, tmp_path, "z.txt", ["three"])
    anew = read_anew(tmp_path, prepared(tmp_path, "a.txt", ["two"]), ["two", "and more"])
    part = ""

    def attach() -> None:
        nonlocal part
        part = add_mail(local, tmp_path)

    changes: list[Callable[[], object]] = [
        lambda: local.link("b.txt", first),
        lambda: local.replace(anew, vectors_of(anew)),
        lambda: local.collect([second, first], into=["work"]),
        attach,
        lambda: local.link("plan.txt", part),
        lambda: local.collect([second], out_of=["work"]),
        lambda: local.unlink("m.txt"),
        lambda: put(local, tmp_path, "z.txt", ["three of another time"]),
        lambda: local.remove(part),
        lambda: put(local, tmp_path, "b.txt", ["takes the name, and the collection"]),
        lambda: local.link("again.txt", second, folder="/desk"),
        lambda: local.link("again.txt", second, folder="/other desk"),
        attach,
        lambda: local.link("plan.txt", part),
        lambda: local.unlink("mail.eml"),
    ]
    seen = [local.documents()]
    for change in changes:
        change()
        seen.append(local.documents())
        assert seen[-1] == in_the_database(local)
        assert seen[-1] != seen[-2]
    assert third not in {one.document_id for one in seen[-1]}


def test_the_same_are_given_as_long_as_nothing_changes(local: LocalStore, tmp_path: Path) -> None:
    put(local, tmp_path, "a.txt", ["one"])
    documents = local.documents()
    assert local.documents() is documents


def test_only_what_changed_is_read_again(local: LocalStore, tmp_path: Path) -> None:
    for number in range(3):
        put(local, tmp_path, f"{number}.txt", [f"text {number}"])
    before = local.documents()
    put(local, tmp_path, "9.txt", ["text 9"])
    after = local.documents()
    assert all(one is other for one, other in zip(before, after, strict=False))
    assert after[-1].name == "9.txt"


def test_another_process_is_heard_of(local: LocalStore, tmp_path: Path) -> None:
    other = open_local_store(str(tmp_path / "library"), FINGERPRINT, create=False, options=SMALL)
    assert local.documents() == ()
    put(other, tmp_path, "a.txt", ["one"])
    assert [one.name for one in local.documents()] == ["a.txt"]
    other.remove(local.documents()[0].document_id)
    assert local.documents() == ()
    other.close()


def test_very_many_changes_are_read_at_once(local: LocalStore, tmp_path: Path) -> None:
    put(local, tmp_path, "first.txt", ["one"])
    local.documents()
    for number in range(known_documents.MOST_READ_ANEW + 1):
        document = prepared(tmp_path, f"{number:04}.txt", [f"{number}"])
        local.put(document, vectors_of(document))
    assert local.documents() == in_the_database(local)
