"""Which password opens what, how guessing is slowed, and what is remembered of passwords."""

from __future__ import annotations

import pytest

from bot.access.passwords import (
    ACCOUNT_SECONDS,
    ADDRESS_SECONDS,
    WRONG_FOR_AN_ACCOUNT,
    WRONG_FROM_AN_ADDRESS,
    Passwords,
)
from bot.errors import TriedTooOften, WrongPassword

VISITORS = "correct horse"
OWNERS = "battery staple"

pytestmark = pytest.mark.slow


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def passwords(clock: Clock) -> Passwords:
    return Passwords({"visitor": VISITORS, "owner": OWNERS}, clock=clock)


def wrong(passwords: Passwords, account: str = "", address: str = "10.0.0.1") -> None:
    with pytest.raises(WrongPassword):
        passwords.admit("a guess", account=account, address=address)


@pytest.mark.parametrize(
    ("password", "account", "role"),
    [
        (VISITORS, "", "visitor"),
        (OWNERS, "", "owner"),
        (VISITORS, "anybody", "visitor"),
        (OWNERS, "owner", "owner"),
        (OWNERS, "visitor", None),
        (VISITORS, "owner", None),
        (VISITORS[:-1], "", None),
        (VISITORS + " ", "", None),
        ("", "", None),
        ("Пароль\ud800", "", None),
        (VISITORS * 100_000, "", None),
    ],
)
def test_a_password_opens_its_own_role(
    passwords: Passwords, password: str, account: str, role: str | None
) -> None:
    if role is not None:
        assert passwords.admit(password, account=account, address="10.0.0.1").role == role
        return
    with pytest.raises(WrongPassword):
        passwords.admit(password, account=account, address="10.0.0.1")


def test_passwords_are_kept_hashed(passwords: Passwords) -> None:
    kept = repr(vars(passwords))
    assert "$argon2id$" in kept
    assert VISITORS not in kept
    assert OWNERS not in kept


def test_guessing_from_an_address_is_stopped_for_a_minute(
    passwords: Passwords, clock: Clock
) -> None:
    for _ in range(WRONG_FROM_AN_ADDRESS):
        wrong(passwords)
    with pytest.raises(TriedTooOften) as often:
        passwords.admit(VISITORS, account="", address="10.0.0.1")
    assert often.value.seconds == ADDRESS_SECONDS
    assert passwords.admit(VISITORS, account="", address="10.0.0.2").role == "visitor"
    clock.now = ADDRESS_SECONDS
    assert passwords.admit(VISITORS, account="", address="10.0.0.1").role == "visitor"


def test_guessing_from_many_addresses_is_stopped_by_account(
    passwords: Passwords, clock: Clock
) -> None:
    for guess in range(WRONG_FOR_AN_ACCOUNT):
        wrong(passwords, account="owner", address=f"10.0.1.{guess}")
    with pytest.raises(TriedTooOften):
        passwords.admit(OWNERS, account="owner", address="10.0.2.1")
    with pytest.raises(TriedTooOften):
        passwords.admit(OWNERS, account="", address="10.0.2.1")
    assert passwords.admit(VISITORS, account="visitor", address="10.0.2.1").role == "visitor"
    clock.now = ACCOUNT_SECONDS
    assert passwords.admit(OWNERS, account="owner", address="10.0.2.1").role == "owner"
