"""The packaged multilingual-e5-small as a native folder, made once from a file of its own format.

That file (``E5S1``) begins with nine numbers of the model's shape, then come the pieces of a
Unigram tokenizer with their scores, what each character is normalised to, a directory of tensors,
and these. Matrices are in 4 bits: of 32 numbers each, a float16 scale and 16 bytes. The vocabulary,
four fifths of the model, stays so; everything else becomes float32.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from storage.errors import ModelDamaged
from storage.models.four_bit_weights import BLOCK, BLOCK_BYTES, four_bit_numbers
from storage.models.native_folder import NativeForm, native_folder
from storage.models.sentence_files import ENCODER_FILES, write_encoder_files
from storage.models.weights import MULTILINGUAL_E5_SMALL

_MAGIC = b"E5S1"
_WORDS = "embeddings.word_embeddings"
_NAMES = {
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_ENDS = {"w": "weight", "b": "bias"}
_DELETED = r"[\x01-\x08\x0B\x0E-\x1F\x7F\x{8F}\x{9F}]"
_BLANKS = r"[\t\n\f\r\x{1680}\x{200B}-\x{200F}\x{2028}\x{2029}\x{2581}\x{FEFF}\x{FFFD}]"
"""With NFKC these two give what the file's own table of characters does, but that NFKC also joins
a letter and its accent, as the published tokenizer does; a test compares them."""


@dataclass(frozen=True, slots=True)
class E5File:
    """What the file holds: the shape, the tokenizer and the tensors, by the names BERT gives them.

    ``normalised`` is what a character becomes, where it doesn't stay.
    """

    shape: dict[str, Any]
    pieces: list[tuple[str, float]]
    unknown: int
    normalised: dict[str, str]
    tensors: dict[str, npt.NDArray[np.generic]]


def native_e5(cache_folder: Path) -> Path:
    """The folder of multilingual-e5-small; see ``native_folder``."""
    return native_folder(_FORM, cache_folder)


def read_e5_file(content: bytes) -> E5File:
    """The file's content, taken apart.

    Raises:
        ModelDamaged: it is no file of this format.
    """
    if content[:4] != _MAGIC:
        raise ModelDamaged(f"this is no file of {MULTILINGUAL_E5_SMALL.name}: it doesn't begin so")
    reader = _Reader(content, len(_MAGIC))
    (_, width, layers, heads, middle, words, positions, kinds, epsilon, _) = reader.take("8ifi")
    shape = {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "hidden_act": "gelu",
        "hidden_size": width,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": middle,
        "vocab_size": words,
        "max_position_embeddings": positions,
        "type_vocab_size": kinds,
        "layer_norm_eps": round(epsilon, 15),
        "position_embedding_type": "absolute",
        "pad_token_id": 1,
    }
    count, _, _, _, unknown, blob_bytes = reader.take("5iQ")
    starts = reader.numbers("<u4", count + 1).tolist()
    scores = reader.numbers("<f4", count).tolist()
    blob = reader.bytes(blob_bytes)
    pieces = [blob[starts[i] : starts[i + 1]].decode("utf-8") for i in range(count)]
    return E5File(
        shape=shape,
        pieces=list(zip(pieces, scores, strict=True)),
        unknown=unknown,
        normalised=_normalised(reader),
        tensors=_tensors(reader, width),
    )


class _Reader:
    """Reads little-endian numbers one after another."""

    def __init__(self, content: bytes, at: int) -> None:
        self.content = content
        self._at = at

    def take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{form}", self.content, self._at)
        self._at += struct.calcsize(f"<{form}")
        return found

    def numbers(self, kind: str, count: int) -> npt.NDArray[Any]:
        found = np.frombuffer(self.content, kind, count, self._at)
        self._at += found.nbytes
        return found

    def bytes(self, count: int) -> bytes:
        self._at += count
        return self.content[self._at - count : self._at]


def _normalised(reader: _Reader) -> dict[str, str]:
    count, _ = reader.take("iI")
    found = {}
    for _ in range(count):
        character, length = reader.take("IB")
        found[chr(character)] = "".join(map(chr, reader.take(f"{length}I")))
    return found


def _tensors(reader: _Reader, width: int) -> dict[str, npt.NDArray[np.generic]]:
    tensors: dict[str, npt.NDArray[np.generic]] = {}
    (count,) = reader.take("i")
    for _ in range(count):
        (length,) = reader.take("H")
        name = reader.bytes(length).decode("ascii")
        is_packed, numbers, start, size = reader.take("BIQQ")
        content = reader.content[start : start + size]
        if not is_packed:
            tensors[_bert_name(name)] = _shaped(name, np.frombuffer(content, "<f4"), width)
            continue
        scales, packed = _blocks(content, numbers)
        if name == "emb.word":
            rows = numbers // width
            tensors[f"{_WORDS}.blocks"] = packed.reshape(rows, -1, packed.shape[1])
            tensors[f"{_WORDS}.scales"] = scales.reshape(rows, -1)
        else:
            inside = 4 * width if name.endswith("fo.w") else width
            numbers_in = four_bit_numbers(packed) * scales.astype(np.float32)[:, None]
            tensors[_bert_name(name)] = numbers_in.reshape(-1, inside)
    return tensors


def _blocks(content: bytes, numbers: int) -> tuple[npt.NDArray[np.float16], npt.NDArray[np.uint8]]:
    """The scale of each block, and its bytes."""
    kind = np.dtype([("scale", "<f2"), ("packed", "u1", BLOCK_BYTES)])
    blocks = np.frombuffer(content, kind, numbers // BLOCK)
    return np.ascontiguousarray(blocks["scale"]), np.ascontiguousarray(blocks["packed"])


def _shaped(name: str, numbers: npt.NDArray[np.float32], width: int) -> npt.NDArray[np.float32]:
    return numbers.reshape(-1, width) if name in {"emb.pos", "emb.type"} else numbers


def _bert_name(name: str) -> str:
    """What BERT calls a tensor: ``l3.q.w`` is ``encoder.layer.3.attention.self.query.weight``."""
    if name in _NAMES:
        return _NAMES[name]
    part, _, end = name.rpartition(".")
    if part in _NAMES:
        return f"{_NAMES[part]}.{_ENDS[end]}"
    layer, _, inside = part.partition(".")
    return f"encoder.layer.{layer[1:]}.{_NAMES[inside]}.{_ENDS[end]}"


def tokenizer_json(file: E5File) -> str:
    """The tokenizer of the file, as the library ``tokenizers`` reads it."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers  # noqa: PLC0415

    tokenizer = Tokenizer(models.Unigram(file.pieces, file.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DELETED), ""),
            normalizers.Replace(Regex(_BLANKS), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    return tokenizer.to_str()


def _write(package: Path, folder: Path) -> None:
    from safetensors.numpy import save_file  # noqa: PLC0415

    file = read_e5_file((package / "e5-small-q4.bin").read_bytes())
    save_file(dict(file.tensors), folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(file.shape, indent=2), "utf-8")
    (folder / "tokenizer.json").write_text(tokenizer_json(file), "utf-8")
    write_encoder_files(
        folder,
        pooling="mean",
        width=file.shape["hidden_size"],
        max_tokens=file.shape["max_position_embeddings"],
        question="query: ",
        passage="passage: ",
    )


_FORM = NativeForm(
    model=MULTILINGUAL_E5_SMALL,
    weights="e5-small-q4.bin",
    version=1,
    needed=ENCODER_FILES,
    write=_write,
)
