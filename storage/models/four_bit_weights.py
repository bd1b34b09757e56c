"""Numbers in 4 bits each, in blocks of 32 with one scale, as llama.cpp's Q4_0 has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import torch

BLOCK = 32
BLOCK_BYTES = 16
_MIDDLE = 8


def four_bit_numbers(packed: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """The 32 numbers of each block before scaling, -8 to 7: (blocks, 16) becomes (blocks, 32).

    The low half of byte j is number j, its high half number j + 16.
    """
    halves = [packed & 15, packed >> 4]
    return np.concatenate(halves, axis=1).astype(np.float32) - _MIDDLE


class FourBitRows:
    """Vectors of a vocabulary, kept in 4 bits a number and unpacked as they are looked up.

    A text of a hundred pieces needs a hundred of a quarter of a million: unpacked, they are most of
    a multilingual model's memory (192 of 250 MB in bfloat16), packed 54.
    """

    def __init__(self, packed: torch.Tensor, scales: torch.Tensor, dtype: torch.dtype) -> None:
        """``packed`` is uint8 of shape (rows, blocks, 16), ``scales`` float16 (rows, blocks)."""
        self._packed = packed
        self._scales = scales
        self._dtype = dtype

    @property
    def width(self) -> int:
        """How many numbers a row has."""
        return self._scales.shape[1] * BLOCK

    def rows(self, numbers: torch.Tensor) -> torch.Tensor:
        """The rows of these numbers, (numbers, width)."""
        import torch  # noqa: PLC0415

        packed = self._packed[numbers]
        halves = torch.cat([packed & 15, packed >> 4], dim=2).float() - _MIDDLE
        scaled = halves * self._scales[numbers].float()[:, :, None]
        return scaled.reshape(len(numbers), self.width).to(self._dtype)
