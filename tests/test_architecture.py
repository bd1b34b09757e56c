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
ONE_MODULE_EACH = (
    *("gradio", "faiss", "apsw", "pypdf", "pypdfium2", "pymilvus", "fsspec", "py3langid"),
)
MODEL_RUNTIMES = ("torch", "onnxruntime", "sentence_transformers", "transformers")
# What computes with torch in nearly every line imports it at its top, and is itself imported late.
IMPORTED_LATE = {
    "storage.models.attention",
    "storage.models.bert",
    "storage.models.bert_cross_encoder",
    "storage.models.bert_encoder",
    "storage.models.eight_bits",
}
TOP_LEVEL = {
    "bot", "ingest", "storage", "tests", "requirements.txt", "README.md", "launch.py",
    "LICENSE", "CHANGELOG.md", "Makefile", "pyproject.toml", "Dockerfile", "compose.yaml",
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


def rooms_of(folder: str) -> dict[str, set[str]]:
    """The rooms of a folder, and which of the others each one imports: files, and folders whole."""
    prefix = folder.replace("/", ".") + "."
    rooms: dict[str, set[str]] = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        name = path.relative_to(ROOT / folder).parts[0].removesuffix(".py")
        found = rooms.setdefault(name, set())
        for module in imported_names(ast.parse(path.read_text(encoding="utf-8"))):
            if module.startswith(prefix):
                found.add(module.removeprefix(prefix).partition(".")[0])
    names = set(rooms)
    return {name: (imported & names) - {name} for name, imported in rooms.items()}


def imported_names(tree: ast.AST) -> Iterator[str]:
    """Everything imported, with ``from a import b`` as ``a.b`` too: b may be a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def circles_in(rooms: dict[str, set[str]]) -> list[str]:
    """The rooms that stand on no floor, since they import each other in a circle."""
    left = dict(rooms)
    while ground := [name for name, imported in left.items() if not imported & left.keys()]:
        for name in ground:
            del left[name]
    return sorted(left)


FOLDERS = sorted(
    str(path.parent.relative_to(ROOT))
    for top in ("bot", "ingest", "storage")
    for path in (ROOT / top).rglob("__init__.py")
)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folders_rooms_form_floors_and_nothing_imports_upwards(folder: str) -> None:
    assert circles_in(rooms_of(folder)) == []


def test_a_circle_is_seen() -> None:
    assert circles_in({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": set()}) == ["a", "b", "c"]


def test_only_the_page_names_gradio() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} names {module}"
        for _, path, tree in modules()
        for module in imported_names(tree)
        if "gradio" in module and "bot/page/" not in path.as_posix()
    ]
    assert wrong == []


def test_indexes_know_nothing_of_the_engine_that_keeps_them() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for _, path, tree in modules()
        for module in imported_names(tree)
        if "storage/index/" in path.as_posix()
        and module.startswith(("storage.local", "storage.milvus"))
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
    allowed = ("attention", "bert", "cross_encoder", "eight_bits", "encoder", "precision",
               "reranker", "weights")  # fmt: skip
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
