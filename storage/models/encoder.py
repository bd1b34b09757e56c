"""What turns text into vectors, as everything else sees it, and the chooser that opens one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from storage.models.hub import fetch_model
from storage.models.precision import Compute, choose_runtime
from storage.models.weights import ALL_MINILM_L6, ModelFolder, existing_folder, packaged_folder
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
    compute: Compute | None = None,
    workers: Workers | None = None,
    reach_seconds: float = 10.0,
) -> Encoder:
    """The encoder that a folder, a hub's name, or None for the packaged default stands for.

    The default, also by its own name, and any folder ask nothing of the network. ``workers`` are
    on which it computes (None: those that all models of this process share). ``reach_seconds`` is
    how long a hub may take to answer.

    Raises:
        ModelUnavailable: no package, folder or reachable hub has it.
        ModelDamaged: the packaged file isn't the one that was pinned.
    """
    model = _encoder_folder(name_or_folder or ALL_MINILM_L6.name, reach_seconds)
    runtime = choose_runtime(compute or Compute(), workers)
    from storage.models.bert_encoder import BertEncoder, is_mean_pooled_bert  # noqa: PLC0415 - torch

    if is_mean_pooled_bert(model.folder):
        return BertEncoder(model, runtime)
    from storage.models.sentence_transformer_encoder import (  # noqa: PLC0415 - takes seconds
        SentenceTransformerEncoder,
    )

    return SentenceTransformerEncoder(model, runtime)


def _encoder_folder(name_or_folder: str, reach_seconds: float) -> ModelFolder:
    if name_or_folder == ALL_MINILM_L6.name:
        return ModelFolder(name=ALL_MINILM_L6.name, folder=packaged_folder(ALL_MINILM_L6))
    return existing_folder(name_or_folder) or fetch_model(
        name_or_folder, reach_seconds=reach_seconds
    )
