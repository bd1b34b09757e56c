"""What codes that say a wrong letter stand for, of the ways in which codes go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from ingest.formats.pdf.glyphs import codes_of
from ingest.formats.pdf.plausible import likelihoods
from ingest.formats.pdf.scripts import are_east_asian, are_letters

Codes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]

BLANK = 32
NO_CHARACTER = 0xFFFD
_COMMON_SIGNS = "“”‘’‚„«»‹›–—…·¡¿÷√≈"  # which stand between letters by right
_BLANKS_AT_LEAST, _BLANKS_AT_MOST = 0.05, 0.4
_SHIFTS = 40  # codes up or down at most, where the blank keeps its own
_GLYPH_SHIFTS = range(27, 33)  # from the number of a glyph in a TrueType font to its ASCII letter
_OTHERS_AT_MOST = 0.02
_SYMBOLS = 0xF000  # where fonts of symbols have the codes of 8 bits
ACCENTED_AT_MOST = 0.4
"""Of a text's codes; no language has as many accented letters."""
_EIGHT_BIT_AT_LEAST = 0.6  # accented letters of Latin, of all letters: no language has as many
_TAKEN_FOR = ("cp1252", "mac_roman")
_EIGHT_BITS = ("cp1251", "koi8_r", "mac_cyrillic", "cp1253")


def most_likely_meant(different: Codes, shares: Floats, *, is_main: bool) -> Codes:
    """What these codes most likely stand for, of all the ways in which codes are known to go wrong.

    Themselves, where none of those makes words of them.
    """
    found = np.concatenate((
        _shifted(different, shares, is_main=is_main),
        np.array(list(_reassigned(different, shares)), np.int64),
    ))  # fmt: skip
    blanks = (shares * (found == BLANK)).sum(axis=1)
    codes = np.where((found > 0) & (found <= 0xFFFF), found, NO_CHARACTER).astype(np.uint32)
    may_be = (blanks >= _BLANKS_AT_LEAST) & (blanks <= _BLANKS_AT_MOST)
    may_be |= (shares * are_east_asian(codes)).sum(axis=1) > 0.5  # which part no words
    codes = codes[may_be]
    return codes[int(np.argmax(likelihoods(codes, shares)))] if len(codes) else different


def parts_words(different: Codes, shares: Floats) -> bool:
    """Whether there are about as many blanks as between words."""
    blanks = float(shares[different == BLANK].sum())
    return _BLANKS_AT_LEAST <= blanks <= _BLANKS_AT_MOST


def is_of_glyphs(different: Codes, meant: Codes, shares: Floats) -> bool:
    """Whether they are the numbers of glyphs, of which only those of ASCII are where they should.

    Then nobody can say what the others are; a few of them do no harm.
    """
    shifts = meant.astype(np.int64) - different
    by = int(shifts[np.argmax(np.where(meant == BLANK, -1, shares))])
    others = float(shares[meant > 0x7E].sum())
    return by in _GLYPH_SHIFTS and _OTHERS_AT_MOST < others < 0.5


def from_macintosh(codes: Codes) -> Codes | None:
    """Letters of Windows that were taken for those of old Macintoshes, as signs within words."""
    signs = np.flatnonzero(np.isin(codes[1:-1], SIGNS)) + 1
    letters = are_letters(codes)
    within = signs[letters[signs - 1] & letters[signs + 1]]
    if not len(within) or 2 * len(within) < len(signs):
        return None
    table = dict(zip(SIGNS.tolist(), _SIGNS_MEANT.tolist(), strict=True))
    return np.array([table.get(code, code) for code in codes.tolist()], np.uint32)


def _shifted(different: Codes, shares: Floats, *, is_main: bool) -> npt.NDArray[np.int64]:
    """All codes less a constant, shape (n, codes); the blank may have kept its own."""
    signed = different.astype(np.int64)
    every = np.array([by for by in range(-_SHIFTS, _SHIFTS + 1) if by])
    found = []
    if parts_words(different, shares):
        found.append(np.where(different == BLANK, BLANK, signed + every[:, None]))
    to_blank = every
    if shares[are_east_asian(different)].sum() <= 0.5:
        may_be_blank = (shares >= _BLANKS_AT_LEAST) & (shares <= _BLANKS_AT_MOST)
        to_blank = BLANK - signed[may_be_blank & (different != BLANK)]
    if not is_main:
        to_blank = to_blank[np.isin(to_blank, _GLYPH_SHIFTS)]
    return np.concatenate((*found, signed + to_blank[:, None]))


def _reassigned(different: Codes, shares: Floats) -> Iterator[Codes]:
    """Codes whose bytes changed places, of symbols, and of other letters in the same 8 bits."""
    yield (((different & 0xFF) << 8) | (different >> 8)).astype(np.uint32)
    inside = (different >= _SYMBOLS + 0x20) & (different <= _SYMBOLS + 0xFF)
    if shares[inside].sum() > 0.5:
        high = float(shares[inside & (different >= _SYMBOLS + 0xC0)].sum())
        for encoding in _EIGHT_BITS if high > ACCENTED_AT_MOST else ("cp1252",):
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


SIGNS, _SIGNS_MEANT = _macintosh_signs()
