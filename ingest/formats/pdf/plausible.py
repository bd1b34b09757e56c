"""How much characters read like a language: by how often each is met in text of any.

Text whose codes are wrong has its rare letters, signs and digits where the common ones belong.
Nothing here knows words, and a script without an order of its letters counts as read well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt

from ingest.formats.pdf.scripts import all_letters

Codes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]

# Letters from the most to the least common, over the languages that are written with them.
_ALPHABETS = (
    "eaintrosldcumhpgbvkfyzwjxq",
    "оеаинтсрвлкмдпуяыьгбзчйхжшюцщэфіїєъёґ",
    "αοιετσνηυρίκόπμλςωάέδγχθήύφβώξζψ",
)
_MOST_COMMON, _STEP = 0.11, 0.115  # a letter's share, and how its logarithm falls from each to next
_VOWELS = frozenset("aeiouyæœøıаеиоуыэюяіїєёαεηιουω")
_OTHER_CASE = 2.1  # a letter is that much rarer, in logarithms, as a capital in prose

# Logarithms of shares.
_BLANK, _FULL_STOP, _BRACKET, _SIGN = -1.8, -4.4, -5.5, -7.1
_DIGIT, _DIGIT_IN_FIGURES, _SIGN_IN_FIGURES, _LETTER_IN_FIGURES = -4.6, -2.6, -3.2, 1.5
_LETTER, _ACCENTED, _SPECIAL = -4.0, -5.5, -4.0
_COMMON_CHARACTER, _RARE_CHARACTER = -3.9, -8.0  # of Chinese, Japanese and Korean
_MEANINGLESS = -11.0
_NO_CHARACTER = 0xFFFD

_HAN_AND_HANGUL = ((0x3400, 0xA000), (0xAC00, 0xD7A4), (0xF900, 0xFB00))
_SIGNS_AND_MARKS = ((0xA0, 0x3400), (0xA000, 0xAC00), (0xFB00, 0xFFF0))
_WITH_VOWELS = (range(0x41, 0x250), range(0x370, 0x530), range(0x1E00, 0x2000))
_CONSONANT, _VOWEL = 1, 2
_COMMONEST = (
    ("gb2312", range(0xB0, 0xD8)),
    ("big5", range(0xA4, 0xC7)),
    ("shift_jis", range(0x88, 0x98)),
    ("euc_kr", range(0xB0, 0xC9)),
)
"""The rows in which these encodings have the characters that are in daily use."""


def likelihoods(codes: Codes, shares: Floats) -> Floats:
    """How well text reads, as the mean logarithm of its characters' shares in any language.

    ``codes`` are its different characters and ``shares`` how much of it each is; they may be
    several texts, shape (..., n). The kind of text that fits best counts: prose, capitals, figures.
    """
    weights = _weights()[:, np.minimum(codes, 0xFFFF)]
    best: Floats = (weights * shares).sum(axis=-1).max(axis=0)
    return best


def at_best(codes: Codes) -> npt.NDArray[np.float32]:
    """How likely each character is in the kind of text in which it is most so."""
    return _best_weights()[np.minimum(codes, 0xFFFF)]


def are_out_of_use(codes: Codes) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which are Han characters or Hangul, and which of those are hardly met in any text."""
    weights = _weights()[0, np.minimum(codes, 0xFFFF)]
    rare = weights == np.float32(_RARE_CHARACTER)
    return rare | (weights == np.float32(_COMMON_CHARACTER)), rare


def alternation(codes: Codes) -> tuple[int, float]:
    """How many letters stand side by side, and how much more often than by chance one is a vowel.

    In any language that is written with an alphabet vowels and consonants take turns: of right
    text it is 1.3 or more, of letters that stand for others about 1. Scripts that don't write
    their vowels have no such pairs.
    """
    kinds = _kinds()[np.minimum(codes, 0xFFFF)]
    before, after = kinds[:-1], kinds[1:]
    pairs = (before > 0) & (after > 0)
    count = int(np.count_nonzero(pairs))
    if not count:
        return 0, 0.0
    vowels = float(np.mean(np.concatenate((before[pairs], after[pairs])) == _VOWEL))
    mixed = np.count_nonzero(pairs & (before != after)) / count
    return count, mixed / max(2 * vowels * (1 - vowels), 1e-3)


@cache
def _kinds() -> npt.NDArray[np.int8]:
    """For each code of the first plane: 0 no letter of these alphabets, 1 consonant, 2 vowel."""
    kinds = np.zeros(0x10000, np.int8)
    for code in (code for part in _WITH_VOWELS for code in part):
        letter = chr(code)
        if letter.isalpha():
            plain = letter if letter in "йЙ" else unicodedata.normalize("NFD", letter)[0]
            kinds[code] = _VOWEL if plain.lower() in _VOWELS else _CONSONANT
    return kinds


@cache
def _best_weights() -> npt.NDArray[np.float32]:
    return np.asarray(_weights().max(axis=0), dtype=np.float32)


@cache
def _weights() -> npt.NDArray[np.float32]:
    """For each code of the first plane: in prose, in capitals, in figures."""
    prose = _signs_and_scripts()
    capitals = prose.copy()
    for alphabet in _ALPHABETS:
        for rank, letter in enumerate(alphabet):
            share = np.log(_MOST_COMMON) - _STEP * rank
            upper = ord(letter.upper())
            prose[ord(letter)] = capitals[upper] = share
            prose[upper] = capitals[ord(letter)] = share - _OTHER_CASE
    figures = prose - _LETTER_IN_FIGURES
    figures[ord("0") : ord("9") + 1] = _DIGIT_IN_FIGURES
    figures[_codes_of(".,-()%$/ ")] = _SIGN_IN_FIGURES
    return np.stack((prose, capitals, figures))


def _signs_and_scripts() -> npt.NDArray[np.float32]:
    weights = np.full(0x10000, _MEANINGLESS, np.float32)
    for first, past in _SIGNS_AND_MARKS:
        weights[first:past] = _SPECIAL
    weights[all_letters()] = _LETTER
    weights[0xC0:0x250][all_letters()[0xC0:0x250]] = _ACCENTED
    for first, past in _HAN_AND_HANGUL:
        weights[first:past] = _RARE_CHARACTER
    for encoding, rows in _COMMONEST:
        # Apart by line ends, so that a cell without a character costs none of the others.
        cells = b"".join(bytes((row, cell, 10)) for row in rows for cell in range(0x40, 0xFF))
        found = np.array(_codes_of(cells.decode(encoding, "ignore")))
        weights[found[found >= _HAN_AND_HANGUL[0][0]]] = _COMMON_CHARACTER
    weights[0x21:0x7F][~all_letters()[0x21:0x7F]] = _SIGN
    weights[0x2010:0x2040] = _SIGN  # quotes and dashes
    weights[_codes_of("€\xa0")] = _SIGN  # where other encodings have letters
    weights[_codes_of("':;()/\"")] = _BRACKET
    weights[_codes_of(".,-")] = _FULL_STOP
    weights[ord("0") : ord("9") + 1] = _DIGIT
    weights[0xD800:0xE000] = _SPECIAL  # halves of what lies beyond the first plane
    weights[_NO_CHARACTER] = _MEANINGLESS
    weights[[2, 9, 10, 13, 0x20, *range(0x2002, 0x200B)]] = _BLANK
    return weights


def _codes_of(characters: Iterable[str]) -> list[int]:
    return [ord(character) for character in characters]
