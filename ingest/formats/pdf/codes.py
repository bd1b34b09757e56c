"""Characters whose codes mean something else than letters: put right where that is sure.

A font that doesn't say which letters its codes are, or says it wrongly, shows right and reads as
garbage. All its characters on a page are judged together, by what is the same in every language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt

from ingest.formats.pdf.engine import fonts
from ingest.formats.pdf.glyphs import Flags, Glyphs, codes_of
from ingest.formats.pdf.plausible import alternation, are_out_of_use, at_best, likelihoods
from ingest.formats.pdf.scripts import are_digits, are_east_asian, are_letters

Codes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]

_CHARACTERS_AT_LEAST = 8  # of a font on a page; fewer say nothing
_DIFFERENT_AT_LEAST = 8  # codes of a text; a font of bullets and arrows has fewer
_MEANINGLESS_AT_MOST = 0.2
_ODD_AT_MOST = 0.01
_ACCENTED_AT_MOST = 0.4
_COMMON_SIGNS = "“”‘’‚„«»‹›–—…·¡¿÷√≈"  # which stand between letters by right
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

_BLANK = 32
_BLANKS_AT_LEAST, _BLANKS_AT_MOST = 0.05, 0.4
_SHIFTS = 40  # codes up or down at most, where the blank keeps its own
_GLYPH_SHIFTS = range(27, 33)  # from the number of a glyph in a TrueType font to its ASCII letter
_OTHERS_AT_MOST = 0.02
_SYMBOLS = 0xF000  # where fonts of symbols have the codes of 8 bits
_LETTERS_AT_LEAST = 0.6  # or digits, of what is visible
_EIGHT_BIT_AT_LEAST = 0.6  # accented letters of Latin, of all letters: no language has as many
_TAKEN_FOR = ("cp1252", "mac_roman")
_EIGHT_BITS = ("cp1251", "koi8_r", "mac_cyrillic", "cp1253")


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
        (odd > 0) | (accented > _ACCENTED_AT_MOST * counts) | badly
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
        or accented > _ACCENTED_AT_MOST * len(codes)
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
        meant = _meant(different, shares, is_main=is_main)
        gain = float(likelihoods(meant, shares)) - as_it_is
        if gain >= max(_BETTER, _SURE / len(codes)) and _is_text(meant, which, shares):
            return None if _is_of_glyphs(different, meant, shares) else meant[which]
    repaired = _from_macintosh(codes)
    if repaired is not None:
        return repaired
    if _is_meaningless(different, shares):
        return None
    may_be_formulas = not is_main and not _parts_words(different, shares)
    if not may_be_formulas and _is_no_text(codes, different, shares, as_it_is):
        return None
    return codes


def _is_text(different: Codes, which: npt.NDArray[np.int64], shares: Floats) -> bool:
    """Whether what codes are taken for is text, and not only likelier than they are."""
    visible = float(shares[different != _BLANK].sum())
    letters, digits = shares[are_letters(different)].sum(), shares[are_digits(different)].sum()
    if max(letters, digits) < _LETTERS_AT_LEAST * visible:
        return False
    pairs, turns = alternation(different[which])
    reads_as_text = float(likelihoods(different, shares)) >= _READS_AS_TEXT
    return reads_as_text and (pairs < _PAIRS_AT_LEAST or turns >= _TAKE_TURNS)


def _parts_words(different: Codes, shares: Floats) -> bool:
    """Whether there are about as many blanks as between words."""
    blanks = float(shares[different == _BLANK].sum())
    return _BLANKS_AT_LEAST <= blanks <= _BLANKS_AT_MOST


def _is_meaningless(different: Codes, shares: Floats) -> bool:
    """Whether much of it has codes that are no characters."""
    if shares[different == _NO_CHARACTER].sum() > _MEANINGLESS_AT_MOST:
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


def _meant(different: Codes, shares: Floats, *, is_main: bool) -> Codes:
    """What these codes most likely stand for, of all the ways in which codes are known to go wrong.

    Themselves, where none of those makes words of them.
    """
    found = np.concatenate((
        _shifted(different, shares, is_main=is_main),
        np.array(list(_reassigned(different, shares)), np.int64),
    ))  # fmt: skip
    blanks = (shares * (found == _BLANK)).sum(axis=1)
    codes = np.where((found > 0) & (found <= 0xFFFF), found, _NO_CHARACTER).astype(np.uint32)
    may_be = (blanks >= _BLANKS_AT_LEAST) & (blanks <= _BLANKS_AT_MOST)
    may_be |= (shares * are_east_asian(codes)).sum(axis=1) > 0.5  # which part no words
    codes = codes[may_be]
    return codes[int(np.argmax(likelihoods(codes, shares)))] if len(codes) else different


def _shifted(different: Codes, shares: Floats, *, is_main: bool) -> npt.NDArray[np.int64]:
    """All codes less a constant, shape (n, codes); the blank may have kept its own."""
    signed = different.astype(np.int64)
    every = np.array([by for by in range(-_SHIFTS, _SHIFTS + 1) if by])
    found = []
    if _parts_words(different, shares):
        found.append(np.where(different == _BLANK, _BLANK, signed + every[:, None]))
    to_blank = every
    if shares[are_east_asian(different)].sum() <= 0.5:
        may_be_blank = (shares >= _BLANKS_AT_LEAST) & (shares <= _BLANKS_AT_MOST)
        to_blank = _BLANK - signed[may_be_blank & (different != _BLANK)]
    if not is_main:
        to_blank = to_blank[np.isin(to_blank, _GLYPH_SHIFTS)]
    return np.concatenate((*found, signed + to_blank[:, None]))


def _reassigned(different: Codes, shares: Floats) -> Iterator[Codes]:
    """Codes whose bytes changed places, of symbols, and of other letters in the same 8 bits."""
    yield (((different & 0xFF) << 8) | (different >> 8)).astype(np.uint32)
    inside = (different >= _SYMBOLS + 0x20) & (different <= _SYMBOLS + 0xFF)
    if shares[inside].sum() > 0.5:
        high = float(shares[inside & (different >= _SYMBOLS + 0xC0)].sum())
        for encoding in _EIGHT_BITS if high > _ACCENTED_AT_MOST else ("cp1252",):
            table = codes_of(bytes(range(256)).decode(encoding, "replace"))
            yield np.where(inside, table[different & 0xFF], different).astype(np.uint32)
    letters = are_letters(different)
    accented = letters & (different >= 0x80) & (different <= 0xFF)
    if shares[accented].sum() >= _EIGHT_BIT_AT_LEAST * shares[letters].sum():
        for wrong in _TAKEN_FOR:
            for right in _EIGHT_BITS:
                table = _read_as(wrong, right)
                yield np.where(different < len(table), table[np.minimum(different, len(table) - 1)],
                               different).astype(np.uint32)  # fmt: skip


@cache
def _read_as(wrong: str, right: str) -> Codes:
    """What each code is that was read in one encoding of 8 bits and is of another."""
    table = np.arange(0x10000, dtype=np.uint32)
    for byte in range(0x80, 0x100):
        taken = bytes([byte]).decode(wrong, "replace")
        table[ord(taken)] = ord(bytes([byte]).decode(right, "replace"))
    return table


def _is_of_glyphs(different: Codes, meant: Codes, shares: Floats) -> bool:
    """Whether they are the numbers of glyphs, of which only those of ASCII are where they should.

    Then nobody can say what the others are; a few of them do no harm.
    """
    shifts = meant.astype(np.int64) - different
    by = int(shifts[np.argmax(np.where(meant == _BLANK, -1, shares))])
    others = float(shares[meant > 0x7E].sum())
    return by in _GLYPH_SHIFTS and _OTHERS_AT_MOST < others < 0.5


def _from_macintosh(codes: Codes) -> Codes | None:
    """Letters of Windows that were taken for those of old Macintoshes, as signs within words."""
    signs = np.flatnonzero(np.isin(codes[1:-1], _SIGNS)) + 1
    letters = are_letters(codes)
    within = signs[letters[signs - 1] & letters[signs + 1]]
    if not len(within) or 2 * len(within) < len(signs):
        return None
    table = dict(zip(_SIGNS.tolist(), _SIGNS_MEANT.tolist(), strict=True))
    return np.array([table.get(code, code) for code in codes.tolist()], np.uint32)


def _macintosh_signs() -> tuple[Codes, Codes]:
    """Signs of the Macintosh that stand where Windows has letters, and those letters."""
    pairs = [
        (bytes([code]).decode("mac_roman"), chr(code))
        for code in range(0xC0, 0x100)
        if chr(code).isalpha()
        and not (sign := bytes([code]).decode("mac_roman")).isalpha()
        and sign not in _COMMON_SIGNS
    ]
    return codes_of("".join(a for a, _ in pairs)), codes_of("".join(b for _, b in pairs))


def _meaningless(codes: Codes) -> Flags:
    """Controls that are no letters of TeX, private codes, and the sign for what is no character."""
    controls = (codes < 0x20) & ~np.isin(codes, (2, 9, 10, 13, *_TEX_LETTERS))
    controls |= (codes >= 0x7F) & (codes < 0xA0)
    private = (codes >= 0xE000) & (codes <= 0xF8FF)
    return np.asarray(controls | private | (codes == _NO_CHARACTER), dtype=np.bool_)


_NO_CHARACTER = 0xFFFD
_SIGNS, _SIGNS_MEANT = _macintosh_signs()
_IS_SIGN = np.zeros(0x10000, np.bool_)
_IS_SIGN[_SIGNS] = True
_IS_MEANINGLESS = _meaningless(np.arange(0x10000, dtype=np.uint32))
_IS_ODD = _IS_MEANINGLESS.copy()
_IS_ODD[0x100::0x100] = True
