"""Sets of questions made of texts that others wrote: a heading asks for what stands below it."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FEWEST_CHARACTERS = 120
"""A text as short as that is a cross-reference or a remark, and answers little."""

_NOT_A_LETTER = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Titled:
    """A text, and the heading or short description that its author gave it."""

    heading: str
    text: str


def write_set(folder: Path, found: Sequence[Titled], *, most: int) -> int:
    """The number of documents written: at most so many, of different headings and beginnings.

    The sample depends only on the texts. A heading is asked and never part of its document.
    """
    chosen = _sample(_different(found), most)
    folder.mkdir(parents=True, exist_ok=True)
    _write_lines(
        folder / "corpus.jsonl",
        [{"_id": f"d{at}", "title": "", "text": one.text} for at, one in enumerate(chosen)],
    )
    _write_lines(
        folder / "queries.jsonl",
        [{"_id": f"q{at}", "text": one.heading} for at, one in enumerate(chosen)],
    )
    right = [f"q{at}\td{at}\t1" for at in range(len(chosen))]
    (folder / "qrels.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *right, ""]))
    return len(chosen)


def _different(found: Sequence[Titled]) -> list[Titled]:
    """Those long enough whose heading no other has, one for each first paragraph.

    Packages of one source, and their development and language packages, begin alike.
    """
    headings = Counter(_plain(one.heading) for one in found)
    kept: dict[str, Titled] = {}
    for one in found:
        if len(one.text) >= FEWEST_CHARACTERS and headings[_plain(one.heading)] == 1:
            kept.setdefault(_plain(one.text.split("\n\n")[0]), one)
    return list(kept.values())


def _sample(found: Sequence[Titled], most: int) -> list[Titled]:
    return sorted(found, key=lambda one: hashlib.sha256(one.text.encode()).digest())[:most]


def _plain(text: str) -> str:
    return _NOT_A_LETTER.sub(" ", text.casefold()).strip()


def _write_lines(file: Path, rows: Sequence[dict[str, str]]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
