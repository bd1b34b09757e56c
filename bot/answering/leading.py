"""What a reply opens with: the marked statement of the surest citation, in its document's words."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.answering.asked_row import row_said
from bot.answering.asking import asked_for, new_values
from bot.records import Answer, Citation
from storage.text.query import Query

MOST_ANSWERS = 3

LEAD_FROM = 0.2
"""The certainty from which a marked statement is said to be the answer."""

SECOND_FROM = 0.75
"""The share of the first answer's certainty that another must have to be given beside it."""

_ITEM = regex.compile(r"^[•▪‣◦·∙●○*–-]\s+")


def lead(query: Query, citations: Sequence[Citation]) -> tuple[Answer, ...]:
    """The answers of a reply, the surest first; none where no citation is sure enough.

    More than one where as sure a statement of another passage contradicts it: where a number or a
    date is asked for, and it has another.
    """
    surest = sorted(
        (one for one in citations if one.certainty >= LEAD_FROM),
        key=lambda one: (-one.certainty, one.rank),
    )
    answers: list[Answer] = []
    for citation in surest[:MOST_ANSWERS]:
        answer = _answer(query, citation)
        if not answers or (
            answer.certainty >= SECOND_FROM * answers[0].certainty
            and all(_contradict(query, answer, before) for before in answers)
        ):
            answers.append(answer)
    return tuple(answers)


def _contradict(query: Query, answer: Answer, other: Answer) -> bool:
    """Whether two answers have different numbers or dates, and such are asked for."""
    if asked_for(query.text) not in ("number", "date"):
        return False
    values, others = (new_values(one.text, query.text) for one in (answer, other))
    return bool(values and others) and values.isdisjoint(others)


def _answer(query: Query, citation: Citation) -> Answer:
    passage = citation.passage
    start, end = citation.sentence_start, citation.sentence_end
    in_table = citation.cell or row_said(query, passage, start, end)
    return Answer(
        text=in_table or _ITEM.sub("", " ".join(passage.text[start:end].split())),
        rank=citation.rank,
        start=start,
        end=end,
        certainty=citation.certainty,
    )
