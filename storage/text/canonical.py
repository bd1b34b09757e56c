"""What stands in a text and is found however it is written: a date, a time, a telephone number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Canonical:
    """A date, period, time of day or telephone number in a text, from ``start`` to ``end``.

    ``stored`` are the terms that a passage gets for it, ``asked`` those of which a question wants
    any.
    """

    start: int
    end: int
    stored: tuple[str, ...]
    asked: tuple[str, ...]
