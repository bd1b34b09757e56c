from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import current_thread

import pytest

from storage.models.arithmetic import computed
from storage.models.bert import Bert, Packed
from storage.models.encoder import open_encoder
from storage.models.precision import Compute
from storage.models.reranker import open_reranker
from tests.tiny_models import write_cross_encoder, write_encoder


def test_both_models_compute_in_one_thread_whoever_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute = Compute(device="cpu", precision="float32")
    encoder = open_encoder(str(write_encoder(tmp_path / "encoder")), compute=compute)
    reranker = open_reranker(str(write_cross_encoder(tmp_path / "reranker")), compute=compute)
    threads = []
    states = Bert.states

    def noting(bert: Bert, *sequences: list[list[int]]) -> Packed:
        threads.append(current_thread().name)
        return states(bert, *sequences)

    monkeypatch.setattr(Bert, "states", noting)
    with ThreadPoolExecutor(4) as askers:
        list(askers.map(lambda _: encoder.encode_question("a b"), range(4)))
        list(askers.map(lambda _: encoder.encode_passages(["a b", "c"]), range(4)))
        list(askers.map(lambda _: reranker.logits("a b", ["c d", "e"]), range(4)))
    assert len(threads) >= 6  # questions that wait together go through together
    assert len(set(threads)) == 1


def test_what_fails_there_is_raised_here_and_the_next_goes_on() -> None:
    def fail() -> None:
        raise MemoryError("no more")

    with pytest.raises(MemoryError, match="no more"):
        computed(fail)
    assert computed(lambda: 7) == 7
