"""How well Footnote and the reference pipeline find what is known to be right, set by set.

    python -m tests.benchmarks.retrieval ../shared/data/retrieval/* > tests/benchmarks/figures.md

The cross-encoder reads about 150,000 pairs for all nine sets, which takes a small computer hours.
Where another machine can score them, ``--record pairs.jsonl`` writes them down instead and
``--logits logits.jsonl`` reads their logits back, as lines of the same order.

``--first-stages`` measures only what comes before the cross-encoder, in minutes a set. With
``--every N`` each Nth question is asked, a fairer sample than the first ones: those are about few
documents. An odd N leaves apart the questions that relevance was fitted on.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.answering.relevance import answer_chance, relevances
from bot.evaluation.honesty import is_at_answer
from bot.evaluation.measuring import Evaluator, Outcome, evaluation_table, summarise
from bot.evaluation.sets import EvaluationSet, read_evaluation_set
from ingest.confined.limits import ReadingLimits
from ingest.confined.process import ReadingProcess
from ingest.confined.reader import FileReader
from ingest.options import IngestOptions
from ingest.pipeline import Ingestor
from ingest.records import SourceFile
from storage.models.encoder import Encoder, open_encoder
from storage.models.reranker import Reranker, open_reranker
from storage.models.weights import MS_MARCO_MINILM_L12
from storage.opening import open_store
from storage.records import Passage
from storage.store import Store
from tests.benchmarks.plain_hybrid import plain_outcomes


class RecordingReranker:
    """Writes the pairs down that it is asked about, each once, and knows nothing of them."""

    name = description = "recording"

    def __init__(self) -> None:
        self.pairs: dict[tuple[str, str], None] = {}

    def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        for passage in passages:
            self.pairs.setdefault((question, passage))
        return np.zeros(len(passages), dtype=np.float32)


class RecordedReranker:
    """Gives the logits that were computed elsewhere, by the packaged cross-encoder."""

    name = MS_MARCO_MINILM_L12.name
    description = "recorded"

    def __init__(self, logits: Mapping[tuple[str, str], float]) -> None:
        self._logits = logits

    def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        found = [self._logits[question, passage] for passage in passages]
        return np.asarray(found, dtype=np.float32)


def main() -> None:
    """Print the tables of the sets named, or write down the pairs to score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, help="of the questions, the first so many")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="of those, each Nth")
    parser.add_argument("--first-stages", action="store_true")
    parser.add_argument("--encoder", default="minilm", help="minilm, bge-small, me5, or a folder")
    parser.add_argument("--passage-tokens", type=int, default=IngestOptions().passage_tokens)
    parser.add_argument("--libraries", type=Path, help="keep the libraries here, to use again")
    parser.add_argument("--record", type=Path)
    parser.add_argument("--pairs", type=Path, help="what --record wrote, for --logits")
    parser.add_argument("--logits", type=Path)
    choices = parser.parse_args()
    encoder = open_encoder(choices.encoder)
    recording = RecordingReranker()
    reranker: Reranker = recording
    if choices.logits:
        reranker = RecordedReranker(_recorded(choices.pairs, choices.logits))
    elif not choices.record and not choices.first_stages:
        reranker = open_reranker()
    for folder in choices.sets:
        chosen = each_nth(folder, choices.every, limit=choices.limit)
        with library_of_set(
            folder, chosen, encoder, choices.libraries, choices.passage_tokens
        ) as store:
            print(f"\n## {folder.name}: {len(chosen.rows)} documents, ", end="")
            print(f"{store.passage_count()} passages, {len(chosen.questions)} questions\n")
            if choices.first_stages:
                _measure_first_stages(chosen, store, encoder)
            else:
                _measure(folder.name, chosen, store, encoder, reranker)
    if choices.record:
        with choices.record.open("w", encoding="utf-8") as stream:
            for pair in recording.pairs:
                stream.write(json.dumps(pair, ensure_ascii=False) + "\n")


def each_nth(
    folder: Path, every: int, *, start: int = 0, limit: int | None = None
) -> EvaluationSet:
    """A set with each Nth of its questions from one on, of the first ``limit`` or of all."""
    read = read_evaluation_set(folder, limit=limit)
    return EvaluationSet(read.rows, read.questions[start::every])


@contextmanager
def library_of_set(
    folder: Path,
    chosen: EvaluationSet,
    encoder: Encoder,
    kept: Path | None,
    passage_tokens: int = IngestOptions().passage_tokens,
) -> Iterator[Store]:
    """A library with each row as a document, as ``footnote add`` would take it in."""
    with tempfile.TemporaryDirectory() as temporary:
        location = (kept or Path(temporary)) / f"{folder.name}-{passage_tokens}"
        fingerprint = encoder.fingerprint()
        with closing(open_store(str(location), fingerprint, create=True)) as store:
            limits = ReadingLimits()
            options = IngestOptions(passage_tokens=passage_tokens)
            with closing(FileReader(limits, ReadingProcess(limits))) as reader:
                ingestor = Ingestor(store, encoder, reader, options=options)
                present = {name for document in store.documents() for name in document.names}
                for row in chosen.rows:
                    if row.name in present:
                        continue
                    file = Path(temporary) / "row.txt"
                    file.write_bytes(row.document_text.encode())
                    ingestor.ingest(SourceFile(file, row.name))
            yield store


def _measure_first_stages(chosen: EvaluationSet, store: Store, encoder: Encoder) -> None:
    evaluator = Evaluator(store=store, encoder=encoder, reranker=RecordingReranker())
    outcomes = [evaluator.ask(question) for question in chosen.questions]
    ids = evaluator.document_ids()
    table = evaluation_table(summarise(outcomes, ids)).splitlines()
    print("\n".join(line for line in table if not line.startswith("| final")), flush=True)
    plain = plain_outcomes(chosen.questions, store, encoder, RecordingReranker())
    _print_stage(plain, "candidates", "plain hybrid", ids)


def _measure(
    name: str, chosen: EvaluationSet, store: Store, encoder: Encoder, reranker: Reranker
) -> None:
    evaluator = Evaluator(store=store, encoder=encoder, reranker=reranker)
    ids = evaluator.document_ids()
    outcomes = []
    absent = []
    for question in chosen.questions:
        outcomes.append(evaluator.ask(question))
        right = {ids.get(document, document) for document in question.documents}
        others = frozenset(ids.values()) - right
        absent.append(evaluator.ask(question, document_ids=others))
        if len(outcomes) % 100 == 0:
            sys.stderr.write(f"{name}: {len(outcomes)} of {len(chosen.questions)}\n")
    print(evaluation_table(summarise(outcomes, ids)))
    reference = _reference(chosen, store, encoder, reranker, ids)
    plain = plain_outcomes(chosen.questions, store, encoder, reranker)
    for compared, stage, shown_as in (
        (reference, "final", "reference final"),
        (reference, "dense", "reference dense"),
        (plain, "candidates", "plain hybrid"),
        (plain, "final", "plain hybrid, reranked"),
    ):
        _print_stage(compared, stage, shown_as, ids)
    _print_honesty(outcomes, absent, ids)


def _print_stage(
    outcomes: Sequence[Outcome], stage: str, name: str, ids: Mapping[str, str]
) -> None:
    """One line of what was compared, under the name of what it is."""
    for line in evaluation_table(summarise(outcomes, ids)).splitlines():
        if line.startswith(f"| {stage} |"):
            print(f"| {name}{line[2 + len(stage) :]}")


def _reference(
    chosen: EvaluationSet,
    store: Store,
    encoder: Encoder,
    reranker: Reranker,
    ids: Mapping[str, str],
) -> list[Outcome]:
    """The plain pipeline: the 12 nearest rows, title before text, in the cross-encoder's order.

    Where answers are spans of long documents it gets the same passages as Footnote.
    """
    passages, vectors = _reference_passages(chosen, store, encoder, ids)
    outcomes = []
    for question in chosen.questions:
        similarities = vectors @ encoder.encode_question(question.text)
        nearest = np.argsort(-similarities, kind="stable")[:12]
        dense = [passages[place] for place in nearest]
        logits = reranker.logits(question.text, [passage.text for passage in dense])
        final = [dense[place] for place in np.argsort(-logits, kind="stable")]
        found = dict.fromkeys(("dense", "lexical", "candidates"), tuple(dense))
        outcomes.append(
            Outcome(question, {**found, "final": tuple(final)}, ordered=(), answered=True)
        )
    return outcomes


def _reference_passages(
    chosen: EvaluationSet, store: Store, encoder: Encoder, ids: Mapping[str, str]
) -> tuple[list[Passage], npt.NDArray[np.float32]]:
    if any(question.spans for question in chosen.questions):
        anything = encoder.encode_question("anything")
        hits = store.search(anything, store.passage_count())
        passages = [hit.passage for hit in hits]
    else:
        passages = [
            _whole(ids.get(row.name, row.name), f"{row.title} {row.text}".strip())
            for row in chosen.rows
        ]
    return passages, encoder.encode_passages([passage.text for passage in passages])


def _whole(document_id: str, text: str) -> Passage:
    return Passage(
        passage_id=0,
        document_id=document_id,
        document=document_id,
        kind="text",
        title="",
        page=1,
        start=0,
        end=len(text),
        first_line=1,
        last_line=1,
        heading="",
        text=text,
    )


def _print_honesty(
    outcomes: Sequence[Outcome], absent: Sequence[Outcome], ids: Mapping[str, str]
) -> None:
    """How often shown relevances are right, and how well missing answers are told.

    Only every second question counts for the first, since the others served to fit it.
    """
    shown = [judged for outcome in outcomes[1::2] for judged in _judged(outcome, ids)]
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = [(chance, good) for chance, good in shown if low <= chance <= low + 0.2]
        if inside:
            means = np.mean(np.array(inside, dtype=np.float64), axis=0)
            print(f"shown at {means[0]:.2f}: {means[1]:.2f} right ({len(inside)} citations)")
    chances_of = [[answer_chance(one.ordered) for one in each] for each in (outcomes, absent)]
    told = np.mean([[high > low for low in chances_of[1]] for high in chances_of[0]])
    print(
        f"answered: {np.mean([one.answered for one in outcomes]):.3f}, with the right documents "
        f"left out {np.mean([one.answered for one in absent]):.3f}; AUROC of the chance of being "
        f"answered {told:.3f}"
    )


def _judged(outcome: Outcome, ids: Mapping[str, str]) -> Iterator[tuple[float, bool]]:
    """The relevances of the five best, and whether each is right.

    Right is what overlaps an answer's known place. Where none is known, it is a right document's
    best passage; of its others nobody knows, and they are left out.
    """
    question = outcome.question
    right = {ids.get(document, document) for document in question.documents}
    seen = set()
    for chance, ranked in zip(relevances(outcome.ordered)[:5], outcome.ordered, strict=False):
        passage = ranked.candidate.passage
        if question.spans:
            yield chance, is_at_answer(passage, question.spans, ids)
        elif passage.document_id not in seen:
            yield chance, passage.document_id in right
            seen |= right & {passage.document_id}


def _recorded(pairs: Path, logits: Path) -> dict[tuple[str, str], float]:
    with pairs.open(encoding="utf-8") as asked, logits.open(encoding="utf-8") as answers:
        return {
            tuple(json.loads(pair)): float(logit)
            for pair, logit in zip(asked, answers, strict=True)
        }


if __name__ == "__main__":
    main()
