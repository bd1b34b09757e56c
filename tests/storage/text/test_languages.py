from __future__ import annotations

import pytest

from storage.text.languages import in_one_language, is_english, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How long does the lease run, and who may end it?", "en"),
        ("Wie lange läuft der Mietvertrag, und wer darf ihn kündigen?", "de"),
        ("¿Cuánto tiempo dura el contrato de alquiler?", "es"),
        ("Combien de temps dure le bail, et qui peut y mettre fin ?", "fr"),
        ("租约何时结束？", "zh"),
        ("賃貸契約はいつ終わりますか。", "ja"),
        ("임대 계약은 언제 끝납니까?", "ko"),
        ("متى ينتهي عقد الإيجار؟", "ar"),
        ("Когда заканчивается договор аренды?", "ru"),
        ("Jak długo trwa umowa najmu i kto może ją wypowiedzieć?", "pl"),
    ],
)
def test_a_sentence_tells_its_language(text: str, language: str) -> None:
    assert language_of(text) == language
    assert is_english(text) is (language == "en")


@pytest.mark.parametrize("text", ["", "Apple", "12 345", "Q3 2023", "README.md", "Total 4,5 8,9"])
def test_a_name_or_a_number_is_of_no_language_and_may_be_english(text: str) -> None:
    assert language_of(text) == ""
    assert is_english(text)


def test_a_name_in_another_script_is_not_english() -> None:
    assert not is_english("北京")
    assert not is_english("Москва")


def test_the_beginning_speaks_for_a_long_text() -> None:
    german = "Der Mieter zahlt die Miete am ersten Tag des Monats. " * 60
    assert language_of(german + "The tenant pays the rent. " * 1000) == "de"


def test_a_text_that_tells_no_language_is_of_those_in_its_script() -> None:
    german = "Der Mieter zahlt die Miete am ersten Tag des Monats."
    assert in_one_language("Miete 2023", german)
    assert not in_one_language("When is the rent due in this house?", german)
    assert not in_one_language("Miete 2023", "租约在当月的最后一天结束。")
    assert in_one_language("北京", "租约在当月的最后一天结束。")
