"""Who needs a password, and which password opens the page."""

from __future__ import annotations

import pytest

from bot.access import (
    WRONG_ALLOWED,
    WRONG_FORGOTTEN_SECONDS,
    Access,
    Doorkeeper,
    access_for,
    is_loopback,
)
from bot.errors import PasswordNeeded


@pytest.mark.parametrize(
    ("host", "share", "password", "origin"),
    [
        pytest.param("127.0.0.1", False, None, "none", id="this machine alone"),
        pytest.param("localhost", False, None, "none", id="this machine by name"),
        pytest.param("::1", False, None, "none", id="this machine, IPv6"),
        pytest.param("127.0.0.1", True, None, "generated", id="shared"),
        pytest.param("0.0.0.0", False, None, "generated", id="all interfaces"),  # noqa: S104
        pytest.param("example.org", False, None, "generated", id="a name elsewhere"),
        pytest.param("127.0.0.1", True, "long enough", "given", id="shared, given"),
        pytest.param("127.0.0.1", False, "long enough", "given", id="this machine, given"),
    ],
)
def test_a_password_guards_every_page_that_others_can_reach(
    host: str, share: bool, password: str | None, origin: str
) -> None:
    access = access_for(host=host, share=share, password=password)
    assert access.origin == origin
    assert bool(access.password) == (origin != "none")
    assert password is None or access.password == password


def test_generated_passwords_differ_and_are_long() -> None:
    made = {access_for(host="0.0.0.0", share=False, password=None).password for _ in range(5)}  # noqa: S104
    assert len(made) == 5
    assert min(map(len, made)) >= 16


@pytest.mark.parametrize("password", ["", "short", "1234567"])
def test_a_short_password_is_refused_with_what_to_do(password: str) -> None:
    with pytest.raises(PasswordNeeded, match="at least 8 characters"):
        access_for(host="127.0.0.1", share=True, password=password)


def test_only_the_password_counts() -> None:
    door = Doorkeeper(Access("correct horse", "given"))
    assert door.allows("anyone", "correct horse")
    assert not door.allows("anyone", "correct hors")
    assert not door.allows("correct horse", "")
    assert not door.allows("anyone", "Пароль")


def test_guessing_is_stopped_for_a_minute() -> None:
    now = [0.0]
    door = Doorkeeper(Access("correct horse", "given"), clock=lambda: now[0])
    for guess in range(WRONG_ALLOWED):
        assert not door.allows("anyone", str(guess))
    assert not door.allows("anyone", "correct horse")
    now[0] = WRONG_FORGOTTEN_SECONDS - 1
    assert not door.allows("anyone", "correct horse")
    now[0] = WRONG_FORGOTTEN_SECONDS
    assert door.allows("anyone", "correct horse")


@pytest.mark.parametrize("host", ["10.0.0.1", "0.0.0.0", "::", "localhost.example.org", ""])  # noqa: S104
def test_other_addresses_are_not_loopback(host: str) -> None:
    assert not is_loopback(host)
