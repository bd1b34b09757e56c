"""A reranker of any architecture that sentence-transformers loads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from storage.errors import ModelUnavailable
from storage.models.precision import Runtime
from storage.models.weights import ModelFolder, is_classifier, weights_sha256
from storage.models.word_pieces import encodable

_PAIRS_AT_ONCE = 32


class SentenceTransformerCrossEncoder:
    """Question and passage judged together by a model with one label."""

    def __init__(self, model: ModelFolder, runtime: Runtime) -> None:
        """Load a model's folder; nothing is asked of a hub, and no code of the model's is run.

        Raises:
            ModelUnavailable: sentence-transformers can't load it, or it gives no single number.
        """
        import torch  # noqa: PLC0415
        from sentence_transformers import CrossEncoder  # noqa: PLC0415

        if not is_classifier(model.folder):
            # Loading it would work, with a judging layer of random numbers.
            raise ModelUnavailable(
                f"{model.name} has no layer that judges pairs of texts. Name a cross-encoder, "
                "such as cross-encoder/ms-marco-MiniLM-L6-v2."
            )
        weights_sha256(model.folder)  # refuses a folder without safetensors
        try:
            self._model = CrossEncoder(
                str(model.folder),
                device=str(runtime.device),
                local_files_only=True,
                trust_remote_code=False,
                # The default for one label is a sigmoid, which ties the best of them.
                activation_fn=torch.nn.Identity(),
                model_kwargs={"dtype": runtime.dtype, "use_safetensors": True},
            ).eval()
        except Exception as error:  # as many kinds as there are ways to break a model
            raise ModelUnavailable(
                f"sentence-transformers can't load a cross-encoder from {model.folder}: {error}"
            ) from error
        if self._model.num_labels != 1:
            raise ModelUnavailable(
                f"{model.name} gives {self._model.num_labels} numbers for a pair of texts, and a "
                "reranker gives one. Name a cross-encoder that was trained for ranking."
            )
        self._name = model.name
        self._pairs = runtime.workers.batches(self._judge, most=_PAIRS_AT_ONCE)

    @property
    def name(self) -> str:
        """The model's name as people know it, or its folder's."""
        return self._name

    @property
    def description(self) -> str:
        """The name: logits are the published model's."""
        return self._name

    def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        """How well each passage answers, shape (passages,), raw float32 logits; (0,) for none."""
        pairs = [(encodable(question), encodable(passage)) for passage in passages]
        return np.array(self._pairs.answers(pairs), dtype=np.float32)

    def _judge(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        logits = self._model.predict(list(pairs), show_progress_bar=False)
        judged: list[float] = np.asarray(logits, dtype=np.float32).reshape(len(pairs)).tolist()
        return judged
