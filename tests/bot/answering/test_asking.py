from __future__ import annotations

import pytest

from bot.answering.asking import Kind, asked_for, may_answer


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people live in Berlin?", "number"),
        ("What percentage of sales was it?", "number"),
        ("What does a ticket to Lomvi cost?", "number"),
        ("What is the monthly rent of the flat?", "number"),
        ("What is the docket?", "thing"),
        ("Was kostet der Eintritt?", "number"),
        ("Quel est le prix du billet ?", "number"),
        ("Wie viele Menschen leben in Berlin?", "number"),
        ("Combien de logements sont prévus ?", "number"),
        ("Сколько людей живёт в Берлине?", "number"),
        ("防守丢了多少分？", "number"),
        ("كم عدد السكان؟", "number"),
        ("When was the bridge built?", "date"),
        ("In what year did he die?", "date"),
        ("In welchem Jahr starb er?", "date"),
        ("À quelle heure ouvre la séance ?", "date"),
        ("Когда построили мост?", "date"),
        ("什么时候建成？", "date"),
        ("Who wrote it?", "person"),
        ("Wer hat es geschrieben?", "person"),
        ("谁写的？", "person"),
        ("Why did sales fall?", "reason"),
        ("Warum fiel der Umsatz?", "reason"),
        ("Is smoking allowed?", "yes or no"),
        ("Darf man hier rauchen?", "yes or no"),
        ("可以吸烟吗？", "yes or no"),
        ("What happens when a wand has no charges left?", "thing"),
        ("Where did he study when he founded it?", "thing"),
        ("What should people who smoke do?", "thing"),
        ("Que se passe-t-il quand le bail prend fin ?", "thing"),
        ("Что будет, когда срок истечёт?", "thing"),
        ("Since when is it closed?", "date"),
        ("What is a topology?", "thing"),
        ("net sales", "thing"),
        ("", "thing"),
    ],
)
def test_what_a_question_asks_for(question: str, kind: Kind) -> None:
    assert asked_for(question) == kind


@pytest.mark.parametrize(
    ("kind", "statement", "may"),
    [
        ("number", "It has 12 rooms.", True),
        ("number", "It has three rooms.", True),
        ("number", "It has rooms.", False),
        ("number", "It had many in Q3 2022.", False),
        ("date", "It was built in 1934.", True),
        ("date", "It opens on Mondays.", True),
        ("date", "It was built late.", False),
        ("person", "It was named by Hilda Quist.", True),
        ("person", "It was named at last.", False),
        ("person", "他写的。", True),
        ("reason", "It fell because of rain.", True),
        ("reason", "It fell.", False),
        ("thing", "Anything.", True),
        ("yes or no", "Smoking is forbidden.", True),
    ],
)
def test_whether_a_statement_may_answer(kind: Kind, statement: str, may: bool) -> None:
    assert may_answer(kind, statement, "") is may


def test_a_number_that_the_question_names_is_no_answer_to_how_many() -> None:
    question = "How many flats does 1069 Park Road have?"
    assert not may_answer("number", "The rear of 1069 Park Road is new.", question)
    assert may_answer("number", "1069 Park Road has 43 flats.", question)
