from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import ModelUnavailable
from storage.models.bert_cross_encoder import shortened
from storage.models.cross_encoder_weights import native_cross_encoder
from storage.models.encoder import open_encoder
from storage.models.precision import Compute
from storage.models.reranker import Reranker, open_reranker
from storage.models.weights import MS_MARCO_MINILM_L12
from storage.models.workers import Workers
from tests.fakes import OverlapReranker
from tests.storage.models.test_workers import busy, noted_batches, until
from tests.tiny_models import write_cross_encoder, write_encoder

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
FLOAT32 = Compute(precision="float32")
QUESTION = "How many people live in Berlin?"
POPULATION = (
    "Berlin has a population of 3,520,031 registered inhabitants in an area of 891.82 square "
    "kilometers."
)
PASSAGES = [
    POPULATION,
    "Berlin is well known for its museums.",
    "New York City is famous for the Metropolitan Museum of Art.",
    "",
    POPULATION + " It lies on the Spree." * 150,
    "lone \ud800 surrogate",
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def minilm(cache: Path) -> Reranker:
    return open_reranker(cache_folder=cache, compute=FLOAT32)


@pytest.fixture(
    params=[
        "overlap",
        "tiny",
        pytest.param("minilm", marks=pytest.mark.models),
        pytest.param("library", marks=[pytest.mark.models, pytest.mark.slow]),
    ]
)
def reranker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reranker:
    """Every implementation: the fake, a tiny BERT, the packaged one, and sentence-transformers."""
    if request.param == "overlap":
        return OverlapReranker()
    if request.param == "minilm":
        found: Reranker = request.getfixturevalue("minilm")
        return found
    folder = write_cross_encoder(tmp_path_factory.mktemp("models") / request.param)
    if request.param == "library":
        use_another_activation(folder)
    return open_reranker(str(folder), compute=FLOAT32)


def use_another_activation(folder: Path) -> None:
    """Make it a model that our own BERT doesn't compute."""
    settings = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(settings | {"hidden_act": "gelu_new"}))


def test_there_is_one_logit_for_each_passage_in_order(reranker: Reranker) -> None:
    logits = reranker.logits(QUESTION, PASSAGES)
    assert logits.shape == (len(PASSAGES),)
    assert logits.dtype == np.float32
    assert np.isfinite(logits).all()
    for passage, logit in zip(PASSAGES, logits, strict=True):
        assert reranker.logits(QUESTION, [passage])[0] == pytest.approx(logit, abs=2e-4)


def test_people_are_told_of_rounded_logits(tmp_path: Path) -> None:
    folder = str(write_cross_encoder(tmp_path / "tiny"))
    exact = open_reranker(folder, compute=FLOAT32)
    assert exact.description == exact.name
    rounded = open_reranker(folder, compute=Compute(device="cpu", precision="int8"))
    assert rounded.description == f"{exact.name} (in 8 bits)"


def test_no_passages_give_no_logits(reranker: Reranker) -> None:
    assert reranker.logits(QUESTION, []).shape == (0,)


@pytest.mark.parametrize("question", ["", "why " * 5000, "\ud800"], ids=["none", "long", "half"])
def test_any_question_gets_finite_logits(reranker: Reranker, question: str) -> None:
    assert np.isfinite(reranker.logits(question, PASSAGES[:2])).all()


def test_threads_get_what_one_thread_gets(reranker: Reranker) -> None:
    alone = reranker.logits(QUESTION, PASSAGES[:4])
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: reranker.logits(QUESTION, PASSAGES[:4]), range(16)))
    for logits in found:
        np.testing.assert_allclose(logits, alone, atol=2e-4)


def test_pairs_of_questions_that_arrive_together_are_judged_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = Workers(1)
    folder = write_cross_encoder(tmp_path / "tiny")
    reranker = open_reranker(str(folder), compute=FLOAT32, workers=workers)
    passages = ["a b", "c d e"]
    alone = [reranker.logits(question, passages) for question in "fgh"]
    batches = noted_batches(monkeypatch)
    with ThreadPoolExecutor(3) as pool:
        with busy(workers):
            asked = [pool.submit(reranker.logits, question, passages) for question in "fgh"]
            until(lambda: len(reranker._pairs._waiting) == 6)  # type: ignore[attr-defined]
        for logits, future in zip(alone, asked, strict=True):
            np.testing.assert_allclose(future.result(60), logits, atol=2e-4)
    assert batches == [6]


pieces = st.lists(st.integers(), max_size=40)


@given(pieces, pieces, st.integers(2, 60))
def test_what_is_too_long_loses_its_end_and_the_longer_text_gives_way(
    first: list[int], second: list[int], room: int
) -> None:
    kept_first, kept_second = shortened(first, second, room)
    assert kept_first == first[: len(kept_first)]
    assert kept_second == second[: len(kept_second)]
    assert len(kept_first) + len(kept_second) == min(len(first) + len(second), room)
    assert len(kept_first) >= min(len(first), room // 2)
    assert len(kept_second) >= min(len(second), room // 2)


@pytest.mark.models
def test_the_logits_are_those_of_the_published_model(minilm: Reranker) -> None:
    assert minilm.name == MS_MARCO_MINILM_L12.name == "cross-encoder/ms-marco-MiniLM-L-12-v2"
    np.testing.assert_allclose(minilm.logits(QUESTION, PASSAGES[:2]), [9.27, -3.93], atol=0.01)


@pytest.mark.models
def test_a_passage_keeps_its_room_beside_a_very_long_question(minilm: Reranker) -> None:
    question = QUESTION + " Tell me, please." * 1000
    logits = minilm.logits(question, PASSAGES[:3])
    assert logits[0] > logits[1] > logits[2]


@pytest.mark.models
@pytest.mark.slow
def test_logits_are_those_of_sentence_transformers(minilm: Reranker, cache: Path) -> None:
    from sentence_transformers import CrossEncoder  # noqa: PLC0415

    library = CrossEncoder(str(native_cross_encoder(cache)), device="cpu")
    passages = [passage for passage in PASSAGES if "\ud800" not in passage]
    for question in (QUESTION, "why " * 300, "why " * 5000):
        expected = library.predict([(question, passage) for passage in passages])
        np.testing.assert_allclose(minilm.logits(question, passages), expected, atol=2e-4)


@pytest.mark.models
@pytest.mark.data
def test_the_seed_example_is_ordered_as_known(minilm: Reranker) -> None:
    file = DATA / "seed-example" / "documents.json"
    if not file.is_file():
        pytest.skip(f"the shared data isn't at {DATA}")
    rows = json.loads(file.read_text("utf-8"))
    texts = [row if isinstance(row, str) else row["text"] for row in rows]
    question = "How can I build a backend system?"
    encoder = open_encoder(compute=FLOAT32)
    nearest = np.argsort(-(encoder.encode_passages(texts) @ encoder.encode_question(question)))
    candidates = [texts[row] for row in nearest[:12]]
    logits = minilm.logits(question, candidates)
    best = np.argsort(-logits)[:3]
    assert candidates[best[0]] == (
        "Building scalable backend systems requires system design knowledge"
    )
    assert all("APIs" in candidates[row] for row in best[1:])
    np.testing.assert_allclose(logits[best], [5.8, 2.8, 2.4], atol=0.06)


@pytest.mark.slow
def test_an_encoder_is_refused_as_a_reranker(tmp_path: Path) -> None:
    folder = write_encoder(tmp_path / "encoder")
    with pytest.raises(ModelUnavailable, match="no layer that judges"):
        open_reranker(str(folder))
