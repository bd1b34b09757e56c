"""The form in which a model is to answer, and the sentences that it has written in it so far.

A sentence, then its proof in square brackets: ``It closes at 9. [2 "closes at 9 in the evening"]``.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from bot.records import Quotation, WrittenSentence

NOTHING = "NOTHING"
"""What a model is to write where the passages don't answer."""

MOST_CHARACTERS = 8_000
"""After so many a model that writes no end is heard no further."""

_THOUGHT = regex.compile(r"<think>.*?(?:</think>|\Z)", regex.DOTALL)
# A proof ends with a bracket that no more of its words follow, since these may have brackets too.
_PROOF = regex.compile(
    r"\[\s*(?:passages?\s*)?(?P<ranks>\d+(?:\s*[,;&]\s*\d+)*)\s*[:,.]?\s*"
    r"(?P<words>(?:(?!\[\s*\d+\s*[\]:,\"“«„]).)*?)\](?=\s*(?:[.!?。]|\[|\n|$|\p{Lu}|[\p{Han}-]))",
    regex.IGNORECASE,
)
_BETWEEN = regex.compile(r"[\"“”„«»「」『』]\s*[,;]?\s*(?:and\s+)?[\"“”„«»「」『』]")
_MARKS = ' \t"“”„«»「」『』'
_INLINE = regex.compile(r"[\"“”„«»「」『』]([^\"“”„«»「」『』]{2,})[\"“”„«»「」『』]")
_DECORATION = regex.compile(r"^\s*(?:[-*•]|#+|\d{1,2}[.)])\s+|\*\*|__|`")


class Script:
    """What a model has written so far; sentences come out of it as they are complete."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._raw = ""
        self._taken = 0

    @property
    def is_too_long(self) -> bool:
        """Whether the model goes on past all measure."""
        return len(self._raw) > MOST_CHARACTERS

    def add(self, more: str) -> Iterator[WrittenSentence]:
        """The sentences that these further characters complete, unchecked."""
        self._raw += more
        yield from self._complete(at_end=False)

    def end(self) -> Iterator[WrittenSentence]:
        """What is left once there is no more."""
        yield from self._complete(at_end=True)

    def _complete(self, *, at_end: bool) -> Iterator[WrittenSentence]:
        heard = _THOUGHT.sub("", self._raw)
        while True:
            rest = heard[self._taken :]
            line, newline, _ = rest.partition("\n")
            end = _end_of_first(line)
            if end is None and not (newline or at_end):
                return
            unit = line if end is None else line[:end]
            self._taken += len(unit) + (1 if end is None and newline else 0)
            if sentence := _sentence(unit):
                yield sentence
            if not unit and not newline:
                return


def _end_of_first(line: str) -> int | None:
    """Where the line's first sentence ends with its proofs, if another one follows on it."""
    end = None
    for proof in _PROOF.finditer(line):
        if end is not None and line[end : proof.start()].strip(" .!?。"):
            break
        end = proof.end()
    if end is None or not line[end:].strip(" .!?。"):
        return None
    return end + len(line[end:]) - len(line[end:].lstrip(" .!?。"))


def _sentence(unit: str) -> WrittenSentence | None:
    """The sentence and its proofs; None for a line that says nothing."""
    proofs = list(_PROOF.finditer(unit))
    said = _DECORATION.sub("", _PROOF.sub("", unit)).strip()
    said = regex.sub(r"\s+([.,;!?])", r"\1", said)
    if not any(character.isalnum() for character in said) or said.strip(" .") == NOTHING:
        return None
    return WrittenSentence(
        text=said,
        quotations=tuple(one for proof in proofs for one in _quotations(proof, said)),
    )


def _quotations(proof: regex.Match[str], said: str) -> Iterator[Quotation]:
    """What one pair of brackets quotes, or, where it has numbers alone, what the sentence does."""
    ranks = [int(rank) for rank in regex.findall(r"\d+", proof["ranks"])]
    words = proof["words"].strip()
    quoted = [piece.strip(_MARKS) for piece in _BETWEEN.split(words)] if words else []
    for piece in quoted or _INLINE.findall(said):
        for rank in ranks:
            if piece:
                yield Quotation(rank, piece)
