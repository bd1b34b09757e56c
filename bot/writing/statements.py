"""What a sentence says, clause by clause: its words, names and values, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import regex

from bot.writing.values import Value, is_number_word, is_unit, values_in
from storage.text.passage_language import plausible_languages, without_function_words
from storage.text.tokens import Token, tokenised
from storage.text.words import first_terms_of, terms_of

CLAUSE = regex.compile(
    r"[;–—()|]|[,:](?!\d)|\b(?:and|but|which|who|because|while|although|whereas|so|und|aber|weil"
    r"|während|obwohl|der|die|das|et|mais|qui|car|y|pero|que|porque|и|а|но|который|потому)\b"
    r"|[，、；：。]|(?<!\b(?:\d\d?|(?i:[ds]ra?|mrs?|ms|prof|st|nr|no)))\.\s"
)
_JOINED = regex.compile(
    r"[;–—|；。，]|,?\s*\b(?:and|but|while|whereas|und|aber|während|et|mais|tandis|y|pero|mientras"
    r"|и|а|но)\b|[和而]"
)
_JOINED_OR_LISTED = regex.compile(rf"{_JOINED.pattern}|,(?!\d)|[、]")
_JOINED_NAMES = regex.compile(rf"{_JOINED.pattern}|,(?=\s\p{{Lu}}\S*\s)")
# A capital letter begins each sentence; what is a name there is looked at apart.
NAME = regex.compile(
    r"(?<=[\p{L}\p{N},;:)\]’'”\"%] {1,2}|[(\[“„\"«/-])\p{Lu}[\p{L}\p{M}\p{N}&’'-]*"
)
FIRST = regex.compile(r"^\W*(\p{Lu}[\p{L}\p{M}\p{N}&’'-]*)")
_NAMES = regex.compile(
    r"\p{Lu}[\p{L}\p{M}\p{N}&-]*(?:['’]s)?(?: (?:of |de |van |& )?\p{Lu}[\p{L}\p{M}\p{N}&-]*)*"
)
_SMALL_BETWEEN = regex.compile(r"[^\p{L}\p{M}\p{N} &'’-]+|\s\p{Ll}{1,3}\s")
_TITLES = frozenset((
    "dr", "prof", "mr", "mrs", "ms", "sir", "lady", "king", "queen", "duke", "herr", "frau",
    "herrn", "m", "mme", "señor", "señora", "sr", "sra",
    "dra", "don", "doña",
))  # fmt: skip
_TOPIC = regex.compile(r"\s*\p{Han}{2,8}?[为為是]")
_LOWER = regex.compile(r"\b\p{Ll}[\p{L}\p{M}-]*")


class Name(NamedTuple):
    """A name as it is written, the stems of its words, and whether its text begins with it."""

    written: str
    stems: frozenset[str]
    is_first: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a statement: its content words as stems, with what it leaves to be understood.

    ``words`` has those of its ``names``, and no numbers or units; ``own`` are those that stand in
    it.
    """

    text: str
    words: frozenset[str]
    own: frozenset[str]
    names: tuple[Name, ...]
    values: tuple[Value, ...]

    def shares(self, other: Clause) -> int:
        """How many words and values both have."""
        return len(self.words & other.words) + self._equal_values(other)

    def shares_itself(self, other: Clause) -> int:
        """The same of the words that stand in it, if any does."""
        return len((self.own or self.words) & other.words) + self._equal_values(other)

    def _equal_values(self, other: Clause) -> int:
        return sum(any(one.equals(another) for another in other.values) for one in self.values)


def clauses_in(statement: str) -> tuple[Clause, ...]:
    """The clauses of a statement, as short as they come."""
    return _clauses(CLAUSE.split(statement))


def clauses_joined(statement: str) -> tuple[Clause, ...]:
    """The clauses of a statement between semicolons and words such as "and" and "but"."""
    return _clauses(_JOINED.split(statement))


def clauses_with_values(statement: str) -> tuple[Clause, ...]:
    """The statement in stretches of which each has a value, beside which stands what it is of."""
    return _clauses(_merged(_JOINED_OR_LISTED.split(statement), _has_value))


def clauses_with_names(statement: str) -> tuple[Clause, ...]:
    """The statement in stretches of which each has a name."""
    return _clauses(_merged(_JOINED_NAMES.split(statement), _has_name))


def _has_name(piece: str) -> bool:
    """Whether there is a name and what is said of it."""
    names = names_in(piece)
    return bool(names and _words_in(piece) - frozenset[str]().union(*(one.stems for one in names)))


def _has_value(piece: str) -> bool:
    values = values_in(piece)
    return any(one.unit != "year" for one in values) or bool(values and _words_in(piece))


def _merged(pieces: Iterable[str], is_whole: Callable[[str], bool]) -> list[str]:
    """The pieces, each that isn't whole joined to the next, or the last one to the only one."""
    merged: list[str] = []
    begun = ""
    for piece in pieces:
        begun = f"{begun}, {piece}" if begun else piece
        if is_whole(begun):
            merged.append(begun)
            begun = ""
    if begun and len(merged) == 1:
        return [f"{merged[0]}, {begun}"]
    return [*merged, begun] if begun else merged


def _clauses(pieces: Iterable[str]) -> tuple[Clause, ...]:
    """The pieces with words; a later one is of what the first begins with, if of nothing else."""
    found: list[Clause] = []
    subject: frozenset[str] = frozenset()
    for piece in pieces:
        own, names, values = _words_in(piece), names_in(piece), values_in(piece)
        if not own and not values:
            continue
        words = own
        if not found:
            subject = _beginning(piece, names)
        elif not own:
            words = found[-1].words
        elif not any(one.is_first for one in names):
            words |= subject
        if found and not _has_lower(piece):  # "and Ben the archive" leaves its verb out
            words |= _words_in(" ".join(_LOWER.findall(found[-1].text)))
        found.append(Clause(piece, words, own, names, values))
    return tuple(found)


def _has_lower(piece: str) -> bool:
    """Whether there is a content word in small letters."""
    return bool(_words_in(" ".join(_LOWER.findall(piece))))


def _beginning(piece: str, names: Sequence[Name]) -> frozenset[str]:
    """The stems of the word or name that a statement begins with, in Chinese of all it is about."""
    if topic := _TOPIC.match(piece):
        return _words_in(topic[0])
    first = content_stems(piece)[:1]
    return next((one.stems for one in names if first and first[0] in one.stems), frozenset(first))


def names_in(text: str) -> tuple[Name, ...]:
    """The names of a text; a first word may be none."""
    languages = plausible_languages(tokenised(text))
    small = {found[0].casefold() for found in _LOWER.finditer(text)}
    names = []
    for found in _NAMES.finditer(text):
        tokens = without_function_words(tokenised(found[0]), languages)
        kept = [
            one
            for one in tokens
            if one.text not in small and one.text not in _TITLES and len(one.text) > 1
        ]
        if stems := stems_of(kept):
            names.append(Name(found[0], stems, not text[: found.start()].strip()))
    return tuple(names)


def modifiers_in(text: str) -> frozenset[tuple[str, str]]:
    """Each two words of a text that stand side by side: "red light", "control group"."""
    found = set()
    for stretch in _SMALL_BETWEEN.split(text):
        found |= set(pairwise(content_stems(stretch)))
    return frozenset(found)


def content_stems(text: str) -> list[str]:
    """The stems of the words that carry a meaning, in order, without numbers and units."""
    return [stem for token in _content(text) for stem in terms_of([token], "english")[:1]]


def _words_in(text: str) -> frozenset[str]:
    return stems_of(_content(text))


def _content(text: str) -> tuple[Token, ...]:
    tokens = tuple(
        one
        for one in tokenised(text)
        if one.kind in ("word", "unspaced", "named")
        and not any(map(str.isdigit, one.text))
        and not is_number_word(one.text)
        and not is_unit(one.text)
        and one.text not in _TITLES
    )
    return without_function_words(tokens, plausible_languages(tokens))


def stems_of(tokens: Iterable[Token]) -> frozenset[str]:
    """The different terms of some words."""
    return frozenset(first_terms_of(tokens, "english"))


def closest(
    clause: Clause, others: Sequence[Clause], turned: Sequence[Clause] = ()
) -> Iterator[Clause]:
    """Those that share most with the clause, if any shares anything.

    Those that are ``turned``, which have the opposite of one of its words, share that word, too.
    """
    shared = [clause.shares(other) + (other in turned) for other in others]
    most = max(shared, default=0)
    if most:
        yield from (one for one, count in zip(others, shared, strict=True) if count == most)
