"""What is written differently and means the same is found by its words, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.numpy_store import NumpyStore
from storage.text.query import Query
from tests.storage.samples import FINGERPRINT, put, words_found

TABLES = Path(__file__).parent


def pairs(table: str) -> Iterator[tuple[str, str]]:
    """The question's form and the text's, a pair a line."""
    for line in (TABLES / table).read_text(encoding="utf-8").splitlines():
        asked, written = line.split("\t")
        yield asked, written


def found_by_words(folder: Path, asked: str, written: str) -> bool:
    store = NumpyStore(FINGERPRINT)
    put(store, folder, "library.txt", ["nothing of the kind stands here", written])
    found = words_found(store, asked)
    store.close()
    return written in found


def test_the_tables_are_as_long_as_is_claimed() -> None:
    assert len(set(pairs("same_values.tsv"))) >= 1400
    assert len(set(pairs("other_values.tsv"))) >= 330


@pytest.mark.parametrize(("asked", "written"), list(pairs("same_values.tsv")))
def test_a_value_is_found_however_it_is_written(tmp_path: Path, asked: str, written: str) -> None:
    assert found_by_words(tmp_path, asked, written)


@pytest.mark.parametrize(("asked", "written"), list(pairs("other_values.tsv")))
def test_another_value_is_not_found(tmp_path: Path, asked: str, written: str) -> None:
    assert not found_by_words(tmp_path, asked, written)


@pytest.mark.parametrize(
    ("asked", "written", "other"),
    [
        line.split("\t")
        for line in (TABLES / "before_others.tsv").read_text(encoding="utf-8").splitlines()
    ],
)
def test_the_value_comes_before_another_that_shares_its_words(
    tmp_path: Path, asked: str, written: str, other: str
) -> None:
    store = NumpyStore(FINGERPRINT)
    put(store, tmp_path, "library.txt", ["nothing of the kind stands here", other, written])
    found = words_found(store, asked)
    store.close()
    assert found[0] == written


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        (f"where is {opening}net sales{closing} said", "net sales")
        for opening, closing in (
            '""', "“”", "„“", "„”", "«»", "»«", "‹›", "‘’", "‚‘", "「」", "『』", "＂＂", "《》",
        )
    ],
)  # fmt: skip
def test_typographic_quotes_mark_a_phrase(question: str, phrase: str) -> None:
    assert Query.of(question).phrases == (phrase,)


@pytest.mark.parametrize("question", ["Tesla’s and Amazon’s sales", "don't say it's so"])
def test_apostrophes_mark_none(question: str) -> None:
    assert Query.of(question).phrases == ()
