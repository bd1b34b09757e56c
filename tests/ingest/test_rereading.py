"""Documents that an earlier version read, read again by this one."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.adding.queue import IngestionQueue
from ingest.confined.reader import FileReader
from ingest.formats.table import FORMATS
from ingest.options import IngestOptions
from ingest.pipeline import Ingestor
from ingest.records import SourceFile
from storage.opening import open_store
from tests.fakes import HashingEncoder
from tests.ingest.fakes import DictLibrary

TEXT = "Net sales rose by 8%. " * 60


@pytest.fixture
def library(reader: FileReader, tmp_path: Path) -> DictLibrary:
    """Two documents, as passages of 64 tokens made them."""
    library = DictLibrary()
    ingestor = Ingestor(
        library,
        HashingEncoder(),
        reader,
        options=IngestOptions(passage_tokens=64, overlap_tokens=16),
    )
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"{name} {TEXT}")
        assert ingestor.ingest(SourceFile(tmp_path / name, name)).state == "ready"
    return library


@pytest.fixture
def ingestor(library: DictLibrary, reader: FileReader) -> Ingestor:
    return Ingestor(library, HashingEncoder(), reader)


def test_what_was_split_or_read_otherwise_is_known_and_gains(
    library: DictLibrary, ingestor: Ingestor
) -> None:
    version = FORMATS["text"].version
    outdated = ingestor.outdated(library.documents())
    assert [document.name for document in outdated] == ["a.txt", "b.txt"]
    assert outdated[0].reading == f"text {version}, splitting 1, 64 tokens"
    many = len(library.prepared[outdated[0].document_id].passages)
    report = ingestor.ingest(ingestor.original_of(outdated[0]))
    assert (report.state, report.name) == ("ready", "a.txt")
    now = library.document(outdated[0].document_id)
    assert (now.reading, now.names) == (f"text {version}, splitting 1, 182 tokens", ("a.txt",))
    assert now.passage_count < many
    # What is done isn't done again: a break costs nothing.
    assert [document.name for document in ingestor.outdated(library.documents())] == ["b.txt"]


def test_a_file_that_is_added_again_is_no_reason_to_read_it_again(
    library: DictLibrary, ingestor: Ingestor, tmp_path: Path
) -> None:
    report = ingestor.ingest(SourceFile(tmp_path / "a.txt", "a.txt"))
    assert report.state == "unchanged"
    assert len(ingestor.outdated(library.documents())) == 2


def test_an_original_that_cannot_be_read_leaves_the_document_as_it_was(
    library: DictLibrary, ingestor: Ingestor, tmp_path: Path
) -> None:
    before = dict(library.prepared)
    (first, second) = library.documents()
    library.prepared[first.document_id].original.write_bytes(b"other bytes")
    report = ingestor.ingest(ingestor.original_of(first))
    assert (report.state, report.reason) == (
        "failed", "its stored original is damaged; add the file itself again",
    )  # fmt: skip
    library.prepared[second.document_id] = replace(
        library.prepared[second.document_id], original=tmp_path / "gone.txt"
    )
    assert ingestor.ingest(ingestor.original_of(second)).state == "failed"
    assert library.prepared[first.document_id] == before[first.document_id]
    assert len(library.documents()) == 2


def test_a_document_that_is_removed_meanwhile_stays_removed(
    library: DictLibrary, ingestor: Ingestor
) -> None:
    document = library.documents()[0]
    outcome = ingestor.read(ingestor.original_of(document))
    del library.prepared[document.document_id]
    assert ingestor.add(outcome).state == "failed"
    assert len(library.documents()) == 1


def test_the_queue_reads_again_and_the_library_answers_from_the_new_passages(
    reader: FileReader, tmp_path: Path
) -> None:
    encoder = HashingEncoder()
    location = str(tmp_path / "library")
    with closing(open_store(location, encoder.fingerprint(), create=True)) as store:
        early = Ingestor(
            store, encoder, reader, options=IngestOptions(passage_tokens=64, overlap_tokens=16)
        )
        (tmp_path / "a.txt").write_text(TEXT)
        assert early.ingest(SourceFile(tmp_path / "a.txt", "a.txt")).state == "ready"
    # A library remembers what made its passages, and opens whatever that was.
    with closing(open_store(location, encoder.fingerprint(), create=False)) as store:
        many = store.passage_count()
        queue = IngestionQueue(lambda: Ingestor(store, encoder, reader))
        try:
            (outdated,) = queue.outdated(store.documents())
            (job_id,) = queue.read_again([outdated])
            deadline = time.monotonic() + 60
            while (job := queue.progress()[0]).stage != "done":
                assert time.monotonic() < deadline
                time.sleep(0.01)
            assert (job.job_id, job.name) == (job_id, "a.txt")
            assert job.report is not None and job.report.state == "ready"
            assert queue.outdated(store.documents()) == ()
        finally:
            queue.close()
        assert store.passage_count() < many
        hits = store.search(encoder.encode_question("net sales"), 12)
        assert len(hits) == store.passage_count()
        assert store.verify() == ()
        (document,) = store.documents()
        assert (document.name, document.added_at) == ("a.txt", outdated.added_at)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_reading_again_that_is_killed_goes_on_where_it_was(
    reader: FileReader, tmp_path: Path
) -> None:
    encoder = HashingEncoder()
    location = str(tmp_path / "library")
    names = [f"{number}.txt" for number in range(40)]
    with closing(open_store(location, encoder.fingerprint(), create=True)) as store:
        early = Ingestor(
            store, encoder, reader, options=IngestOptions(passage_tokens=64, overlap_tokens=16)
        )
        for name in names:
            (tmp_path / name).write_text(f"{name} {TEXT}")
            assert early.ingest(SourceFile(tmp_path / name, name)).state == "ready"
    done: set[str] = set()
    for reports in (3, 5, 1):
        done |= killed_after(reports, location)
        with closing(open_store(location, encoder.fingerprint(), create=False)) as store:
            held = store.documents()
            left = {one.name for one in Ingestor(store, encoder, reader).outdated(held)}
            # What was said to be done is done, nothing is half or gone, and something is left.
            assert left and not left & done
            assert {document.name for document in held} == set(names)
            assert store.verify() == ()
    with reading_again(location) as process:
        last = {line.split()[0] for line in process.stdout or ()}
    assert left == last
    with closing(open_store(location, encoder.fingerprint(), create=False)) as store:
        assert Ingestor(store, encoder, reader).outdated(store.documents()) == ()
        assert len(store.documents()) == len(names)
        assert store.verify() == ()


def killed_after(reports: int, location: str) -> set[str]:
    """The names that a reading said were done before it was killed, which was in their midst."""
    with reading_again(location) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(reports)]
        process.kill()
        said += process.stdout.readlines()
    lines = [line.split() for line in said if line.endswith("\n")]
    assert all(state == "ready" for _, state in lines)
    return {name for name, _ in lines}


def reading_again(location: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.ingest.rereading_worker", location]
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
