"""Characters whose codes mean something else than letters: put right where that is sure.

A font that doesn't say which letters its codes are, or says it wrongly, shows right and reads as
garbage. All its characters on a page are judged together, by what is the same in every language.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ingest.formats.pdf.engine import fonts
from ingest.formats.pdf.glyphs import Flags, Glyphs, codes_of
from ingest.formats.pdf.plausible import alternation, are_out_of_use, at_best, likelihoods
from ingest.formats.pdf.recoding import (
    ACCENTED_AT_MOST,
    BLANK,
    NO_CHARACTER,
    SIGNS,
    from_macintosh,
    is_of_glyphs,
    most_likely_meant,
    parts_words,
)
from ingest.formats.pdf.scripts import are_digits, are_letters

Codes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]

_CHARACTERS_AT_LEAST = 8  # of a font on a page; fewer say nothing
_DIFFERENT_AT_LEAST = 8  # codes of a text; a font of bullets and arrows has fewer
_MEANINGLESS_AT_MOST = 0.2
_ODD_AT_MOST = 0.01
_TEX_LETTERS = (*range(0x0B, 0x17), *range(0x1B, 0x20))

# Mean logarithms of how often characters are met in text ("plausible.py"). Fonts of good text read
# at -2.6 to -4.4.
_READS_WELL, _READS_BADLY = -3.3, -3.7
_AT_BEST = 0.1  # so much likelier is each character alone than all are in one kind of text
_READS_AS_NOTHING = -4.9
_READS_AS_TEXT = -4.3
_BETTER = 0.3
_SURE = 30.0  # better by that much in all, over the whole text
_CHARACTERS_OF_A_TEXT = 60  # fewer may read as nothing and yet be right
_EAST_ASIAN_AT_LEAST, _RARE_AT_MOST = 50, 0.06  # Han characters and Hangul, and those out of use
_SIGNS_OF_ASCII = "!#$%&*+<=>?@[\\]^_`{|}~"
_SIGNS_AT_MOST, _DIFFERENT_SIGNS, _LETTERS_OF_FORMULAS = 0.25, 6, 0.15
_PAIRS_AT_LEAST = 20  # of letters; fewer say nothing
_TAKE_TURNS = 1.2  # vowels and consonants in right text, by chance 1
_AS_BY_CHANCE, _PAIRS_OF_A_TEXT, _LETTERS_OF_A_TEXT = 1.1, 200, 15
_SMALL_AT_LEAST = 0.4  # of its characters; sequences of genes and proteins are in capitals
_OBJECT_AT_LEAST = 24  # characters

_LETTERS_AT_LEAST = 0.6  # or digits, of what is visible


def with_right_codes(glyphs: Glyphs) -> tuple[Glyphs, Flags]:
    """The page's characters with the codes put right, and which of them can't be read."""
    unreadable = np.zeros(len(glyphs.text), np.bool_)
    drawn = glyphs.owners >= 0
    if not _looks_odd(glyphs.codes[drawn], glyphs.owners[drawn]):
        return glyphs, unreadable
    numbers = np.append(np.array(fonts(glyphs.objects), np.int64), -1)[glyphs.owners]
    codes, drawn_count = glyphs.codes.copy(), int(np.count_nonzero(drawn))
    for font in _odd_fonts(glyphs.codes[drawn], numbers[drawn]):
        of_font = np.flatnonzero(drawn & (numbers == font))
        right = _right(glyphs.codes[of_font], is_main=2 * len(of_font) > drawn_count)
        if right is None:
            unreadable[of_font] = True
        else:
            codes[of_font] = right
            unreadable[of_font] = _in_bad_lines(right, glyphs.owners[of_font])
    text = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    return replace(glyphs, text=text, codes=codes_of(text)), unreadable


def _odd_fonts(codes: Codes, numbers: npt.NDArray[np.int64]) -> list[int]:
    """The fonts to look closer at; ``numbers`` has each character's."""
    different, which, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    low = codes & 0xFFFF
    odd = np.bincount(which, _IS_ODD[low] | _IS_SIGN[low])
    accented = np.bincount(which, (codes >= 0xC0) & (codes <= 0xFF))
    badly = np.bincount(which, at_best(codes)) < (_READS_WELL + _AT_BEST) * counts
    badly &= counts >= _OBJECT_AT_LEAST
    found: list[int] = different[
        (odd > 0) | (accented > ACCENTED_AT_MOST * counts) | badly
    ].tolist()
    return found


def _looks_odd(codes: Codes, owners: npt.NDArray[np.int64]) -> bool:
    """Whether there is anything to look closer at, which most pages have not."""
    if not len(codes):
        return False
    low = codes & 0xFFFF
    accented = np.count_nonzero((codes >= 0xC0) & (codes <= 0xFF))
    if (
        np.count_nonzero(_IS_ODD[low]) > _ODD_AT_MOST * len(codes)
        or accented > ACCENTED_AT_MOST * len(codes)
        or _IS_SIGN[low].any()
    ):
        return True
    weights = at_best(codes)
    counts = np.bincount(owners)
    means = np.bincount(owners, weights) / np.maximum(counts, 1)
    badly = means[counts >= _OBJECT_AT_LEAST] < _READS_BADLY
    return bool(weights.mean() < _READS_WELL + _AT_BEST or badly.any())


def _right(codes: Codes, *, is_main: bool) -> Codes | None:
    """A font's codes as they should be; ``None`` where nobody can say what they mean.

    ``is_main`` says that most of the page is set in it: then it is no font of formulas.
    """
    if len(codes) < _CHARACTERS_AT_LEAST:
        return codes
    different, which, counts = np.unique(codes, return_inverse=True, return_counts=True)
    shares = counts / len(codes)
    as_it_is = float(likelihoods(different, shares))
    if as_it_is < _READS_WELL and len(different) >= _DIFFERENT_AT_LEAST:
        meant = most_likely_meant(different, shares, is_main=is_main)
        gain = float(likelihoods(meant, shares)) - as_it_is
        if gain >= max(_BETTER, _SURE / len(codes)) and _is_text(meant, which, shares):
            return None if is_of_glyphs(different, meant, shares) else meant[which]
    repaired = from_macintosh(codes)
    if repaired is not None:
        return repaired
    if _is_meaningless(different, shares):
        return None
    may_be_formulas = not is_main and not parts_words(different, shares)
    if not may_be_formulas and _is_no_text(codes, different, shares, as_it_is):
        return None
    return codes


def _is_text(different: Codes, which: npt.NDArray[np.int64], shares: Floats) -> bool:
    """Whether what codes are taken for is text, and not only likelier than they are."""
    visible = float(shares[different != BLANK].sum())
    letters, digits = shares[are_letters(different)].sum(), shares[are_digits(different)].sum()
    if max(letters, digits) < _LETTERS_AT_LEAST * visible:
        return False
    pairs, turns = alternation(different[which])
    reads_as_text = float(likelihoods(different, shares)) >= _READS_AS_TEXT
    return reads_as_text and (pairs < _PAIRS_AT_LEAST or turns >= _TAKE_TURNS)


def _is_meaningless(different: Codes, shares: Floats) -> bool:
    """Whether much of it has codes that are no characters."""
    if shares[different == NO_CHARACTER].sum() > _MEANINGLESS_AT_MOST:
        return True
    meaningless = float(shares[_IS_MEANINGLESS[different & 0xFFFF]].sum())
    return len(different) >= _DIFFERENT_AT_LEAST and meaningless > _MEANINGLESS_AT_MOST


def _in_bad_lines(codes: Codes, owners: npt.NDArray[np.int64]) -> Flags:
    """Which stand in a text object with Han characters or Hangul that are hardly met in any text.

    None, where such are so few that they are meant. A font may have some of its letters right.
    """
    characters, rare = are_out_of_use(codes)
    few = _RARE_AT_MOST * max(int(np.count_nonzero(characters)), _EAST_ASIAN_AT_LEAST)
    if np.count_nonzero(rare) <= few:
        return np.zeros(len(codes), np.bool_)
    bad = np.unique(owners[rare | _IS_MEANINGLESS[codes & 0xFFFF]])
    return np.asarray(np.isin(owners, bad), dtype=np.bool_)


def _is_no_text(codes: Codes, different: Codes, shares: Floats, as_it_is: float) -> bool:
    """Whether what has proper codes is text of no language, nor a program or a table."""
    if len(codes) < _CHARACTERS_OF_A_TEXT or len(different) < _DIFFERENT_AT_LEAST:
        return False
    signs = np.isin(different, codes_of(_SIGNS_OF_ASCII))
    if as_it_is < _READS_AS_NOTHING or (
        np.count_nonzero(signs) >= _DIFFERENT_SIGNS
        and shares[signs].sum() > _SIGNS_AT_MOST
        and shares[are_letters(different)].sum() < _LETTERS_OF_FORMULAS
    ):
        return True
    pairs, turns = alternation(codes)
    small = np.array([chr(code).islower() for code in different.tolist()])
    return bool(
        pairs >= _PAIRS_OF_A_TEXT
        and turns < _AS_BY_CHANCE
        and np.count_nonzero(small) >= _LETTERS_OF_A_TEXT
        and shares[small].sum() > _SMALL_AT_LEAST
    )


def _meaningless(codes: Codes) -> Flags:
    """Controls that are no letters of TeX, private codes, and the sign for what is no character."""
    controls = (codes < 0x20) & ~np.isin(codes, (2, 9, 10, 13, *_TEX_LETTERS))
    controls |= (codes >= 0x7F) & (codes < 0xA0)
    private = (codes >= 0xE000) & (codes <= 0xF8FF)
    return np.asarray(controls | private | (codes == NO_CHARACTER), dtype=np.bool_)


_IS_SIGN = np.zeros(0x10000, np.bool_)
_IS_SIGN[SIGNS] = True
_IS_MEANINGLESS = _meaningless(np.arange(0x10000, dtype=np.uint32))
_IS_ODD = _IS_MEANINGLESS.copy()
_IS_ODD[0x100::0x100] = True
