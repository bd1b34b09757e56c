"""Passages to vectors, batch by batch, and the encoder that is asked for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from ingest.errors import ReadingCancelled
from ingest.ports import IsCancelled, Library, OnProgress, PassageEncoder
from ingest.splitting import embedding_text
from storage.file_reports import Stage
from storage.records import Page, PreparedDocument, Vectors

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
        texts = [embedding_text(passage, document.title) for passage in batch]
        vectors[start : start + len(batch)] = encoder.encode_passages(texts)
    on_progress("encoding", len(passages), len(passages))
    return vectors


def beginning_of(pages: Sequence[Page]) -> str:
    """What a document begins with: enough to tell its language by."""
    telling = islice((page.text for page in pages if page.text.strip()), _TELLING_PAGES)
    return "\n".join(telling)
