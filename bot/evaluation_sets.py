"""Questions whose right documents are known, read from files, to measure retrieval with."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.errors import BotError


class EvaluationSetUnusable(BotError):
    """The questions to evaluate with can't be read; the message says which line of which file."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where an answer stands: characters of a document's text, as offsets."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TestQuestion:
    """A question, the names of the documents that answer it, and where in them, if known.

    ``documents`` gives each name its grade, 1 or more, which is what nDCG gains by it. ``pages``
    are the pages that count, for every document named; empty where any page does.
    """

    __test__ = False  # not a test case, whatever pytest makes of the name

    question_id: str
    text: str
    documents: Mapping[str, int]
    pages: frozenset[int]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class CorpusRow:
    """A row of a corpus, which becomes a document of that name.

    ``text`` begins with the title, unless other rows have the same one.
    """

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """What is searched and what is asked; no rows where a library holds the documents already."""

    rows: tuple[CorpusRow, ...]
    questions: tuple[TestQuestion, ...]


def read_evaluation_set(path: Path, *, limit: int | None = None) -> EvaluationSet:
    """The set at a path, with its first ``limit`` questions, or all.

    A folder is read in the BEIR form: ``corpus.jsonl`` (_id, title, text), ``queries.jsonl`` (_id,
    text), ``qrels.tsv`` (query-id, corpus-id, score), and where it is there ``spans.tsv``
    (query-id, corpus-id, start, end), which counts characters of the text without its title. A file
    holds one object a line: ``question``, ``documents`` (names in the library) and, if it matters,
    ``pages``.

    Raises:
        EvaluationSetUnusable: a file is missing or a line isn't of that form.
    """
    if path.is_dir():
        rows = tuple(
            CorpusRow(str(row["_id"]), str(row.get("title") or "").strip(), str(row["text"]))
            for row in _objects(path / "corpus.jsonl", "_id", "text")
        )
        heads = _heads(rows)
        return EvaluationSet(
            tuple(replace(row, text=heads[row.name] + row.text) for row in rows),
            tuple(_beir_questions(path, heads))[:limit],
        )
    return EvaluationSet((), tuple(_own_questions(path))[:limit])


def _heads(rows: Sequence[CorpusRow]) -> dict[str, str]:
    """What goes above each row's text: its title and an empty line, unless it begins with it.

    A title that rows share is that of the whole they are parts of. It is left out but where there
    is no text, as a passage doesn't repeat its document's title either.
    """
    holders = Counter(row.title for row in rows)
    return {
        row.name: f"{row.title}\n\n" if _is_missing(row, holders[row.title]) else "" for row in rows
    }


def _is_missing(row: CorpusRow, holders: int) -> bool:
    """Whether the row's title belongs above its text, where so many rows have that title."""
    text = row.text.strip()
    return bool(row.title) and not text.startswith(row.title) and (holders == 1 or not text)


def _beir_questions(folder: Path, heads: Mapping[str, str]) -> Iterator[TestQuestion]:
    """The questions that have a right document, in the order of their file.

    ``heads`` is what stands in each document above its row's text.
    """
    right: dict[str, dict[str, int]] = defaultdict(dict)
    for question, document, score in _columns(folder / "qrels.tsv", 3):
        if float(score) > 0:
            right[question][document] = math.ceil(float(score))
    spans: dict[str, list[Span]] = defaultdict(list)
    if (folder / "spans.tsv").exists():
        for question, document, start, end in _columns(folder / "spans.tsv", 4):
            first = len(heads.get(document, ""))
            spans[question].append(Span(document, first + int(start), first + int(end)))
    for row in _objects(folder / "queries.jsonl", "_id", "text"):
        number = str(row["_id"])
        if number in right:
            yield TestQuestion(
                question_id=number,
                text=str(row["text"]),
                documents=right[number],
                pages=frozenset(),
                spans=tuple(spans[number]),
            )


def _own_questions(file: Path) -> Iterator[TestQuestion]:
    for number, row in enumerate(_objects(file, "question", "documents"), 1):
        yield TestQuestion(
            question_id=str(number),
            text=str(row["question"]),
            documents=dict.fromkeys(map(str, row["documents"]), 1),
            pages=frozenset(map(int, row.get("pages", ()))),
            spans=(),
        )


def _objects(file: Path, *needed: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise EvaluationSetUnusable(f"{file}, line {number} isn't JSON: {error}") from error
        missing = [name for name in needed if not isinstance(row, dict) or name not in row]
        if missing:
            raise EvaluationSetUnusable(f'{file}, line {number} has no "{missing[0]}"')
        yield row


def _columns(file: Path, count: int) -> Iterator[list[str]]:
    """The lines below the header, split at tabs."""
    for number, line in enumerate(_lines(file), 1):
        columns = line.split("\t")
        if number == 1 or not line.strip():
            continue
        try:
            if len(columns) != count:
                raise ValueError(f"{len(columns)} columns where {count} are needed")
            [float(column) for column in columns[2:]]
        except ValueError as error:
            raise EvaluationSetUnusable(f"{file}, line {number}: {error}") from error
        yield columns


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise EvaluationSetUnusable(f"{file} can't be read: {error}") from error
