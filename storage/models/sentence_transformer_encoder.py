"""An encoder of any architecture that sentence-transformers loads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from storage.errors import ModelUnavailable
from storage.models.precision import Runtime
from storage.models.weights import ModelFolder, is_classifier, weights_sha256
from storage.models.word_pieces import encodable
from storage.records import Fingerprint, Vectors
from storage.similarity import unit_rows

_TEXTS_AT_ONCE = 32


class SentenceTransformerEncoder:
    """Passages and questions to unit vectors, with the model's own pooling and prompts."""

    def __init__(self, model: ModelFolder, runtime: Runtime) -> None:
        """Load a model's folder; nothing is asked of a hub, and no code of the model's is run.

        Raises:
            ModelUnavailable: sentence-transformers can't load it, or it is no encoder.
        """
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415

        if is_classifier(model.folder):
            raise ModelUnavailable(
                f"{model.name} judges pairs of texts and can't encode one. Name an encoder, such "
                "as sentence-transformers/all-MiniLM-L6-v2; this one may serve as a reranker."
            )
        self._name = model.name
        self._weights_sha256 = weights_sha256(model.folder)
        try:
            self._model = SentenceTransformer(
                str(model.folder),
                device=str(runtime.device),
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"dtype": runtime.dtype, "use_safetensors": True},
            ).eval()
            self._tokenizer = _untruncated(self._model.tokenizer)
            self._dimension = len(self._model.encode_document(["dimension"])[0])
        except Exception as error:  # as many kinds as there are ways to break a model
            raise ModelUnavailable(
                f"sentence-transformers can't load an encoder from {model.folder}: {error}"
            ) from error
        self._workers = runtime.workers
        self._questions = runtime.workers.batches(self._vectors, most=_TEXTS_AT_ONCE)

    @property
    def name(self) -> str:
        """The model's name as people know it, or its folder's."""
        return self._name

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self._dimension

    @property
    def max_tokens(self) -> int:
        """How many word pieces of a text count, the special ones included."""
        return int(self._model.max_seq_length or 512)

    def fingerprint(self) -> Fingerprint:
        """What identifies vectors of this encoder."""
        return Fingerprint(
            encoder=self._name,
            weights_sha256=self._weights_sha256,
            dimension=self.dimension,
            pooling="its own",
            normalised=True,
        )

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit rows of shape (texts, dimension), float32, row i for text i; (0, d) for none."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        longest_first = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        batches = [
            longest_first[first : first + _TEXTS_AT_ONCE]
            for first in range(0, len(texts), _TEXTS_AT_ONCE)
        ]
        found = self._workers.each(
            lambda batch: self._model.encode_document(
                [encodable(texts[number]) for number in batch], show_progress_bar=False
            ),
            batches,
        )
        for batch, batch_vectors in zip(batches, found, strict=True):
            vectors[batch] = batch_vectors
        return unit_rows(vectors).astype(np.float32)

    def encode_question(self, text: str) -> Vectors:
        """A unit vector of shape (dimension,), float32."""
        return self._questions.answers([encodable(text)])[0]

    def token_spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Start and end characters of each word piece of the whole text, ordered."""
        encoding = self._tokenizer.encode(encodable(text), add_special_tokens=False)
        spans: list[tuple[int, int]] = encoding.offsets
        return spans

    def _vectors(self, questions: Sequence[str]) -> list[Vectors]:
        vectors = self._model.encode_query(list(questions), show_progress_bar=False)
        return list(unit_rows(vectors).astype(np.float32))


def _untruncated(tokenizer: Any) -> Tokenizer:
    """A copy, since the model's own is cut to its limit anew at every call."""
    copy = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    copy.no_truncation()
    copy.no_padding()
    return copy
