"""Sentences that say little without the one before them are known."""

from __future__ import annotations

import time

import pytest

from bot.answering.entries import refers_back

BEFORE = "The mill has two wheels."


@pytest.mark.parametrize(
    ("statement", "before", "refers"),
    [
        ("It was built in 1934.", BEFORE, True),
        ("The former has 150 workers.", BEFORE, True),
        ("These turn all day.", BEFORE, True),
        ("If not, it stops.", BEFORE, True),
        ("Sie wurde 1934 gebaut.", "Die Mühle steht still.", True),
        ("Elle date de 1934.", "Le moulin est fermé.", True),
        ("Она построена в 1934 году.", "Мельница стоит.", True),
        ("Mills were built in 1934.", BEFORE, False),
        ("Italy has mills.", BEFORE, False),
        ("It is important to know that mills stop.", BEFORE, False),
        ("It is important\nto know that mills stop.", BEFORE, False),
        ("It's clear that mills stop.", BEFORE, False),
        ("This report is for millers.", BEFORE, False),
        ("Sie können sie besuchen.", "Die Mühle steht offen.", False),  # "you"
        ("Dieses Handbuch ist für Müller.", "Die Mühle steht still.", False),
        ("Este documento es para molineros.", "El molino está cerrado.", False),
        ("It was built in 1934.", "The mill", False),  # a heading
        ("It was built in 1934.", "", False),
    ],
)
def test_whether_a_statement_needs_the_one_before_it(
    statement: str, before: str, refers: bool
) -> None:
    text = f"{before} {statement}"
    assert refers_back(text, (0, len(before)), len(before) + 1) is refers


def test_a_new_paragraph_refers_to_none_before_it() -> None:
    text = "Made in July.\n\nThis is a copy."
    assert not refers_back(text, (0, text.index("\n")), text.index("This"))


@pytest.mark.parametrize("piece", ["It is ", "a", "This ", "."])
def test_the_time_grows_with_the_length(piece: str) -> None:
    started = time.process_time()
    refers_back("x" * 60_000 + "." + (piece * 60_000)[:60_000], (0, 60_001), 60_001)
    assert time.process_time() - started < 2
