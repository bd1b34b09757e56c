"""Footnote and the plain reference pipeline, alternately in one go, stage by stage.

    make benchmark ARGS="[--rounds 5] [--passages 10000] [--texts 300] [--pages 12]
        [--parts stages filings chatters] [--clock processor --threads 1] [--reference FILE]
        [--json]"

Both get the same texts, the same questions and the same weights; each round measures one after the
other, and a ratio is Footnote's time over the reference's in the same round: medians, with the
lowest and highest. Machines differ and are noisy, ratios less so. By ``--clock processor`` time is
what both used of the processor, reading processes included: the steadier one where others use the
machine too, but only with ``--threads 1``, since several threads wait for each other busily.

Both indexes are filled up to ``--passages`` with rows of random words and directions, which no
question finds. Without the reference only Footnote's own times are given, and without the shared
data sets there is nothing to measure.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

import faiss
import numpy as np
import psutil  # type: ignore[import-untyped]
import torch

from bot.answering.retrieval import retrieve
from bot.assistant import AnswerOptions, Assistant
from bot.evaluation.measuring import Evaluator
from bot.evaluation.sets import EvaluationSet, TestQuestion, read_evaluation_set
from ingest.adding.in_order import add_all
from ingest.confined.limits import ReadingLimits
from ingest.confined.process import ReadingProcess
from ingest.confined.reader import FileReader
from ingest.pipeline import Ingestor
from ingest.records import SourceFile
from storage.local.engine import LocalStore
from storage.local.opening import open_local_store
from storage.models.cross_encoder_weights import native_cross_encoder
from storage.models.encoder import Encoder, open_encoder
from storage.models.precision import Compute, choose_runtime
from storage.models.reranker import Reranker, open_reranker
from storage.models.weights import ALL_MINILM_L6, packaged_folder
from storage.processors import available_processors
from storage.text.query import Query
from tests.benchmarks.comparing import (
    HEAD,
    Measuring,
    Row,
    line,
    processor_seconds,
    timed,
    with_helpers,
)
from tests.benchmarks.reference import (
    REFERENCE,
    SHARED,
    Reference,
    ReferencePipeline,
    add_pdf,
    first_pages,
    load_reference,
    six_layers,
)
from tests.benchmarks.store_costs import Source
from tests.benchmarks.synthetic import fill_up

CHATTERS = 8
CORPUS = "covidqa-passages"
PARTS = ("stages", "filings", "chatters")

TEXTS_TO_ENCODE = 64
"""Two of the reference's own batches: a single one that it fits exactly says nothing of a rate."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """The product's parts over a library."""

    store: LocalStore
    encoder: Encoder
    reranker: Reranker
    assistant: Assistant
    ingestor: Ingestor


def main() -> None:
    options = parsed_options()
    if not (options.data / "retrieval" / CORPUS).is_dir():
        raise SystemExit(f"the data sets aren't at {options.data}: nothing to measure with")
    reference = load_reference(options.reference)
    if reference is None:
        print(f"no reference at {options.reference}: Footnote's own times alone, no ratios\n")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        scratch = Path(folder)
        chosen = first_texts(
            read_evaluation_set(options.data / "retrieval" / CORPUS), options.texts
        )
        footnote = stack.enter_context(opened(scratch, options.cache, options.threads))
        fill(footnote, chosen, options.passages, scratch)
        theirs = with_helpers(
            lambda: pipelines(reference, chosen, options.passages, scratch, options.cache),
            options.threads,
        )
        rows = []
        for row in measured(footnote, theirs, chosen, options, scratch):
            rows.append(row)
            print(line(row), file=sys.stderr, flush=True)
        quality = precision_cost(footnote, chosen, options.cache)
    report(rows, quality, options)


def parsed_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--passages", type=int, default=10_000, help="stored in both")
    parser.add_argument("--texts", type=int, default=300, help="of the corpus, among them")
    parser.add_argument("--filings", type=int, default=1, help="PDFs to read")
    parser.add_argument("--pages", type=int, default=12, help="of each PDF")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--clock", choices=["wall", "processor"], default="wall")
    parser.add_argument("--threads", type=int, help="of PyTorch, for both")
    parser.add_argument("--data", type=Path, default=SHARED / "data")
    parser.add_argument("--reference", type=Path, default=REFERENCE)
    parser.add_argument("--cache", type=Path, default=Path(".benchmarks/cache"))
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def measured(
    footnote: Footnote,
    theirs: dict[str, ReferencePipeline],
    chosen: EvaluationSet,
    options: argparse.Namespace,
    scratch: Path,
) -> Iterator[Row]:
    """Every row of the table, as soon as it is known."""
    clock = processor_seconds if options.clock == "processor" else time.perf_counter
    measuring = Measuring(options.rounds, clock, options.threads)
    if "stages" in options.parts:
        yield from stages(footnote, theirs, chosen, measuring)
    if "filings" in options.parts:
        yield filings(footnote, theirs, options, scratch, measuring)
    if "chatters" in options.parts:
        yield from chatters(footnote, theirs, chosen.questions, measuring)


def first_texts(chosen: EvaluationSet, texts: int) -> EvaluationSet:
    """The first so many rows, and the questions that they answer."""
    rows = chosen.rows[:texts]
    names = {row.name for row in rows}
    return EvaluationSet(
        rows, tuple(one for one in chosen.questions if one.documents.keys() <= names)
    )


@contextmanager
def opened(scratch: Path, cache: Path, threads: int | None = None) -> Iterator[Footnote]:
    """The product over an empty library, put together as ``launch.py`` does."""
    compute = Compute(threads=threads)
    encoder = open_encoder(compute=compute)
    reranker = open_reranker(cache_folder=cache, compute=compute)
    limits = ReadingLimits()
    reader = FileReader(limits, ReadingProcess(limits))
    store = open_local_store(str(scratch / "library"), encoder.fingerprint(), create=True)
    try:
        yield Footnote(
            store=store,
            encoder=encoder,
            reranker=reranker,
            assistant=Assistant(
                store=store, encoder=encoder, reranker=reranker, options=AnswerOptions()
            ),
            ingestor=Ingestor(store, encoder, reader),
        )
    finally:
        reader.close()
        store.close()


def fill(footnote: Footnote, chosen: EvaluationSet, passages: int, scratch: Path) -> None:
    """Take in the texts as files, and then random rows."""
    file = scratch / "row.txt"
    for row in chosen.rows:
        file.write_text(row.document_text, encoding="utf-8", newline="")
        footnote.ingestor.ingest(SourceFile(file, row.name))
    fill_up(footnote.store, Source(scratch, seed=0), passages)
    footnote.store.load()


def pipelines(
    reference: Reference | None,
    chosen: EvaluationSet,
    passages: int,
    scratch: Path,
    cache: Path,
) -> dict[str, ReferencePipeline]:
    """The reference with our cross-encoder and with one of half its size, on the same texts."""
    if reference is None:
        return {}
    encoder, cross_encoder = packaged_folder(ALL_MINILM_L6), native_cross_encoder(cache)
    half = six_layers(cross_encoder, scratch / "six-layers")
    found = {
        "same": reference.pipeline(encoder, cross_encoder),
        "six layers": reference.pipeline(encoder, half),
    }
    found["same"].add([row.text for row in chosen.rows])
    rows = Source(scratch, seed=1).vectors(max(0, passages - len(chosen.rows)))
    found["same"].index.add(rows)
    found["same"].texts.extend([""] * len(rows))
    found["six layers"].index = faiss.clone_index(found["same"].index)
    found["six layers"].texts = found["same"].texts
    return found


def stages(
    footnote: Footnote,
    theirs: dict[str, ReferencePipeline],
    chosen: EvaluationSet,
    measuring: Measuring,
) -> Iterator[Row]:
    """The rows on one question and on encoding, on identical texts."""
    same, half = theirs.get("same"), theirs.get("six layers")
    encoded = [row.text for row in chosen.rows[:TEXTS_TO_ENCODE]]
    texts = encoded[:12]
    question = chosen.questions[0].text
    pairs = [(question, text) for text in texts]
    vector = footnote.encoder.encode_question(question)
    yield measuring.compared(
        f"encode {len(encoded)} texts",
        partial(footnote.encoder.encode_passages, encoded),
        None if same is None else partial(same.encoder.encode, encoded),
    )
    yield measuring.compared(
        "encode a question",
        partial(footnote.encoder.encode_question, question),
        None if same is None else partial(same.encoder.encode, [question]),
    )
    yield measuring.compared(
        "search, by meaning and by words, against by meaning",
        lambda: retrieve(Query.of(question), vector, footnote.store),
        None if same is None else partial(same.index.search, vector[None, :], 12),
    )
    yield measuring.compared(
        "rerank the same 12 texts",
        partial(footnote.reranker.logits, question, texts),
        None
        if same is None
        else partial(same.reranker.predict, pairs, activation_fn=torch.nn.Identity()),
    )
    for name, pipeline in (("the same weights", same), ("6 layers", half)):
        ours, others = asking(chosen.questions), asking(chosen.questions)
        yield measuring.compared(
            f"one question, against {name}",
            lambda ours=ours: footnote.assistant.ask(next(ours)),  # type: ignore[misc]
            None
            if pipeline is None
            else lambda others=others, pipeline=pipeline: pipeline.ask(next(others)),  # type: ignore[misc]
        )


def asking(questions: Sequence[TestQuestion]) -> Iterator[str]:
    """The questions, over and over."""
    return (questions[number % len(questions)].text for number in count())


def chatters(
    footnote: Footnote,
    theirs: dict[str, ReferencePipeline],
    questions: Sequence[TestQuestion],
    measuring: Measuring,
) -> list[Row]:
    """8 people who each ask at the same moment, against the reference fed in turn.

    How long each waits is measured on the wall, whatever the clock of the other rows.
    """
    same = theirs.get("same")
    asked = [questions[number % len(questions)].text for number in range(CHATTERS)]
    waits: list[float] = []

    def wait(text: str) -> float:
        return timed(partial(footnote.assistant.ask, text))

    def ours() -> None:
        with ThreadPoolExecutor(CHATTERS) as pool:
            waits.extend(pool.map(wait, asked))

    def in_turn(pipeline: ReferencePipeline) -> None:
        for text in asked:
            pipeline.ask(text)

    row = measuring.compared(
        f"{CHATTERS} questions at once, against in turn",
        ours,
        None if same is None else partial(in_turn, same),
    )
    alone = [wait(text) for text in asked]
    p95, single = float(np.percentile(waits, 95)), statistics.median(alone)
    what = f"the 95th percentile of {CHATTERS} at once, against the median of one alone"
    return [row, Row(what, p95, single, p95 / single, None, None)]


def filings(
    footnote: Footnote,
    theirs: dict[str, ReferencePipeline],
    options: argparse.Namespace,
    scratch: Path,
    measuring: Measuring,
) -> Row:
    """PDFs until they are searchable and saved, against pypdf and the reference."""
    files = sorted((options.data / "pdfqa" / "docugami-10q" / "pdfs").glob("*.pdf"))
    short = [first_pages(file, options.pages, scratch) for file in files[: options.filings]]
    same = theirs.get("same")

    def ours() -> None:
        for report in add_all(footnote.ingestor, (SourceFile(file, file.name) for file in short)):
            assert report.state in ("ready", "partly ready"), report
            footnote.store.remove(report.document_id)

    def others(pipeline: ReferencePipeline) -> None:
        for file in short:
            add_pdf(pipeline, file)

    what = f"{len(short)} PDF of {options.pages} pages to searchable"
    return measuring.compared(what, ours, None if same is None else partial(others, same))


def precision_cost(footnote: Footnote, chosen: EvaluationSet, cache: Path) -> str:
    """What the precision in use costs in nDCG@5."""
    in_use = choose_runtime(Compute()).dtype
    if in_use == torch.float32:
        return "computed in float32: no quality is given up"
    exact = Compute(precision="float32")
    models = {
        "in use": (footnote.encoder, footnote.reranker),
        "float32": (open_encoder(compute=exact), open_reranker(compute=exact, cache_folder=cache)),
    }
    found = {
        name: Evaluator(store=footnote.store, encoder=encoder, reranker=reranker)
        .evaluate(chosen.questions[:200])
        .stages["final"]["nDCG@5"]
        .mean
        for name, (encoder, reranker) in models.items()
    }
    return f"nDCG@5 {found['in use']:.4f} in {in_use}, {found['float32']:.4f} in float32"


def report(rows: Sequence[Row], quality: str, options: argparse.Namespace) -> None:
    memory = psutil.Process().memory_info().rss / 2**20
    about = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "threads": options.threads or available_processors(),
        "load": round(os.getloadavg()[0], 1),
        "clock": options.clock,
        "rounds": options.rounds,
        "passages": options.passages,
        "quality": quality,
        "resident MiB, both pipelines in one process": round(memory),
    }
    if options.json:
        print(json.dumps({**about, "stages": [asdict(row) for row in rows]}, indent=1))
        return
    print("\n".join(f"{what}: {value}" for what, value in about.items()))
    print("\n".join(["", HEAD, *map(line, rows)]))


if __name__ == "__main__":
    main()
