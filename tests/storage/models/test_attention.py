from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from storage.models.attention import attention, first_attention

HEADS, WIDTH = 3, 8


def pieces_of(lengths: list[int], *, spread: float = 1.0) -> torch.Tensor:
    numbers = torch.Generator().manual_seed(7)
    return spread * torch.randn(sum(lengths), 3, HEADS, WIDTH, generator=numbers)


def attended(pieces: torch.Tensor, lengths: list[int]) -> torch.Tensor:
    starts = torch.from_numpy(np.cumsum([0, *lengths]).astype(np.int32))
    with torch.inference_mode():
        return attention(pieces, lengths, starts).float()


def expected(pieces: torch.Tensor, lengths: list[int]) -> torch.Tensor:
    """PyTorch's own attention in float64, a sequence at a time."""
    parts = []
    for part in torch.split(pieces.double(), lengths):
        query, key, value = part.permute(1, 2, 0, 3)
        parts.append(scaled_dot_product_attention(query, key, value).transpose(0, 1))
    return torch.cat(parts).float()


@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(torch.float32, 1e-5), (torch.bfloat16, 0.03), (torch.float16, 0.004)]
)
def test_each_sequence_attends_to_itself_only(dtype: torch.dtype, tolerance: float) -> None:
    lengths = [1, 200, 47, 48, 3, 512]
    pieces = pieces_of(lengths).to(dtype)
    found = attended(pieces, lengths)
    assert found.shape == (sum(lengths), HEADS, WIDTH)
    np.testing.assert_allclose(found, expected(pieces, lengths), atol=tolerance)


def test_a_first_piece_attends_to_its_sequence_only() -> None:
    lengths = [1, 200, 3]
    pieces = pieces_of(lengths)
    firsts = torch.tensor([0, 1, 201])
    starts = torch.tensor([0, 1, 201, 204], dtype=torch.int32)
    found = first_attention(pieces[firsts, 0], pieces[:, 1:], lengths, starts)
    assert found.shape == (3, HEADS, WIDTH)
    np.testing.assert_allclose(found, expected(pieces, lengths)[firsts], atol=1e-5)


def test_scores_beyond_bfloat16s_exponential_lose_nothing() -> None:
    lengths = [60, 100]
    pieces = pieces_of(lengths, spread=12.0).bfloat16()
    scores = pieces[:60, 0, 0].float() @ pieces[:60, 1, 0].float().T / WIDTH**0.5
    assert scores.max() > 100  # e to the power of it is infinite
    found = attended(pieces, lengths)
    np.testing.assert_allclose(found, expected(pieces, lengths), atol=0.25)


def test_what_isnt_a_number_stays_in_its_sequence() -> None:
    lengths = [60, 60]
    pieces = pieces_of(lengths).bfloat16()
    pieces[3] = float("nan")
    found = attended(pieces, lengths)
    assert found[:60].isnan().all()
    assert not found[60:].isnan().any()
