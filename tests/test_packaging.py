"""The wheel holds all that the product opens, and the command knows its version and itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from bot.version import VERSION

ROOT = Path(__file__).resolve().parents[1]
OURS = ("bot", "ingest", "storage")


def ran(*command: str) -> str:
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Built from a copy, since building leaves folders behind."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in OURS:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("launch.py", "pyproject.toml", "requirements.txt", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    ran("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
        "--disable-pip-version-check", "--wheel-dir", str(folder), str(source))  # fmt: skip
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_product_and_no_other(wheel: zipfile.ZipFile) -> None:
    expected = {"launch.py"} | {
        path.relative_to(ROOT).as_posix()
        for name in OURS
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == expected


@pytest.mark.slow
def test_the_wheel_says_the_version_and_needs_what_the_requirements_say(
    wheel: zipfile.ZipFile,
) -> None:
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    said = message_from_bytes(wheel.read(name))
    assert said["Version"] == VERSION
    listed = [
        line.partition("#")[0].strip()
        for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    ]
    assert said.get_all("Requires-Dist") == [line for line in listed if line]


def test_every_requirement_is_pinned_and_has_its_reason() -> None:
    for name in ("requirements.txt", "tests/requirements.txt", "tests/weights.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "-r")) and "pytest==" not in line:
                assert re.fullmatch(r"[\w.-]+==[\w.]+(; [^#]+)? +# .+", line), line


def test_the_command_says_its_version() -> None:
    assert ran("launch.py", "--version") == f"footnote {VERSION}\n"


def test_the_command_completes_its_words() -> None:
    """What a shell runs at the tab key, once completion is installed."""
    finished = subprocess.run(
        [sys.executable, "-c", "import launch; launch.installed()"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "_FOOTNOTE_COMPLETE": "complete_bash", "COMP_WORDS": "footnote re",
             "COMP_CWORD": "1"},
    )  # fmt: skip
    assert finished.stdout.split() == ["reread", "reencode", "remove", "repair"]


def test_the_changelog_and_the_command_agree() -> None:
    (first,) = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)[:1]
    assert first == VERSION


def test_the_image_is_built_from_what_exists() -> None:
    """No container can be built where tests run; what the recipe copies must be there at least."""
    recipe = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in re.findall(r"^COPY (?!--)(.+)$", recipe, re.M):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
            assert f"!{name}" in allowed, name
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (command,) = scripts["project"]["scripts"]
    assert f'ENTRYPOINT ["{command}"]' in recipe
