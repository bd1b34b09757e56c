"""What the README says can be done is done here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.served import GUARDED, Served

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOTES = "# Bicycles\n\nA chain lasts 3,000 km if oiled.\n\n# Bread\n\nSourdough rises overnight.\n"


def test_it_is_short_enough_to_be_read() -> None:
    assert len(README.splitlines()) <= 180


@pytest.mark.models
def test_the_walk_from_python_works_as_it_stands_there(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "notes.md").write_text(NOTES, encoding="utf-8")
    walk = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert walk.returncode == 0, walk.stderr
    lines = walk.stdout.splitlines()
    assert "state='ready'" in lines[1], lines
    assert "A chain lasts 3,000 km" in walk.stdout
    assert lines[-1] == "1"


@pytest.mark.slow
def test_every_command_and_option_that_it_names_exists() -> None:
    def said(*arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "launch.py", *arguments, "--help"],
            cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
            env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
        ).stdout  # fmt: skip

    commands = said()
    for name in re.findall(r"(?:`|    |\$ )footnote ([a-z]+)", README):
        assert re.search(rf"\b{name}\b", commands), name
    options = said("chat") + said("add") + said("ask") + said("reencode")
    for option in set(re.findall(r"`(--[a-z-]+)`", README)):
        known = option in options or option.replace("--no-", "--") in options
        assert known, option


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_every_example_with_curl_gives_what_is_said(tmp_path: Path) -> None:
    """Those of the README and of the longer page, as they stand there, one after the other."""
    (short,) = re.findall(r"    (curl http.*?)\n\n", README, re.DOTALL)
    longer = (ROOT / ".github" / "API.md").read_text(encoding="utf-8")
    examples = [short, *re.findall(r"```sh\n(.*?)```", longer, re.DOTALL)]
    served = Served(tmp_path, GUARDED)
    try:
        address = served.address.rstrip("/")
        known = {**os.environ, "FOOTNOTE": address, "TOKEN": served.tokens.make("t", "owner")}
        said = [
            subprocess.run(
                ["bash", "-euc", example.replace("http://127.0.0.1:7860", address)],
                cwd=tmp_path, env=known, capture_output=True, text=True, check=True, timeout=60,
            ).stdout
            for example in examples
        ]  # fmt: skip
    finally:
        served.page.close()
    assert "problem" not in "".join(said)
    first, second, steps, rest = said
    assert json.loads(first)["citations"][0]["document"] == "b.txt"
    assert json.loads(second)["citations"][0]["url"].startswith(f"{address}/#/doc/")
    assert re.findall("^event: (.+)$", steps, re.MULTILINE) == ["found", "reply"]
    assert re.findall(r'"(passages|documents|jobs)": ?\[', rest) == [
        "passages",
        "documents",
        "jobs",
    ]
    assert '"name":"yeast.txt"' in rest
