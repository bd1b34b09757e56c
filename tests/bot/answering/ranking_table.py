"""Thirty questions about the sample, with what the real models and searches said of them.

    python -m tests.bot.answering.ranking_table    # records the table anew, with the real models

The table freezes what goes into the final order, so that a changed constant changes what comes out
of it, in a second and without weights.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from storage.found import Match
from storage.records import Vectors

FILE = Path(__file__).with_name("ranking_table.json")

QUESTIONS = (
    ("How do I find the hole in a flat tyre?", "Bicycle repair.md"),
    ("why do my brakes squeal", "Bicycle repair.md"),
    ("When should a chain be replaced?", "Bicycle repair.md"),
    ("gears jump back to a smaller sprocket", "Bicycle repair.md"),
    ("how often oil the chain", "Bicycle repair.md"),
    ("What does 306 mm mean?", "Bicycle repair.md"),
    ('where is "business card" mentioned', "Bicycle repair.md"),
    ("Which plants are safe for cats?", "House plants.txt"),
    ("Which plant kills a cat's kidneys?", "House plants.txt"),
    ("what to do against spider mites", "House plants.txt"),
    ("fungus gnats", "House plants.txt"),
    ("When do I repot?", "House plants.txt"),
    ("plants for a north window", "House plants.txt"),
    ("How much did the garden club spend?", "Minutes of the garden club.txt"),
    ("Who is the treasurer?", "Minutes of the garden club.txt"),
    ("When is the next meeting?", "Minutes of the garden club.txt"),
    ("5,000 litres tank", "Minutes of the garden club.txt"),
    ("Are slug pellets allowed?", "Minutes of the garden club.txt"),
    ("How wide will the path be?", "Minutes of the garden club.txt"),
    ("How do I keep my starter alive?", "Sourdough bread.md"),
    ("my bread is flat, what went wrong", "Sourdough bread.md"),
    ("oven temperature for bread", "Sourdough bread.md"),
    ("How long does the dough rest?", "Sourdough bread.md"),
    ("what does the relevance score mean", "About Footnote.md"),
    ("Which files can Footnote read?", "About Footnote.md"),
    ("does my data leave the machine", "About Footnote.md"),
    ("What must be done before moving out?", "Moving house.pdf"),
    ("who has to be told about the new address", "Moving house.pdf"),
    ("自行车链条多久上一次油？", "Bicycle repair.md"),
    ("Как часто смазывать цепь велосипеда?", "Bicycle repair.md"),
    ("How do I repair a violin?", ""),
    ("capital of Mongolia", ""),
)


@dataclass(frozen=True)
class Row:
    """One question: the passages found, and of the twelve candidates what judging them said."""

    question: str
    right: str
    matches: list[Match]
    candidates: list[int]
    logits: list[float]
    similarities: Vectors


def read_table() -> tuple[list[Row], dict[int, tuple[str, str]]]:
    """The rows, and each passage's document and text by its id."""
    table = json.loads(FILE.read_text(encoding="utf-8"))
    rows = [
        Row(
            question=row["question"],
            right=row["right"],
            matches=[Match(*match) for match in row["matches"]],
            candidates=row["candidates"],
            logits=row["logits"],
            similarities=np.array(row["similarities"], dtype=np.float32),
        )
        for row in table["rows"]
    ]
    passages = {int(number): tuple(about) for number, about in table["passages"].items()}
    return rows, passages


def record() -> None:
    """Ask the real models and write down what they say."""
    from bot.answering.retrieval import SEARCH_DEPTH, best_of  # noqa: PLC0415
    from bot.conversation.sample_documents import sample_uploads  # noqa: PLC0415
    from ingest.commands import reading  # noqa: PLC0415
    from ingest.confined.limits import ReadingLimits  # noqa: PLC0415
    from ingest.options import IngestOptions  # noqa: PLC0415
    from ingest.pipeline import Ingestor  # noqa: PLC0415
    from ingest.records import SourceFile  # noqa: PLC0415
    from storage.models.encoder import open_encoder  # noqa: PLC0415
    from storage.models.reranker import open_reranker  # noqa: PLC0415
    from storage.opening import open_store  # noqa: PLC0415
    from storage.text.query import Query  # noqa: PLC0415

    encoder, reranker = open_encoder(), open_reranker()
    options = IngestOptions(passage_tokens=64, overlap_tokens=16)
    rows, passages = [], {}
    with (
        closing(open_store("memory:", encoder.fingerprint(), create=True)) as store,
        reading(ReadingLimits()) as reader,
    ):
        ingestor = Ingestor(store, encoder, reader, options=options)
        for upload in sample_uploads():
            ingestor.ingest(SourceFile(upload.path, upload.name))
        for question, right in QUESTIONS:
            seen: list[Match] = []

            def choose(matches: Sequence[Match], seen: list[Match] = seen) -> Sequence[Match]:
                seen[:] = matches
                return [one.match for one in best_of(matches, limit=12)]

            vector = encoder.encode_question(question)
            found = store.find(Query.of(question), vector, depth=SEARCH_DEPTH, choose=choose)
            texts = [passage.text for passage in found.passages]
            passages |= {one.passage_id: (one.document, one.text) for one in found.passages}
            rows.append(
                {
                    "question": question,
                    "right": right,
                    "matches": [[_short(value) for value in asdict(one).values()] for one in seen],
                    "candidates": [one.passage_id for one in found.choices],
                    "logits": [
                        _short(value) for value in reranker.logits(question, texts).tolist()
                    ],
                    "similarities": [
                        [_short(value) for value in line]
                        for line in (found.vectors @ found.vectors.T).tolist()
                    ],
                }
            )
    FILE.write_text(
        json.dumps({"rows": rows, "passages": passages}, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )


def _short(value: float) -> float:
    return value if isinstance(value, int) else round(value, 5)


if __name__ == "__main__":
    record()
