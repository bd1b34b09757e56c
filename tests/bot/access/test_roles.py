"""Who needs a password, and where it comes from."""

from __future__ import annotations

import pytest

from bot.access.roles import Access, access_for, is_loopback
from bot.errors import PasswordNeeded

BOTH = frozenset({"visitor", "owner"})


@pytest.mark.parametrize(
    ("host", "share", "password", "owner_password", "generated"),
    [
        pytest.param("127.0.0.1", False, None, None, None, id="this machine alone"),
        pytest.param("localhost", False, None, None, None, id="this machine by name"),
        pytest.param("::1", False, None, None, None, id="this machine, IPv6"),
        pytest.param("127.0.0.1", True, None, None, BOTH, id="shared"),
        pytest.param("0.0.0.0", False, None, None, BOTH, id="all interfaces"),  # noqa: S104
        pytest.param("example.org", False, None, None, BOTH, id="a name elsewhere"),
        pytest.param("127.0.0.1", True, "long enough", None, {"owner"}, id="shared, given"),
        pytest.param("127.0.0.1", False, "long enough", None, {"owner"}, id="this machine, given"),
        pytest.param("::", False, None, "owner's own", {"visitor"}, id="the owner's given"),
        pytest.param("::", False, "long enough", "owner's own", set(), id="both given"),
    ],
)
def test_two_passwords_guard_every_page_that_others_can_reach(
    host: str,
    share: bool,
    password: str | None,
    owner_password: str | None,
    generated: set[str] | None,
) -> None:
    access = access_for(host=host, share=share, password=password, owner_password=owner_password)
    assert access.needs_sign_in == (generated is not None)
    assert access.generated == (generated or set())
    if access.needs_sign_in:
        assert access.visitors_password == (password or access.visitors_password) != ""
        assert access.owner_password == (owner_password or access.owner_password) != ""
        assert access.owner_password != access.visitors_password


def test_generated_passwords_differ_and_are_long() -> None:
    made = [
        access_for(host="0.0.0.0", share=False, password=None, owner_password=None)  # noqa: S104
        for _ in range(5)
    ]
    passwords = {one.visitors_password for one in made} | {one.owner_password for one in made}
    assert len(passwords) == 10
    assert min(map(len, passwords)) >= 16


@pytest.mark.parametrize("password", ["", "short", "1234567"])
def test_a_short_password_is_refused_with_what_to_do(password: str) -> None:
    with pytest.raises(PasswordNeeded, match="at least 8 characters"):
        access_for(host="127.0.0.1", share=True, password=password, owner_password=None)
    with pytest.raises(PasswordNeeded, match="at least 8 characters"):
        access_for(host="127.0.0.1", share=True, password=None, owner_password=password)


def test_one_password_for_both_is_refused() -> None:
    with pytest.raises(PasswordNeeded, match="must differ"):
        access_for(host="::1", share=True, password="same for all", owner_password="same for all")  # noqa: S106
    with pytest.raises(ValueError, match="both roles"):
        Access("only one of them")


@pytest.mark.parametrize("host", ["10.0.0.1", "0.0.0.0", "::", "localhost.example.org", ""])  # noqa: S104
def test_other_addresses_are_not_loopback(host: str) -> None:
    assert not is_loopback(host)
