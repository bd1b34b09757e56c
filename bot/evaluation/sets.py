"""Questions whose right documents are known, read from files, to measure retrieval with."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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

    ``head`` is what the document has above the row's text: the title and an empty line, or "".
    """

    name: str
    title: str
    text: str
    head: str

    @property
    def document_text(self) -> str:
        """All that the document holds."""
        return self.head + self.text


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
        rows = tuple(_corpus_rows(path / "corpus.jsonl"))
        text_starts = {row.name: len(row.head) for row in rows}
        return EvaluationSet(rows, tuple(_beir_questions(path, text_starts))[:limit])
    return EvaluationSet((), tuple(_own_questions(path))[:limit])


def _corpus_rows(file: Path) -> Iterator[CorpusRow]:
    """The rows of a file, each with its title above its text, unless it begins with it.

    A title that rows share is that of the whole they are parts of. It is left out but where there
    is no text, as a passage doesn't repeat its document's title either.
    """
    found = [
        (str(row["_id"]), str(row.get("title") or "").strip(), str(row["text"]))
        for row in _objects(file, "_id", "text")
    ]
    holders = Counter(title for _, title, _ in found)
    for name, title, text in found:
        belongs = holders[title] == 1 or not text.strip()
        is_above = title and belongs and not text.lstrip().startswith(title)
        yield CorpusRow(name, title, text, head=f"{title}\n\n" if is_above else "")


def _beir_questions(folder: Path, text_starts: Mapping[str, int]) -> Iterator[TestQuestion]:
    """The questions that have a right document, in the order of their file.

    ``text_starts`` is where in each document its row's text begins.
    """
    right: dict[str, dict[str, int]] = defaultdict(dict)
    for question, document, score in _columns(folder / "qrels.tsv", 3):
        if float(score) > 0:
            right[question][document] = math.ceil(float(score))
    spans: dict[str, list[Span]] = defaultdict(list)
    if (folder / "spans.tsv").exists():
        for question, document, start, end in _columns(folder / "spans.tsv", 4):
            first = text_starts.get(document, 0)
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
