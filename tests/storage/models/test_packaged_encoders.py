from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from storage.models.encoder import open_encoder
from storage.models.packaged_encoders import ENGLISH, packaged_encoder
from storage.models.precision import Compute


@pytest.mark.models
def test_the_short_name_and_the_full_one_are_the_same_model(tmp_path: Path) -> None:
    by_short, by_full = packaged_encoder("minilm", tmp_path), packaged_encoder(ENGLISH, tmp_path)
    assert by_short == by_full is not None


def test_a_name_that_no_package_has_is_left_to_others(tmp_path: Path) -> None:
    assert packaged_encoder("owner/model", tmp_path) is None


@pytest.mark.models
def test_bge_is_rebuilt_whole_and_takes_the_first_state(tmp_path: Path) -> None:
    compute = Compute(precision="float32")
    encoder = open_encoder("bge-small", cache_folder=tmp_path, compute=compute)
    assert (encoder.name, encoder.max_tokens) == ("BAAI/bge-small-en-v1.5", 512)
    vector = encoder.encode_question("hello world")
    np.testing.assert_allclose(vector[:4], [0.0167, -0.0229, 0.0087, -0.0753], atol=5e-4)
    np.testing.assert_allclose(encoder.encode_passages(["hello world"])[0], vector, atol=1e-5)
