"""What was removed is gone from every file, and names are only ever data."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from storage.local.engine import LocalStore
from storage.opening import open_store
from tests.storage.conftest import SMALL
from tests.storage.samples import FINGERPRINT, by_name, put, texts_found, words_found

SECRET_WORDS = ("zephyrine", "quokkamancer", "vortigaunt7731", "мандрагора", "機密書類")
SECRET = [f"{' '.join(SECRET_WORDS)} sentence n{number}n" for number in range(30)]
LONG = " ".join([*SECRET_WORDS, "filling"] * 600)
"""A text of many database pages: what doesn't fit into a row's own page is erased too."""
TITLE = "Xanthippe's private title"
NAME = "wolpertinger-secret.txt"


def files_with(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Which files under the folder hold which of the words, in any case."""
    return [
        f"{path.relative_to(folder)}: {word}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for content in [path.read_bytes().lower()]
        for word in words
        if word.lower().encode() in content or word.lower().encode("utf-16-le") in content
    ]


@pytest.mark.parametrize("how", ["remove", "replace"])
@pytest.mark.parametrize("reopened", [False, True])
def test_nothing_of_a_removed_document_stays_on_disk(
    local: LocalStore, tmp_path: Path, how: str, reopened: bool
) -> None:
    folder = tmp_path / "library"
    put(local, tmp_path, "other.txt", ["a river flows by", "stones lie in it"])
    document_id = put(local, tmp_path, NAME, [*SECRET, LONG], title=TITLE)
    for number in range(5):
        put(local, tmp_path, f"{number}.txt", [f"an ordinary text {number}"] * 5)
    local.save_snapshot()
    everything = (*SECRET_WORDS, "xanthippe", "wolpertinger", document_id)
    assert len(files_with(folder, SECRET_WORDS)) >= 2 * len(SECRET_WORDS)
    other = open_store(str(folder), FINGERPRINT, create=False, options=SMALL)
    assert len(texts_found(other, SECRET[3], 40)) == 40
    if how == "remove":
        local.remove(document_id)
    else:
        put(local, tmp_path, NAME, ["a harmless text"])
        everything = (*SECRET_WORDS, "xanthippe", document_id)
    if reopened:
        local.close()
    for store in (other,) if reopened else (local, other):
        for text in (*SECRET[:3], *SECRET_WORDS):
            assert not [
                found for found in texts_found(store, text, 100) if found in (*SECRET, LONG)
            ]
            assert words_found(store, text.replace("sentence", "")) == []
        assert list(store.verify()) == []
    assert files_with(folder, everything) == []
    assert not list((folder / "files").glob(f"{document_id}*"))
    other.close()


HOSTILE = {
    "dots": "../../etc/passwd",
    "absolute": "/etc/passwd",
    "backslashes": "..\\..\\windows\\system32",
    "nul": "a\0b.pdf",
    "newline": "line one\nline two.txt",
    "300 bytes": "x" * 300,
    "long in bytes": "ж" * 300,
    "right to left": "report\u202etxt.exe",
    "device": "CON",
    "device with ending": "nul.txt",
    "stream": "file.txt:hidden",
    "empty": "",
    "spaces": "  ",
    "not unicode": "caf\udce9.txt",
    "quotes": "'; DROP TABLE documents; --",
    "percent": "%s%n{0}",
    "NFC": unicodedata.normalize("NFC", "éclair.txt"),
    "NFD": unicodedata.normalize("NFD", "éclair.txt"),
    "emoji": "👩‍👩‍👧.pdf",
}


def test_hostile_names_are_only_data(local: LocalStore, tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    ids = {
        name: put(local, sources, name, [f"text of the file number {number}"])
        for number, name in enumerate(HOSTILE.values())
    }
    assert {name: item.document_id for name, item in by_name(local).items()} == ids
    local.close()
    library = tmp_path / "library"
    store = open_store(str(library), FINGERPRINT, create=False, options=SMALL)
    assert {name: item.document_id for name, item in by_name(store).items()} == ids
    assert {path.name for path in (library / "files").iterdir()} == {
        f"{document_id}.txt" for document_id in ids.values()
    }
    assert {path.name for path in tmp_path.iterdir()} == {"sources", "library"}
    for name, document_id in ids.items():
        store.remove(document_id)
        assert name not in by_name(store)
    assert list(store.verify()) == []
    store.close()
