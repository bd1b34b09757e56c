"""An encoder that is a BERT, such as all-MiniLM-L6-v2 or multilingual-e5-small."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import normalize

from storage.models.bert import Bert, batches, is_plain_bert
from storage.models.precision import Runtime
from storage.models.weights import ModelFolder, weights_sha256
from storage.models.word_pieces import WordPieces
from storage.records import Fingerprint, Vectors

# Enough for the tokenizer to use all cores, and no more than a moment's work kept in memory.
_TEXTS_AT_ONCE = 1024
_POOLINGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}
_PASSAGES = ("document", "passage", "corpus")
"""What sentence-transformers calls the prompt of passages, the first that is there."""


class BertEncoder:
    """Passages and questions to unit vectors: the mean or the first of a BERT's states."""

    def __init__(self, model: ModelFolder, runtime: Runtime) -> None:
        """Load a folder for which ``is_pooled_bert`` holds."""
        self._name = model.name
        self._weights_sha256 = weights_sha256(model.folder)
        self._bert = Bert(model.folder, runtime)
        self._pieces = WordPieces(model.folder)
        self._pieces_at_once = runtime.pieces_at_once
        self._pooling = _pooling(model.folder)
        prompts = _prompts(model.folder)
        # As it always was called, whoever computed it, so that older libraries open.
        self._said_pooling = "mean" if self._pooling == "mean" and not prompts else "its own"
        self._before_questions = prompts.get("query", "")
        self._before_passages = next((prompts[kind] for kind in _PASSAGES if kind in prompts), "")
        self._most_pieces = min(_wished_tokens(model.folder), self._bert.max_pieces)
        taken = self._pieces.ids([self._before_questions, self._before_passages])
        self._max_tokens = self._most_pieces - max(map(len, taken))
        self._workers = runtime.workers
        self._questions = runtime.workers.batches(
            self._question_vectors,
            most=runtime.pieces_at_once,
            least=runtime.least_pieces,
            size=len,
        )

    @property
    def name(self) -> str:
        """The model's name as people know it."""
        return self._name

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self._bert.width

    @property
    def max_tokens(self) -> int:
        """How many pieces of a text count, with the two special ones and without a prompt."""
        return self._max_tokens

    def fingerprint(self) -> Fingerprint:
        """What identifies vectors of this encoder."""
        return Fingerprint(
            encoder=self._name,
            weights_sha256=self._weights_sha256,
            dimension=self.dimension,
            pooling=self._said_pooling,
            normalised=True,
        )

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit rows of shape (texts, dimension), float32, row i for text i; (0, d) for none."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for numbers, found in self._workers.each(self._computed, self._batches(texts)):
            vectors[numbers] = found
        return vectors

    def encode_question(self, text: str) -> Vectors:
        """A unit vector of shape (dimension,), float32."""
        return self._questions.answers(self._sequences([self._before_questions + text]))[0]

    def token_spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Start and end characters of each word piece of the whole text, ordered."""
        return self._pieces.spans(text)

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], list[list[int]]]]:
        """The numbers of the texts to compute together, and their pieces."""
        first = 0
        for sequences in self._tokenised_ahead(texts):
            for batch in batches([len(sequence) for sequence in sequences], self._pieces_at_once):
                yield [first + number for number in batch], [sequences[number] for number in batch]
            first += len(sequences)

    def _tokenised_ahead(self, texts: Sequence[str]) -> Iterator[list[list[int]]]:
        """The texts' sequences, part by part; the next parts are made while one is computed."""
        parts = (
            [self._before_passages + text for text in texts[first : first + _TEXTS_AT_ONCE]]
            for first in range(0, len(texts), _TEXTS_AT_ONCE)
        )
        # On an H100 the tokenizer, with 16 cores, takes longer than the model.
        with ThreadPoolExecutor(1, thread_name_prefix="tokenizer") as worker:
            ahead = deque(worker.submit(self._sequences, part) for part in islice(parts, 2))
            while ahead:
                sequences = ahead.popleft().result()
                ahead.extend(worker.submit(self._sequences, part) for part in islice(parts, 1))
                yield sequences

    def _sequences(self, texts: Sequence[str]) -> list[list[int]]:
        start, end, room = self._pieces.start, self._pieces.end, self._most_pieces - 2
        return [[start, *ids[:room], end] for ids in self._pieces.ids(texts)]

    def _computed(self, batch: tuple[list[int], list[list[int]]]) -> tuple[list[int], Vectors]:
        numbers, sequences = batch
        return numbers, self._vectors(sequences)

    def _question_vectors(self, sequences: Sequence[Sequence[int]]) -> list[Vectors]:
        return list(self._vectors(sequences))

    def _vectors(self, sequences: Sequence[Sequence[int]]) -> Vectors:
        with torch.inference_mode():
            if self._pooling == "mean":
                pooled = self._bert.states(sequences).means()
            else:
                pooled = self._bert.first_states(sequences).float()
            vectors = normalize(pooled, dim=1)
        found: Vectors = vectors.cpu().numpy()
        return found


def is_pooled_bert(folder: Path) -> bool:
    """Whether a folder holds a plain BERT, then a mean or its first state, and no further layer.

    Unit length at the end makes no difference, since every vector here has it.
    """
    if not is_plain_bert(folder):
        return False
    try:
        modules = [module["type"].rpartition(".")[2] for module in _read(folder / "modules.json")]
        settings = _read(folder / "sentence_bert_config.json")
        pooling = _pooling(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return (
        modules in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
        and pooling in _POOLINGS.values()
        and not settings.get("do_lower_case", False)
        and "max_seq_length" in settings
        and _default_prompt(folder) is None
    )


def _pooling(folder: Path) -> str:
    """ "mean" or "cls", or what else the folder's files ask for, joined."""
    settings = _read(folder / "1_Pooling" / "config.json")
    modes = [name for name, value in settings.items() if value is True and "pooling_mode" in name]
    return _POOLINGS.get(modes[0], modes[0]) if len(modes) == 1 else "+".join(modes)


def _prompts(folder: Path) -> dict[str, str]:
    """What is to stand before texts, by what they are: queries, documents or passages."""
    found = _further(folder).get("prompts") or {}
    return {kind: text for kind, text in found.items() if text}


def _default_prompt(folder: Path) -> str | None:
    name: str | None = _further(folder).get("default_prompt_name")
    return name


def _further(folder: Path) -> dict[str, Any]:
    file = folder / "config_sentence_transformers.json"
    settings: dict[str, Any] = _read(file) if file.is_file() else {}
    return settings


def _wished_tokens(folder: Path) -> int:
    return int(_read(folder / "sentence_bert_config.json")["max_seq_length"])


def _read(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))
