from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.evaluation.sets import EvaluationSetUnusable, read_evaluation_set


def write_set(folder: Path) -> None:
    rows = [
        {"_id": "a", "title": "T", "text": "one"},
        {"_id": "b", "text": "two"},
        {"_id": "c", "title": "Three", "text": "Three and more"},
        {"_id": "d", "title": "Whole", "text": "its first part"},
        {"_id": "e", "title": "Whole", "text": "its second part"},
        {"_id": "f", "title": "Whole", "text": ""},
    ]
    queries = [{"_id": "1", "text": "first?"}, {"_id": "2", "text": "unjudged?"}]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t2\n1\tb\t0\n1\tc\t1\n")
    (folder / "spans.tsv").write_text("query-id\tcorpus-id\tstart\tend\n1\ta\t0\t3\n1\tc\t6\t9\n")


def test_a_folder_in_the_beir_form(tmp_path: Path) -> None:
    write_set(tmp_path)
    (question,) = read_evaluation_set(tmp_path).questions
    assert (question.question_id, question.text) == ("1", "first?")
    assert question.documents == {"a": 2, "c": 1}


def test_a_row_begins_with_a_title_of_its_own_and_answers_stand_behind_it(tmp_path: Path) -> None:
    write_set(tmp_path)
    read = read_evaluation_set(tmp_path)
    texts = {row.name: row.document_text for row in read.rows}
    assert texts == {
        "a": "T\n\none",
        "b": "two",
        "c": "Three and more",
        "d": "its first part",
        "e": "its second part",
        "f": "Whole\n\n",
    }
    spans = read.questions[0].spans
    assert [texts[span.document][span.start : span.end] for span in spans] == ["one", "and"]


def test_a_file_of_ones_own_questions(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "who?", "documents": ["r.pdf"], "pages": [2]}\n\n')
    read = read_evaluation_set(file)
    assert read.rows == ()
    assert read.questions[0].documents == {"r.pdf": 1}
    assert read.questions[0].pages == {2}
    assert read_evaluation_set(file, limit=0).questions == ()


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("queries.jsonl", "{", "line 1 isn't JSON"),
        ("queries.jsonl", '{"_id": "1"}', 'has no "text"'),
        ("corpus.jsonl", "[]", 'has no "_id"'),
        ("qrels.tsv", "h\n1\ta", "2 columns where 3"),
        ("qrels.tsv", "h\n1\ta\tx", "line 2"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, file: str, content: str, message: str
) -> None:
    write_set(tmp_path)
    (tmp_path / file).write_text(content)
    with pytest.raises(EvaluationSetUnusable, match=message):
        read_evaluation_set(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationSetUnusable, match=r"corpus\.jsonl"):
        read_evaluation_set(tmp_path)
