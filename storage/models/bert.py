"""BERT for inference in plain PyTorch: sequences end to end in one row, nothing padded.

The two models of the default path are BERTs, and this is all of it that they need. Going through
transformers costs seconds and some 200 MB at the start, and padding a batch to its longest
sequence costs a tenth to a third of the arithmetic; ``tests/benchmarks/models.py`` measures both.
After Devlin et al., https://arxiv.org/abs/1810.04805.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load_file
from torch.nn.functional import embedding, layer_norm, linear

from storage.models.attention import attention, first_attention
from storage.models.four_bit_weights import FourBitRows

if TYPE_CHECKING:
    from storage.models.precision import Runtime


Linear: TypeAlias = Callable[[torch.Tensor], torch.Tensor]


@dataclass(frozen=True, slots=True)
class _Affine:
    """The weight and bias of a linear layer, which it can be called as, or of a normalisation."""

    weight: torch.Tensor
    bias: torch.Tensor

    def __call__(self, states: torch.Tensor) -> torch.Tensor:
        """(rows, wide)."""
        return linear(states, self.weight, self.bias)

    def split(self, width: int) -> tuple[_Affine, _Affine]:
        """Two linear layers: what makes the first ``width`` numbers, and what makes the others."""
        return (
            _Affine(self.weight[:width], self.bias[:width]),
            _Affine(self.weight[width:], self.bias[width:]),
        )


@dataclass(frozen=True, slots=True)
class _Layer:
    """One transformer layer; ``attend`` makes queries, keys and values in one product."""

    attend: Linear
    attended: Linear
    attended_norm: _Affine
    widen: Linear
    narrow: Linear
    narrow_norm: _Affine


@dataclass(frozen=True, slots=True)
class _Order:
    """Which rows belong to which sequence: ``starts`` has one more, the end, as int32."""

    lengths: list[int]
    starts: torch.Tensor

    @property
    def firsts(self) -> torch.Tensor:
        """Each sequence's first row."""
        return self.starts[:-1]

    @classmethod
    def of(cls, lengths: list[int], device: torch.device) -> _Order:
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        return cls(lengths=lengths, starts=_on_device(starts, device))


@dataclass(frozen=True, slots=True)
class Packed:
    """The states of several sequences, one after the other, (pieces, width), on their device.

    Sequence i has the rows from ``starts[i]`` to ``starts[i + 1]``.
    """

    states: torch.Tensor
    starts: torch.Tensor

    def means(self) -> torch.Tensor:
        """The mean of each sequence's states, (sequences, width), in float32."""
        return torch.segment_reduce(self.states.float(), "mean", offsets=self.starts, axis=0)


class Bert:
    """A BERT's embeddings and layers, and whatever else its file holds by name."""

    def __init__(self, folder: Path, runtime: Runtime) -> None:
        """Load a folder for which ``is_plain_bert`` holds."""
        settings = json.loads((folder / "config.json").read_text("utf-8"))
        self._heads: int = settings["num_attention_heads"]
        self._epsilon: float = settings["layer_norm_eps"]
        self._device = runtime.device
        stored = load_file(folder / "model.safetensors")
        self._packed_words = _packed_words(stored, runtime)
        self._tensors = {
            name.removeprefix("bert."): tensor.to(runtime.device, runtime.dtype)
            for name, tensor in stored.items()
            if tensor.is_floating_point()
        }
        if self._packed_words is None:
            self._words = self._tensors.pop("embeddings.word_embeddings.weight")
        self._positions = self._tensors.pop("embeddings.position_embeddings.weight")
        self._segments = self._tensors.pop("embeddings.token_type_embeddings.weight")
        self._norm = self.affine("embeddings.LayerNorm")
        self._linear: Callable[[_Affine], Linear] = _in_eight_bits if runtime.eight_bits else _as_is
        attends = [self._attend(number) for number in range(settings["num_hidden_layers"])]
        self._layers = [self._layer(number, attend) for number, attend in enumerate(attends)]
        self._last_query, self._last_others = map(self._linear, attends[-1].split(self.width))

    @property
    def width(self) -> int:
        """How many numbers the state of a piece has."""
        return self._positions.shape[1]

    @property
    def max_pieces(self) -> int:
        """How long a sequence may be."""
        return self._positions.shape[0]

    def affine(self, name: str) -> _Affine:
        """The named layer's weight and bias, taken out of what was loaded."""
        return _Affine(self._tensors.pop(f"{name}.weight"), self._tensors.pop(f"{name}.bias"))

    def states(
        self, sequences: Sequence[Sequence[int]], second_starts: Sequence[int] | None = None
    ) -> Packed:
        """The last layer's states of all pieces of one or more sequences, none of them empty.

        ``second_starts[i]`` is where in sequence i the second of two texts begins; None where
        each is one text.
        """
        states, order = self._before_the_last(sequences, second_starts)
        return Packed(self._through(self._layers[-1], states, order), order.starts)

    def first_states(
        self, sequences: Sequence[Sequence[int]], second_starts: Sequence[int] | None = None
    ) -> torch.Tensor:
        """The last layer's state of each sequence's first piece, (sequences, width).

        As ``states`` has it, without what the last layer would make of all other pieces.
        """
        states, order = self._before_the_last(sequences, second_starts)
        layer, firsts = self._layers[-1], states[order.firsts]
        query = self._last_query(firsts).view(len(firsts), self._heads, -1)
        others = self._last_others(states).view(len(states), 2, self._heads, -1)
        attended = first_attention(query, others, order.lengths, order.starts)
        return self._after_attention(layer, attended.view(len(firsts), -1), firsts)

    def _attend(self, number: int) -> _Affine:
        at = f"encoder.layer.{number}.attention.self"
        three = [self.affine(f"{at}.{role}") for role in ("query", "key", "value")]
        return _Affine(
            torch.cat([part.weight for part in three]), torch.cat([part.bias for part in three])
        )

    def _layer(self, number: int, attend: _Affine) -> _Layer:
        at = f"encoder.layer.{number}"
        return _Layer(
            attend=self._linear(attend),
            attended=self._linear(self.affine(f"{at}.attention.output.dense")),
            attended_norm=self.affine(f"{at}.attention.output.LayerNorm"),
            widen=self._linear(self.affine(f"{at}.intermediate.dense")),
            narrow=self._linear(self.affine(f"{at}.output.dense")),
            narrow_norm=self.affine(f"{at}.output.LayerNorm"),
        )

    def _embedded(
        self,
        sequences: Sequence[Sequence[int]],
        order: _Order,
        second_starts: Sequence[int] | None,
    ) -> torch.Tensor:
        words = np.concatenate([np.asarray(sequence, dtype=np.int32) for sequence in sequences])
        positions = np.concatenate([np.arange(length, dtype=np.int32) for length in order.lengths])
        states = self._of_words(_on_device(words, self._device))
        states += embedding(_on_device(positions, self._device), self._positions)
        if second_starts is None:
            states += self._segments[0]
        else:
            segments = (positions >= np.repeat(second_starts, order.lengths)).astype(np.int32)
            states += embedding(_on_device(segments, self._device), self._segments)
        return self._normalised(states, self._norm)

    def _of_words(self, words: torch.Tensor) -> torch.Tensor:
        if self._packed_words is not None:
            return self._packed_words.rows(words)
        return embedding(words, self._words)

    def _before_the_last(
        self, sequences: Sequence[Sequence[int]], second_starts: Sequence[int] | None
    ) -> tuple[torch.Tensor, _Order]:
        """The states that the last layer is given."""
        order = _Order.of([len(sequence) for sequence in sequences], self._device)
        states = self._embedded(sequences, order, second_starts)
        for layer in self._layers[:-1]:
            states = self._through(layer, states, order)
        return states, order

    def _through(self, layer: _Layer, states: torch.Tensor, order: _Order) -> torch.Tensor:
        pieces = layer.attend(states).view(len(states), 3, self._heads, -1)
        attended = attention(pieces, order.lengths, order.starts).view(len(states), -1)
        return self._after_attention(layer, attended, states)

    def _after_attention(
        self, layer: _Layer, attended: torch.Tensor, states: torch.Tensor
    ) -> torch.Tensor:
        states = self._normalised(layer.attended(attended).add_(states), layer.attended_norm)
        wide = layer.widen(states)
        torch.ops.aten.gelu_(wide)  # in place, which torch.nn.functional doesn't offer
        return self._normalised(layer.narrow(wide).add_(states), layer.narrow_norm)

    def _normalised(self, states: torch.Tensor, norm: _Affine) -> torch.Tensor:
        return layer_norm(states, states.shape[-1:], norm.weight, norm.bias, self._epsilon)


def _as_is(layer: _Affine) -> Linear:
    return layer


def _in_eight_bits(layer: _Affine) -> Linear:
    from storage.models.eight_bits import EightBitLinear  # noqa: PLC0415 - imports onnxruntime

    return EightBitLinear(layer.weight, layer.bias)


def _packed_words(stored: dict[str, torch.Tensor], runtime: Runtime) -> FourBitRows | None:
    """The vocabulary, taken out of what was loaded, where it is in 4 bits."""
    name = "embeddings.word_embeddings"
    if f"{name}.blocks" not in stored:
        return None
    packed, scales = (stored.pop(f"{name}.{part}") for part in ("blocks", "scales"))
    return FourBitRows(packed.to(runtime.device), scales.to(runtime.device), runtime.dtype)


def _on_device(numbers: npt.NDArray[np.int32], device: torch.device) -> torch.Tensor:
    tensor = torch.from_numpy(numbers)
    # From pinned memory the copy doesn't wait for what the GPU is still computing.
    return tensor.pin_memory().to(device, non_blocking=True) if device.type == "cuda" else tensor


def is_plain_bert(folder: Path) -> bool:
    """Whether a model's folder is a BERT of the usual kind, which ``Bert`` computes rightly."""
    if not all((folder / name).is_file() for name in ("model.safetensors", "tokenizer.json")):
        return False
    try:
        settings = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(
        settings.get("model_type") == "bert"
        and settings.get("hidden_act") == "gelu"
        and settings.get("position_embedding_type", "absolute") == "absolute"
        and not settings.get("is_decoder", False)
    )


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """The numbers of sequences to compute together, at most ``budget`` pieces or one sequence.

    Longest first, so that sequences of about the same length meet, and what needs the most memory
    comes at once and not at the end.
    """
    batch: list[int] = []
    pieces = 0
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        if batch and pieces + lengths[number] > budget:
            yield batch
            batch, pieces = [], 0
        batch.append(number)
        pieces += lengths[number]
    if batch:
        yield batch
