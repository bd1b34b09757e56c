from __future__ import annotations

import pytest

from bot.answering.small_talk import is_small_talk


@pytest.mark.parametrize(
    "message",
    [
        "hi",
        "Hello!",
        "Thanks!",
        "thank you very much.",
        "OK",
        "?",
        "👍",
        "???",
        "  hey  ",
        "What's up?",
        "Danke schön!",
        "Tschüss",
        "Merci !",
        "¡Hola!",
        "你好",
        "谢谢！",
        "Спасибо!",
        "شكرا",
        "धन्यवाद",
        "…",
    ],
)
def test_greetings_thanks_and_signs_ask_nothing(message: str) -> None:
    assert is_small_talk(message)


@pytest.mark.parametrize(
    "message",
    [
        "hi, what is the deposit?",
        "thanks clause",
        "Who says hello?",
        "okapi",
        "7",
        "GmbH",
        "好不好",
        "What is the notice period?",
        "ok button colour",
        "谢谢你告诉我押金是多少",
    ],
)
def test_a_question_stays_a_question(message: str) -> None:
    assert not is_small_talk(message)
