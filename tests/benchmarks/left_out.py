"""Whether the final order's constants fit kinds of text that they weren't found on.

    python -m tests.benchmarks.left_out FOLDER/*.jsonl

Reads what ``evidence`` wrote down. A family is what sets have in common before the first hyphen of
their names. The constants are found once more by a plain search, one after the other, for the best
mean over families of nDCG@5: with all of them, and for each family with that one left out.
The twelve candidates stay those that were recorded.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from bot.answering.ranking import MIDDLE_LOGIT, NAMES_WEIGHT, READ_FROM
from bot.answering.retrieval import MOST_FROM_CONTEXT
from bot.answering.scales import USUAL_SCALE, scale_of

Numbers: TypeAlias = npt.NDArray[np.float64]

_MULTILINGUAL = scale_of("intfloat/multilingual-e5-small")
_MOST = 12
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Constants:
    """Those of the final order; two of a kind are for the usual scale and the multilingual one."""

    middle: float = MIDDLE_LOGIT
    softness: float = 1.5
    logit: float = 2.0
    lift: float = 2.0
    power: float = 1.5
    words: float = 1.0
    context: float = MOST_FROM_CONTEXT
    names: float = NAMES_WEIGHT
    shared: float = 1.0
    read_from: float = READ_FROM
    spread: float = USUAL_SCALE.spread
    most_lift: float = USUAL_SCALE.most_lift
    likeness: float = USUAL_SCALE.likeness
    spread_multilingual: float = _MULTILINGUAL.spread
    most_lift_multilingual: float = _MULTILINGUAL.most_lift
    likeness_multilingual: float = _MULTILINGUAL.likeness


STEPS: Mapping[str, Sequence[float]] = {
    "middle": (-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0),
    "softness": (0.75, 1.0, 1.5, 2.0, 3.0),
    "logit": (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0),
    "lift": (1.0, 1.5, 2.0, 2.5, 3.0, 4.0),
    "power": (0.75, 1.0, 1.25, 1.5, 2.0),
    "words": (0.25, 0.5, 1.0, 1.5, 2.0, 3.0),
    "context": (0.0, 0.25, 0.5, 1.0),
    "names": (0.0, 0.5, 1.0, 1.5, 2.0),
    "shared": (0.0, 0.25, 0.5, 1.0, 1.5),
    "read_from": (2.0, 3.0, 4.0, 5.0),
    "spread": (0.15, 0.2, 0.25, 0.3, 0.4),
    "most_lift": (0.25, 0.35, 0.45, 0.6),
    "likeness": (0.1, 0.15, 0.2, 0.25, 0.3),
    "spread_multilingual": (0.03, 0.04, 0.05, 0.06, 0.08),
    "most_lift_multilingual": (0.075, 0.1, 0.15, 0.2),
    "likeness_multilingual": (0.01, 0.02, 0.03, 0.04, 0.06),
}
ROUNDS = 3
LEAST_GAIN = 0.001
"""What a step must win; with less, the search follows the noise of the samples."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A set's questions, row q for question q, padded to twelve candidates.

    ``known`` are the numbers by their names, each of shape (questions, 12).
    """

    name: str
    multilingual: bool
    known: Mapping[str, Numbers]
    likeness: Numbers
    same_document: npt.NDArray[np.bool_]
    ideal: Numbers
    others: Mapping[str, Numbers]

    @property
    def family(self) -> str:
        """What it has in common with sets of the same origin."""
        return self.name.split(".")[0].split("-")[0]


def main() -> None:
    """Print a line a set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    sets = [read(file) for file in parser.parse_args().files]
    for one in sets:
        _agree(one)
    fitted = fit(sets)
    print("fitted on all:", _changes(fitted))
    without: dict[str, Constants] = {}
    for family in dict.fromkeys(one.family for one in sets):
        without[family] = fit([one for one in sets if one.family != family])
        print(f"without {family}:", _changes(without[family]))
    print(
        "\n| set | questions | candidates | plain | reranked | final | fitted with | without |",
        end="",
    )
    print(" final less the better plain (95 %) |\n|---|---|---|---|---|---|---|---|---|")
    for one in sets:
        final = scores(one, Constants())
        shown = [one.others[name] for name in ("candidates", "plain", "plain_reranked")]
        shown += [final, scores(one, fitted), scores(one, without[one.family])]
        means = " | ".join(f"{values.mean():.3f}" for values in shown)
        better = max(shown[1:3], key=lambda values: float(np.nan_to_num(values.mean())))
        print(f"| {one.name} | {len(final)} | {means} | {_difference(final - better)} |")


def fit(sets: Sequence[Recorded]) -> Constants:
    """The constants with the best mean over families, of those reached one step at a time."""
    constants, best = Constants(), mean_over_families(sets, Constants())
    for _ in range(ROUNDS):
        before = best
        for name, values in STEPS.items():
            for value in values:
                tried = replace(constants, **{name: value})
                reached = mean_over_families(sets, tried)
                if reached > best + LEAST_GAIN:
                    constants, best = tried, reached
        if best == before:
            break
    return constants


def mean_over_families(sets: Sequence[Recorded], constants: Constants) -> float:
    """Each family weighs the same, and in it each set."""
    means = defaultdict(list)
    for one in sets:
        means[one.family].append(float(scores(one, constants).mean()))
    return float(np.mean([np.mean(values) for values in means.values()]))


def scores(one: Recorded, constants: Constants) -> Numbers:
    """The nDCG@5 of each question; a document stands where its first passage does."""
    order = np.argsort(-evidence(one, constants), axis=1, kind="stable")
    gains = np.take_along_axis(one.known["grade"], order, axis=1)
    rows = np.arange(len(order))[:, None, None]
    same = one.same_document[rows, order[:, :, None], order[:, None, :]]
    is_first = ~np.any(np.tril(same, -1), axis=2)
    ranks = np.cumsum(is_first, axis=1)
    counted: Numbers = np.where(is_first & (ranks <= 5), gains / np.log2(ranks + 1.0), 0.0)
    total: Numbers = counted.sum(axis=1) / one.ideal
    return total


def evidence(one: Recorded, constants: Constants) -> Numbers:
    """What ``bot.answering.ranking`` makes of the same numbers, with other constants."""
    known = one.known
    spread, most, likeness = (
        (
            constants.spread_multilingual,
            constants.most_lift_multilingual,
            constants.likeness_multilingual,
        )
        if one.multilingual
        else (constants.spread, constants.most_lift, constants.likeness)
    )
    apart = constants.lift * (np.minimum(known["lift"], most) / spread) ** constants.power
    said = constants.logit * np.logaddexp(
        0.0, (known["said"] - constants.middle) / constants.softness
    )
    reading = known["readable"]
    if one.multilingual:
        reads_some = np.ceil(reading).max(axis=1, keepdims=True)
        guessed = reads_some * (1.0 - reading) * np.maximum(0.0, apart - constants.read_from)
        judged = reading * said + guessed + apart
        sharing = known["is_there"]
    else:
        judged = reading * (said + apart)
        sharing = reading
    own = (
        judged
        + constants.words * known["word_share"]
        + constants.context * known["context_share"] ** 2
        + known["cell"]
        - constants.names * known["against"]
    ) * known["is_there"]
    weights = np.exp((one.likeness - 1.0) / likeness) * known["is_there"][:, None, :]
    weights[:, np.arange(_MOST), np.arange(_MOST)] = 0.0
    others = np.einsum("qij,qj->qi", weights, own) / np.maximum(weights.sum(axis=2), 1.0)
    total: Numbers = own + known["exact"] + constants.shared * sharing * others
    return np.where(known["is_there"] > 0, total, _NEVER)


def read(file: Path) -> Recorded:
    """A set that was written down."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    names = ("readable", "said", "lift", "word_share", "context_share", "against", "cell", "exact")
    known = {name: _padded([row[name] for row in rows]) for name in (*names, "evidence")}
    known["is_there"] = _padded([[1.0] * len(row["said"]) for row in rows])
    known["grade"] = _padded(
        [[float(row["grades"].get(one, 0)) for one in row["documents"]] for row in rows]
    )
    likeness = np.zeros((len(rows), _MOST, _MOST))
    same = np.zeros((len(rows), _MOST, _MOST), dtype=bool)
    for at, row in enumerate(rows):
        count = len(row["documents"])
        likeness[at, :count, :count] = row["likeness"]
        documents = np.array(row["documents"])
        same[at, :count, :count] = documents[:, None] == documents[None, :]
    return Recorded(
        name=file.stem,
        multilingual=rows[0]["multilingual"],
        known=known,
        likeness=likeness,
        same_document=same,
        ideal=np.array([_ideal(row) for row in rows]),
        others={
            name: np.array([row[name] for row in rows], dtype=np.float64)  # NaN where unread
            for name in ("candidates", "plain", "plain_reranked")
        },
    )


def _padded(rows: Sequence[Sequence[float]]) -> Numbers:
    return np.array([[*row, *[0.0] * (_MOST - len(row))] for row in rows], dtype=np.float64)


def _ideal(row: Mapping[str, Any]) -> float:
    best = sorted(row["grades"].values(), reverse=True)[:5]
    return float(sum(grade / np.log2(rank + 1.0) for rank, grade in enumerate(best, 1)))


def _agree(one: Recorded) -> None:
    """Raise where the product's own order isn't what this one computes."""
    difference = np.abs(evidence(one, Constants()) - one.known["evidence"])
    if (farthest := float((difference * one.known["is_there"]).max())) > 0.02:
        raise SystemExit(f"{one.name}: evidence differs by {farthest}; record it once more")


def _changes(constants: Constants) -> str:
    usual = Constants()
    return ", ".join(
        f"{name} {getattr(constants, name)}"
        for name in STEPS
        if getattr(constants, name) != getattr(usual, name)
    )


def _difference(values: Numbers) -> str:
    """The mean, and where it lies in 95 of 100 samples of the questions."""
    draws = np.random.default_rng(0).integers(0, len(values), (2000, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return f"{values.mean():+.3f} ({low:+.3f} to {high:+.3f})"


if __name__ == "__main__":
    main()
