"""Passwords: kept as argon2 hashes, compared in constant time, and guessed slowly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from bot.access.roles import Role
from bot.access.throttle import Throttle
from bot.errors import TriedTooOften, WrongPassword

WRONG_FROM_AN_ADDRESS = 10
ADDRESS_SECONDS = 60.0
"""After this many wrong passwords from one address in this time, further ones are refused."""

WRONG_FOR_AN_ACCOUNT = 30
ACCOUNT_SECONDS = 300.0
"""The same for one account from all addresses, against guessing from many."""

LONGEST_PASSWORD = 1_000


class Passwords:
    """Which role a password is for. Passwords are kept as hashes only."""

    def __init__(
        self, by_role: Mapping[Role, str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``clock`` counts seconds."""
        self._hasher = PasswordHasher()
        self._hashes = {role: self._hasher.hash(password) for role, password in by_role.items()}
        self._addresses = Throttle(WRONG_FROM_AN_ADDRESS, ADDRESS_SECONDS, clock)
        self._accounts = Throttle(WRONG_FOR_AN_ACCOUNT, ACCOUNT_SECONDS, clock)
        # One comparison at a time: each takes 64 MiB, which strangers could multiply.
        self._lock = threading.Lock()

    def role_for(self, password: str, *, account: str, address: str) -> Role:
        """The role that the password is for.

        ``account`` "visitor" or "owner" tries that password alone; any other name tries both.

        Raises:
            WrongPassword: it is for none.
            TriedTooOften: too many were wrong; this one was not checked.
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
            if fits:
                return fits[0]
            self._addresses.note(address)
            for role in roles:
                self._accounts.note(role)
            raise WrongPassword("Wrong password.")

    def _fits(self, role: Role, password: str) -> bool:
        try:
            return self._hasher.verify(self._hashes[role], password[:LONGEST_PASSWORD])
        except (Argon2Error, InvalidHashError, UnicodeEncodeError):
            return False
