"""What an abbreviation stands for: asked for, and found in a text."""

from __future__ import annotations

import time

import pytest

from bot.answering.abbreviations import abbreviation_asked_for, spelled_out


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("What does RPK stand for?", "RPK"),
        ('what does the abbreviation "NVAF" mean', "NVAF"),
        ("What is RPK short for?", "RPK"),
        ("the meaning of DoE?", "DoE"),
        ("Wofür steht DIP?", "DIP"),
        ("Que signifie TVA ?", "TVA"),
        ("Что означает НДС?", "НДС"),
        ("RPK是什么意思？", "RPK"),
        ("RPKとは何ですか", "RPK"),
        ("What does Apple mean by that?", ""),
        ("What does it stand for?", ""),
        ("How much is RPK?", ""),
    ],
)
def test_what_is_asked_for(question: str, short: str) -> None:
    assert abbreviation_asked_for(question) == short


@pytest.mark.parametrize(
    ("short", "text", "words"),
    [
        ("RPK", "We use revenue passenger kilometres (RPK) here.", "revenue passenger kilometres"),
        ("RPK", "RPK = revenue passenger kilometres\nASK = seats", "revenue passenger kilometres"),
        ("DIP", "DIP stands for data import plan.", "data import plan"),
        ("DIP", "DIP\tdata import plan", "data import plan"),
        ("TVA", "la TVA (taxe sur la valeur ajoutée)", "taxe sur la valeur ajoutée"),
        ("WHO", "the World Health Organization [WHO]", "World Health Organization"),
        ("НДС", "НДС (налог на добавленную стоимость)", "налог на добавленную стоимость"),
        ("TSH", "thyrotropin-stimulating hormone (TSH)", "thyrotropin-stimulating hormone"),
        ("WHO", "WHO (2021) says so.", None),
        ("CPU", "CPU: 4 cores", None),
        ("RPK", "The RPK rose. Revenue passenger kilometres rose.", None),
        ("RPK", "RPKs (revenue passenger kilometres)", None),
    ],
)
def test_where_it_is_spelled_out(short: str, text: str, words: str | None) -> None:
    place = spelled_out(short, text)
    assert (text[slice(*place)] if place else None) == words


@pytest.mark.parametrize("piece", ["(RPK) ", "RPK (", "RPK ", "r (RPK", "RPK: r p "])
def test_the_time_grows_with_the_length(piece: str) -> None:
    started = time.process_time()
    spelled_out("RPK", (piece * 60_000)[:60_000])
    assert time.process_time() - started < 2
