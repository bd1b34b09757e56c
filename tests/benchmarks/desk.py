"""Questions about one desk's files of many kinds: found among the five, and first.

    python -m tests.benchmarks.desk FOLDER

Writes the 23 files of ``desk_library.py`` under the folder, adds them to a library there with the
product's own command, and asks the 60 questions of ``questions/desk.jsonl``, which were written
down with the words of their answers before any was asked. A citation is right where it is of that
file and has those words. Then come short questions that none of the files answers.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks.answers import not_here
from tests.benchmarks.desk_library import files, kind_of
from tests.product import Product

QUESTIONS = Path(__file__).with_name("questions") / "desk.jsonl"
KINDS = ("docx", "pptx", "xlsx", "html", "epub", "eml", "scan", "csv")


def main() -> None:
    """Print what falls short, and the table by kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    product = added(parser.parse_args().folder)
    questions = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    absent = not_here("desk")
    asked = "".join(f"{one['question']}\n" for one in [*questions, *absent])
    replies = product.json("ask", "-", stdin=asked)
    replies, of_absent = replies[: len(questions)], replies[len(questions) :]
    total, five, first = Counter[str](), Counter[str](), Counter[str]()
    for question, reply in zip(questions, replies, strict=True):
        right = [is_right(one, question) for one in reply["citations"]]
        kind = kind_of(question["file"].rpartition(" in ")[2])
        total[kind] += 1
        five[kind] += any(right)
        first[kind] += right[:1] == [True]
        if right[:1] != [True]:
            print(_short(question, right, reply))
    print("\n| kind | questions | among the five | first |\n|---|---|---|---|")
    for kind in KINDS:
        print(f"| {kind} | {total[kind]} | {five[kind]} | {first[kind]} |")
    print(f"| all | {total.total()} | {five.total()} | {first.total()} |")
    told = sum(not reply["answered"] for reply in of_absent)
    lost = sum(not reply["answered"] for reply in replies)
    print(f"\n{told} of {len(absent)} without an answer are told so, and {lost} of the others.")


def added(folder: Path) -> Product:
    """The product over a new library of the desk's files; each has to be ready."""
    shutil.rmtree(folder / "library", ignore_errors=True)
    desk = folder / "desk"
    desk.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (desk / name).write_bytes(content)
    product = Product(folder / "library", folder / "network.log")
    for report in product.json("add", str(desk)):
        if report["state"] != "ready":
            raise SystemExit(f"{report['path']}: {report['state']}, {report['reason']}")
    return product


def is_right(citation: Mapping[str, Any], question: Mapping[str, str]) -> bool:
    """Whether a citation is of the question's file and has the words of its answer."""
    words = " ".join(citation["text"].split())
    return citation["document"] == question["file"] and question["words"] in words


def _short(question: Mapping[str, str], right: list[bool], reply: Mapping[str, Any]) -> str:
    at = f"at {1 + right.index(True)}" if True in right else "not found"
    first = reply["citations"][0] if reply["citations"] else {"document": "none", "place": ""}
    return f"{question['file']}: {question['question']} {at}; first {first['document']}, " + (
        first["place"] or "nowhere"
    )


if __name__ == "__main__":
    main()
