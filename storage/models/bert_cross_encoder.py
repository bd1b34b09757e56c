"""A reranker that is a BERT with one label, such as ms-marco-MiniLM-L-12-v2."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from storage.models.bert import Bert, is_plain_bert
from storage.models.precision import Runtime
from storage.models.weights import ModelFolder
from storage.models.word_pieces import WordPieces

_SPECIAL_PIECES = 3


class BertCrossEncoder:
    """Question and passage through one BERT together, its first state judged by one number."""

    def __init__(self, model: ModelFolder, runtime: Runtime) -> None:
        """Load a folder for which ``is_one_label_bert`` holds."""
        self._name = model.name
        self._rounded = runtime.eight_bits
        self._bert = Bert(model.folder, runtime)
        self._pooler = self._bert.affine("pooler.dense")
        self._classifier = self._bert.affine("classifier")
        self._pieces = WordPieces(model.folder)
        self._pairs = runtime.workers.batches(
            self._judge,
            most=runtime.pieces_at_once,
            least=runtime.least_pieces,
            size=_pieces_of,
        )

    @property
    def name(self) -> str:
        """The model's name as people know it."""
        return self._name

    @property
    def description(self) -> str:
        """The name, and that logits are near the published model's only, where they are."""
        return f"{self._name} (in 8 bits)" if self._rounded else self._name

    def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        """How well each passage answers, shape (passages,), raw float32 logits; (0,) for none."""
        asked, *found = self._pieces.ids([question, *passages])
        pairs = [self._pair(asked, passage) for passage in found]
        return np.array(self._pairs.answers(pairs), dtype=np.float32)

    def _pair(self, asked: list[int], passage: list[int]) -> tuple[list[int], int]:
        """The pieces of both texts as one sequence, and where in it the passage begins."""
        start, end = self._pieces.start, self._pieces.end
        room = self._bert.max_pieces - _SPECIAL_PIECES
        asked, passage = shortened(asked, passage, room)
        return [start, *asked, end, *passage, end], len(asked) + 2

    def _judge(self, pairs: Sequence[tuple[list[int], int]]) -> list[float]:
        with torch.inference_mode():
            firsts = self._bert.first_states(
                [sequence for sequence, _ in pairs], [second_start for _, second_start in pairs]
            )
            judged = self._classifier(self._pooler(firsts).tanh())
            logits: list[float] = judged[:, 0].float().tolist()
        return logits


def _pieces_of(pair: tuple[list[int], int]) -> int:
    return len(pair[0])


def shortened(first: list[int], second: list[int], room: int) -> tuple[list[int], list[int]]:
    """Both texts' beginnings, together at most ``room``: the longer gives way until they are equal.

    So however long a question is, a passage keeps at least half of the room.
    """
    if len(first) + len(second) <= room:
        return first, second
    half = room // 2
    for_second = min(len(second), half + (room % 2 if len(second) >= len(first) else 0))
    for_first = min(len(first), room - for_second)
    return first[:for_first], second[: room - for_first]


def is_one_label_bert(folder: Path) -> bool:
    """Whether a folder holds a plain BERT that classifies a pair of texts with one label."""
    if not is_plain_bert(folder):
        return False
    settings = json.loads((folder / "config.json").read_text("utf-8"))
    labels = settings.get("id2label", {})
    return (
        settings.get("architectures") == ["BertForSequenceClassification"]
        and len(labels) == 1
        and not (folder / "modules.json").is_file()
    )
