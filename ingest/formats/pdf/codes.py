"""Characters whose codes mean something else than letters: put right where that is sure.

A font that doesn't say which letters its codes are, or says it wrongly, shows right and reads as
garbage. All its characters on a page are judged together, by what is the same in every language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ingest.formats.pdf.engine import fonts
from ingest.formats.pdf.glyphs import Flags, Glyphs, codes_of
from ingest.formats.pdf.scripts import are_letters

Codes = npt.NDArray[np.uint32]

_CHARACTERS_AT_LEAST = 8  # of a font on a page; fewer say nothing
_SHIFTS = range(27, 33)  # from the number of a glyph in a TrueType font to its letter in ASCII
_BLANKS_AT_LEAST, _BLANKS_AT_MOST = 0.05, 0.4
_LETTERS_AT_LEAST = 0.6
_VOWELS_AT_LEAST, _VOWELS_AT_MOST = 0.2, 0.6  # of the letters, in whatever language
_SWAPPED_AT_LEAST = 0.9
_EIGHT_BIT_AT_LEAST = 0.6  # accented letters of Latin, of all letters: no language has as many
_DIFFERENT_AT_LEAST = 8  # codes of a text; a font of bullets and arrows has fewer
_MEANINGLESS_AT_MOST = 0.2
_OTHERS_AT_MOST = 0.02
_ODD_AT_MOST = 0.01
_ACCENTED_AT_MOST = 0.4
_COMMON_SIGNS = "“”‘’‚„«»‹›–—…·¡¿÷√≈"  # which stand between letters by right
_SYMBOLS = 0xF000  # where fonts of symbols have the codes of ASCII
_VOWELS = np.array([ord(letter) for letter in "aeiouyAEIOUY"])
_TEX_LETTERS = (*range(0x0B, 0x17), *range(0x1B, 0x20))


def with_right_codes(glyphs: Glyphs) -> tuple[Glyphs, Flags]:
    """The page's characters with the codes put right, and which of them can't be read."""
    unreadable = np.zeros(len(glyphs.text), np.bool_)
    drawn = glyphs.owners >= 0
    if not _looks_odd(glyphs.codes[drawn]):
        return glyphs, unreadable
    numbers = np.append(np.array(fonts(glyphs.objects), np.int64), -1)[glyphs.owners]
    codes = glyphs.codes.copy()
    for font in np.unique(numbers[drawn]).tolist():
        of_font = np.flatnonzero(drawn & (numbers == font))
        right = _right(glyphs.codes[of_font])
        if right is None:
            unreadable[of_font] = True
        else:
            codes[of_font] = right
    text = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    return replace(glyphs, text=text, codes=codes_of(text)), unreadable


def _looks_odd(codes: Codes) -> bool:
    """Whether there is anything to look closer at, which most pages have not."""
    if not len(codes):
        return False
    low = codes & 0xFFFF
    accented = np.count_nonzero((codes >= 0xC0) & (codes <= 0xFF))
    return bool(
        np.count_nonzero(_IS_ODD[low]) > _ODD_AT_MOST * len(codes)
        or accented > _ACCENTED_AT_MOST * len(codes)
        or _IS_SIGN[low].any()
    )


def _right(codes: Codes) -> Codes | None:
    """A font's codes as they should be; ``None`` where nobody can say what they mean."""
    if len(codes) < _CHARACTERS_AT_LEAST:
        return codes
    for repair in _REPAIRS:
        repaired = repair(codes)
        if repaired is not None:
            return repaired
    if any(_is_shifted_in_part(codes, shift) for shift in _SHIFTS):
        return None
    is_text = len(np.unique(codes)) >= _DIFFERENT_AT_LEAST
    meaningless = float(_meaningless(codes).mean())
    return None if is_text and meaningless > _MEANINGLESS_AT_MOST else codes


def _unswapped(codes: Codes) -> Codes | None:
    """Codes whose two bytes changed places."""
    swapped = (codes & 0xFF == 0) & (codes > 0xFF) & (codes <= 0xFFFF)
    if swapped.mean() < _SWAPPED_AT_LEAST:
        return None
    return np.where(swapped, codes >> 8, codes).astype(np.uint32)


def _unshifted(codes: Codes) -> Codes | None:
    """Numbers of glyphs instead of letters: ASCII less a constant."""
    if (codes == 32).mean() > _OTHERS_AT_MOST:
        return None
    for shift in _SHIFTS:
        shifted = codes + shift
        if (shifted > 0x7E).mean() <= _OTHERS_AT_MOST and _reads_well(shifted):
            return shifted.astype(np.uint32)
    return None


def _is_shifted_in_part(codes: Codes, shift: int) -> bool:
    """Whether the same is true of the plain letters, while nobody can say what the others are."""
    plain = codes[(codes + shift <= 0x7E)] + shift
    enough = len(plain) >= max(_CHARACTERS_AT_LEAST, len(codes) / 2)
    return enough and (codes == 32).mean() <= _OTHERS_AT_MOST and _reads_well(plain)


def _from_symbols(codes: Codes) -> Codes | None:
    """The codes of ASCII where fonts of symbols have them."""
    inside = (codes >= _SYMBOLS + 0x20) & (codes <= _SYMBOLS + 0xFF)
    plain = np.where(inside, codes - _SYMBOLS, codes).astype(np.uint32)
    several = len(np.unique(codes)) >= _DIFFERENT_AT_LEAST
    return plain if several and inside.mean() > 0.5 and _are_words(plain) else None


def _from_eight_bits(codes: Codes) -> Codes | None:
    """Cyrillic that was taken for accented Latin letters."""
    letters = are_letters(codes)
    accented = (codes >= 0xC0) & (codes <= 0xFF)
    if accented.sum() < _EIGHT_BIT_AT_LEAST * max(1, letters.sum()) or accented.mean() < 0.4:
        return None
    text = bytes(range(256)).decode("cp1251", "replace")
    table = np.array([ord(letter) for letter in text], np.uint32)
    known = ((codes >= 0xA8) & (codes <= 0xFF)).astype(np.bool_)
    return np.where(known, table[codes & 0xFF], codes).astype(np.uint32)


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
    return np.asarray(controls | private | (codes == 0xFFFD), dtype=np.bool_)


_SIGNS, _SIGNS_MEANT = _macintosh_signs()
_IS_SIGN = np.zeros(0x10000, np.bool_)
_IS_SIGN[_SIGNS] = True
_IS_ODD = _meaningless(np.arange(0x10000, dtype=np.uint32))
_IS_ODD[0x100::0x100] = True
_REPAIRS: tuple[Callable[[Codes], Codes | None], ...] = (
    _unswapped, _unshifted, _from_symbols, _from_eight_bits, _from_macintosh,
)  # fmt: skip


def _reads_well(codes: Codes) -> bool:
    blanks = float((codes == 32).mean())
    return _BLANKS_AT_LEAST <= blanks <= _BLANKS_AT_MOST and _are_words(codes)


def _are_words(codes: Codes) -> bool:
    letters = are_letters(codes) & (codes < 0x80)
    visible = codes != 32
    if letters.sum() < _LETTERS_AT_LEAST * visible.sum():
        return False
    vowels = float(np.isin(codes[letters], _VOWELS).mean())
    return _VOWELS_AT_LEAST <= vowels <= _VOWELS_AT_MOST
