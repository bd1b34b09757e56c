"""The packaged cross-encoder as a native folder: rebuilt once from int8 ONNX, kept in a cache.

The package holds dynamically quantised weights. ``(quantised - zero_point) * scale`` gives back
the float weights that its runtime multiplies with, so nothing is lost by going native, and the
folder loads in sentence-transformers like any other cross-encoder.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from storage.errors import ModelUnavailable
from storage.files.digest import sha256_of
from storage.models.weights import (
    MS_MARCO_MINILM_L12,
    packaged_folder,
    wrong_files,
)

if TYPE_CHECKING:
    from onnx import ModelProto

_CONVERSION_VERSION = 1
_MANIFEST = "manifest.json"
_TOKENIZER_FILES = (
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.txt",
)
_BUILDING = ".building-"
_LAYER = re.compile(r"/(bert/encoder/layer\.\d+/.+)/MatMul_quant")
_CONFIGURATION = {
    "architectures": ["BertForSequenceClassification"],
    "attention_probs_dropout_prob": 0.1,
    "hidden_act": "gelu",
    "hidden_dropout_prob": 0.1,
    "hidden_size": 384,
    "id2label": {"0": "LABEL_0"},
    "initializer_range": 0.02,
    "intermediate_size": 1536,
    "label2id": {"LABEL_0": 0},
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": 512,
    "model_type": "bert",
    "num_attention_heads": 12,
    "num_hidden_layers": 12,
    "pad_token_id": 0,
    "position_embedding_type": "absolute",
    "sentence_transformers": {"activation_fn": "torch.nn.modules.linear.Identity"},
    "type_vocab_size": 2,
    "vocab_size": 30522,
}


def native_cross_encoder(cache_folder: Path) -> Path:
    """The folder of the packaged cross-encoder in native form, every file in it checked.

    Built under ``cache_folder`` where it isn't there yet, or is damaged or partial. Several
    processes may ask at once: one builds, the others wait and take what it built.

    Raises:
        ModelUnavailable: the package is missing, or the cache can't be written.
        ModelDamaged: the package's file isn't the one that was pinned.
    """
    source = MS_MARCO_MINILM_L12.files["model.onnx"]
    name = MS_MARCO_MINILM_L12.name.rpartition("/")[2]
    folder = cache_folder / f"{name}-{source[:12]}-{_CONVERSION_VERSION}"
    if _is_whole(folder):
        return folder
    package = packaged_folder(MS_MARCO_MINILM_L12)
    try:
        _build_alone(package, folder)
    except OSError as error:
        raise ModelUnavailable(
            f"The cross-encoder couldn't be prepared in {cache_folder}: {error}. Make that "
            "folder writable, with 200 MB free, or choose another one for the cache."
        ) from error
    return folder


def float_weights(model: ModelProto) -> dict[str, npt.NDArray[np.float32]]:
    """The float32 weights of a quantised ONNX BERT classifier, under the names that BERT gives."""
    from onnx import numpy_helper  # noqa: PLC0415 - only the one start that builds pays for it

    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    weights = {
        name: array.astype(np.float32)
        for name, array in stored.items()
        if name.startswith(("bert.", "classifier.")) and array.dtype == np.float32 and array.ndim
    }
    for name in stored:
        if name.startswith("bert.embeddings.") and name.endswith("_quantized"):
            weight = name.removesuffix("_quantized")
            weights[weight] = _dequantised(stored, weight)
    for weight in ("bert.pooler.dense.weight", "classifier.weight"):
        weights[weight] = np.ascontiguousarray(_dequantised(stored, weight).T)
    for node in model.graph.node:
        layer = _LAYER.fullmatch(node.name) if node.op_type == "MatMulInteger" else None
        if layer:
            quantised = node.input[1].removesuffix("_quantized")
            name = layer[1].replace("/", ".") + ".weight"
            weights[name] = np.ascontiguousarray(_dequantised(stored, quantised).T)
    return weights


def _dequantised(
    stored: Mapping[str, npt.NDArray[np.generic]], name: str
) -> npt.NDArray[np.float32]:
    # Subtracting in int16: the difference of two int8 numbers doesn't fit in int8.
    steps = stored[f"{name}_quantized"].astype(np.int16) - stored[f"{name}_zero_point"].astype(
        np.int16
    )
    return steps.astype(np.float32) * stored[f"{name}_scale"].astype(np.float32)


def _is_whole(folder: Path) -> bool:
    """Whether the folder's manifest reads and every file in it has the hash written there."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
        files = manifest["files"]
        complete = {"config.json", "model.safetensors", *_TOKENIZER_FILES} <= files.keys()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return complete and not wrong_files(folder, files)


def _build_alone(package: Path, folder: Path) -> None:
    from filelock import FileLock  # noqa: PLC0415

    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(f"{folder.name}.lock")):
        if _is_whole(folder):
            return
        for leftover in folder.parent.glob(f"{_BUILDING}{folder.name}-*"):
            shutil.rmtree(leftover)
        building = Path(tempfile.mkdtemp(prefix=f"{_BUILDING}{folder.name}-", dir=folder.parent))
        _write(package, building)
        if folder.exists():
            shutil.rmtree(folder)
        building.rename(folder)
        _sync(folder.parent)


def _write(package: Path, folder: Path) -> None:
    """Write the native model's files and, last, the manifest that vouches for them."""
    import onnx  # noqa: PLC0415
    from safetensors.numpy import save_file  # noqa: PLC0415

    weights = float_weights(onnx.load(str(package / "model.onnx")))
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(_CONFIGURATION, indent=2), "utf-8")
    for name in _TOKENIZER_FILES:
        shutil.copyfile(package / name, folder / name)
    files = {file.name: sha256_of(file) for file in sorted(folder.iterdir())}
    manifest = {
        "model": MS_MARCO_MINILM_L12.name,
        "made_from": MS_MARCO_MINILM_L12.files["model.onnx"],
        "files": files,
    }
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=2), "utf-8")
    for file in folder.iterdir():
        _sync(file)
    _sync(folder)


def _sync(path: Path) -> None:
    """Make sure that a file, or a folder's list of names, is on disk and not only in memory."""
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folder, and orders renames by itself.
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
