"""Repairs what PDFs do to text, and keeps the way back to every character on the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from ingest.formats.pdf.hyphens import KnownWords
from ingest.formats.pdf.repeated_lines import repeated_lines
from ingest.formats.pdf.tex_letters import TEX_LETTERS, in_tex
from ingest.formats.pdf.traced_text import Edit, TracedText
from ingest.formats.records import RawPage
from storage.records import CELL_END, Page

_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SOFT_HYPHEN_AT_LINE_END = re.compile("\xad[ ]*\r?\n[ ]*")
# Controls, lone surrogates, noncharacters, and what takes no room: these carry no text.
_WORTHLESS = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ud800-\udfff"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]|\r(?=\n)"
)
# Dots that lead the eye to a value or to the end of the line; an ellipsis has fewer.
_LEADER = re.compile(r" {0,3}(?:(?:[.·] {0,3}){5,}|(?:… ?){3,})")
_MAY_LEAD = re.compile(r"[.·…] {0,3}[.·…]")  # on few pages, and found in a tenth of the time
_LINE_END = re.compile("[\r\f\x0b\x85\u2028\u2029]")
_ODD_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_NEEDLESS_SPACE = re.compile("(?<= ) +| +(?=\n)|(?<=\n) +|(?<=\n\n)\n+|^ +| +$")
_MAY_BE_NEEDLESS = ("  ", " \n", "\n ", "\n\n\n")  # the ends are stripped anyway
_BULLET_OF_A_SYMBOL_FONT = re.compile("[\uf0a7\uf0b7\uf0d8\uf076\uf02d]")
# Latin and Armenian ligatures, Kangxi radicals, Arabic presentation forms: letters in disguise.
_DISGUISED = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\u2f00-\u2fd5\ufb50-\ufdfb\ufe70-\ufefc]")
_COMBINING = re.compile("[^\\W\\d_][\u0300-\u036f]+")
# One look for all of these, since most pages have none.
_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u0300-\u036f\u1680\u2000-\u200b\u2028\u2029\u202f\u205f"
    "\u2060\u2f00-\u2fd5\u3000\ud800-\ufdff\ufe70-\uffff]"
)
_HYPHEN_AT_LINE_END = re.compile(r"(?<=[^\W_])-[ ]*\n[ ]*(?=[^\W_])")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_WORD_BEFORE = re.compile(r"[^\W_]+\Z")
_WORD_AFTER = re.compile(r"[^\W_]+")
_SPACED_WORD = re.compile(r"(?<![^\W_])[^\W\d_](?: [^\W\d_]){2,24}(?![^\W_])")
_BEFORE_A_WORD = ("a", "i", "o", "y")  # words of a letter, which may stand before a spaced one
_LONGEST_HALF = 60  # characters of a word looked at on each side of a hyphen


def clean_pages(raw_pages: Sequence[RawPage]) -> tuple[Page, ...]:
    """The pages with their text repaired; every character traced to the raw page it stands on.

    Words broken at a line's end are joined, ligatures split, odd spaces and characters that carry
    no text removed, and so are headers, footers and page numbers that most pages repeat.
    """
    words = _known_words(raw_pages)
    tex = in_tex(raw_pages)
    cleaned = [_clean(raw, words, tex) for raw in raw_pages]
    repeated = repeated_lines([traced.text for traced in cleaned])
    return tuple(
        Page(
            number=raw.number,
            text=whole.text,
            source_runs=whole.runs(),
            label=raw.label,
            boxes=whole.boxes(raw.boxes),
        )
        for raw, whole in zip(
            raw_pages,
            (
                _without_spans(traced, spans)
                for traced, spans in zip(cleaned, repeated, strict=True)
            ),
            strict=True,
        )
    )


def _clean(raw: RawPage, words: KnownWords, tex: Mapping[str, str]) -> TracedText:
    traced = TracedText.of(raw.text)
    if raw.sources is not None:
        traced = TracedText(raw.text, raw.sources)
    if tex:
        traced = traced.replaced(TEX_LETTERS, lambda found: tex.get(found[0], ""))
    if _ODD.search(traced.text):
        traced = _without_odd_characters(traced)
    if _MAY_LEAD.search(traced.text):
        traced = traced.replaced(_LEADER, _blank_or_nothing)
    traced = traced.replaced(_HYPHEN_AT_LINE_END, lambda found: _hyphen_or_nothing(found, words))
    traced = traced.edited(_blanks_within_words(traced.text, words))
    if any(found in traced.text for found in _MAY_BE_NEEDLESS):
        traced = traced.without(_NEEDLESS_SPACE)
    return traced.stripped()


def _without_odd_characters(traced: TracedText) -> TracedText:
    traced = traced.replaced(_SURROGATE_PAIR, _joined_surrogates)
    traced = traced.without(_SOFT_HYPHEN_AT_LINE_END)
    traced = traced.without(_WORTHLESS)
    traced = traced.replaced(_LINE_END, lambda _: "\n")
    traced = traced.replaced(_ODD_SPACE, lambda _: " ")
    traced = traced.replaced(_BULLET_OF_A_SYMBOL_FONT, lambda _: "•")
    traced = traced.replaced(_DISGUISED, _undisguised)
    return traced.replaced(_COMBINING, lambda found: unicodedata.normalize("NFC", found[0]))


def _without_spans(traced: TracedText, spans: Sequence[tuple[int, int]]) -> TracedText:
    if not spans:
        return traced
    return traced.edited(Edit(start, end, "") for start, end in spans).stripped()


def _blank_or_nothing(found: re.Match[str]) -> str:
    """A blank where what the dots lead to follows in the same cell."""
    after = found.string[found.end() : found.end() + 1]
    return "" if after in ("", "\n", CELL_END) else " "


def _joined_surrogates(found: re.Match[str]) -> str:
    return found[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _undisguised(found: re.Match[str]) -> str:
    plain = unicodedata.normalize("NFKC", found[0])
    return found[0] if " " in plain else plain


def _hyphen_or_nothing(found: re.Match[str], words: KnownWords) -> str:
    """ "-" where the hyphen belongs to the word, "" where only the line's end put it there."""
    text = found.string
    before = _WORD_BEFORE.search(text, max(0, found.start() - _LONGEST_HALF), found.start())
    after = _WORD_AFTER.match(text, found.end(), found.end() + _LONGEST_HALF)
    if before is None or after is None:
        return "-"
    first, second = before[0].lower(), after[0].lower()
    if words.keeps_hyphen(first, second):
        return "-"
    is_broken = first + second in words.own or (after[0][0].islower() and first.isalpha())
    return "" if is_broken else "-"


def _blanks_within_words(text: str, words: KnownWords) -> Iterator[Edit]:
    """The blanks between the letters of a word that is set wide, as for stress."""
    for found in _SPACED_WORD.finditer(text):
        letters = found[0].lower().split(" ")
        skipped = letters[0] in _BEFORE_A_WORD and words.is_known("".join(letters[1:]))
        if skipped or words.is_known("".join(letters)):
            for place in range(found.start() + 1 + 2 * skipped, found.end(), 2):
                yield Edit(place, place + 1, "")


def _known_words(raw_pages: Sequence[RawPage]) -> KnownWords:
    """Words and hyphenated compounds that stand unbroken somewhere in the document."""
    return KnownWords.of(word.lower() for raw in raw_pages for word in _WORD.findall(raw.text))
