"""What visitors may do, and how much of it."""

from __future__ import annotations

import pytest

from bot.access.visitor_limits import (
    ALL_VISITORS,
    LONGEST_QUESTION,
    MEBIBYTE,
    MINUTE,
    VisitorLimits,
    VisitorRules,
)
from bot.access.visitors import OWNER, Visitor
from bot.errors import NotAllowed
from bot.html.access_wording import access_wording_for

WORDING = access_wording_for("en")
ONE, OTHER = (
    Visitor("browser:1", is_owner=False, collections=None),
    Visitor("browser:2", is_owner=False, collections=None),
)


def test_only_the_owner_may_change_the_library() -> None:
    limits = VisitorLimits(VisitorRules(may_add=True))
    limits.check_may_change(OWNER, WORDING)
    for visitor in (ONE, None):
        with pytest.raises(NotAllowed, match="Only the owner"):
            limits.check_may_change(visitor, WORDING)


def test_visitors_add_nothing_unless_told_otherwise() -> None:
    limits = VisitorLimits(VisitorRules())
    limits.check_may_add(OWNER, 1_000, WORDING)
    assert limits.bytes_left(OWNER) is None
    assert limits.bytes_left(ONE) == 0
    with pytest.raises(NotAllowed, match="Only the owner"):
        limits.check_may_add(ONE, 1, WORDING)


def test_a_visitor_adds_up_to_a_quota() -> None:
    limits = VisitorLimits(VisitorRules(may_add=True, files=3, mebibytes=2))
    limits.check_may_add(ONE, 2, WORDING)
    with pytest.raises(NotAllowed, match="3 files and 2 MiB"):
        limits.check_may_add(ONE, 2, WORDING)
    limits.check_may_add(ONE, 1, WORDING)
    limits.check_may_add(OTHER, 3, WORDING)
    assert limits.bytes_left(ONE) == 2 * MEBIBYTE
    limits.note_bytes(ONE, MEBIBYTE + 1)
    assert limits.bytes_left(ONE) == MEBIBYTE - 1
    limits.note_bytes(ONE, MEBIBYTE)
    assert limits.bytes_left(ONE) == 0
    assert limits.bytes_left(OTHER) == 2 * MEBIBYTE


def test_new_browsers_do_not_add_without_end() -> None:
    limits = VisitorLimits(VisitorRules(may_add=True, files=1))
    for number in range(ALL_VISITORS):
        limits.check_may_add(
            Visitor(f"browser:{number}", is_owner=False, collections=None), 1, WORDING
        )
    with pytest.raises(NotAllowed):
        limits.check_may_add(Visitor("browser:new", is_owner=False, collections=None), 1, WORDING)


def test_questions_are_limited_for_each_visitor_and_it_is_said_when_to_try_again() -> None:
    now = [0.0]
    limits = VisitorLimits(VisitorRules(questions_a_minute=2), lambda: now[0])
    for _ in range(2):
        limits.check_may_ask(ONE, "q", WORDING)
    with pytest.raises(NotAllowed, match="Try again in 60 s"):
        limits.check_may_ask(ONE, "q", WORDING)
    limits.check_may_ask(OTHER, "q", WORDING)
    for _ in range(100):
        limits.check_may_ask(OWNER, "q", WORDING)
    now[0] = MINUTE
    limits.check_may_ask(ONE, "q", WORDING)
    with pytest.raises(NotAllowed):
        limits.check_may_ask(None, "q", WORDING)


def test_no_question_is_longer_than_the_models_could_use() -> None:
    limits = VisitorLimits(VisitorRules())
    limits.check_may_ask(OWNER, "q" * LONGEST_QUESTION, WORDING)
    with pytest.raises(NotAllowed, match="20,000 characters"):
        limits.check_may_ask(OWNER, "q" * (LONGEST_QUESTION + 1), WORDING)


def test_requests_are_limited_for_visitors_alone() -> None:
    limits = VisitorLimits(VisitorRules(requests_a_minute=3))
    assert [limits.seconds_to_wait(ONE) > 0 for _ in range(5)] == [False] * 3 + [True] * 2
    assert limits.seconds_to_wait(OTHER) == 0
    assert not any(limits.seconds_to_wait(OWNER) for _ in range(100))


@pytest.mark.parametrize("name", ["files", "mebibytes", "questions_a_minute"])
def test_rules_that_allow_nothing_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        VisitorRules(**{name: 0})
