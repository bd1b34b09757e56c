"""The packaged cross-encoder as a native folder: rebuilt once from int8 ONNX.

The folder loads in sentence-transformers like any other cross-encoder.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from storage.models.native_folder import NativeForm, native_folder
from storage.models.onnx_weights import float_weights
from storage.models.weights import MS_MARCO_MINILM_L12

_TOKENIZER_FILES = (
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.txt",
)
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
    """The folder of the packaged cross-encoder; see ``native_folder``."""
    return native_folder(_FORM, cache_folder)


def _write(package: Path, folder: Path) -> None:
    import onnx  # noqa: PLC0415
    from safetensors.numpy import save_file  # noqa: PLC0415

    weights = float_weights(onnx.load(str(package / "model.onnx")))
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(_CONFIGURATION, indent=2), "utf-8")
    for name in _TOKENIZER_FILES:
        shutil.copyfile(package / name, folder / name)


_FORM = NativeForm(
    model=MS_MARCO_MINILM_L12,
    weights="model.onnx",
    version=1,
    needed=frozenset({"config.json", "model.safetensors", *_TOKENIZER_FILES}),
    write=_write,
)
