"""How often the sentence marked in a passage is the one that answers.

    python -m tests.benchmarks.answering_sentences ../shared/data/retrieval/covidqa-long

Each question is asked of a passage that holds its whole answer; the sentence counts as right when
it overlaps the answer. Beside it the first sentence, as what marking nothing better would give.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

import numpy as np

from bot.answering.marking import mark
from bot.answering.ranking import readability
from bot.evaluation.sets import Span, read_evaluation_set
from ingest.formats.records import ReadDocument
from ingest.options import IngestOptions
from ingest.splitting import SplittingOptions, split
from storage.models.encoder import open_encoder
from storage.models.reranker import Reranker, open_reranker
from storage.records import Page, Passage, PassageDraft
from storage.text.query import Query
from storage.text.sentences import sentences


def main() -> None:
    """Print both shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask each Nth question")
    choices = parser.parse_args()
    chosen = read_evaluation_set(choices.folder)
    token_spans, reranker = open_encoder().token_spans, open_reranker()
    options = SplittingOptions(
        max_tokens=IngestOptions().passage_tokens, overlap_tokens=IngestOptions().overlap_tokens
    )
    passages = {
        row.name: split(
            ReadDocument("text", "", (Page(1, row.document_text, ()),), ()),
            token_spans=token_spans,
            options=options,
        )
        for row in chosen.rows
    }
    marked, first = [], []
    for question in chosen.questions[:: choices.every]:
        for span in question.spans[:1]:
            holding = [
                one
                for one in passages[span.document]
                if one.start <= span.start and span.end <= one.end
            ]
            for passage in holding[:1]:
                marked.append(_overlap(_marked(question.text, passage, reranker), passage, span))
                first.append(_overlap(sentences(passage.text)[0], passage, span))
    print(
        f"{len(marked)} questions: marked {np.mean(marked):.3f}, "
        f"first sentence {np.mean(first):.3f}"
    )


def _marked(question: str, draft: PassageDraft, reranker: Reranker) -> tuple[int, int]:
    passage = Passage(
        passage_id=0, document_id="", document="", kind="text", title="", **asdict(draft)
    )
    logits = reranker.logits(question, [draft.text])
    readable = readability(question, logits.tolist())
    (found,) = mark(Query.of(question), [passage], readable=readable, reranker=reranker)
    return found.start, found.end


def _overlap(sentence: tuple[int, int], passage: PassageDraft, span: Span) -> bool:
    start, end = sentence
    return passage.start + start < span.end and span.start < passage.start + end


if __name__ == "__main__":
    main()
