"""What an encoder's similarities say, which differs from one encoder to the next.

Right passages stand above the usual by .3 and more with all-MiniLM-L6-v2, whose cosines go from 0
to .8, and by .09 with multilingual-e5-small, whose cosines all lie between .69 and .94.
tests/benchmarks/RETRIEVAL.md says how the numbers were found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """An encoder's similarities.

    ``spread`` is a lift, over the similarity that is usual for the question, by which a passage
    stands out clearly; from ``most_lift`` on it stands out as clearly as can be. Another candidate
    speaks for one e times less for every ``likeness`` less cosine between them. ``multilingual``
    says that all of this is true in every language, and across languages.
    """

    spread: float
    most_lift: float
    likeness: float
    multilingual: bool = False


USUAL_SCALE = Scale(spread=0.3, most_lift=0.45, likeness=0.25)
"""That of all-MiniLM-L6-v2, and of whatever wasn't measured. Similarities of right passages lie
.3 over that of the 50th in libraries of mixed subjects, .1 in libraries of one subject. Above
.45, which of several passages is right, words and the cross-encoder tell better: the limit costs
nothing there, and without it they are overruled."""

_E5_SCALE = Scale(spread=0.05, most_lift=0.15, likeness=0.02, multilingual=True)

# Its cosines lie closer together than MiniLM's; with MiniLM's scale the words decided nearly alone.
_BGE_SCALE = Scale(spread=0.12, most_lift=0.18, likeness=0.1)

_SCALES: Mapping[str, Scale] = {
    "intfloat/multilingual-e5-small": _E5_SCALE,
    "BAAI/bge-small-en-v1.5": _BGE_SCALE,
}


def scale_of(encoder: str) -> Scale:
    """The scale of the encoder of that name."""
    return _SCALES.get(encoder, USUAL_SCALE)
