from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from storage.models.bert import Bert, batches, is_plain_bert
from storage.models.precision import Compute, choose_runtime
from tests.tiny_models import write_encoder

RUNTIME = choose_runtime(Compute(device="cpu", precision="float32"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_encoder(tmp_path_factory.mktemp("models") / "tiny")


def states(bert: Bert, *sequences: list[int]) -> list[np.ndarray]:
    with torch.inference_mode():
        packed = bert.states(sequences)
    return np.split(packed.states.numpy(), packed.starts[1:-1].numpy())


def test_a_sequence_is_untouched_by_its_neighbours(folder: Path) -> None:
    bert = Bert(folder, RUNTIME)
    sequences = [[2, 5, 6, 7, 3], [2, 3], [2, *range(4, 30), 3]]
    together = states(bert, *sequences)
    for sequence, found in zip(sequences, together, strict=True):
        assert found.shape == (len(sequence), 16)
        np.testing.assert_allclose(found, states(bert, sequence)[0], atol=1e-5)


def test_the_second_text_is_told_from_the_first(folder: Path) -> None:
    bert = Bert(folder, RUNTIME)
    sequence = [2, 5, 3, 6, 3]
    with torch.inference_mode():
        alone = bert.states([sequence]).states
        pair = bert.states([sequence], [3]).states
    assert np.abs(alone.numpy() - pair.numpy()).max() > 0.01


def test_means_are_each_sequences_own(folder: Path) -> None:
    sequences = [[2, 5, 6, 7, 3], [2, 3], [2, *range(4, 30), 3]]
    bert = Bert(folder, RUNTIME)
    with torch.inference_mode():
        means = bert.states(sequences).means().numpy()
    own = states(bert, *sequences)
    np.testing.assert_allclose(means, [found.mean(axis=0) for found in own], atol=1e-5)


@pytest.mark.parametrize("second_starts", [None, [3, 1, 20]])
def test_first_states_are_those_of_all_states(
    folder: Path, second_starts: list[int] | None
) -> None:
    sequences = [[2, 5, 6, 7, 3], [2, 3], [2, *range(4, 30), 3]]
    bert = Bert(folder, RUNTIME)
    with torch.inference_mode():
        firsts = bert.first_states(sequences, second_starts)
        packed = bert.states(sequences, second_starts)
    assert firsts.shape == (3, 16)
    np.testing.assert_allclose(firsts, packed.states[packed.starts[:-1]], atol=1e-5)


@given(
    st.lists(st.integers(2, 600), max_size=60),
    st.integers(1, 2000),
)
def test_batches_hold_every_sequence_once_within_the_budget(
    lengths: list[int], budget: int
) -> None:
    found = list(batches(lengths, budget))
    assert sorted(number for batch in found for number in batch) == list(range(len(lengths)))
    for batch in found:
        assert len(batch) == 1 or sum(lengths[number] for number in batch) <= budget
    in_order = [lengths[number] for batch in found for number in batch]
    assert in_order == sorted(lengths, reverse=True)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("model_type", "roberta"),
        ("hidden_act", "relu"),
        ("position_embedding_type", "relative_key"),
        ("is_decoder", True),
    ],
)
def test_another_kind_of_model_is_no_plain_bert(
    folder: Path, tmp_path: Path, setting: str, value: object
) -> None:
    assert is_plain_bert(folder)
    other = write_encoder(tmp_path / "other")
    settings = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps(settings | {setting: value}))
    assert not is_plain_bert(other)
