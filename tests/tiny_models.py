"""Folders of tiny BERTs with random weights, as sentence-transformers keeps them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

WIDTH, WIDE, HEADS, LAYERS, POSITIONS = 16, 32, 4, 2, 32
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyz", "##s"]


def write_encoder(folder: Path, *, max_tokens: int = 24) -> Path:
    """The folder, holding an encoder with mean pooling."""
    _write_bert(folder, architecture="BertModel", prefix="", extra={})
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{name}"}
        for i, (path, name) in enumerate([("", "Transformer"), ("1_Pooling", "Pooling")])
    ]
    (folder / "1_Pooling").mkdir()
    _write_json(folder / "modules.json", modules)
    _write_json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": WIDTH, "pooling_mode_mean_tokens": True},
    )
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": max_tokens})
    return folder


def write_cross_encoder(folder: Path) -> Path:
    """The folder, holding a cross-encoder with one label."""
    numbers = np.random.default_rng(2)
    _write_bert(
        folder,
        architecture="BertForSequenceClassification",
        prefix="bert.",
        extra={
            "bert.pooler.dense.weight": _weights(numbers, WIDTH, WIDTH),
            "bert.pooler.dense.bias": _weights(numbers, WIDTH),
            "classifier.weight": _weights(numbers, 1, WIDTH),
            "classifier.bias": _weights(numbers, 1),
        },
    )
    return folder


def _write_bert(
    folder: Path, *, architecture: str, prefix: str, extra: dict[str, np.ndarray]
) -> None:
    folder.mkdir(parents=True)
    weights = {f"{prefix}{name}": array for name, array in _bert_weights().items()}
    save_file(weights | extra, folder / "model.safetensors", metadata={"format": "pt"})
    configuration = {
        "architectures": [architecture],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": WIDTH,
        "intermediate_size": WIDE,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": POSITIONS,
        "num_attention_heads": HEADS,
        "num_hidden_layers": LAYERS,
        "type_vocab_size": 2,
        "vocab_size": len(VOCABULARY),
        "id2label": {"0": "LABEL_0"},
        "label2id": {"LABEL_0": 0},
    }
    _write_json(folder / "config.json", configuration)
    _tokenizer().save(str(folder / "tokenizer.json"))
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": POSITIONS,
            "pad_token": "[PAD]",
            "unk_token": "[UNK]",
            "cls_token": "[CLS]",
            "sep_token": "[SEP]",
        },
    )


def _bert_weights() -> dict[str, np.ndarray]:
    numbers = np.random.default_rng(1)
    shapes = {
        "embeddings.word_embeddings.weight": (len(VOCABULARY), WIDTH),
        "embeddings.position_embeddings.weight": (POSITIONS, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        "embeddings.LayerNorm.weight": (WIDTH,),
        "embeddings.LayerNorm.bias": (WIDTH,),
    }
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        for name, rows, columns in (
            ("attention.self.query", WIDTH, WIDTH),
            ("attention.self.key", WIDTH, WIDTH),
            ("attention.self.value", WIDTH, WIDTH),
            ("attention.output.dense", WIDTH, WIDTH),
            ("intermediate.dense", WIDE, WIDTH),
            ("output.dense", WIDTH, WIDE),
        ):
            shapes[f"{at}.{name}.weight"] = (rows, columns)
            shapes[f"{at}.{name}.bias"] = (rows,)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"{at}.{name}.weight"] = shapes[f"{at}.{name}.bias"] = (WIDTH,)
    return {name: _weights(numbers, *shape) for name, shape in shapes.items()}


def _weights(numbers: np.random.Generator, *shape: int) -> np.ndarray:
    return numbers.standard_normal(shape).astype(np.float32)


def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(
        WordPiece({piece: number for number, piece in enumerate(VOCABULARY)}, unk_token="[UNK]")  # noqa: S106
    )
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return tokenizer


def _write_json(file: Path, content: object) -> None:
    file.write_text(json.dumps(content), encoding="utf-8")
