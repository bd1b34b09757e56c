"""Who may open the page: anyone on this machine, and others with a password."""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.errors import PasswordNeeded

Role: TypeAlias = Literal["visitor", "owner"]

SHORTEST_PASSWORD = 8
"""Characters that a password needs at least."""

_GENERATED_BYTES = 12


@dataclass(frozen=True, slots=True)
class Access:
    """The rule for one run: no passwords and no sign-in at all, or one for each role.

    ``generated`` names the roles whose password was made up here and must be announced.
    """

    visitors_password: str = ""
    owner_password: str = ""
    generated: frozenset[Role] = frozenset()

    def __post_init__(self) -> None:
        """Refuse passwords that would make every visitor an owner, or none."""
        if bool(self.visitors_password) != bool(self.owner_password):
            raise ValueError("there are passwords for both roles, or none")
        if self.visitors_password and self.visitors_password == self.owner_password:
            raise PasswordNeeded(
                "The owner's password must differ from the visitors', or every visitor could "
                "change the library."
            )

    @property
    def needs_sign_in(self) -> bool:
        """Whether a password is needed."""
        return bool(self.owner_password)


def access_for(
    *, host: str, share: bool, password: str | None, owner_password: str | None
) -> Access:
    """The rule for a page on ``host``: others can only reach it with a password.

    Without ``share``, which says that others get here by a tunnel or proxy, and on a loopback
    address no password is needed, though one can be given:
    ``password`` for visitors, ``owner_password`` for the owner. Where one is needed and not given,
    it is generated.

    Raises:
        PasswordNeeded: a password given is too short to protect anything, or both are the same.
    """
    for given in (password, owner_password):
        if given is not None and len(given) < SHORTEST_PASSWORD:
            raise PasswordNeeded(
                f"The password is too short: give at least {SHORTEST_PASSWORD} characters, "
                "or none, and one is made up."
            )
    if password is None and owner_password is None and not share and is_loopback(host):
        return Access()
    generated: set[Role] = set()
    if password is None:
        generated.add("visitor")
    if owner_password is None:
        generated.add("owner")
    return Access(
        password or secrets.token_urlsafe(_GENERATED_BYTES),
        owner_password or secrets.token_urlsafe(_GENERATED_BYTES),
        frozenset(generated),
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that host name or address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
