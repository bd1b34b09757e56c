from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from storage.models import precision
from storage.models.eight_bits import EightBitLinear
from storage.models.encoder import open_encoder
from storage.models.precision import Compute, choose_runtime
from storage.models.reranker import open_reranker
from tests.tiny_models import write_cross_encoder, write_encoder

TEXTS = ["a b c d", "x y z", "q", "a b c d e f g h i j k l m n o p"]


def test_what_is_asked_for_is_what_computes() -> None:
    runtime = choose_runtime(Compute(device="cpu", precision="bfloat16"))
    assert (runtime.device.type, runtime.dtype) == ("cpu", torch.bfloat16)


def test_a_processor_without_bfloat16_computes_in_float32() -> None:
    capabilities = torch.cpu.get_capabilities()
    if capabilities.get("amx_bf16") or capabilities.get("avx512_bf16"):
        pytest.skip("this processor has bfloat16 arithmetic, so that a timing decides")
    assert choose_runtime(Compute(device="cpu")).dtype == torch.float32


def test_no_threads_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, not 0"):
        Compute(threads=0)


@pytest.mark.parametrize("precision", ["bfloat16", "float16", "int8"])
def test_half_the_digits_give_nearly_the_same_and_still_float32(
    tmp_path: Path, precision: str
) -> None:
    encoder_folder = str(write_encoder(tmp_path / "encoder"))
    reranker_folder = str(write_cross_encoder(tmp_path / "reranker"))
    exact, short = Compute(precision="float32"), Compute(precision=precision)  # type: ignore[arg-type]
    vectors = open_encoder(encoder_folder, compute=short).encode_passages(TEXTS)
    expected = open_encoder(encoder_folder, compute=exact).encode_passages(TEXTS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert (vectors * expected).sum(axis=1).min() > 0.998
    logits = open_reranker(reranker_folder, compute=short).logits("a b", TEXTS)
    assert logits.dtype == np.float32
    np.testing.assert_allclose(
        logits, open_reranker(reranker_folder, compute=exact).logits("a b", TEXTS), atol=0.2
    )


@pytest.mark.models
def test_the_real_models_keep_their_answers_in_bfloat16(tmp_path: Path) -> None:
    short = Compute(device="cpu", precision="bfloat16")
    reranker = open_reranker(cache_folder=tmp_path, compute=short)
    logits = reranker.logits(
        "How many people live in Berlin?",
        [
            "Berlin has a population of 3,520,031 registered inhabitants in an area of 891.82 "
            "square kilometers.",
            "Berlin is well known for its museums.",
        ],
    )
    np.testing.assert_allclose(logits, [9.27, -3.93], atol=0.15)
    texts = ["FAISS finds the nearest vectors.", "Net sales rose 8% in the third quarter. " * 5]
    exact = open_encoder(compute=Compute(device="cpu", precision="float32")).encode_passages(texts)
    found = open_encoder(compute=short).encode_passages(texts)
    assert (exact * found).sum(axis=1).min() > 0.998


def test_eight_bits_are_for_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="int8 is for processors"):
        choose_runtime(Compute(device="cuda", precision="int8"))


@pytest.mark.parametrize(
    ("announced", "times_as_fast", "chosen"),
    [(True, 4.0, "int8"), (True, 1.5, "float32"), (False, 4.0, "float32")],
)
def test_eight_bits_are_chosen_where_announced_and_much_faster(
    monkeypatch: pytest.MonkeyPatch, announced: bool, times_as_fast: float, chosen: str
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx_vnni": announced})
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)

    def seconds(compute: partial[object]) -> float:
        return 1.0 if isinstance(compute.func, EightBitLinear) else times_as_fast

    monkeypatch.setattr(precision, "_seconds", seconds)
    for choice in (precision._does_bfloat16_well, precision._does_eight_bits_well):
        choice.cache_clear()
    runtime = choose_runtime(Compute())
    for choice in (precision._does_bfloat16_well, precision._does_eight_bits_well):
        choice.cache_clear()
    assert (runtime.eight_bits, runtime.dtype) == (chosen == "int8", torch.float32)


def test_what_was_chosen_is_remembered_until_the_machine_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    choices = iter(["int8", "float32", "bfloat16"])
    monkeypatch.setattr(precision, "_best_by_timing", lambda: next(choices))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)

    def chosen() -> tuple[bool, torch.dtype]:
        runtime = choose_runtime(Compute(), cache_folder=tmp_path / "cache")
        return runtime.eight_bits, runtime.dtype

    assert chosen() == chosen() == (True, torch.float32)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"cpu_name": "another"})
    assert chosen() == chosen() == (False, torch.float32)
    (tmp_path / "cache" / "precision.json").write_text("no JSON")
    assert chosen() == chosen() == (False, torch.bfloat16)


def test_a_cache_that_cannot_be_written_costs_only_the_timing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert choose_runtime(Compute(device="cpu"), cache_folder=tmp_path / "file").workers


def test_a_text_in_eight_bits_is_the_same_beside_any_other(tmp_path: Path) -> None:
    folder = str(write_encoder(tmp_path / "encoder"))
    encoder = open_encoder(folder, compute=Compute(device="cpu", precision="int8"))
    together = encoder.encode_passages(TEXTS)
    alone = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])
    np.testing.assert_array_equal(together, alone)


@pytest.mark.models
def test_the_real_models_keep_their_order_in_eight_bits(tmp_path: Path) -> None:
    short = Compute(device="cpu", precision="int8")
    question = "How many people live in Berlin?"
    texts = [
        "Berlin has a population of 3,520,031 registered inhabitants in an area of 891.82 "
        "square kilometers.",
        "Berlin is well known for its museums.",
        "Net sales rose 8% in the third quarter. " * 5,
    ]
    logits = open_reranker(cache_folder=tmp_path, compute=short).logits(question, texts)
    np.testing.assert_allclose(logits[:2], [9.27, -3.93], atol=0.6)
    exact = open_encoder(compute=Compute(device="cpu", precision="float32"))
    found = open_encoder(compute=short).encode_passages(texts)
    assert (exact.encode_passages(texts) * found).sum(axis=1).min() > 0.98
