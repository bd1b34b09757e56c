"""Passwords: kept as argon2 hashes, compared in constant time, and guessed slowly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from bot.access.circles import LONGEST_PASSWORD, Circle, Circles
from bot.access.roles import Role
from bot.access.throttle import Throttle
from bot.errors import TriedTooOften, WrongPassword

WRONG_FROM_AN_ADDRESS = 10
ADDRESS_SECONDS = 60.0
"""After this many wrong passwords from one address in this time, further ones are refused."""

WRONG_FOR_AN_ACCOUNT = 30
ACCOUNT_SECONDS = 300.0
"""The same for one account from all addresses, against guessing from many."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """As whom a password lets somebody in: a role, and a visitor's circle, or ``None``."""

    role: Role
    circle: Circle | None = None


class Passwords:
    """As whom each password lets people in. Passwords are kept as hashes only."""

    def __init__(
        self,
        by_role: Mapping[Role, str],
        circles: Circles | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``clock`` counts seconds."""
        self._circles = circles
        self._hasher = PasswordHasher()
        self._hashes = {role: self._hasher.hash(password) for role, password in by_role.items()}
        self._addresses = Throttle(WRONG_FROM_AN_ADDRESS, ADDRESS_SECONDS, clock)
        self._accounts = Throttle(WRONG_FOR_AN_ACCOUNT, ACCOUNT_SECONDS, clock)
        # One comparison at a time: each takes 64 MiB, which strangers could multiply.
        self._lock = threading.Lock()

    def admit(self, password: str, *, account: str, address: str) -> Admitted:
        """As whom the password lets somebody in; of several the one that may read least.

        ``account`` "visitor" or "owner" tries the passwords of that role alone; any other name
        tries all.

        Raises:
            WrongPassword: it is nobody's.
            TriedTooOften: too many were wrong; this one was not checked.
            TokenTrouble: the circles can't be read.
        """
        roles = [role for role in self._hashes if role == account] or list(self._hashes)
        with self._lock:
            waiting = max(
                self._addresses.seconds_to_wait(address),
                *(self._accounts.seconds_to_wait(role) for role in roles),
            )
            if waiting > 0:
                raise TriedTooOften(waiting)
            # All are compared, so that the time taken doesn't tell which one it was.
            fits = [role for role in roles if self._fits(role, password)]
            circle = None
            if self._circles is not None and "visitor" in roles:
                circle = self._circles.fitting(password)
            if circle is not None:
                return Admitted("visitor", circle)
            if fits:
                return Admitted(fits[0])
            self._addresses.note(address)
            for role in roles:
                self._accounts.note(role)
            raise WrongPassword("Wrong password.")

    def _fits(self, role: Role, password: str) -> bool:
        try:
            return self._hasher.verify(self._hashes[role], password[:LONGEST_PASSWORD])
        except (Argon2Error, InvalidHashError, UnicodeEncodeError):
            return False
