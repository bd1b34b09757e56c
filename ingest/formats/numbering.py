"""Numbers as lists show them: 3, iii, III, c, C."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LETTERS = 26
_LARGEST_ROMAN = 10_000
_LETTERS_AT_MOST = 10


def as_shown(count: int, sign: str) -> str:
    """The number in the way of a list whose first one is ``sign``: "a", "A", "i", "I", or "1"."""
    if sign in ("a", "A") and count > 0:
        letter = chr(ord("a") + (count - 1) % _LETTERS)
        text = letter * min((count - 1) // _LETTERS + 1, _LETTERS_AT_MOST)
    elif sign in ("i", "I") and 0 < count < _LARGEST_ROMAN:
        text = _roman(count)
    else:
        return str(count)
    return text.upper() if sign.isupper() else text


def _roman(count: int) -> str:
    result = ""
    for value, sign in _ROMAN:
        result += sign * (count // value)
        count %= value
    return result
