from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from storage.errors import ModelUnavailable
from storage.models.encoder import Encoder, open_encoder
from storage.models.precision import Compute
from storage.models.weights import ALL_MINILM_L6
from storage.models.workers import Workers
from tests.fakes import HashingEncoder
from tests.storage.models.test_workers import busy, noted_batches, until
from tests.tiny_models import WIDTH, write_cross_encoder, write_encoder

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data"
FLOAT32 = Compute(precision="float32")
TEXTS = [
    "FAISS finds the nearest vectors.",
    "",
    "word " * 2000,
    "Net sales rose 8% to $94.8 billion in the third quarter.",
    "Größe, naïve café: 中文 и русский, العربية",
    "x",
    "a passage of a middling length, " * 12,
    "lone \ud800 surrogate, \x00 zero, \ufffd replaced",
]


@pytest.fixture(scope="module")
def minilm() -> Encoder:
    return open_encoder(compute=FLOAT32)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    folder = write_encoder(tmp_path_factory.mktemp("models") / "tiny")
    return open_encoder(str(folder), compute=FLOAT32)


@pytest.fixture(
    params=[
        "hashing",
        "tiny",
        pytest.param("minilm", marks=pytest.mark.models),
        pytest.param("library", marks=[pytest.mark.models, pytest.mark.slow]),
    ]
)
def encoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """Every implementation: the fake, a tiny BERT, the packaged one, and sentence-transformers."""
    if request.param == "hashing":
        return HashingEncoder()
    if request.param == "library":
        return library_encoder(tmp_path_factory.mktemp("models") / "cls")
    found: Encoder = request.getfixturevalue(request.param)
    return found


def pool_by(folder: Path, way: str) -> None:
    (folder / "1_Pooling" / "config.json").write_text(
        json.dumps(
            {
                "word_embedding_dimension": WIDTH,
                "pooling_mode_mean_tokens": False,
                f"pooling_mode_{way}": True,
            }
        )
    )


def library_encoder(folder: Path) -> Encoder:
    """A model that pools by maximum, which goes through sentence-transformers."""
    write_encoder(folder)
    pool_by(folder, "max_tokens")
    encoder = open_encoder(str(folder), compute=FLOAT32)
    assert type(encoder).__name__ == "SentenceTransformerEncoder"
    return encoder


def test_vectors_are_unit_rows_in_the_order_of_the_texts(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        question = encoder.encode_question(text)
        assert question.shape == (encoder.dimension,)
        assert question.dtype == np.float32
        np.testing.assert_allclose(question, vector, atol=2e-5)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    vectors = encoder.encode_passages([])
    assert vectors.shape == (0, encoder.dimension)
    assert vectors.dtype == np.float32


def test_many_texts_keep_their_order_through_all_batches(tiny: Encoder) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    texts = [" ".join(letters[number % 26] * (1 + number % 7 * 5)) for number in range(2500)]
    vectors = tiny.encode_passages(texts)
    for number in range(0, 2500, 97):
        question = tiny.encode_question(texts[number])
        np.testing.assert_allclose(vectors[number], question, atol=2e-5)


def test_spans_are_ordered_slices_of_the_whole_text(encoder: Encoder) -> None:
    text = "Größe 中文, naïve \ud800 caf\u0065\u0301 " * 200
    spans = encoder.token_spans(text)
    assert len(spans) > encoder.max_tokens
    assert spans[-1][1] > len(text) - 3
    for (start, end), (following, _) in pairwise(spans):
        assert 0 <= start < end <= following < len(text)
        assert not text[start:end].isspace()


def test_a_text_counts_up_to_the_limit(encoder: Encoder) -> None:
    words = "a b c d e f g h " * 100
    room = encoder.max_tokens - 2
    kept = words[: encoder.token_spans(words)[room - 1][1]]
    whole, cut, shorter = encoder.encode_passages([words, kept, kept[:-2]])
    np.testing.assert_allclose(whole, cut, atol=1e-5)
    assert np.abs(whole - shorter).max() > 1e-5


def test_threads_get_what_one_thread_gets(encoder: Encoder) -> None:
    texts = [text[:100] for text in TEXTS]
    alone = encoder.encode_passages(texts)
    ways: list[Callable[[int], np.ndarray]] = [
        lambda _: encoder.encode_passages(texts),
        lambda _: np.stack([encoder.encode_question(text) for text in texts]),
    ]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: ways[number % 2](number), range(16)))
    for vectors in found:
        np.testing.assert_allclose(vectors, alone, atol=2e-5)


def test_questions_that_arrive_together_are_encoded_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = Workers(1)
    encoder = open_encoder(str(write_encoder(tmp_path / "tiny")), compute=FLOAT32, workers=workers)
    texts = ["a b", "c", "d e f"]
    alone = [encoder.encode_question(text) for text in texts]
    batches = noted_batches(monkeypatch)
    with ThreadPoolExecutor(3) as pool:
        with busy(workers):
            asked = [pool.submit(encoder.encode_question, text) for text in texts]
            until(lambda: len(encoder._questions._waiting) == 3)  # type: ignore[attr-defined]
        for vector, future in zip(alone, asked, strict=True):
            np.testing.assert_allclose(future.result(60), vector, atol=2e-5)
    assert batches == [3]


def test_the_fingerprint_says_what_made_the_vectors(encoder: Encoder) -> None:
    fingerprint = encoder.fingerprint()
    assert fingerprint.encoder == encoder.name
    assert fingerprint.dimension == encoder.dimension
    assert fingerprint.normalised
    assert len(fingerprint.weights_sha256) == 64


@pytest.mark.models
def test_the_default_is_the_packaged_model_and_answers_to_its_name(minilm: Encoder) -> None:
    assert minilm.name == "sentence-transformers/all-MiniLM-L6-v2"
    assert (minilm.dimension, minilm.max_tokens) == (384, 256)
    fingerprint = minilm.fingerprint()
    assert fingerprint.weights_sha256 == ALL_MINILM_L6.files["model.safetensors"]
    assert open_encoder(ALL_MINILM_L6.name).fingerprint() == fingerprint


@pytest.mark.models
@pytest.mark.slow
def test_vectors_are_those_of_sentence_transformers(minilm: Encoder) -> None:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    from storage.models.weights import packaged_folder  # noqa: PLC0415

    library = SentenceTransformer(str(packaged_folder(ALL_MINILM_L6)), device="cpu")
    texts = [text for text in TEXTS if "\ud800" not in text]
    np.testing.assert_allclose(minilm.encode_passages(texts), library.encode(texts), atol=2e-6)


@pytest.mark.models
@pytest.mark.data
def test_the_seed_example_begins_with_its_known_similarities(minilm: Encoder) -> None:
    file = DATA / "seed-example" / "documents.json"
    if not file.is_file():
        pytest.skip(f"the shared data isn't at {DATA}")
    rows = json.loads(file.read_text("utf-8"))
    vectors = minilm.encode_passages([row if isinstance(row, str) else row["text"] for row in rows])
    similarities = np.sort(vectors @ minilm.encode_question("How can I build a backend system?"))
    np.testing.assert_allclose(similarities[::-1][:3], [0.721, 0.695, 0.675], atol=6e-4)


def test_a_cross_encoder_is_refused_as_an_encoder(tmp_path: Path) -> None:
    folder = write_cross_encoder(tmp_path / "judge")
    with pytest.raises(ModelUnavailable, match="judges pairs of texts"):
        open_encoder(str(folder))


@pytest.mark.models
@pytest.mark.slow
def test_a_folder_that_cannot_be_loaded_is_refused(tmp_path: Path) -> None:
    folder = library_folder_without_sense(tmp_path / "broken")
    with pytest.raises(ModelUnavailable, match="can't load an encoder"):
        open_encoder(str(folder))


def library_folder_without_sense(folder: Path) -> Path:
    write_encoder(folder)
    (folder / "config.json").write_text('{"model_type": "no-such-architecture"}')
    return folder


PROGRAM = """
import sys
from itertools import pairwise
from pathlib import Path
from storage.models.reranker import open_reranker
from storage.models.encoder import open_encoder
encoder = open_encoder(sys.argv[2] if len(sys.argv) > 2 else None)
encoder.encode_passages(["one passage", "another"])
encoder.encode_question("a question")
reranker = open_reranker(sys.argv[3] if len(sys.argv) > 3 else None, cache_folder=Path(sys.argv[1]))
print(type(encoder).__name__, type(reranker).__name__, len(reranker.logits("a", ["b", "c"])))
for runtime in ("transformers", "sentence_transformers", "huggingface_hub"):
    print(runtime, runtime in sys.modules)
"""


def run_guarded(tmp_path: Path, *folders: Path) -> str:
    """What the program prints where every attempt to leave this machine fails and is recorded."""
    log = tmp_path / "attempts"
    guard = ROOT / "tests" / "network_guard"
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HF_", "TRANSFORMERS_"))
    }
    environment |= {
        "PYTHONPATH": os.pathsep.join([str(guard), str(ROOT)]),
        "FOOTNOTE_NETWORK_LOG": str(log),
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "cache"), *map(str, folders)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not log.exists(), log.read_text()
    return done.stdout


@pytest.mark.models
def test_the_default_models_ask_nothing_of_any_network(tmp_path: Path) -> None:
    output = run_guarded(tmp_path)
    assert output.splitlines()[0] == "BertEncoder BertCrossEncoder 2"
    # None of the runtimes that know a hub is even imported.
    assert "True" not in output


@pytest.mark.models
@pytest.mark.slow
def test_a_folder_asks_nothing_of_any_network_in_sentence_transformers_either(
    tmp_path: Path,
) -> None:
    encoder, reranker = tmp_path / "encoder", tmp_path / "reranker"
    library_encoder(encoder)
    write_cross_encoder(reranker)
    settings = json.loads((reranker / "config.json").read_text())
    (reranker / "config.json").write_text(json.dumps(settings | {"hidden_act": "gelu_new"}))
    output = run_guarded(tmp_path, encoder, reranker)
    assert output.splitlines()[0] == "SentenceTransformerEncoder SentenceTransformerCrossEncoder 2"
