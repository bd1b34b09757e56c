"""Fills the disk under a library and checks what must still work; run on a small file system."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from storage.errors import StoreFull
from storage.local.engine import LocalStore
from storage.opening import open_store
from storage.options import StoreOptions
from tests.storage.samples import FINGERPRINT, by_name, put, texts_found

OPTIONS = StoreOptions(reserve_bytes=2 * 1024 * 1024)


def opened(folder: Path) -> LocalStore:
    return open_store(str(folder), FINGERPRINT, create=True, options=OPTIONS)


def texts(name: str) -> list[str]:
    return [f"{name} part {part} " + "filler " * 40 for part in range(40)]


def fill(store: LocalStore, scratch: Path) -> list[str]:
    """Add documents until the disk is full; returns the names that were acknowledged."""
    names: list[str] = []
    while True:
        name = f"document {len(names)}"
        try:
            put(store, scratch, name, texts(name))
        except StoreFull as error:
            assert "disk is full" in str(error), error
            return names
        names.append(name)


def stuff(folder: Path) -> Path:
    """Take the last byte of the disk."""
    path = folder.parent / "stuffing"
    with path.open("wb", buffering=0) as stream:
        for size in (65_536, 4_096, 512):
            try:
                while True:
                    stream.write(b"x" * size)
            except OSError:
                continue
    return path


def check(store: LocalStore, names: list[str]) -> None:
    assert list(store.verify()) == []
    assert sorted(by_name(store)) == sorted(names)
    for name in names[::5]:
        assert texts_found(store, texts(name)[3], 1)


def main() -> None:
    folder = Path(sys.argv[1]) / "library"
    with tempfile.TemporaryDirectory() as outside:
        scratch = Path(outside)
        store = opened(folder)
        names = fill(store, scratch)
        assert len(names) > 3
        stuffing = stuff(folder)
        check(store, names)
        store.close()
        store = opened(folder)
        check(store, names)
        for _ in range(2):
            gone = names.pop(1)
            store.remove(by_name(store)[gone].document_id)
            check(store, names)
            stuffing = stuff(folder)
        stuffing.unlink()
        put(store, scratch, "later", texts("later"))
        check(store, [*names, "later"])
        assert (folder / "reserve").stat().st_size == OPTIONS.reserve_bytes
        store.close()
    print("acknowledged", len(names))


if __name__ == "__main__":
    main()
