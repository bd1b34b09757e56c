"""The borders between the folders, held by reading every import statement."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "storage": {"storage"},
    "ingest": {"ingest", "storage"},
    "bot": {"bot", "storage"},
    "launch": {"bot", "ingest", "storage"},
}
ONE_MODULE_EACH = ("gradio", "faiss", "apsw", "pypdf", "pypdfium2", "pymilvus", "fsspec")
MODEL_RUNTIMES = ("torch", "sentence_transformers", "transformers")
# What computes with torch in nearly every line imports it at its top, and is itself imported late.
IMPORTED_LATE = {
    "storage.models.attention",
    "storage.models.bert",
    "storage.models.bert_encoder",
    "bot.cross_encoder",
}
TOP_LEVEL = {
    "bot", "ingest", "storage", "tests", "requirements.txt", "README.md", "launch.py",
    "LICENSE", "CHANGELOG.md", "Makefile", "pyproject.toml",
}  # fmt: skip


def modules() -> Iterator[tuple[str, Path, ast.Module]]:
    for folder in ("bot", "ingest", "storage"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield folder, path, ast.parse(path.read_text(encoding="utf-8"))
    launch = ROOT / "launch.py"
    yield "launch", launch, ast.parse(launch.read_text(encoding="utf-8"))


def imported_modules(nodes: Iterator[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def imported_packages(nodes: Iterator[ast.AST]) -> Iterator[str]:
    yield from (module.partition(".")[0] for module in imported_modules(nodes))


def test_folders_import_only_what_the_design_allows() -> None:
    ours = {"bot", "ingest", "storage", "launch", "tests"}
    wrong = [
        f"{path.relative_to(ROOT)} imports {package}"
        for folder, path, tree in modules()
        for package in imported_packages(ast.walk(tree))
        if package in ours and package not in MAY_IMPORT[folder]
    ]
    assert wrong == []


@pytest.mark.parametrize("package", ONE_MODULE_EACH)
def test_each_foreign_engine_is_imported_in_one_module(package: str) -> None:
    importers = [
        str(path.relative_to(ROOT))
        for _, path, tree in modules()
        if package in imported_packages(ast.walk(tree))
    ]
    assert len(importers) == 1, importers


def test_model_runtimes_stay_with_encoder_reranker_and_weights() -> None:
    allowed = ("attention", "bert", "cross_encoder", "encoder", "precision", "reranking", "weights")
    wrong = [
        f"{path.relative_to(ROOT)} imports {package}"
        for _, path, tree in modules()
        for package in imported_packages(ast.walk(tree))
        if package in MODEL_RUNTIMES and not any(word in path.stem for word in allowed)
    ]
    assert wrong == []


def test_slow_model_runtimes_are_imported_late() -> None:
    """A module that is imported at start must not pull in torch: the page comes first."""
    slow = {*MODEL_RUNTIMES, "onnx", "pymilvus", "fsspec", "grpc", *IMPORTED_LATE}
    wrong = [
        f"{path.relative_to(ROOT)} imports {module} at import time"
        for _, path, tree in modules()
        for module in imported_modules(iter(tree.body))
        if ".".join(path.relative_to(ROOT).with_suffix("").parts) not in IMPORTED_LATE
        and (module in slow or module.partition(".")[0] in slow)
    ]
    assert wrong == []


def test_the_top_level_holds_only_what_people_expect() -> None:

    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("not a git checkout")
    top = {line.partition("/")[0] for line in tracked.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} == TOP_LEVEL
