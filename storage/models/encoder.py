"""What turns text into vectors, as everything else sees it, and the chooser that opens one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from platformdirs import user_cache_path

from storage.models.hub import fetch_model
from storage.models.packaged_encoders import packaged_encoder
from storage.models.precision import Compute, choose_runtime
from storage.models.weights import ALL_MINILM_L6, ModelFolder, existing_folder
from storage.models.workers import Workers
from storage.records import Fingerprint, Vectors


class Encoder(Protocol):
    """A bi-encoder. Safe to use from several threads; the same text gives the same vector.

    The same up to rounding: by 8e-4 of a similarity, measured in bfloat16 over other batches.
    """

    @property
    def name(self) -> str:
        """The model's name as people know it, or the folder it was loaded from."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    @property
    def max_tokens(self) -> int:
        """How many word pieces of a text count, the special ones at both ends included."""

    def fingerprint(self) -> Fingerprint:
        """What identifies vectors of this encoder."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit rows of shape (texts, dimension), float32, row i for text i; (0, d) for none.

        A text longer than ``max_tokens`` counts up to there.
        """

    def encode_question(self, text: str) -> Vectors:
        """A unit vector of shape (dimension,), float32."""

    def token_spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Where each word piece of the whole text stands: start and end characters, ordered.

        Without special pieces and without truncation, so ``len(...) + 2`` against ``max_tokens``
        says whether a text fits.
        """


def open_encoder(
    name_or_folder: str | None = None,
    *,
    cache_folder: Path | None = None,
    compute: Compute | None = None,
    workers: Workers | None = None,
    reach_seconds: float = 10.0,
) -> Encoder:
    """The encoder that a folder, a hub's name, or None for the packaged default stands for.

    The packaged ones, by their own or their short names, and any folder ask nothing of the network.
    Some are made ready once under ``cache_folder`` (None: the user's own cache). ``workers`` are
    on which it computes (None: those that all models of this process share). ``reach_seconds`` is
    how long a hub may take to answer.

    Raises:
        ModelUnavailable: no package, folder or reachable hub has it.
        ModelDamaged: the packaged file isn't the one that was pinned.
    """
    cache_folder = cache_folder or user_cache_path("footnote", appauthor=False)
    model = _encoder_folder(
        name_or_folder or ALL_MINILM_L6.name,
        cache_folder,
        reach_seconds,
    )
    runtime = choose_runtime(compute or Compute(), workers, cache_folder)
    from storage.models.bert_encoder import BertEncoder, is_pooled_bert  # noqa: PLC0415 - torch

    if is_pooled_bert(model.folder):
        return BertEncoder(model, runtime)
    from storage.models.sentence_transformer_encoder import (  # noqa: PLC0415 - takes seconds
        SentenceTransformerEncoder,
    )

    return SentenceTransformerEncoder(model, runtime)


def _encoder_folder(name_or_folder: str, cache_folder: Path, reach_seconds: float) -> ModelFolder:
    return (
        packaged_encoder(name_or_folder, cache_folder)
        or existing_folder(name_or_folder)
        or fetch_model(name_or_folder, reach_seconds=reach_seconds)
    )
