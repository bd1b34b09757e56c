"""The whole product over Milvus, from the command line, with the real models."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.product import ROOT
from tests.storage.milvus.server import MilvusServer
from tests.storage.milvus.stores import address

pytestmark = [pytest.mark.models, pytest.mark.long, pytest.mark.timeout(1800)]

SENTENCES = {
    "bread.txt": "Sourdough rises because wild yeast in the starter ferments the dough.\n",
    "chain.md": "# Bicycles\n\nA worn bicycle chain should be replaced once it has stretched.\n",
    "moon.txt": "The moon's gravity raises the tides twice a day on most coasts.\n",
    "rust.txt": "Iron rusts where water and oxygen reach it, and faster where there is salt.\n",
}


def run(*arguments: str, folder: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    finished = subprocess.run(
        [sys.executable, "launch.py", *arguments],
        cwd=ROOT, env=environment(folder), capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert not check or finished.returncode == 0, finished.stderr
    return finished


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "FOOTNOTE_ORIGINALS": str(folder / "originals")}


def test_every_command_works_over_milvus(milvus_server: MilvusServer, tmp_path: Path) -> None:
    library = ("--library", address(milvus_server, "product"))
    files = tmp_path / "files"
    files.mkdir()
    for name, text in SENTENCES.items():
        (files / name).write_text(text, encoding="utf-8")
    added = run("add", str(files), *library, "--workers", "2", "--json", folder=tmp_path)
    reports = [json.loads(line) for line in added.stdout.splitlines()]
    assert sorted(Path(report["path"]).name for report in reports) == sorted(SENTENCES)
    assert {report["state"] for report in reports} == {"ready"}
    again = run("add", str(files), *library, "--json", folder=tmp_path)
    assert {json.loads(line)["state"] for line in again.stdout.splitlines()} == {"unchanged"}

    question = "When must I replace my bike's chain?"
    reply = json.loads(run("ask", question, *library, "--json", folder=tmp_path).stdout)
    assert reply["answered"] is True
    assert reply["citations"][0]["document"] == "chain.md"
    within = json.loads(
        run("ask", question, *library, "--document", "moon.txt", "--json", folder=tmp_path).stdout
    )
    assert {citation["document"] for citation in within["citations"]} == {"moon.txt"}

    verified = run("verify", *library, folder=tmp_path).stdout
    assert "whole: 4 documents, 4 passages" in verified
    assert "meaning only" in verified
    run("remove", "rust.txt", *library, folder=tmp_path)
    listed = run("documents", *library, "--json", folder=tmp_path).stdout
    names = {json.loads(line)["name"] for line in listed.splitlines()}
    assert names == {"bread.txt", "chain.md", "moon.txt"}

    for command in (("backup", str(tmp_path / "backup.tar")), ("repair",), ("reencode",)):
        refused = run(*command, *library, folder=tmp_path, check=False)
        assert refused.returncode == 1
        assert "is for libraries in folders" in refused.stderr

    copied = run("copy", library[1], str(tmp_path / "copy"), folder=tmp_path).stdout
    assert "whole: 3 documents, 3 passages, 3 copied now" in copied
    local = run("ask", question, "--library", str(tmp_path / "copy"), "--json", folder=tmp_path)
    assert json.loads(local.stdout)["citations"][0]["document"] == "chain.md"


def test_an_ingestion_that_is_killed_goes_on_where_it_was(
    milvus_server: MilvusServer, tmp_path: Path
) -> None:
    library = ("--library", address(milvus_server, "ingestion"))
    files = tmp_path / "files"
    files.mkdir()
    for number in range(30):
        text = f"Document {number} says that lantern {number} hangs in harbour {number}.\n" * 20
        (files / f"{number}.txt").write_text(text, encoding="utf-8")
    command = ["add", str(files), *library, "--claims", str(tmp_path / "claims"), "--json"]
    first = subprocess.Popen(
        [sys.executable, "launch.py", *command],
        cwd=ROOT, env=environment(tmp_path), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert first.stdout is not None
    ready = {json.loads(first.stdout.readline())["path"] for _ in range(5)}
    first.kill()
    first.wait()
    for claim in (tmp_path / "claims").glob("*.claim"):  # as if its two minutes were over
        os.utime(claim, (time.time() - 600, time.time() - 600))
    rest = run(*command, folder=tmp_path)
    reports = [json.loads(line) for line in rest.stdout.splitlines()]
    assert {report["state"] for report in reports} <= {"ready", "unchanged"}
    assert len({report["path"] for report in reports} | ready) == 30
    # The fifth may not have been noted as done yet.
    assert len({report["path"] for report in reports} & ready) <= 1
    verified = run("verify", *library, folder=tmp_path).stdout
    assert "whole: 30 documents" in verified
