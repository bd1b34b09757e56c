"""Attention within each of several sequences that lie end to end in one row."""

from __future__ import annotations

from typing import Any, cast

import torch
from torch.nn.functional import scaled_dot_product_attention

# From so many pieces on, the direct way is the faster one in bfloat16 (tests/benchmarks/MODELS.md).
_DIRECTLY_FROM = 48
# Of scores within it neither an exponential, nor the sum of a sequence's, nor that times a value
# leaves bfloat16's range.
_LARGEST_SCORE = 72.0


def attention(pieces: torch.Tensor, lengths: list[int], starts: torch.Tensor) -> torch.Tensor:
    """What each piece takes from its own sequence.

    ``pieces`` holds queries, keys and values: (pieces, 3, heads, width of a head) comes back as
    (pieces, heads, width of a head). ``starts`` are the sequences' starts and the last one's end,
    int32, on the pieces' device.
    """
    if pieces.is_cuda and pieces.dtype != torch.float32:
        query, key, value = pieces.unbind(dim=1)
        return _flash(query, key, value, starts, starts, max(lengths), max(lengths))
    found = torch.empty_like(pieces[:, 0])
    for ours, theirs in zip(torch.split(pieces, lengths), torch.split(found, lengths), strict=True):
        theirs.copy_(_within(*ours.permute(1, 2, 0, 3)).transpose(0, 1))
    return found


def first_attention(
    query: torch.Tensor, others: torch.Tensor, lengths: list[int], starts: torch.Tensor
) -> torch.Tensor:
    """What the first piece of each sequence takes from its own sequence.

    ``query`` holds the first pieces' queries, (sequences, heads, width of a head), as comes back;
    ``others`` all pieces' keys and values, (pieces, 2, heads, width of a head).
    """
    if query.is_cuda and query.dtype != torch.float32:
        key, value = others.unbind(dim=1)
        one_each = torch.arange(len(query) + 1, dtype=torch.int32, device=query.device)
        return _flash(query, key, value, one_each, starts, 1, max(lengths))
    found = torch.empty_like(query)
    for number, theirs in enumerate(torch.split(others, lengths)):
        key, value = theirs.permute(1, 2, 0, 3)
        asked = query[number, None, :, None]
        found[number] = scaled_dot_product_attention(asked, key[None], value[None])[0, :, 0]
    return found


def _within(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    """Attention within one sequence, all of shape (heads, pieces, width of a head)."""
    if query.dtype == torch.bfloat16 and query.shape[1] >= _DIRECTLY_FROM:
        found = _directly(query, key, value)
        if found is not None:
            return found
    return scaled_dot_product_attention(query[None], key[None], value[None])[0]


def _directly(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor | None:
    """Attention in the fewest passes over the scores, or None where they could overflow.

    PyTorch subtracts each row's maximum before the exponential, which is what takes most of its
    time on short sequences in bfloat16. Softmax is the same without, as long as nothing overflows.
    A column of ones beside the values has the product sum the weights too.
    """
    scores = torch.baddbmm(
        query.new_empty(()), query, key.transpose(1, 2), beta=0, alpha=query.shape[2] ** -0.5
    )
    least, most = scores.aminmax()
    if not (least > -_LARGEST_SCORE and most < _LARGEST_SCORE):
        return None
    ones = value.new_ones(*value.shape[:2], 1)
    summed = torch.bmm(scores.exp_(), torch.cat([value, ones], dim=2))
    return summed[..., :-1] / summed[..., -1:]


def _flash(*arguments: Any) -> torch.Tensor:
    from torch.nn.attention.varlen import varlen_attn  # noqa: PLC0415 - only on a GPU

    return cast(torch.Tensor, varlen_attn(*arguments))
