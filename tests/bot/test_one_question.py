"""What one question costs: calls, files that they are in, transactions, passages read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bot.assistant import AnswerOptions, Assistant
from storage.local import catalogue
from storage.local.database import Database, Session
from storage.local.opening import open_local_store
from storage.text.query import Query
from tests.chain import chain
from tests.fakes import OverlapReranker
from tests.storage.samples import ENCODER, FINGERPRINT, put

ROOT = Path(__file__).resolve().parents[2]
PASSAGES = [f"Locker {number} stands in hall {number % 7}. It is blue." for number in range(80)]
QUESTION = "Which locker stands in hall 3?"
MOST_FUNCTIONS = 168
MOST_FILES = 51  # a third of them kinds of words, numbers, dates, times and units


@contextmanager
def traced() -> Iterator[list[tuple[str, str]]]:
    """Every call of the product's own code, in order: its file and its function."""
    calls: list[tuple[str, str]] = []
    ours = tuple(f"{ROOT}/{folder}/" for folder in ("bot", "storage", "ingest"))

    def note(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(ours):
            calls.append((code.co_filename.removeprefix(f"{ROOT}/"), code.co_qualname))

    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def test_a_question_can_be_followed_by_a_reader() -> None:
    with chain({"lockers.txt": PASSAGES}) as parts:
        parts.assistant.ask(QUESTION)  # what is made once is made
        with traced() as calls:
            reply = parts.assistant.ask(QUESTION)
    assert reply.answered
    functions = {call for call in calls if "<" not in call[1].rpartition(".")[2]}
    assert len(functions) <= MOST_FUNCTIONS, sorted(functions)
    assert len({file for file, _ in functions}) <= MOST_FILES, sorted(functions)
    assert [name for _, name in calls].count(Query.of.__qualname__) == 1


def test_a_question_is_one_transaction_and_twice_twelve_passages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = open_local_store(str(tmp_path / "library"), FINGERPRINT, create=True)
    put(local, tmp_path, "lockers.txt", PASSAGES)
    assistant = Assistant(
        store=local, encoder=ENCODER, reranker=OverlapReranker(), options=AnswerOptions()
    )
    assistant.ask(QUESTION)
    transactions: list[str] = []
    read: list[int] = []
    opened, read_passages = Database.reading, catalogue.read_passages

    @contextmanager
    def counted(database: Database) -> Iterator[Session]:
        transactions.append("read")
        with opened(database) as session:
            yield session

    monkeypatch.setattr(Database, "reading", counted)
    monkeypatch.setattr(
        catalogue,
        "read_passages",
        lambda session, ids: read.extend(ids) or read_passages(session, ids),
    )
    assistant.ask(QUESTION)
    assert (len(transactions), len(read)) == (1, 24)
    monkeypatch.undo()
    local.close()
