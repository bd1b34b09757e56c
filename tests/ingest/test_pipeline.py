from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from ingest.adding.finding import find_files
from ingest.adding.in_order import add_all
from ingest.confined.reader import FileReader
from ingest.errors import ReadingCancelled
from ingest.options import IngestOptions
from ingest.pipeline import Ingestor
from ingest.read_outcome import ReadOutcome
from ingest.records import SourceFile
from storage.errors import StoreDamaged, StoreFull
from storage.file_reports import FileReport, Stage
from storage.records import PreparedDocument, PutReceipt, Vectors
from tests.fakes import HashingEncoder
from tests.ingest.fakes import DictLibrary
from tests.ingest.make_pdf import PdfPage, make_pdf, page_of


@pytest.fixture
def library() -> DictLibrary:
    return DictLibrary()


@pytest.fixture
def ingestor(library: DictLibrary, reader: FileReader) -> Ingestor:
    return Ingestor(library, HashingEncoder(), reader)


def add(ingestor: Ingestor, path: Path, name: str = "") -> FileReport:
    return ingestor.ingest(SourceFile(path, name or path.name))


def test_a_pdf_is_stored_whole(ingestor: Ingestor, library: DictLibrary, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    content = make_pdf([page_of("Net sales rose by 8%."), page_of("Costs fell.")], title="Q3")
    path.write_bytes(content)
    report = add(ingestor, path)
    assert (report.state, report.reason) == ("ready", "")
    assert (report.pages, report.passages, report.pages_without_text) == (2, 2, ())
    assert report.document_id == hashlib.sha256(content).hexdigest()
    stored = library.prepared[report.document_id]
    assert (stored.name, stored.kind, stored.title) == ("report.pdf", "pdf", "Q3")
    assert (stored.size_bytes, stored.page_count) == (len(content), 2)
    assert [passage.text for passage in stored.passages] == ["Net sales rose by 8%.", "Costs fell."]
    encoder = HashingEncoder()
    expected = encoder.encode_passages([passage.text for passage in stored.passages])
    assert np.array_equal(library.vectors[report.document_id], expected)


def test_pages_without_text_make_it_partly_ready(ingestor: Ingestor, tmp_path: Path) -> None:
    path = tmp_path / "mixed.pdf"
    drawn = PdfPage(drawing=b"10 10 400 300 re S")
    path.write_bytes(make_pdf([page_of("Words."), drawn, page_of("More."), PdfPage()]))
    report = add(ingestor, path)
    assert (report.state, report.pages_without_text) == ("partly ready", (2,))


def test_a_blank_page_among_others_is_only_said(ingestor: Ingestor, tmp_path: Path) -> None:
    path = tmp_path / "with_a_blank_page.pdf"
    path.write_bytes(make_pdf([page_of("Words."), PdfPage(), page_of("More.")]))
    report = add(ingestor, path)
    assert (report.state, report.pages_without_text) == ("ready", ())
    assert report.notes == ("page 2: blank",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"PK\x03\x04" + bytes(60), "not a supported type", id="zip"),
        pytest.param(b" \r\n\t ", "neither a letter nor a digit", id="blank-text"),
        pytest.param(make_pdf([PdfPage()]), "no text on its page: blank", id="blank"),
        pytest.param(make_pdf([PdfPage()] * 3), "any of its 3 pages: blank", id="blanks"),
        pytest.param(b"%PDF-1.7 nothing", "damaged", id="damaged"),
    ],
)
def test_a_bad_file_is_a_row_and_the_next_is_taken(
    ingestor: Ingestor, library: DictLibrary, tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "bad.pdf").write_bytes(content)
    (tmp_path / "good.txt").write_text("Good words.")
    report = add(ingestor, tmp_path / "bad.pdf")
    assert report.state == "failed"
    assert reason in report.reason
    assert library.prepared == {}
    assert add(ingestor, tmp_path / "good.txt").state == "ready"


def test_what_was_left_out_is_said_of_a_file_without_other_text(
    ingestor: Ingestor, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["secret"])
    book.active.row_dimensions[1].hidden = True
    book.save(tmp_path / "a.xlsx")
    assert add(ingestor, tmp_path / "a.xlsx").reason == (
        "no text in it: neither a letter nor a digit; "
        "1 row is hidden in the sheet Sheet and wasn't read"
    )


def test_the_same_file_again_is_unchanged(ingestor: Ingestor, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Some words.")
    first, second = add(ingestor, path), add(ingestor, path)
    assert (second.state, second.reason) == ("unchanged", "")
    assert (second.document_id, second.passages, second.pages) == (first.document_id, 1, 1)


def test_the_same_content_under_another_name_is_linked(
    ingestor: Ingestor, library: DictLibrary, tmp_path: Path
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Some words.")
    reports = [ingestor.ingest(file) for file in find_files([tmp_path])]
    assert [report.state for report in reports] == ["ready", "unchanged"]
    assert reports[1].reason == "same content as a.txt"
    assert library.documents()[0].names == ("a.txt", "b.txt")


def test_a_new_version_takes_the_name(
    ingestor: Ingestor, library: DictLibrary, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Old words.")
    old = add(ingestor, path)
    path.write_text("New words.")
    new = add(ingestor, path)
    assert (new.state, new.reason) == ("ready", "replaced the earlier version")
    assert set(library.prepared) == {new.document_id} != {old.document_id}


def test_an_older_version_can_come_back(ingestor: Ingestor, tmp_path: Path) -> None:
    for name, text in (("a.txt", "One."), ("b.txt", "Two.")):
        (tmp_path / name).write_text(text)
        add(ingestor, tmp_path / name)
    (tmp_path / "a.txt").write_text("Two.")
    report = add(ingestor, tmp_path / "a.txt")
    assert report.state == "unchanged"
    assert report.reason == "same content as b.txt; replaced the earlier version"


def test_odd_places_fail_at_once(ingestor: Ingestor, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "folder.pdf").mkdir()
    for name in ("pipe.pdf", "folder.pdf", "gone.pdf", "nul\0.pdf"):
        report = add(ingestor, tmp_path / name)
        assert report.state == "failed"
        assert report.document_id == ""
        assert report.reason


def test_stages_are_told_in_order(ingestor: Ingestor, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([page_of("One."), page_of("Two.")]))
    heard: list[tuple[Stage, int, int]] = []
    ingestor.ingest(SourceFile(path, "a.pdf"), on_progress=lambda *progress: heard.append(progress))
    assert heard == [
        ("reading", 0, 0), ("reading", 1, 2), ("reading", 2, 2), ("splitting", 0, 0),
        ("encoding", 0, 2), ("encoding", 2, 2), ("saving", 0, 0),
    ]  # fmt: skip


class _Recording(HashingEncoder):
    """An encoder that notes its batches and does something in between."""

    def __init__(self, between: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        object.__setattr__(self, "batches", [])
        object.__setattr__(self, "between", between)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(len(texts))  # type: ignore[attr-defined]
        self.between()  # type: ignore[attr-defined]
        return super().encode_passages(texts)


def paragraphs(count: int) -> str:
    return "\n\n".join(
        f"Paragraph {n} " + "with many words in it " * 40 + "." for n in range(count)
    )


FOURS = IngestOptions(passage_tokens=256, batch_passages=4)
"""Each of the paragraphs below fits a passage of that size."""


def test_passages_are_encoded_in_batches(
    library: DictLibrary, reader: FileReader, tmp_path: Path
) -> None:
    encoder = _Recording()
    ingestor = Ingestor(library, encoder, reader, options=FOURS)
    (tmp_path / "a.txt").write_text(paragraphs(10))
    assert add(ingestor, tmp_path / "a.txt").passages == 10
    assert encoder.batches == [4, 4, 2]  # type: ignore[attr-defined]


def test_cancelling_stores_nothing(
    library: DictLibrary, reader: FileReader, tmp_path: Path
) -> None:
    stop: list[bool] = []
    encoder = _Recording(lambda: stop.append(True))
    ingestor = Ingestor(library, encoder, reader, options=FOURS)
    (tmp_path / "a.txt").write_text(paragraphs(10))
    with pytest.raises(ReadingCancelled):
        ingestor.ingest(SourceFile(tmp_path / "a.txt", "a.txt"), is_cancelled=lambda: bool(stop))
    assert library.prepared == {}
    assert encoder.batches == [4]  # type: ignore[attr-defined]


def test_a_file_that_changes_meanwhile_is_not_stored(
    library: DictLibrary, reader: FileReader, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Some words.")
    encoder = _Recording(lambda: path.write_text("Quite other words."))
    report = add(Ingestor(library, encoder, reader), path)
    assert report.state == "failed"
    assert "changed while it was being read" in report.reason
    assert library.prepared == {}


def test_a_file_that_vanishes_meanwhile_is_not_stored(
    library: DictLibrary, reader: FileReader, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Some words.")
    report = add(Ingestor(library, _Recording(path.unlink), reader), path)
    assert (report.state, library.prepared) == ("failed", {})


def test_files_in_one_go_are_reported_in_order_each_once_it_is_stored(
    ingestor: Ingestor, library: DictLibrary, tmp_path: Path
) -> None:
    for name, text in (("a.txt", "One."), ("b.txt", ""), ("c.txt", "One."), ("d.txt", "Two.")):
        (tmp_path / name).write_text(text)
    stored = []
    reports = []
    for report in add_all(ingestor, find_files([tmp_path])):
        reports.append((report.name, report.state, report.reason))
        stored.append(len(library.prepared))
    assert [(name, state) for name, state, _ in reports] == [
        ("a.txt", "ready"), ("b.txt", "failed"), ("c.txt", "unchanged"), ("d.txt", "ready"),
    ]  # fmt: skip
    assert reports[2][2] == "same content as a.txt"
    assert stored == [1, 1, 1, 2]


def test_the_next_file_is_read_while_one_is_encoded(
    library: DictLibrary, reader: FileReader, tmp_path: Path
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"Some words in {name}.")
    second_is_read = threading.Event()
    spans = HashingEncoder.token_spans

    class Noticing(HashingEncoder):
        def token_spans(self, text: str) -> Sequence[tuple[int, int]]:
            if "b.txt" in text:
                second_is_read.set()
            return spans(self, text)

        def encode_passages(self, texts: Sequence[str]) -> Vectors:
            assert second_is_read.wait(60)
            return super().encode_passages(texts)

    reports = add_all(Ingestor(library, Noticing(), reader), find_files([tmp_path]))
    assert [report.state for report in reports] == ["ready", "ready"]


def test_small_files_are_encoded_together_and_stored_each_with_its_own_vectors(
    library: DictLibrary, reader: FileReader, tmp_path: Path
) -> None:
    texts = {f"{number:02}.txt": f"Words of number {number}. " * 5 for number in range(20)}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    everything_is_read = threading.Event()
    asked: list[int] = []

    class Noticing(HashingEncoder):
        def token_spans(self, text: str) -> Sequence[tuple[int, int]]:
            if "number 19" in text:
                everything_is_read.set()
            return super().token_spans(text)

        def encode_passages(self, texts: Sequence[str]) -> Vectors:
            assert everything_is_read.wait(60)
            asked.append(len(texts))
            return super().encode_passages(texts)

    reports = list(add_all(Ingestor(library, Noticing(), reader), find_files([tmp_path])))
    assert [report.state for report in reports] == ["ready"] * 20
    assert sum(asked) == sum(report.passages for report in reports)
    assert len(asked) <= 3
    for document in library.prepared.values():
        expected = HashingEncoder().encode_passages([one.text for one in document.passages])
        assert np.array_equal(library.vectors[document.document_id], expected)


def test_what_cannot_be_encoded_together_is_added_file_by_file(
    library: DictLibrary, reader: FileReader, tmp_path: Path
) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"Number {number}.")

    class OneAtATime(Ingestor):
        def encode(self, outcomes: Sequence[ReadOutcome]) -> Sequence[ReadOutcome]:
            raise MemoryError(f"{len(outcomes)} at once")

    reports = add_all(OneAtATime(library, HashingEncoder(), reader), find_files([tmp_path]))
    assert [report.state for report in reports] == ["ready"] * 3


def test_what_the_list_of_files_raises_comes_after_the_files_before(
    ingestor: Ingestor, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Some words.")

    def files() -> Iterator[SourceFile]:
        yield SourceFile(tmp_path / "a.txt", "a.txt")
        raise StoreDamaged("an original is missing")

    reports = add_all(ingestor, files())
    assert next(reports).state == "ready"
    with pytest.raises(StoreDamaged):
        next(reports)


def test_giving_up_in_the_middle_stops_the_reading_ahead(
    library: DictLibrary, reader: FileReader, tmp_path: Path
) -> None:
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text(f"Number {number}.")
    reports = add_all(Ingestor(library, HashingEncoder(), reader), find_files([tmp_path]))
    assert next(reports).state == "ready"
    reports.close()
    assert len(library.prepared) == 1
    assert not [each for each in threading.enumerate() if each.name.startswith("ahead_")]


def test_reading_changes_nothing_and_what_came_or_went_meanwhile_counts(
    ingestor: Ingestor, library: DictLibrary, tmp_path: Path
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Some words.")
    first, second = SourceFile(tmp_path / "a.txt", "a.txt"), SourceFile(tmp_path / "b.txt", "b.txt")
    read_too_early = ingestor.read(second)
    assert library.prepared == {}
    assert ingestor.ingest(first).state == "ready"
    known = ingestor.read(second)
    assert ingestor.add(read_too_early).reason == "same content as a.txt"
    library.prepared.clear()
    assert ingestor.add(known).state == "ready"
    assert library.documents()[0].names == ("a.txt", "b.txt")


def test_the_seconds_of_a_report_are_those_of_work(ingestor: Ingestor, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Some words.")
    started = time.perf_counter()
    outcome = ingestor.read(SourceFile(tmp_path / "a.txt", "a.txt"))
    time.sleep(0.3)
    report = ingestor.add(outcome)
    assert 0 < report.seconds <= time.perf_counter() - started - 0.3


class _FullLibrary(DictLibrary):
    def put(self, document: PreparedDocument, vectors: Vectors) -> PutReceipt:
        raise StoreFull("the disk is full; free some space and add the file again")


def test_a_store_that_refuses_is_the_file_s_reason(reader: FileReader, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Some words.")
    report = add(Ingestor(_FullLibrary(), HashingEncoder(), reader), tmp_path / "a.txt")
    assert report.state == "failed"
    assert report.reason == "the disk is full; free some space and add the file again"


def test_a_fault_of_our_own_ends_one_file_only(
    library: DictLibrary, reader: FileReader, tmp_path: Path
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("oops")

    (tmp_path / "a.txt").write_text("Some words.")
    report = add(Ingestor(library, _Recording(fail), reader), tmp_path / "a.txt")
    assert report.state == "failed"
    assert "oops" in report.reason


def test_markdown_carries_its_title_and_headings(
    ingestor: Ingestor, library: DictLibrary, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text("# Guide\n\n## Setup\n\nRun it.\n")
    report = add(ingestor, tmp_path / "a.md")
    stored = library.prepared[report.document_id]
    assert (stored.kind, stored.title) == ("markdown", "Guide")
    assert stored.passages[0].heading == "Guide > Setup"


def test_options_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="batch_passages"):
        IngestOptions(batch_passages=0)
