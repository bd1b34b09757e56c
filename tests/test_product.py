"""The whole product from the command line, with the real models and no network."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.product import GUARD, ROOT, Product

pytestmark = pytest.mark.models

BREAD = "Sourdough rises because wild yeast in the starter ferments the dough overnight.\n"
CHAIN = "A worn bicycle chain should be replaced once it has stretched by half a percent.\n"
MOON = "The moon's gravity raises the tides twice a day on most coasts.\n"
SEED_EXAMPLE = ROOT.parent / "shared" / "data" / "seed-example" / "documents.json"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("product")
    files = folder / "files"
    files.mkdir()
    (files / "bread.txt").write_text(BREAD, encoding="utf-8")
    (files / "chain.md").write_text(f"# Bicycles\n\n{CHAIN}", encoding="utf-8")
    (files / "moon.txt").write_text(MOON, encoding="utf-8")
    (files / "empty.txt").touch()
    product = Product(folder / "library", folder / "network.log")
    added = product.run("add", str(files), "--json")
    assert added.returncode == 1, added.stderr
    reports = {Path(row["path"]).name: row for row in map(json.loads, added.stdout.splitlines())}
    assert {name: row["state"] for name, row in reports.items()} == {
        "bread.txt": "ready", "chain.md": "ready", "moon.txt": "ready", "empty.txt": "failed",
    }  # fmt: skip
    assert reports["empty.txt"]["reason"]
    yield product
    assert product.network_attempts() == [], "the product tried to reach the network"


def test_the_guard_refuses_and_records(tmp_path: Path) -> None:
    """The guard itself must bite, or the assertion above means nothing."""
    log = tmp_path / "network.log"
    tried = subprocess.run(
        [sys.executable, "-c", "import socket; socket.create_connection(('192.0.2.1', 80), 1)"],
        env={"PYTHONPATH": str(GUARD), "FOOTNOTE_NETWORK_LOG": str(log)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "the network guard refused" in tried.stderr
    assert "192.0.2.1" in log.read_text(encoding="utf-8")


def test_an_agent_is_answered_over_standard_input_and_output(product: Product) -> None:
    """By the protocol's own client: nothing but the protocol may reach standard output."""
    program = StdioServerParameters(
        command=sys.executable,
        args=["launch.py", "mcp", "--library", str(product.library)],
        cwd=ROOT,
        env=product.environment(),
    )

    async def talk() -> tuple[set[str], dict[str, Any]]:
        async with Client(stdio_client(program)) as client:
            tools = {tool.name for tool in (await client.list_tools()).tools}
            asked = {"question": "When must I replace my bike's chain?"}
            return tools, (await client.call_tool("ask", asked)).structured_content

    with ThreadPoolExecutor(1) as thread:  # a browser test leaves its event loop in this one
        tools, reply = thread.submit(lambda: asyncio.run(talk())).result()
    assert tools == {"search", "ask", "read_page", "list_documents"}
    assert reply["answered"] is True
    assert reply["citations"][0]["document"] == "chain.md"
    assert reply["citations"][0]["url"].startswith("/#/doc/")


def test_replies_to_many_questions_stand_under_them(product: Product) -> None:
    said = product.run("ask", "-", "--citations", "1", stdin="What raises the tides?\nWho bakes?\n")
    heads = [line for line in said.stdout.splitlines() if line.startswith("## ")]
    assert heads == ["## What raises the tides?", "## Who bakes?"]


def test_whoever_has_seen_enough_ends_a_command_in_silence(product: Product) -> None:
    """As ``footnote documents | head -0`` does."""
    process = subprocess.Popen(
        [sys.executable, "launch.py", "ask", "-", "--library", str(product.library)], cwd=ROOT,
        env=product.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    process.stdin.write("What raises the tides?\n" * 3)  # type: ignore[union-attr]
    process.stdin.close()  # type: ignore[union-attr]
    assert process.wait(timeout=120) == 1
    assert process.stderr.read() == ""


def test_tokens_are_made_listed_and_revoked(product: Product) -> None:
    made = product.run("token", "make", "laptop")
    assert made.stdout.startswith("footnote_")
    listed = product.run("token", "list").stdout
    assert "laptop: visitor, made " in listed
    assert made.stdout.strip() not in listed
    assert product.run("token", "make", "laptop").returncode == 1
    assert product.run("token", "revoke", "laptop").returncode == 0
    assert product.run("token", "list").stdout == ""
    gone = product.run("token", "revoke", "laptop")
    assert (gone.returncode, gone.stderr) == (1, 'footnote: There is no token "laptop".\n')


def test_a_question_is_answered_from_the_right_file(product: Product) -> None:
    (reply,) = product.json("ask", "When must I replace my bike's chain?")
    assert reply["answered"] is True
    best = reply["citations"][0]
    assert best["document"] == "chain.md"
    assert CHAIN.strip() in best["text"]
    assert best["page"] is None
    assert best["lines"][0] <= 3 <= best["lines"][1]
    assert best["logit"] > 0
    assert 0 <= best["relevance"] <= 1
    assert [citation["rank"] for citation in reply["citations"]] == [1, 2, 3]
    similarities = [candidate["similarity"] for candidate in reply["candidates"]]
    assert similarities == sorted(similarities, reverse=True)
    assert reply["models"]["encoder"] == "sentence-transformers/all-MiniLM-L6-v2"
    reranker = reply["models"]["reranker"].removesuffix(" (in 8 bits)")  # as this processor does
    assert reranker == "cross-encoder/ms-marco-MiniLM-L-12-v2"
    assert set(reply["seconds"]) == {"encode", "search", "rerank", "total"}


def test_the_models_compute_as_they_are_told(product: Product) -> None:
    exact = ("--precision", "float32", "--threads", "1")
    asked = ("ask", "How are tides raised?", "--json")
    told, usual = (json.loads(product.run(*asked, *how).stdout) for how in (exact, ()))
    assert told["citations"][0]["document"] == "moon.txt"
    assert told["citations"][0]["logit"] == pytest.approx(usual["citations"][0]["logit"], abs=0.2)


def test_questions_from_standard_input_are_answered_in_order(product: Product) -> None:
    questions = ["Why does sourdough rise?", "", "What causes tides?", "long " * 5000]
    replies = product.json("ask", "-", stdin="".join(f"{one}\n" for one in questions))
    assert [reply["question"] for reply in replies] == questions
    assert replies[0]["citations"][0]["document"] == "bread.txt"
    assert replies[1]["answered"] is False
    assert replies[1]["citations"] == []
    assert replies[2]["citations"][0]["document"] == "moon.txt"
    assert len(replies[3]["citations"]) == 3


def test_bytes_that_are_not_text_are_survived(product: Product) -> None:
    printed = subprocess.run(
        [sys.executable, "launch.py", "ask", "-", "--json", "--library", str(product.library)],
        cwd=ROOT, env=product.environment(), input=b"caf\xe9 tides?\r\n\x00\n",
        capture_output=True, check=True,
    )  # fmt: skip
    replies = [json.loads(line) for line in printed.stdout.splitlines()]
    assert [reply["question"] for reply in replies] == ["caf\ufffd tides?", "\x00"]


def test_a_question_can_be_restricted_to_documents(product: Product) -> None:
    (reply,) = product.json("ask", "What causes tides?", "--document", "bread.txt")
    assert {citation["document"] for citation in reply["citations"]} == {"bread.txt"}
    unknown = product.run("ask", "What causes tides?", "--document", "nowhere.txt")
    assert unknown.returncode == 1
    assert "nowhere.txt" in unknown.stderr
    assert "Traceback" not in unknown.stderr


def test_readable_text_for_people(product: Product) -> None:
    printed = product.run("ask", "What", "causes", "tides?").stdout
    assert "[1] moon.txt, line 1" in printed
    assert MOON.strip()[:40] in printed


def test_adding_again_changes_nothing_and_a_new_version_takes_over(product: Product) -> None:
    files = product.library.parent / "files"
    assert [row["state"] for row in product.json("add", str(files / "moon.txt"))] == ["unchanged"]
    (files / "bread.txt").write_text(BREAD.replace("overnight", "in a day"), encoding="utf-8")
    (row,) = product.json("add", str(files / "bread.txt"))
    assert row["state"] == "ready"
    assert "replaced" in row["reason"]
    (reply,) = product.json("ask", "How long does sourdough ferment?")
    assert "in a day" in reply["citations"][0]["text"]
    assert not any("overnight" in citation["text"] for citation in reply["citations"])


def test_documents_remove_and_verify(product: Product) -> None:
    extra = product.library.parent / "extra.txt"
    extra.write_text("Glaciers carve fjords over thousands of years.", encoding="utf-8")
    product.json("add", str(extra))
    assert "extra.txt" in {row["name"] for row in product.json("documents")}
    assert product.run("remove", "extra.txt").returncode == 0
    assert "extra.txt" not in {row["name"] for row in product.json("documents")}
    gone = product.run("remove", "extra.txt")
    assert gone.returncode == 1
    assert "extra.txt" in gone.stderr
    verified = product.run("verify")
    assert verified.returncode == 0, verified.stdout
    assert verified.stdout.startswith("whole: 3 documents")
    assert "\nindex: " in verified.stdout


def test_a_library_travels_through_every_command(product: Product, tmp_path: Path) -> None:
    assert product.run("export", str(tmp_path / "exported")).returncode == 0
    assert product.run("backup", str(tmp_path / "backup.tar")).returncode == 0
    copy = Product(tmp_path / "copy", product.network_log)
    assert copy.run("import", str(tmp_path / "exported")).returncode == 0
    assert copy.run("reencode").returncode == 0
    assert copy.run("repair").stdout == "whole\n"
    with tarfile.open(tmp_path / "backup.tar") as backup:
        backup.extractall(tmp_path / "restored", filter="data")
    restored = Product(tmp_path / "restored", product.network_log)
    expected = product.json("ask", "What causes tides?")[0]["citations"]
    # In bfloat16 a passage's vector depends a little on what shares its batch: files are added one
    # by one, and encoding a library anew takes many passages together. Measured with AMX: 3e-4
    # here, at most 8e-4 over 507 texts, alone against batched; in float32 1.5e-7.
    for library, difference in ((copy, 2e-3), (restored, 1e-6)):
        assert library.run("verify").returncode == 0
        found = library.json("ask", "What causes tides?")[0]["citations"]
        assert [one["text"] for one in found] == [one["text"] for one in expected]
        assert [one["similarity"] for one in found] == pytest.approx(
            [one["similarity"] for one in expected], abs=difference
        )


def test_own_questions_are_measured_on_the_library(product: Product, tmp_path: Path) -> None:
    questions = [
        {"question": "What lets sourdough rise?", "documents": ["bread.txt"], "pages": [1]},
        {"question": "What raises the tides?", "documents": ["moon.txt"], "pages": [2]},
        {"question": "When is a chain worn?", "documents": ["chain.md", "typo.pdf"]},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    measured = product.run("evaluate", str(file), "--json")
    assert "typo.pdf" in measured.stderr
    result = json.loads(measured.stdout)
    assert result["questions"] == 3
    for stage in ("dense", "lexical", "candidates", "final"):
        measures = {name: value["mean"] for name, value in result["stages"][stage].items()}
        assert measures["hit@5"] == pytest.approx(2 / 3)  # the page named for the second is another
        assert measures["recall@12"] == pytest.approx(1 / 2)


def test_a_set_brings_its_own_documents_and_the_places_of_answers(tmp_path: Path) -> None:
    rows = [
        {"_id": "moon", "title": "Tides", "text": MOON},
        {"_id": "bread", "title": "", "text": f"{CHAIN}{BREAD}"},
    ]
    start = len(CHAIN)
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text('{"_id": "1", "text": "What lets sourdough rise?"}')
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\tbread\t1\n")
    (tmp_path / "spans.tsv").write_text(
        f"query-id\tcorpus-id\tstart\tend\n1\tbread\t{start}\t{start + len(BREAD)}\n"
    )
    product = Product(tmp_path / "untouched", tmp_path / "network.log")
    measured = product.run("evaluate", str(tmp_path))
    assert measured.returncode == 0, measured.stderr
    assert measured.stdout.startswith("1 questions, 100.0% counted as answered")
    (final,) = (line for line in measured.stdout.splitlines() if line.startswith("| final"))
    assert final.count("1.000 (1.000-1.000)") == 6
    assert not product.library.exists()


def test_a_missing_library_is_named(tmp_path: Path) -> None:
    product = Product(tmp_path / "nothing here", tmp_path / "network.log")
    for command in (["documents"], ["verify"], ["ask", "anything"]):
        finished = product.run(*command)
        assert finished.returncode == 1
        assert "nothing here" in finished.stderr
        assert "Traceback" not in finished.stderr
    assert not (tmp_path / "nothing here").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["chat", "--citations", "13"], id="more citations than candidates"),
        pytest.param(["ask", "--nonsense", "x"], id="unknown option"),
        pytest.param(["add"], id="nothing to add"),
    ],
)
def test_wrong_use_exits_with_2(arguments: list[str]) -> None:
    finished = subprocess.run(
        [sys.executable, "launch.py", *arguments], cwd=ROOT, capture_output=True, check=False
    )
    assert finished.returncode == 2


@pytest.mark.data
@pytest.mark.skipif(not SEED_EXAMPLE.exists(), reason=f"{SEED_EXAMPLE} isn't here")
def test_the_seed_example(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number, text in enumerate(json.loads(SEED_EXAMPLE.read_text(encoding="utf-8"))):
        (files / f"{number:02}.txt").write_text(text, encoding="utf-8")
    product = Product(tmp_path / "library", tmp_path / "network.log")
    exact = ("--precision", "float32")  # some processors compute in 8 bits, off by some hundredths
    assert {row["state"] for row in product.json("add", str(files), *exact)} == {"ready"}
    (reply,) = product.json("ask", "How can I build a backend system?", *exact)
    similarities = [candidate["similarity"] for candidate in reply["candidates"]]
    assert similarities[:3] == pytest.approx([0.721, 0.695, 0.675], abs=0.002)
    assert [citation["text"] for citation in reply["citations"][:3]] == [
        "Building scalable backend systems requires system design knowledge",
        "Backend development involves databases and APIs",
        "Backend systems include servers, databases, and APIs",
    ]
    logits = [citation["logit"] for citation in reply["citations"][:3]]
    assert logits == pytest.approx([5.8, 2.8, 2.4], abs=0.1)
