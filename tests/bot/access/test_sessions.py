"""Sessions end, and tokens tell nothing."""

from __future__ import annotations

from bot.access.sessions import SESSION_SECONDS, SESSIONS_AT_MOST, Sessions
from bot.access.visitors import Visitor

SOMEBODY = Visitor("browser:1", is_owner=False, collections=None)


def test_a_session_ends_when_its_time_is_over() -> None:
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    token = sessions.start(SOMEBODY)
    now[0] = SESSION_SECONDS - 1
    assert sessions.visitor(token) == SOMEBODY
    now[0] = SESSION_SECONDS
    assert sessions.visitor(token) is None


def test_a_session_ends_on_request_and_others_go_on() -> None:
    sessions = Sessions()
    first, second = sessions.start(SOMEBODY), sessions.start(SOMEBODY)
    sessions.end(first)
    assert sessions.visitor(first) is None
    assert sessions.visitor(second) == SOMEBODY


def test_tokens_are_long_random_and_not_kept() -> None:
    sessions = Sessions()
    tokens = {sessions.start(SOMEBODY) for _ in range(50)}
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 43
    assert not any(token in repr(vars(sessions)) for token in tokens)
    for made_up in ("", "None", "x" * 43, "\ud800"):
        assert sessions.visitor(made_up) is None


def test_no_number_of_sign_ins_fills_the_memory() -> None:
    sessions = Sessions()
    first = sessions.start(SOMEBODY)
    for _ in range(SESSIONS_AT_MOST):
        sessions.start(SOMEBODY)
    assert sessions.visitor(first) is None
