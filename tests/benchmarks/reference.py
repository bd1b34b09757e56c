"""The plain pipeline that Footnote is measured against, loaded from where it lies, never copied."""

from __future__ import annotations

import importlib.util
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pypdf

SHARED = Path(__file__).resolve().parents[3] / "shared"
REFERENCE = SHARED / "reference" / "reference_pipeline.py"

CHUNK_CHARACTERS, CHUNK_OVERLAP = 1000, 200
"""How tutorials cut text."""


class ReferencePipeline(Protocol):
    """What the benchmarks use of the reference's class."""

    encoder: Any
    reranker: Any
    index: Any
    texts: list[str]

    def add(self, texts: list[str]) -> None: ...

    def save(self, folder: str) -> None: ...

    def ask(self, query: str) -> tuple[list[int], list[tuple[int, float]], dict[str, float]]: ...


@dataclass(frozen=True, slots=True)
class Reference:
    """How to make pipelines of the reference's class."""

    module: Any

    def pipeline(self, encoder: Path, cross_encoder: Path) -> ReferencePipeline:
        """A pipeline of its own, empty."""
        made: ReferencePipeline = self.module.ReferencePipeline(str(encoder), str(cross_encoder))
        return made


def load_reference(file: Path) -> Reference | None:
    """The reference, or ``None`` where it doesn't lie at ``file``."""
    if not file.is_file():
        return None
    specification = importlib.util.spec_from_file_location("reference_pipeline", file)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return Reference(module)


def six_layers(cross_encoder: Path, folder: Path) -> Path:
    """A cross-encoder of half as many layers with random weights: the size that tutorials use."""
    import torch  # noqa: PLC0415
    from transformers import BertConfig, BertForSequenceClassification  # noqa: PLC0415

    shutil.copytree(cross_encoder, folder)
    (folder / "model.safetensors").unlink()
    settings = json.loads((folder / "config.json").read_text("utf-8"))
    torch.manual_seed(0)
    model = BertForSequenceClassification(BertConfig(**settings | {"num_hidden_layers": 6}))
    model.save_pretrained(folder)
    return folder


def add_pdf(pipeline: ReferencePipeline, file: Path) -> int:
    """The number of pieces of a PDF that are searchable and saved: pypdf, then the reference."""
    texts = [text for page in pypdf.PdfReader(file).pages for text in chunks(page.extract_text())]
    pipeline.add(texts)
    with tempfile.TemporaryDirectory() as folder:
        pipeline.save(folder)
    return len(texts)


def chunks(text: str) -> Sequence[str]:
    """The text in overlapping pieces of a fixed size."""
    step = CHUNK_CHARACTERS - CHUNK_OVERLAP
    starts = range(0, max(1, len(text) - CHUNK_OVERLAP), step)
    return [text[start : start + CHUNK_CHARACTERS] for start in starts if text[start:].strip()]


def first_pages(file: Path, pages: int, folder: Path) -> Path:
    """A PDF of the first so many pages of ``file``."""
    writer = pypdf.PdfWriter()
    for page in pypdf.PdfReader(file).pages[:pages]:
        writer.add_page(page)
    target = folder / file.name
    writer.write(target)
    return target
