"""What a library's size costs: adding, deleting, opening, searching, bytes on disk.

    python -m tests.benchmarks.store_costs [--sizes 1000 10000 100000] [--folder DIR] [--json]

Texts and vectors are synthetic: words drawn by Zipf's law, 120 a passage; random directions of 384
dimensions. There is one library for each size, and rounds alternate between them, so that a busy
machine slows all alike; figures are medians, with the fastest beside them. Changes are made to
libraries whose index is in memory, and the search after each includes bringing it up to date. The
bulk of a library is written straight into its tables, without originals; what is measured goes
through the store. With ``--folder`` the libraries are kept and used again. ``--processor-time``
counts what the process computed, all its threads together and without waiting for the disk, which
a busy machine changes less.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np

from storage.index.postings import Terms
from storage.local import changes
from storage.local.document_words import DocumentWords
from storage.local.engine import LocalStore
from storage.local.opening import open_local_store
from storage.options import IndexOptions
from storage.records import Fingerprint, Naming, Page, PassageDraft, PreparedDocument, Vectors
from storage.text.vocabulary import packed_counts
from tests.benchmarks.words import first_by_words

DIMENSION = 384
WORDS_A_PASSAGE = 120
FINGERPRINT = Fingerprint("synthetic", "0" * 64, DIMENSION, "mean", True)


class Source:
    """Documents of random words and vectors, no two alike."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._random = np.random.default_rng(seed)
        letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
        lengths = self._random.integers(3, 11, 50_000)
        self._words = np.array(["".join(self._random.choice(letters, n)) for n in lengths])
        self._digests = np.array([zlib.crc32(word.encode()) for word in self._words], dtype="<u4")
        weights = 1.0 / (np.arange(len(self._words)) + 2.7)
        self._weights = np.cumsum(weights[:-1] / weights.sum())

    def document(self, passages: int) -> tuple[PreparedDocument, Vectors]:
        """A text document of so many passages, and their vectors."""
        texts = [self.text(WORDS_A_PASSAGE) for _ in range(passages)]
        content = "\n".join(texts)
        digest = hashlib.sha256(content.encode()).hexdigest()
        original = self._folder / "original.txt"
        original.write_text(content)
        document = PreparedDocument(
            digest, f"{digest}.txt", "text", "", len(content), original, 1, (),
            (Page(1, content, ()),), tuple(_drafts(texts)), "lines",
        )  # fmt: skip
        return document, self.vectors(passages)

    def text(self, words: int) -> str:
        """So many words, the frequent ones often."""
        drawn = np.searchsorted(self._weights, self._random.random(words))
        return " ".join(self._words[drawn])

    def terms(self) -> Terms:
        """The terms of some passage of random words."""
        drawn = np.searchsorted(self._weights, self._random.random(WORDS_A_PASSAGE))
        return Terms(WORDS_A_PASSAGE, self._digests[drawn].tobytes())

    def vectors(self, count: int) -> Vectors:
        """Random directions."""
        rows = self._random.standard_normal((count, DIMENSION), dtype=np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


def _drafts(texts: list[str]) -> Iterator[PassageDraft]:
    start = 0
    for line, text in enumerate(texts, start=1):
        yield PassageDraft(1, start, start + len(text), line, line, "", text)
        start += len(text) + 1


def grow(location: str, source: Source, size: int) -> None:
    """Make a library of so many passages."""
    store = open_local_store(location, FINGERPRINT, create=True)
    while (left := size - store.passage_count()) > 0:
        document, vectors = source.document(min(left, 1_000))
        insert(store, document, vectors, [source.terms() for _ in document.passages])
    store.save_snapshot()  # so that none is written while something is measured
    store.close()


def insert(
    store: LocalStore, document: PreparedDocument, vectors: Vectors, terms: list[Terms]
) -> None:
    """Commit a document's rows, without finding its words' terms and without its original."""
    words = DocumentWords(terms, packed_counts({}))
    with store.database.writing("growing") as session:
        extent = changes.insert_document(session, document, vectors, words=words, added_at=0.0)
        changes.take_name(session, Naming(document.name), extent)


Figures: TypeAlias = dict[str, list[float]]
"""What was measured of one library, in seconds, by what it is."""


def measure_changes(locations: dict[int, str], source: Source, rounds: int) -> dict[int, Figures]:
    """Adding, removing, writing the snapshot and opening, by the library's size."""
    figures: dict[int, Figures] = {size: defaultdict(list) for size in locations}
    stores = {
        size: open_local_store(location, FINGERPRINT, create=False)
        for size, location in locations.items()
    }
    for store in stores.values():
        store.load()
    for _ in range(rounds):
        for size, store in stores.items():
            _change(store, source, figures[size])
    for size, store in stores.items():
        figures[size]["snapshot, in the background"].append(seconds(store.save_snapshot))
        store.close()
    for _ in range(max(1, rounds // 3)):
        for size, location in locations.items():
            figures[size]["open and first search"].append(
                seconds(partial(_open_and_search, location, source))
            )
    return figures


def measure_searches(
    locations: dict[int, str], source: Source, rounds: int, index: IndexOptions
) -> dict[int, Figures]:
    """Searching by vector and by words with a kind of index, by the library's size."""
    figures: dict[int, Figures] = {size: defaultdict(list) for size in locations}
    for size, location in locations.items():
        store = open_local_store(location, FINGERPRINT, create=False, index=index)
        store.load()
        row, report = figures[size], store.index_report()
        row[f"{report.kind}: recall@12 in thousandths"].append(report.recall)
        for _ in range(rounds):
            vector, message = source.vectors(1)[0], source.text(8)
            row["search"].append(seconds(partial(store.search, vector, 12)))
            row["search words"].append(seconds(partial(first_by_words, store, message, vector, 12)))
        store.database.close()  # and not the store, which would save this kind's snapshot
    return figures


def in_milliseconds(row: Figures) -> dict[str, float]:
    """The median of each, and the fastest where there are several."""
    figures: dict[str, float] = {}
    for what, values in row.items():
        figures[what] = 1000 * statistics.median(values)
        if len(values) > 1:
            figures[f"{what}, fastest"] = 1000 * min(values)
    return figures


def _change(store: LocalStore, source: Source, row: Figures) -> None:
    document, vectors = source.document(100)
    look = partial(store.search, source.vectors(1)[0], 12)
    look()
    row["add 100"].append(seconds(partial(store.put, document, vectors)))
    row["search after adding"].append(seconds(look))
    row["remove 100"].append(seconds(partial(store.remove, document.document_id)))
    row["search after removing"].append(seconds(look))
    terms = [source.terms() for _ in document.passages]
    row["add 100, rows alone"].append(seconds(partial(insert, store, document, vectors, terms)))
    store.remove(document.document_id)


def _bytes(folder: Path, size: int) -> dict[str, float]:
    snapshot = sum(path.stat().st_size for path in (folder / "faiss").iterdir())
    return {
        "database bytes a passage": (folder / "store.db").stat().st_size / size,
        "snapshot bytes a passage": snapshot / size,
    }


_clock = {"now": time.perf_counter}


def seconds(use: Callable[[], object]) -> float:
    """How long it took."""
    started = _clock["now"]()
    use()
    return _clock["now"]() - started


def _open_and_search(location: str, source: Source) -> None:
    store = open_local_store(location, FINGERPRINT, create=False)
    store.search(source.vectors(1)[0], 12)
    store.close()


def main() -> None:
    """Print the table, or one JSON object a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--folder", type=Path, help="where the libraries are made, and kept")
    parser.add_argument("--search", help="measure only searching, with this kind of index")
    parser.add_argument("--processor-time", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.processor_time:
        _clock["now"] = time.process_time
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch) / "libraries"
        source = Source(Path(scratch), seed=time.time_ns() % 2**32)
        locations = {size: str(folder / str(size)) for size in sorted(arguments.sizes)}
        for size, location in locations.items():
            grow(location, source, size)
        if arguments.search:
            index = IndexOptions(kind=arguments.search)
            figures = measure_searches(locations, source, arguments.rounds, index)
        else:
            figures = measure_changes(locations, source, arguments.rounds)
        rows = [
            {"passages": size, **in_milliseconds(row), **_bytes(Path(locations[size]), size)}
            for size, row in figures.items()
        ]
    if arguments.json:
        for row in rows:
            print(json.dumps({what: round(value, 2) for what, value in row.items()}))
        return
    for what in dict.fromkeys(name for row in rows for name in row):
        # A small library is served by a flat index, whatever the kind asked for.
        cells = (f"{row[what]:,.1f}" if what in row else "" for row in rows)
        print(f"{what:34}" + "".join(f"{cell:>14}" for cell in cells))


if __name__ == "__main__":
    main()
