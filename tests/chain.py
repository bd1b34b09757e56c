"""Footnote whole, in memory and without weights: for tests of what a question leads to."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.assistant import AnswerOptions, Assistant
from storage.numpy_store import NumpyStore
from tests.fakes import HashingEncoder, OverlapReranker
from tests.storage.samples import ENCODER, FINGERPRINT, put


@dataclass(frozen=True)
class Chain:
    """The store that compares with everything, the models, and who answers with them."""

    store: NumpyStore
    encoder: HashingEncoder
    assistant: Assistant


@contextmanager
def chain(
    documents: Mapping[str, Sequence[str]], options: AnswerOptions | None = None
) -> Iterator[Chain]:
    """A library with these documents, each with its passages."""
    with closing(NumpyStore(FINGERPRINT)) as store, tempfile.TemporaryDirectory() as folder:
        for name, passages in documents.items():
            put(store, Path(folder), name, list(passages))
        assistant = Assistant(
            store=store,
            encoder=ENCODER,
            reranker=OverlapReranker(),
            options=options or AnswerOptions(),
        )
        yield Chain(store, ENCODER, assistant)
