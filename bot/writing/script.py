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
# What is quoted may hold brackets and quote marks of its own: it ends where both come together.
_PROOF = regex.compile(
    r"\[\s*(?:passages?\s*)?(?P<ranks>\d+(?:\s*[,;&]\s*\d+)*)\s*[:,.]?\s*"
    r"(?P<words>[\"“”„«»「」『』].*?[\"“”„«»「」『』](?=\s*\])|[^\[\]\"“”„«»「」『』]*)\s*\]",
    regex.IGNORECASE,
)
_BETWEEN = regex.compile(r"[\"“”„«»「」『』]\s*[,;]?\s*(?:and\s+)?[\"“”„«»「」『』]")
_ENDS = " .!?。"
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
        """The sentences of the lines that these further characters complete, unchecked."""
        self._raw += more
        heard = _THOUGHT.sub("", self._raw)
        end = heard.rfind("\n") + 1
        yield from self._until(heard, end)

    def end(self) -> Iterator[WrittenSentence]:
        """What is left once there is no more."""
        heard = _THOUGHT.sub("", self._raw)
        yield from self._until(heard, len(heard))

    def _until(self, heard: str, end: int) -> Iterator[WrittenSentence]:
        lines, self._taken = heard[self._taken : end], max(end, self._taken)
        for line in lines.splitlines():
            for unit in _units(line):
                if sentence := _sentence(unit):
                    yield sentence


def _units(line: str) -> Iterator[str]:
    """The line's sentences, each with the proofs that follow it."""
    start = end = 0
    for proof in _PROOF.finditer(line):
        if end and line[end : proof.start()].strip(_ENDS):
            yield line[start:end]
            start = end
        end = proof.end() + len(line[proof.end() :]) - len(line[proof.end() :].lstrip(_ENDS))
    yield line[start:end]
    yield line[end:]


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
