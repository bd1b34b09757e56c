"""What says how well a passage answers a question, and the chooser that opens one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from platformdirs import user_cache_path

from storage.models.cross_encoder_weights import native_cross_encoder
from storage.models.hub import fetch_model
from storage.models.precision import Compute, choose_runtime
from storage.models.weights import MS_MARCO_MINILM_L12, ModelFolder, existing_folder
from storage.models.workers import Workers


class Reranker(Protocol):
    """A cross-encoder. Safe to use from several threads."""

    @property
    def name(self) -> str:
        """The model's name as people know it, or the folder it was loaded from."""

    @property
    def description(self) -> str:
        """What people are told: the name, and where the logits are rounded ones, so."""

    def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        """How well each passage answers, shape (passages,), row i for passage i.

        Raw float32 logits, unbounded: a sigmoid saturates and ties the best. (0,) for none.
        """


def open_reranker(
    name_or_folder: str | None = None,
    *,
    cache_folder: Path | None = None,
    compute: Compute | None = None,
    workers: Workers | None = None,
    reach_seconds: float = 10.0,
) -> Reranker:
    """The reranker that a folder, a hub's name, or None for the packaged default stands for.

    The default, also by its own name, is made ready once under ``cache_folder`` (None: the user's
    own cache) and asks nothing of the network; neither does a folder. ``workers`` are
    on which it computes (None: those that all models of this process share). ``reach_seconds`` is
    how long a hub may take to answer.

    Raises:
        ModelUnavailable: no package, folder or reachable hub has it.
        ModelDamaged: the packaged file isn't the one that was pinned.
    """
    cache_folder = cache_folder or user_cache_path("footnote", appauthor=False)
    model = _reranker_folder(
        name_or_folder or MS_MARCO_MINILM_L12.name,
        cache_folder,
        reach_seconds,
    )
    runtime = choose_runtime(compute or Compute(), workers, cache_folder)
    from storage.models.bert_cross_encoder import BertCrossEncoder, is_one_label_bert  # noqa: PLC0415 - torch

    if is_one_label_bert(model.folder):
        return BertCrossEncoder(model, runtime)
    from storage.models.sentence_transformer_cross_encoder import (  # noqa: PLC0415 - takes seconds
        SentenceTransformerCrossEncoder,
    )

    return SentenceTransformerCrossEncoder(model, runtime)


def _reranker_folder(name_or_folder: str, cache_folder: Path, reach_seconds: float) -> ModelFolder:
    if name_or_folder == MS_MARCO_MINILM_L12.name:
        return ModelFolder(name=MS_MARCO_MINILM_L12.name, folder=native_cross_encoder(cache_folder))
    return existing_folder(name_or_folder) or fetch_model(
        name_or_folder, reach_seconds=reach_seconds
    )
