"""What searching by words too costs beside searching by meaning alone, in 100,000 passages.

    python -m tests.benchmarks.retrieval_speed ../shared/data/retrieval/{covidqa-long,stackfaq}

The passages are real sentences of the corpora named, drawn anew for each passage, and the questions
are theirs; vectors are random directions, since what they cost doesn't depend on where they point.
Meaning alone is the 12 nearest; both is ``retrieve``, with its deeper lists. Medians over the
questions, which take turns; on a busy machine the processor's time says more than the clock's.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from bot.answering.retrieval import retrieve
from bot.evaluation.sets import read_evaluation_set
from storage.index.postings import encode_terms
from storage.local.opening import open_local_store
from storage.options import IndexOptions
from storage.records import Vectors
from storage.store import Store
from storage.text.query import Query
from storage.text.sentences import sentences
from storage.text.words import index_terms
from tests.benchmarks.store_costs import FINGERPRINT, Source, insert, seconds
from tests.storage.samples import prepared

WORDS_A_PASSAGE = 120
PASSAGES_A_DOCUMENT = 500


def main() -> None:
    """Print the medians of both and of the difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    choices = parser.parse_args()
    sets = [read_evaluation_set(folder) for folder in choices.sets]
    chance = random.Random(5)  # noqa: S311 - the same passages each time
    texts = [row.text for one in sets for row in one.rows]
    asked = [question.text for one in sets for question in one.questions]
    drawn = _passages(texts, chance)
    with tempfile.TemporaryDirectory() as scratch:
        source = Source(Path(scratch), seed=5)
        store = open_local_store(
            f"{scratch}/library", FINGERPRINT, create=True, index=IndexOptions()
        )
        with closing(store):
            for first in range(0, choices.passages, PASSAGES_A_DOCUMENT):
                bodies, terms = zip(*(next(drawn) for _ in range(PASSAGES_A_DOCUMENT)), strict=True)
                document = prepared(Path(scratch), f"{first}.txt", bodies)
                vectors = source.vectors(len(bodies))
                insert(store, document, vectors, [encode_terms(one) for one in terms])
            store.load()
            questions = chance.sample(asked, choices.questions)
            times = [
                (_costs(partial(store.search, vector, 12)),
                 _costs(partial(_found, question, vector, store)))
                for vector, question in zip(source.vectors(len(questions)), questions, strict=True)
            ]  # fmt: skip
    print(f"{choices.passages} passages, {choices.questions} questions, milliseconds:")
    for number, clock in enumerate(("by the clock", "of the processor")):
        alone = [1000 * one[number] for one, _ in times]
        both = [1000 * one[number] for _, one in times]
        more = [second - first for first, second in zip(alone, both, strict=True)]
        print(
            f"{clock}: meaning alone {median(alone):.1f}, both {median(both):.1f}, "
            f"more by {median(more):.1f} (9 of 10 by less than {np.percentile(more, 90):.1f})"
        )


def _found(question: str, vector: Vectors, store: Store) -> object:
    """What both searches find of a question, which is analysed for that."""
    return retrieve(Query.of(question), vector, store)


def _costs(use: Callable[[], object]) -> tuple[float, float]:
    """The seconds that it took, and those that processors were busy with it."""
    started = time.process_time()
    passed = seconds(use)
    return passed, time.process_time() - started


def _passages(texts: Sequence[str], chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Endless passages of sentences drawn from the texts, each with its terms."""
    pool = [text[start:end] for text in texts for start, end in sentences(text)]
    terms = [index_terms(sentence).split() for sentence in pool]
    while True:
        chosen: list[int] = []
        while sum(len(terms[number]) for number in chosen) < WORDS_A_PASSAGE:
            chosen.append(chance.randrange(len(pool)))
        yield (
            " ".join(pool[number] for number in chosen),
            [term for number in chosen for term in terms[number]],
        )


if __name__ == "__main__":
    main()
