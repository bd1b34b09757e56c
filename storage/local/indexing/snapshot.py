"""The indexes on disk: derived from the database, checksummed, replaced whole, safe to delete.

Each file is named by its content's digest, and the manifest names the files: replacing the
manifest is what replaces the snapshot, at any moment of a crash.
"""

from __future__ import annotations

import hashlib
import io
import json
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from storage.files.durable import Step, write_whole
from storage.files.locks import process_lock
from storage.index.postings import Postings
from storage.index.rows import Ids
from storage.index.vector_index import IndexShape, VectorIndex, deserialize
from storage.index.word_index import WordIndex
from storage.local.moments import ChangePosition
from storage.options import IndexKind
from storage.text.words import TERMS_VERSION

MANIFEST_FILE = "manifest.json"

LOCK_FILE = "lock"

_FORMAT = 1
_LOCK_SECONDS = 10.0


class SnapshotUnusable(Exception):
    """The snapshot can't be used, and why; the index is then built from the database."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds. ``terms_version`` is that of the words' terms.

    ``recall`` is the recall@12 against the exact answer, measured over ``measured_rows`` rows.
    """

    format: int
    terms_version: int
    vectors_id: str
    kind: IndexKind
    metric: str
    dimension: int
    width: int
    rows: int
    sequence: int
    stamp: int
    recall: float
    measured_rows: int
    index_sha256: str
    rows_sha256: str
    words_sha256: str

    @property
    def index_file(self) -> str:
        """The name of the file with the vectors."""
        return f"index-{self.index_sha256[:16]}.faiss"

    @property
    def rows_file(self) -> str:
        """The name of the file with each row's passage id."""
        return f"rows-{self.rows_sha256[:16]}.npy"

    @property
    def words_file(self) -> str:
        """The name of the file with the postings of words, several arrays one after another."""
        return f"words-{self.words_sha256[:16]}.npy"

    @property
    def shape(self) -> IndexShape:
        """The shape of the index in the snapshot."""
        return IndexShape(self.kind, self.dimension, self.width)

    @property
    def position(self) -> ChangePosition:
        """The last change that the snapshot knows of."""
        return ChangePosition(self.sequence, self.stamp)


@dataclass(frozen=True, slots=True)
class Content:
    """An index as bytes, taken under its lock, to be written when nobody waits."""

    shape: IndexShape
    index: bytes
    rows: bytes
    words: bytes
    row_count: int
    position: ChangePosition
    vectors_id: str
    recall: float
    measured_rows: int


def take_content(
    index: VectorIndex,
    words: WordIndex,
    *,
    position: ChangePosition,
    vectors_id: str,
    recall: float,
    measured_rows: int,
) -> Content:
    """Both indexes, which have the same rows, as bytes; they must not change meanwhile."""
    rows, arrays = io.BytesIO(), io.BytesIO()
    np.save(rows, index.rows.ids, allow_pickle=False)
    postings = words.postings()
    for array in (
        words.lengths,
        postings.digests,
        postings.starts,
        postings.rows,
        postings.counts,
    ):
        np.save(arrays, array, allow_pickle=False)
    return Content(
        shape=index.shape,
        index=index.serialize(),
        rows=rows.getvalue(),
        words=arrays.getvalue(),
        row_count=index.rows.count,
        position=position,
        vectors_id=vectors_id,
        recall=recall,
        measured_rows=measured_rows,
    )


def write_snapshot(folder: Path, content: Content, *, step: Step) -> bool:
    """Whether the snapshot in the folder was replaced; not while another process is at it."""
    with _alone(folder) as alone:
        if alone:
            _write(folder, content, step=step)
            _sweep(folder)
    return alone


def remove_snapshot(folder: Path) -> None:
    """Remove the snapshot; the indexes are built from the database next time."""
    with _alone(folder):
        (folder / MANIFEST_FILE).unlink(missing_ok=True)
        _sweep(folder)


def tidy_snapshot(folder: Path, *, vectors_id: str) -> None:
    """Remove what a crash left behind, such as a snapshot from before a re-encoding.

    Not while a process is writing.
    """
    with _alone(folder, wait_seconds=0.0) as alone:
        if alone:
            with suppress(SnapshotUnusable):
                if read_manifest(folder).vectors_id != vectors_id:
                    (folder / MANIFEST_FILE).unlink()
            _sweep(folder)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the folder's snapshot.

    Raises:
        SnapshotUnusable: there is none, or it is damaged.
    """
    path = folder / MANIFEST_FILE
    try:
        outer = json.loads(path.read_bytes())
        manifest = Manifest(**outer["manifest"])
        intact = hashlib.sha256(_canonical(manifest)).hexdigest() == outer["sha256"]
    except FileNotFoundError as error:
        raise SnapshotUnusable(f"{path} is missing") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotUnusable(f"{path} can't be read: {error}") from error
    known = manifest.format == _FORMAT and manifest.terms_version == TERMS_VERSION
    if not intact or not known:
        raise SnapshotUnusable(f"{path} doesn't hold what it should")
    return manifest


def read_snapshot(folder: Path, *, vectors_id: str) -> tuple[Manifest, VectorIndex, WordIndex]:
    """The folder's snapshot, once every checksum is right and it is of these vectors.

    Raises:
        SnapshotUnusable: it is missing, damaged, or made from other vectors.
    """
    with _alone(folder):  # so that no other process replaces one of its files meanwhile
        return _read(folder, vectors_id=vectors_id)


def _read(folder: Path, *, vectors_id: str) -> tuple[Manifest, VectorIndex, WordIndex]:
    manifest = read_manifest(folder)
    if manifest.vectors_id != vectors_id:
        raise SnapshotUnusable(f"{folder / MANIFEST_FILE} belongs to other vectors")
    index = _read_checked(folder / manifest.index_file, manifest.index_sha256)
    rows = _read_checked(folder / manifest.rows_file, manifest.rows_sha256)
    words = _read_checked(folder / manifest.words_file, manifest.words_sha256)
    try:
        ids = np.load(io.BytesIO(rows), allow_pickle=False)
        return manifest, deserialize(manifest.shape, index, ids), _decode_words(ids, words)
    except (ValueError, EOFError) as error:
        raise SnapshotUnusable(f"{folder / manifest.index_file} can't be used: {error}") from error


def _alone(folder: Path, *, wait_seconds: float = _LOCK_SECONDS) -> AbstractContextManager[bool]:
    return process_lock(folder.parent / LOCK_FILE, wait_seconds=wait_seconds)


def _write(folder: Path, content: Content, *, step: Step) -> None:
    manifest = Manifest(
        format=_FORMAT,
        terms_version=TERMS_VERSION,
        vectors_id=content.vectors_id,
        kind=content.shape.kind,
        metric="l2" if content.shape.kind == "flat-l2" else "inner product",
        dimension=content.shape.dimension,
        width=content.shape.width,
        rows=content.row_count,
        sequence=content.position.sequence,
        stamp=content.position.stamp,
        recall=content.recall,
        measured_rows=content.measured_rows,
        index_sha256=hashlib.sha256(content.index).hexdigest(),
        rows_sha256=hashlib.sha256(content.rows).hexdigest(),
        words_sha256=hashlib.sha256(content.words).hexdigest(),
    )
    folder.mkdir(exist_ok=True)
    for name, part, file in (
        ("the index", content.index, manifest.index_file),
        ("the index's rows", content.rows, manifest.rows_file),
        ("the index of words", content.words, manifest.words_file),
        ("the index's manifest", _encode(manifest), MANIFEST_FILE),
    ):
        write_whole(folder / file, part, name=name, step=step)


def _sweep(folder: Path) -> None:
    """Remove what the manifest doesn't name; a damaged manifest keeps its files for verifying."""
    try:
        manifest = read_manifest(folder)
        kept = {MANIFEST_FILE, manifest.index_file, manifest.rows_file, manifest.words_file}
    except SnapshotUnusable:
        if (folder / MANIFEST_FILE).exists():
            return
        kept = set()
    for path in folder.iterdir():
        if path.name not in kept:
            path.unlink()


def _decode_words(passage_ids: Ids, content: bytes) -> WordIndex:
    stream = io.BytesIO(content)
    lengths, *postings = (np.load(stream, allow_pickle=False) for _ in range(5))
    return WordIndex(passage_ids, lengths, [Postings(*postings)])


def _read_checked(path: Path, sha256: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SnapshotUnusable(f"{path} can't be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise SnapshotUnusable(f"{path} doesn't have the checksum in its manifest")
    return content


def _encode(manifest: Manifest) -> bytes:
    outer = {
        "manifest": asdict(manifest),
        "sha256": hashlib.sha256(_canonical(manifest)).hexdigest(),
    }
    return json.dumps(outer, indent=1).encode()


def _canonical(manifest: Manifest) -> bytes:
    return json.dumps(asdict(manifest), sort_keys=True).encode()
