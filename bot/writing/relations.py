"""Whether a sentence puts together what its passages do: who does what, and what each value is of.

Each word of a sentence may stand in its quotations and the whole be untrue: "Ben owes Anna" of
"Anna owes Ben", or the price of one thing said of another that is named beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from bot.records import Flaw
from bot.writing.contrary import (
    changes_duty,
    denies,
    has_opposite,
    in_one_word_for_opposites,
    is_surer,
    with_limits,
)
from bot.writing.statements import (
    Clause,
    clauses_in,
    clauses_joined,
    clauses_with_names,
    clauses_with_values,
    closest,
    modifiers_in,
    names_in,
)
from bot.writing.tenses import changes_tense
from bot.writing.values import Value, is_unit
from storage.text.passage_language import plausible_languages, without_function_words
from storage.text.tokens import tokenised
from storage.text.words import terms_of

_AUXILIARIES = frozenset((
    "is", "are", "was", "were", "be", "been", "being", "am", "gets", "got", "wird", "werden",
    "wurde", "wurden", "worden", "ist", "sind", "war", "est", "sont", "été", "fut", "es", "son",
    "fue", "fueron", "ser", "sido",
))  # fmt: skip
_BY = frozenset(["by", "von", "vom", "durch", "par", "por"])
_ADJUNCTS = frozenset((
    "in", "at", "on", "during", "since", "until", "within", "under", "over", "near", "im", "am",
    "an", "auf", "bei", "seit", "bis", "unter", "während", "dans", "en", "à", "sur", "pendant",
    "depuis", "sobre", "durante", "desde", "hasta",
))  # fmt: skip
_OBJECTS = frozenset(("den", "dem", "einen", "einem", "ihn", "ihm"))
_FROM_TO = regex.compile(
    r"\b(?:from|von|de|du|del|с)\s+(\S*\d\S*)(?:\s\p{L}+){0,2}?\s+(?:to|auf|à|a|до)\s+(\S*[\d%])",
    regex.IGNORECASE,
)
_BOTH_WAYS = frozenset(("marri", "meet", "met", "equal", "border", "differ", "resembl", "match"))


def misplaced_value(said: str, grounds: Sequence[str]) -> Value | None:
    """The first value that the grounds give to something else than the sentence does.

    That is one beside which fewer of its clause's words stand than beside another value of its
    kind that the clause doesn't name.
    """
    stretches = [one for ground in grounds for one in clauses_with_values(ground)]
    for clause in clauses_with_values(said):
        for value in clause.values:
            holding = [one for one in stretches if _has(one, value)]
            rivals = [
                one
                for one in stretches
                if one not in holding
                and any(value.is_like(rival) and not _has(clause, rival) for rival in one.values)
            ]
            if holding and any(
                all(
                    _is_rather(clause, rival, one, clause.shares_itself(one) - 1) for one in holding
                )
                for rival in rivals
            ):
                return value
    return None


def _is_rather(clause: Clause, rival: Clause, one: Clause, shared: int) -> bool:
    """Whether a clause is rather what the rival says than that one, of which it shares so much.

    Where it is neither, it is the rival that it shares a word with which the other lacks, while
    that one says another word in its place.
    """
    beside = clause.shares_itself(rival)
    if beside != shared:
        return beside > shared
    lacking = (clause.own & rival.own) - one.words
    return bool(lacking and one.own - clause.words - rival.own)


def _has(clause: Clause, value: Value) -> bool:
    return any(value.equals(one) for one in clause.values)


def misplaced_name(said: str, grounds: Sequence[str]) -> str:
    """The first name of which the sentence says what its grounds say of another, or "".

    In German, which writes every noun like a name, names are those of several words.
    """
    stretches = [one for ground in grounds for one in clauses_with_names(ground)]
    is_german = "german" in plausible_languages(tokenised(said))[1:2]
    inside = {
        one.written
        for text in (said, *grounds)
        for one in names_in(text)
        if " " in one.written or not (one.is_first or is_german)
    }
    for clause in clauses_with_names(said):
        for name in clause.names:
            if name.written not in inside:
                continue
            holding = [one for one in stretches if not name.stems.isdisjoint(one.words)]
            rivals = [
                one for one in stretches if one not in holding and _has_another_name(one, clause)
            ]
            if _is_rather_of(clause, rivals, holding, name.stems):
                return name.written
    return ""


def misplaced_kind(said: str, grounds: Sequence[str]) -> str:
    """The first word of which the sentence says what is said of its counterpart, or "".

    Such are "red" and "green" where there are a red and a green light.
    """
    stretches = [one for ground in grounds for one in clauses_joined(ground)]
    pairs = [modifiers_in(one.text) for one in stretches]
    heads = Counter(head for _, head in frozenset[tuple[str, str]]().union(*pairs))
    for clause in clauses_joined(said):
        for kind, head in modifiers_in(clause.text):
            holding = [
                one for one, own in zip(stretches, pairs, strict=True) if (kind, head) in own
            ]
            rivals = [
                one
                for one, own in zip(stretches, pairs, strict=True)
                if (kind, head) not in own and kind not in one.own and head in {h for _, h in own}
            ]
            if heads[head] > 1 and _is_rather_of(clause, rivals, holding, frozenset((kind,))):
                return kind
    return ""


def _is_rather_of(
    clause: Clause, rivals: Sequence[Clause], holding: Sequence[Clause], stems: frozenset[str]
) -> bool:
    """Whether a rival shares more with a clause than those that have its name, this one aside."""
    beside = [clause.shares_itself(one) - len(stems & one.words & clause.words) for one in holding]
    return bool(beside) and _shared(clause, rivals) > max(beside)


def _has_another_name(one: Clause, clause: Clause) -> bool:
    return any(
        all(other.stems.isdisjoint(own.stems) for own in clause.names) for other in one.names
    )


def _shared(clause: Clause, others: Sequence[Clause]) -> int:
    return max(map(clause.shares_itself, others), default=0)


def contradiction(said: str, grounds: Sequence[str]) -> Flaw | None:
    """What a clause says otherwise than those clauses of the grounds that have most of its words.

    Opposite words turn it round: of "Bosch is larger than Acme" both "Acme is larger" and "Bosch is
    smaller" are untrue, "Acme is smaller" and "Bosch isn't smaller" are not.
    """
    stated = [one for ground in grounds for one in clauses_in(with_limits(ground))]
    for clause in clauses_in(with_limits(said)):
        turned = [one for one in stated if has_opposite(clause.text, one.text)]
        found = [_contradicts(clause.text, one.text) for one in closest(clause, stated, turned)]
        if found and all(found):
            return found[0]
    return None


def _contradicts(said: str, ground: str) -> Flaw | None:
    is_opposite = has_opposite(said, ground)
    is_denied = denies(said) != denies(ground)
    if _is_run_back(said, ground):
        return "exchanged"
    is_exchanged = _is_exchanged(
        _Ordered(in_one_word_for_opposites(said)), _Ordered(in_one_word_for_opposites(ground))
    )
    if is_opposite and is_denied != is_exchanged:
        return None
    if is_opposite or is_denied:
        return "denial"
    if is_exchanged:
        return "exchanged"
    is_otherwise = (changes_duty, is_surer, changes_tense)
    return "unsure" if any(differs(said, ground) for differs in is_otherwise) else None


def _is_run_back(said: str, ground: str) -> bool:
    """Whether what goes from one value to another goes the other way in the ground."""
    return any(
        (found[2], found[1]) in {(one[1], one[2]) for one in _FROM_TO.finditer(ground)}
        for found in _FROM_TO.finditer(said)
    )


def _is_exchanged(said: _Ordered, ground: _Ordered) -> bool:
    """Whether who does it and to whom it is done have changed places, around a word of both."""
    turned = said.is_passive != ground.is_passive
    passive, active = (said, ground) if said.is_passive else (ground, said)
    for pivot in said.stems:
        if pivot in _BOTH_WAYS or not (said.has_once(pivot) and ground.has_once(pivot)):
            continue
        before, before_too = said.before(pivot), ground.before(pivot)
        if not before or not before_too:
            continue
        if before == before_too:
            if turned and passive.doer in active.after(pivot):
                return True
        elif not turned and before in ground.after(pivot):
            if said.is_object(before) or ground.is_object(before_too):
                continue
            is_another = before in said.names and before_too in ground.names - set(said.stems)
            if (is_another or before_too in said.after(pivot)) and not (
                said.is_adjunct(before) or ground.is_adjunct(before_too)
            ):
                return True
    return False


class _Ordered:
    """A clause's words in order: small ones as they are written, others as their stems."""

    def __init__(self, text: str) -> None:
        tokens = tuple(one for one in tokenised(text) if not one.inner)
        content = set(map(id, without_function_words(tokens, plausible_languages(tokens))))
        self.names = frozenset[str]().union(*(name.stems for name in names_in(text)))
        self.stems: list[str] = []
        self._gaps: list[list[str]] = [[]]  # before each of the stems, the small words there
        for token in tokens:
            is_content = id(token) in content and not is_unit(token.text)
            stems = terms_of([token], "english") if is_content else []
            if stems:
                self.stems.append(stems[0])
                self._gaps.append([])
            else:
                self._gaps[-1].append(token.text)

    @property
    def is_passive(self) -> bool:
        """Whether something is done by somebody."""
        words = {word for gap in self._gaps for word in gap}
        return bool(self.doer) and (bool(words & _AUXILIARIES) or ["by"] in self._gaps[1:])

    @property
    def doer(self) -> str:
        """By whom it is done: the last word of the name behind "by", or ""."""
        for at, gap in enumerate(self._gaps[:-1]):
            if at and _BY.intersection(gap) and not self.stems[at][:1].isdigit():
                return self.stems[at]
        return ""

    def has_once(self, stem: str) -> bool:
        """Whether a word stands there once, and isn't a number."""
        return self.stems.count(stem) == 1 and not stem[:1].isdigit()

    def before(self, stem: str) -> str:
        """The word before it, or ""."""
        at = self.stems.index(stem)
        return self.stems[at - 1] if at else ""

    def after(self, stem: str) -> list[str]:
        """The words behind it."""
        return self.stems[self.stems.index(stem) + 1 :]

    def is_adjunct(self, stem: str) -> bool:
        """Whether the words that end with it say where or when: "in the third quarter"."""
        return bool(_ADJUNCTS.intersection(self._small_before(stem)))

    def is_object(self, stem: str) -> bool:
        """Whether a German article says that it isn't who does it: "den Einkauf"."""
        return bool(_OBJECTS.intersection(self._small_before(stem)))

    def _small_before(self, stem: str) -> list[str]:
        """The small words before the stretch of others that ends with it."""
        at = self.stems.index(stem)
        while at and not self._gaps[at]:
            at -= 1
        return self._gaps[at]
