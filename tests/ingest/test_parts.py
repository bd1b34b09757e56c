"""Files inside files: each is a document of its own, found under both names."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ingest.errors import ReadingCancelled, UnreadableFile
from ingest.formats.records import Part, ReadDocument
from ingest.formats.table import Recognised
from ingest.parts import DEPTH_AT_MOST, PARTS_AT_MOST
from ingest.pipeline import Ingestor
from ingest.records import SourceFile
from storage.file_reports import FileReport
from storage.files.digest import sha256_of
from storage.local.opening import open_local_store
from storage.records import DocumentKind, Naming, Page
from storage.store import KeptStore
from tests.fakes import HashingEncoder
from tests.storage.conftest import SMALL


@dataclass
class PartsReader:
    """Reads a text file, whose lines "attach NAME: BASE64" are files inside it."""

    names: list[str] = field(default_factory=list)

    def recognise(self, path: Path, *, name: str, is_cancelled: Callable[[], bool]) -> Recognised:
        self.names.append(name)
        return Recognised("text", path.stat().st_size, sha256_of(path))

    def read(
        self,
        path: Path,
        kind: DocumentKind,
        *,
        on_page: Callable[[int, int], None],
        on_picture: Callable[[int, int], None],
        is_cancelled: Callable[[], bool],
    ) -> ReadDocument:
        if is_cancelled():
            raise ReadingCancelled("stopped")
        text, parts = "", []
        for line in path.read_text().splitlines():
            if line.startswith("attach "):
                name, _, content = line.removeprefix("attach ").partition(": ")
                parts.append(Part(name, base64.b64decode(content)))
            else:
                text += line + "\n"
        if "broken" in text:
            raise UnreadableFile("it is broken")
        return ReadDocument(kind, "", (Page(1, text, ()),), (), parts=tuple(parts))


def attached(name: str, content: str) -> str:
    """The line that puts a file into a file."""
    return f"attach {name}: {base64.b64encode(content.encode()).decode()}"


@pytest.fixture
def store(tmp_path: Path) -> KeptStore:
    encoder = HashingEncoder()
    return open_local_store(
        str(tmp_path / "library"), encoder.fingerprint(), create=True, options=SMALL
    )


def added(store: KeptStore, folder: Path, name: str, content: str) -> FileReport:
    path = folder / name
    path.write_text(content)
    ingestor = Ingestor(store, HashingEncoder(), PartsReader())
    return ingestor.ingest(SourceFile(path, name))


def names_in(store: KeptStore) -> list[str]:
    return [document.name for document in store.documents()]


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary ones are made."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def test_a_file_inside_a_file_is_a_document_of_its_own(store: KeptStore, tmp_path: Path) -> None:
    report = added(
        store, tmp_path, "m.eml", "See attached.\n" + attached("a.txt", "Copper violin.")
    )
    assert (report.state, report.passages) == ("ready", 1)
    assert report.notes == ("a.txt is inside it, listed as a.txt in m.eml",)
    part, mail = store.documents()
    assert (part.name, mail.name) == ("a.txt in m.eml", "m.eml")
    assert part.namings == (Naming("a.txt in m.eml", mail.document_id),)
    assert mail.parts == (part.document_id,)
    assert mail.notes == report.notes
    assert store.passages(part.document_id)[0][0].text == "Copper violin."
    assert store.original(part.document_id).read_bytes() == b"Copper violin."


def test_two_parts_of_one_name_are_told_apart(store: KeptStore, tmp_path: Path) -> None:
    added(
        store,
        tmp_path,
        "m.eml",
        "\n".join(["Hi.", attached("a.txt", "One."), attached("a.txt", "Two.")]),
    )
    assert names_in(store) == ["a (2).txt in m.eml", "a.txt in m.eml", "m.eml"]


def test_a_part_that_cannot_be_read_is_named_with_the_reason(
    store: KeptStore, tmp_path: Path
) -> None:
    report = added(store, tmp_path, "m.eml", "Hi.\n" + attached("a.txt", "broken"))
    assert report.state == "ready"
    assert report.notes == ("a.txt is inside it and couldn't be added: it is broken",)
    assert names_in(store) == ["m.eml"]


def test_a_file_without_text_is_stored_for_what_is_inside_it(
    store: KeptStore, tmp_path: Path
) -> None:
    report = added(store, tmp_path, "m.eml", attached("a.txt", "Copper violin."))
    assert (report.state, report.passages) == ("partly ready", 0)
    assert names_in(store) == ["a.txt in m.eml", "m.eml"]


def test_a_file_without_text_fails_where_nothing_came_of_what_is_inside_it(
    store: KeptStore, tmp_path: Path, scratch: Path
) -> None:
    report = added(store, tmp_path, "m.eml", attached("a.txt", "broken"))
    assert report.state == "failed"
    assert report.reason.endswith("; a.txt in m.eml: it is broken")
    assert names_in(store) == []
    assert list(scratch.iterdir()) == []


def test_parts_of_parts_are_read_to_a_depth_and_then_named(
    store: KeptStore, tmp_path: Path
) -> None:
    content = "The deepest."
    for name in ("d.txt", "c.txt", "b.txt", "a.txt"):
        content = f"Around {name}.\n{attached(name, content)}"
    assert added(store, tmp_path, "m.eml", content).state == "ready"
    assert DEPTH_AT_MOST == 3
    assert names_in(store) == ["a.txt in m.eml", "b.txt in a.txt in m.eml", "m.eml"]
    inner = next(one for one in store.documents() if one.name.startswith("b.txt"))
    assert inner.notes == ("c.txt is inside it and wasn't read",)


def test_more_parts_than_are_read_are_named(store: KeptStore, tmp_path: Path) -> None:
    lines = [attached(f"{number}.txt", f"Text {number}.") for number in range(PARTS_AT_MOST + 1)]
    report = added(store, tmp_path, "m.eml", "\n".join(["Hi.", *lines]))
    assert f"{PARTS_AT_MOST}.txt is inside it and wasn't read" in report.notes
    assert len(store.documents()) == PARTS_AT_MOST + 1


def test_removing_the_file_removes_what_was_inside_it(store: KeptStore, tmp_path: Path) -> None:
    report = added(store, tmp_path, "m.eml", "Hi.\n" + attached("a.txt", "Copper violin."))
    store.remove(report.document_id)
    assert store.documents() == ()


def test_a_part_is_read_again_under_its_own_name(store: KeptStore, tmp_path: Path) -> None:
    added(store, tmp_path, "m.eml", "Hi.\n" + attached("a.csv", "Copper violin."))
    reader = PartsReader()
    ingestor = Ingestor(store, HashingEncoder(), reader)
    part = store.documents()[0]
    report = ingestor.ingest(ingestor.original_of(part))
    assert (report.state, reader.names) == ("ready", ["a.csv"])
    assert store.documents()[0].namings == part.namings


def test_nothing_is_left_behind_of_the_parts(
    store: KeptStore, tmp_path: Path, scratch: Path
) -> None:
    added(store, tmp_path, "m.eml", "Hi.\n" + attached("a.txt", "Copper violin."))
    assert list(scratch.iterdir()) == []
