"""Circles: visitors with a password of their own, which opens the collections the owner names.

Their passwords are kept as hashes with one salt, so that a password is hashed once however many
circles there are.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from argon2 import PasswordHasher
from argon2.low_level import Type, hash_secret_raw

from bot.access.kept_list import KeptList
from bot.access.roles import SHORTEST_PASSWORD
from bot.errors import PasswordNeeded, TokenTrouble
from storage.collections import collection_names

LONGEST_NAME = 60
LONGEST_PASSWORD = 1_000

_GENERATED_BYTES = 12
_COSTS = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle: its password's hash, and the collections that this opens.

    ``made_at`` is in seconds since 1970.
    """

    name: str
    collections: Sequence[str]
    salt: str
    hashed: str
    made_at: float

    @property
    def key(self) -> str:
        """What stands for the circle under this password, and no other, without giving it away."""
        return hashlib.sha256(self.hashed.encode()).hexdigest()[:32]


class Circles:
    """The circles of one library, in a file that every process reads anew at each request.

    So one that another process revoked, or that opens other collections now, is treated so from
    that moment on. Every method raises ``TokenTrouble`` where the file can't be read.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """The file is made with the first circle, for its owner's eyes only."""
        self._kept = KeptList(path, "circles")
        self._clock = clock

    def make(self, name: str, collections: Sequence[str], password: str | None = None) -> str:
        """The password of a new circle, made up where none is given.

        Raises:
            TokenTrouble: the name is taken or no name, or no collection is named.
            PasswordNeeded: the password is too short, or another circle's.
            StoreError: no collection can have one of these names.
        """
        if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
            raise TokenTrouble(f"A circle's name has 1 to {LONGEST_NAME} printable characters.")
        if password is not None and len(password) < SHORTEST_PASSWORD:
            raise PasswordNeeded(
                f"The password is too short: give at least {SHORTEST_PASSWORD} characters, "
                "or none, and one is made up."
            )
        password = password or secrets.token_urlsafe(_GENERATED_BYTES)
        with self._kept.alone():
            circles = self.all()
            if any(one.name == name for one in circles):
                raise TokenTrouble(f'There is a circle "{name}" already; revoke it first.')
            if _fitting(circles, password) is not None:
                raise PasswordNeeded("Another circle has that password; give this one its own.")
            salt = circles[0].salt if circles else secrets.token_hex(16)
            opened = _opened(collections)
            circle = Circle(name, opened, salt, _hashed(password, salt), self._clock())
            self._write([*circles, circle])
        return password

    def open(self, name: str, collections: Sequence[str]) -> None:
        """Let a circle's password open these collections and no others from now on."""
        with self._kept.alone():
            circles = self.all()
            self._check_there(circles, name)
            opened = _opened(collections)
            self._write(
                [replace(one, collections=opened) if one.name == name else one for one in circles]
            )

    def revoke(self, name: str) -> None:
        """Refuse a circle's password from now on, and who signed in with it."""
        with self._kept.alone():
            circles = self.all()
            self._check_there(circles, name)
            self._write([one for one in circles if one.name != name])

    def all(self) -> tuple[Circle, ...]:
        """All circles, oldest first."""
        return self._kept.records(Circle)

    def fitting(self, password: str) -> Circle | None:
        """The circle whose password that is, or ``None``."""
        return _fitting(self.all(), password)

    def by_key(self, key: str) -> Circle | None:
        """The circle of that ``key`` as it is now, or ``None`` where it was revoked."""
        return next((one for one in self.all() if one.key == key), None)

    def _check_there(self, circles: Sequence[Circle], name: str) -> None:
        if all(one.name != name for one in circles):
            raise TokenTrouble(f'There is no circle "{name}".')

    def _write(self, circles: Sequence[Circle]) -> None:
        self._kept.write([asdict(one) for one in circles])


def _opened(collections: Sequence[str]) -> list[str]:
    opened = list(collection_names(collections))
    if not opened:
        raise TokenTrouble("Name at least one collection that the circle may open.")
    return opened


def _fitting(circles: Sequence[Circle], password: str) -> Circle | None:
    hashes = {salt: _hashed(password, salt) for salt in {one.salt for one in circles}}
    # All are compared, so that the time taken doesn't tell which one it was.
    fits = [one for one in circles if secrets.compare_digest(one.hashed, hashes[one.salt])]
    return fits[0] if fits else None


def _hashed(password: str, salt: str) -> str:
    raw = hash_secret_raw(
        password[:LONGEST_PASSWORD].encode("utf-8", "replace"),
        bytes.fromhex(salt),
        time_cost=_COSTS.time_cost,
        memory_cost=_COSTS.memory_cost,
        parallelism=_COSTS.parallelism,
        hash_len=_COSTS.hash_len,
        type=Type.ID,
    )
    return raw.hex()
