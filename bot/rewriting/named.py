"""Names in a question, and what takes their place in a follow-up."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from bot.rewriting.periods import Span, replaced
from storage.text.function_words import FUNCTION_WORDS

_SMALL = FUNCTION_WORDS["english"] | FUNCTION_WORDS["german"] | {
    "compare", "list", "show", "explain", "describe", "tell", "give", "name", "find", "summarise",
    "summarize", "much", "many", "long",
}  # fmt: skip
SMALL_AT_FIRST = _SMALL.union(*FUNCTION_WORDS.values())
"""A name may begin with those of other languages, as Los Angeles, but not where a text begins."""

_NAME = regex.compile(
    r"(?<![\p{L}\p{N}])\p{Ll}{0,2}\p{Lu}[\p{L}\p{N}&.-]*[\p{L}\p{N}]"
    r"(?:\ (?:(?<!\p{Lu}\p{Lu}\ )of\ |de\ |van\ |&\ )?\p{Lu}[\p{L}\p{N}&.-]*[\p{L}\p{N}])*"
    r"(?:\ (?!I)\p{Lu}(?![\p{L}\p{N}]))?"
)
_LETTER = regex.compile(r"\p{L}")
_PERIOD_LIKE = regex.compile(
    r"[QH][1-4]|FY\d*|[\d.,]+|(?:Geschäfts|Halb)?[Jj]ahr\w*|Quartals?|Monats?"
)
_OWNS = regex.compile(r"['’]s\b|(?<=s)['’](?!\p{L})")
_BEFORE = regex.compile(r"(\p{L}+)\s+$")
_LOOKED_BACK = 60
"""Characters before a name that are looked at, so that the time grows with the length alone."""

_PLACE_WORDS = frozenset((
    "in", "at", "on", "from", "to", "near", "within", "im", "aus", "nach", "zu", "bei", "an", "auf",
    "dans", "à", "en",
))  # fmt: skip
_OF_WORDS = frozenset((
    "of", "by", "for", "at", "von", "bei", "für", "durch", "de", "du", "par", "di", "do", "da",
    "van",
))  # fmt: skip
_BEFORE_A_NOUN = regex.compile(
    r"(?:d(?:er|ie|as|en|em|es)|(?:k|m|s)?ein\w*|dies\w*|jed\w*|welch\w*|unser\w*|ihr\w*|\w*viele?|zu[mr]?|[ai]m"
    r"|mit|ohne|pro|über|unter|(?!w[uü]rden?\b|hatten?\b|haben\b|werden\b)\w+(?:e|en|er|es|em))"
)
_TIME_WORDS = frozenset(("am", "seit", "bis", "ab", "nach", "vor", "während"))
_HAN_NAME = regex.compile(r"^[\p{Han}\p{Latin}·]{2,8}?(?=(?:\d{4}年|去年|今年|在|的|有|是|公司))")
_HAN_ASKING = regex.compile(
    r"^(?:那么?|还有|以及|至于)?(?P<name>[\p{Han}\p{Latin}\d·]{1,10}?)(?:公司)?(?:呢|怎么样|又如何)"
)
# In Japanese a name of foreign letters stands out, and a topic stands before its particle.
_JAPANESE_ASKING = regex.compile(
    r"^(?:では|じゃあ|それでは)?(?P<name>[\p{Katakana}\p{Latin}ー・]{2,14})(?:は|の場合は|はどう\p{Hiragana}{0,5})[？?]\s*$"
)
_JAPANESE_NAME = regex.compile(r"^[\p{Han}\p{Katakana}\p{Latin}ー・]{2,14}?(?=[のはがにで])")
_HAN_OTHER = regex.compile(
    r"[什么谁哪怎多几吗]|为[什何啥]|\d年"
    r"|(?:[额率价量数]|利润|收入|成本|费用|人口|面积|市值|资产|负债|时间|地点|原因|日期|比例)$"
)  # what is asked, and what is measured, are no names


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text, with the word in front of it in lower case."""

    span: Span
    after: str
    owns: bool

    @property
    def is_initials(self) -> bool:
        """Whether it is in capitals throughout."""
        return self.span.text.isupper()


def names_in(text: str, *, german: bool) -> list[Name]:
    """The names that a text writes with capitals, in order.

    What begins a sentence counts where it owns something ("Amazon's") or nothing else is a name.
    German writes every noun so: there it is what stands behind a preposition, in capitals, in
    several words, or else the only one that has no article.
    """
    first: list[Name] = []
    names: list[Name] = []
    for found in _NAME.finditer(text):
        start, written = found.start(), found[0]
        small = _SMALL if _LETTER.search(text, 0, start) else SMALL_AT_FIRST
        while written.partition(" ")[0].casefold() in small:
            rest = written.partition(" ")[2]
            start, written = start + len(written) - len(rest), rest
        if not written or _PERIOD_LIKE.fullmatch(written):
            continue
        name = _name_at(text, start, written)
        goes_on = _in_front(text, start).rstrip().endswith((",", ";", "und", "and"))
        begins = not name.after and not goes_on
        if german and not (name.owns or name.is_initials or " " in written):
            begins = begins or name.after not in _PLACE_WORDS | _OF_WORDS
        (first if begins and not name.owns else names).append(name)
    if german and not names:
        bare = [one for one in first if one.after and not _BEFORE_A_NOUN.fullmatch(one.after)]
        return bare if len(bare) == 1 else []
    return names or first


def _name_at(text: str, start: int, written: str) -> Name:
    before = _BEFORE.search(_in_front(text, start))
    end = start + len(written)
    return Name(
        Span(start, end, written),
        after=before[1].casefold() if before else "",
        owns=_OWNS.match(text, end) is not None,
    )


def _in_front(text: str, start: int) -> str:
    return text[max(0, start - _LOOKED_BACK) : start]


def with_name(before: str, message: str, *, german: bool) -> str | None:
    """A question with the message's name in place of its own; ``None`` where either has none."""
    if asked := _HAN_ASKING.match(message.strip()):
        return _with_han_name(before, asked["name"])
    if asked := _JAPANESE_ASKING.match(message.strip()):
        old_name = _JAPANESE_NAME.match(before)
        return asked["name"] + before[old_name.end() :] if old_name else None
    new = names_in(message, german=german) or (_last_word(message) if german else [])
    old = names_in(before, german=german)
    if not new or not old:
        return None
    if new[0].after in _TIME_WORDS and all(one.after != new[0].after for one in old):
        return None
    one = _same_kind(old, new[0])
    written = new[0].span.text
    return replaced(
        before,
        [_in_place(each, written, before) for each in old if each.span.text == one.span.text],
    )


def _in_place(old: Name, written: str, before: str) -> tuple[Span, str]:
    """What stands in the place of which stretch: of Siemens' it is Bosch's."""
    end = old.span.end
    if not old.owns or before[end + 1 : end + 2] == "s":
        return old.span, written
    return Span(
        old.span.start, end + 1, f"{old.span.text}{before[end]}"
    ), f"{written}{before[end]}s"


def _same_kind(old: list[Name], new: Name) -> Name:
    """The name whose place the new one takes: behind a like word, else an owner, else no place."""
    if new.after in _PLACE_WORDS:
        placed = [one for one in old if one.after == new.after]
        placed = placed or [one for one in old if one.after in _PLACE_WORDS]
        if placed:
            return placed[-1]
    for wanted in (
        [one for one in old if one.owns],
        [one for one in old if one.after in _OF_WORDS and not one.is_initials],
        [one for one in old if one.after not in _PLACE_WORDS and not one.is_initials],
    ):
        if wanted:
            return wanted[-1]
    return old[-1]


def _last_word(message: str) -> list[Name]:
    """In "und Microsoft?" the one word that isn't small, as German gives no other sign."""
    found = [one for one in _NAME.finditer(message) if one[0].casefold() not in _SMALL]
    return [_name_at(message, one.start(), one[0]) for one in found[-1:]]


def _with_han_name(before: str, name: str) -> str | None:
    """Chinese names have no capitals: what stands before a question's first year or 的 is one."""
    if _HAN_OTHER.search(name):
        return None
    latin = regex.search(r"\p{Lu}\p{L}+", before)
    if latin:
        return before[: latin.start()] + name + before[latin.end() :]
    old = _HAN_NAME.match(before)
    if old is None or _HAN_OTHER.search(old[0]):
        return None
    return name + before[old.end() :]
