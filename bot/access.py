"""Who may open the page: on this machine anyone, from elsewhere who knows the password."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.errors import PasswordNeeded

SHORTEST_PASSWORD = 8
"""Characters that a password needs at least."""

WRONG_ALLOWED = 10
WRONG_FORGOTTEN_SECONDS = 60.0
"""After so many wrong passwords within so many seconds, none is looked at for as long."""


@dataclass(frozen=True, slots=True)
class Access:
    """The rule for one run: no password at all, or this one, and whether we made it up."""

    password: str = ""
    origin: Literal["none", "given", "generated"] = "none"


class Doorkeeper:
    """Compares passwords, in constant time, and stops looking when too many were wrong.

    Gradio doesn't say which address tries, so that the count is one for all of them: someone who
    guesses can keep others from signing in for a minute, but can't guess on.
    """

    def __init__(self, access: Access, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` counts seconds."""
        self._password = access.password.encode()
        self._clock = clock
        self._wrong: deque[float] = deque(maxlen=WRONG_ALLOWED)
        self._lock = threading.Lock()

    def allows(self, _name: str, password: str) -> bool:
        """Whether this password opens the page, under any name."""
        with self._lock:
            now = self._clock()
            if len(self._wrong) == WRONG_ALLOWED and (
                now - self._wrong[0] < WRONG_FORGOTTEN_SECONDS
            ):
                return False
            right = hmac.compare_digest(password.encode(), self._password)
            if not right:
                self._wrong.append(now)
            return right


def access_for(*, host: str, share: bool, password: str | None) -> Access:
    """The rule for a page on ``host``: others can only reach it with a password.

    Without ``share`` and on a loopback address no password is needed, though one can be given.
    Elsewhere one is generated where none is given.

    Raises:
        PasswordNeeded: the password given is too short to protect anything.
    """
    if password is not None:
        if len(password) < SHORTEST_PASSWORD:
            raise PasswordNeeded(
                f"The password is too short: give at least {SHORTEST_PASSWORD} characters, "
                "or none, and one is made up."
            )
        return Access(password, "given")
    if share or not is_loopback(host):
        return Access(secrets.token_urlsafe(12), "generated")
    return Access()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that host name or address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
