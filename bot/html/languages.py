"""Which language a visitor is spoken to in."""

from __future__ import annotations

from bot.html.chinese import CHINESE
from bot.html.english import ENGLISH
from bot.html.wording import Wording


def wording_for(accept_language: str) -> Wording:
    """The language for a browser's ``Accept-Language``: its first that we speak, else English."""
    for entry in accept_language.split(","):
        language = entry.partition(";")[0].strip().lower().partition("-")[0]
        if language == "zh":
            return CHINESE
        if language == "en":
            return ENGLISH
    return ENGLISH
