"""What makes a BERT's folder one of an encoder: the files that sentence-transformers reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal, TypeAlias

Pooling: TypeAlias = Literal["mean", "cls"]

ENCODER_FILES = frozenset(
    {
        "1_Pooling/config.json",
        "config.json",
        "config_sentence_transformers.json",
        "model.safetensors",
        "modules.json",
        "sentence_bert_config.json",
        "tokenizer.json",
    }
)


def write_encoder_files(
    folder: Path, *, pooling: Pooling, width: int, max_tokens: int, question: str, passage: str
) -> None:
    """Say how the states of a BERT in the folder become vectors, and what stands before texts."""
    (folder / "1_Pooling").mkdir()
    _write(
        folder / "1_Pooling" / "config.json",
        {
            "word_embedding_dimension": width,
            "pooling_mode_cls_token": pooling == "cls",
            "pooling_mode_mean_tokens": pooling == "mean",
        },
    )
    kind = "sentence_transformers.models."
    modules = [
        ("", f"{kind}Transformer"),
        ("1_Pooling", f"{kind}Pooling"),
        ("2_Normalize", f"{kind}Normalize"),
    ]
    _write(
        folder / "modules.json",
        [
            {"idx": number, "name": str(number), "path": path, "type": named}
            for number, (path, named) in enumerate(modules)
        ],
    )
    _write(
        folder / "sentence_bert_config.json",
        {"max_seq_length": max_tokens, "do_lower_case": False},
    )
    prompts = {"query": question, "document": passage}
    _write(folder / "config_sentence_transformers.json", {"prompts": prompts})


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, indent=2), "utf-8")
