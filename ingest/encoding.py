"""Passages to vectors, batch by batch or those of several files together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from ingest.errors import ReadingCancelled
from ingest.ports import IsCancelled, Library, OnProgress, Pair, PassageEncoder
from ingest.read_outcome import EncodedAhead, FileRead, KnownFile, ReadOutcome
from ingest.splitting import embedding_text
from storage.file_reports import Stage
from storage.records import Page, PassageDraft, PreparedDocument, Vectors

_TELLING_PAGES = 3


@dataclass(frozen=True, slots=True)
class FixedPair:
    """A library and its encoder, neither of which changes."""

    store: Library
    encoder: PassageEncoder


def ignore_progress(stage: Stage, done: int, total: int) -> None:
    """Let progress pass unheard."""


def encoded(
    encoder: PassageEncoder,
    document: PreparedDocument,
    at_once: int,
    on_progress: OnProgress,
    is_cancelled: IsCancelled,
) -> Vectors:
    """The vectors of a document's passages, row i for passage i, ``at_once`` encoded together.

    Raises:
        ReadingCancelled: ``is_cancelled`` said so between two batches.
    """
    passages = document.passages
    vectors = np.empty((len(passages), encoder.dimension), dtype=np.float32)
    for start in range(0, len(passages), at_once):
        if start:
            on_progress("encoding", start, len(passages))
        if is_cancelled():
            raise ReadingCancelled("stopped")
        batch = passages[start : start + at_once]
        vectors[start : start + len(batch)] = encoder.encode_passages(_texts(batch, document.title))
    on_progress("encoding", len(passages), len(passages))
    return vectors


def encoded_together(
    outcomes: Sequence[ReadOutcome], pair: Pair, *, most: int
) -> list[ReadOutcome]:
    """The outcomes; with those of at most ``most`` passages their vectors, made all together."""
    together = list(outcomes)
    small = [
        (at, one, _texts(one.passages, one.document.title))
        for at, one in enumerate(outcomes)
        if isinstance(one, FileRead) and len(one.passages) <= most
    ]
    vectors = pair.encoder.encode_passages([text for *_, texts in small for text in texts])
    start = 0
    for at, one, texts in small:
        rows = vectors[start : start + len(texts)]
        together[at] = replace(one, ahead=EncodedAhead(pair, rows))
        start += len(texts)
    return together


def vectors_ahead(outcome: FileRead | KnownFile, pair: Pair) -> Vectors | None:
    """The vectors that were made of a file before its turn, if by that pair's encoder."""
    ahead = outcome.ahead if isinstance(outcome, FileRead) else None
    return ahead.vectors if ahead is not None and ahead.pair is pair else None


def _texts(passages: Sequence[PassageDraft], title: str) -> list[str]:
    return [embedding_text(passage, title) for passage in passages]


def beginning_of(pages: Sequence[Page]) -> str:
    """What a document begins with: enough to tell its language by."""
    telling = islice((page.text for page in pages if page.text.strip()), _TELLING_PAGES)
    return "\n".join(telling)
