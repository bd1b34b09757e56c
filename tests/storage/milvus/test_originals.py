"""Originals in a folder and in a bucket."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.errors import StoreDamaged, StoreError
from storage.milvus.originals import SharedOriginals, open_originals

CONTENT = b"the bytes of a file"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(params=["folder", "file URL", "bucket"])
def originals(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SharedOriginals]:
    urls = {
        "folder": str(tmp_path / "originals"),
        "file URL": (tmp_path / "originals").as_uri(),
        "bucket": f"memory://{tmp_path.name}/originals",
    }
    opened = open_originals(urls[request.param])
    yield opened
    opened.close()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(CONTENT)
    return path


def test_what_is_kept_is_given_back(originals: SharedOriginals, source: Path) -> None:
    assert not originals.holds(DIGEST, "text")
    with pytest.raises(StoreDamaged, match="missing"):
        originals.path(DIGEST, "text")
    originals.keep(DIGEST, "text", source)
    originals.keep(DIGEST, "text", source)  # another server may be as fast
    assert originals.holds(DIGEST, "text")
    path = originals.path(DIGEST, "text")
    assert (path.read_bytes(), path.suffix) == (CONTENT, ".txt")
    assert originals.path(DIGEST, "text") == path


def test_what_is_dropped_is_gone(originals: SharedOriginals, source: Path) -> None:
    originals.keep(DIGEST, "pdf", source)
    originals.path(DIGEST, "pdf")
    originals.drop(DIGEST, "pdf")
    originals.drop(DIGEST, "pdf")
    assert not originals.holds(DIGEST, "pdf")
    with pytest.raises(StoreDamaged, match="missing"):
        originals.path(DIGEST, "pdf")


def test_a_file_that_changed_is_not_kept(originals: SharedOriginals, source: Path) -> None:
    source.write_bytes(b"something else")
    with pytest.raises(StoreError, match="changed while it was being added"):
        originals.keep(DIGEST, "text", source)
    assert not originals.holds(DIGEST, "text")


def test_a_bucket_that_gives_back_other_bytes_is_noticed(source: Path, tmp_path: Path) -> None:
    import fsspec  # noqa: PLC0415 - to write past the store

    url = f"memory://{tmp_path.name}/damaged"
    originals = open_originals(url)
    originals.keep(DIGEST, "text", source)
    with fsspec.open(f"{url}/{DIGEST}.txt", "wb") as stream:
        stream.write(b"other bytes")
    with pytest.raises(StoreDamaged, match="doesn't hold what was written"):
        originals.path(DIGEST, "text")
    originals.close()


def test_a_place_that_no_package_reaches_is_said() -> None:
    with pytest.raises(StoreError, match="originals can't be kept at nowhere://bucket"):
        open_originals("nowhere://bucket/originals")
