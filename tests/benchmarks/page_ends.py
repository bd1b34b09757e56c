"""What it costs that no passage reaches over a page's end, by the spans of answers.

    python -m tests.benchmarks.page_ends ../shared/data/retrieval/covidqa-long

The articles are cut into passages whole, and again as pages of so many characters each, wherever
those end. An answer counts as found when one of the five passages that match the question's words
best overlaps it, and as held when a single passage holds all of it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from bot.evaluation.sets import CorpusRow, EvaluationSet, Span, read_evaluation_set
from ingest.formats.records import ReadDocument
from ingest.options import IngestOptions
from ingest.splitting import SplittingOptions, TokenSpans, split
from storage.models.encoder import open_encoder
from storage.opening import open_store
from storage.options import IndexOptions
from storage.records import Page, PassageDraft
from tests.benchmarks.store_costs import FINGERPRINT
from tests.benchmarks.words import first_by_words
from tests.storage.samples import prepared


def main() -> None:
    """Print both shares for each length of a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, nargs="+", default=[3000, 1500])
    choices = parser.parse_args()
    chosen = read_evaluation_set(choices.folder)
    token_spans = open_encoder().token_spans
    for length in (None, *choices.pages):
        found, held, passages = _measure(chosen, length, token_spans)
        what = f"pages of {length} characters" if length else "no pages"
        print(f"{what}: found {found:.3f}, held {held:.3f}, {passages} passages", flush=True)


def _measure(
    chosen: EvaluationSet, length: int | None, token_spans: TokenSpans
) -> tuple[float, float, int]:
    places: dict[str, list[tuple[int, int]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        store = open_store(f"{scratch}/library", FINGERPRINT, create=True, index=IndexOptions())
        with closing(store):
            vector = np.eye(1, FINGERPRINT.dimension, dtype=np.float32)
            for row in chosen.rows:
                found = list(_passages(row, length, token_spans))
                places[row.name] = [place for place, _ in found]
                document = prepared(Path(scratch), row.name, [text for _, text in found])
                store.put(document, vector.repeat(len(found), axis=0))
            hits, held = [], []
            for question in chosen.questions:
                matches = first_by_words(store, question.text, vector[0], 5)
                cited = [
                    (
                        passage.document,
                        *places[passage.document][passage.first_line - 1],
                    )
                    for passage in matches
                ]
                hits.append(any(_overlap(one, span) for one in cited for span in question.spans))
                held.append(
                    any(
                        start <= span.start and span.end <= end
                        for span in question.spans
                        for start, end in places[span.document]
                    )
                )
            return float(np.mean(hits)), float(np.mean(held)), store.passage_count()


def _passages(
    row: CorpusRow, length: int | None, token_spans: TokenSpans
) -> Iterator[tuple[tuple[int, int], str]]:
    """Where each passage stands in the row's text, and its own text on one line."""
    starts = list(range(0, len(row.document_text), length)) if length else [0]
    ends = [*starts[1:], len(row.document_text)]
    pages = tuple(
        Page(number, row.document_text[start:end], ())
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    )
    options = SplittingOptions(
        max_tokens=IngestOptions().passage_tokens, overlap_tokens=IngestOptions().overlap_tokens
    )
    read = ReadDocument("pdf", "", pages, ())
    drafts: Sequence[PassageDraft] = split(read, token_spans=token_spans, options=options)
    for draft in drafts:
        first = starts[draft.page - 1]
        yield (first + draft.start, first + draft.end), " ".join(draft.text.split())


def _overlap(cited: tuple[str, int, int], span: Span) -> bool:
    document, start, end = cited
    return document == span.document and start < span.end and span.start < end


if __name__ == "__main__":
    main()
