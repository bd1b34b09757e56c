from __future__ import annotations

from bot.html.language_names import IN_CHINESE, IN_ENGLISH
from storage.text import languages


def test_every_language_that_is_told_has_a_name() -> None:
    assert IN_ENGLISH.keys() == IN_CHINESE.keys() == set(languages.LANGUAGES)
