"""Gradio's import leaves alone what takes most of its time and isn't used here."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.product import ROOT

pytestmark = pytest.mark.slow


WATCHED = """
import inspect, sys
opened = []
sys.addaudithook(lambda event, about: event == "open" and opened.append(str(about[0])))
{importing}
print(*[path for path in opened if path.endswith(".pyi")], sep="\\n")
assert inspect.getfile(gr.Blocks).endswith("blocks.py")
"""


def interface_files_opened(importing: str) -> list[str]:
    finished = subprocess.run(
        [sys.executable, "-c", WATCHED.format(importing=importing)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return finished.stdout.split()


def test_importing_gradio_for_the_page_opens_no_interface_file() -> None:
    assert interface_files_opened("import gradio as gr") != []  # else this trick can go
    assert interface_files_opened("from bot.page.quick_gradio import gr") == []


def test_importing_the_page_leaves_the_packages_for_agents_until_one_asks() -> None:
    watched = "import sys, bot.page.page; print('mcp' in sys.modules); import mcp.server"
    finished = subprocess.run(
        [sys.executable, "-c", watched], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert finished.stdout.split() == ["False"]
