"""Tokens for programs: made and revoked by the owner, kept as hashes, checked at each request."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.access.kept_list import KeptList
from bot.access.roles import Role
from bot.access.visitors import OWNER, Visitor
from bot.errors import TokenTrouble

PREFIX = "footnote_"
"""How every token begins, so that scanners for leaked secrets know one."""

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token: never itself. ``made_at`` is in seconds since 1970.

    ``collections`` are those that a visitor's token opens, or ``None`` for the whole library.
    """

    name: str
    role: Role
    sha256: str
    made_at: float
    collections: Sequence[str] | None = None

    @property
    def visitor(self) -> Visitor:
        """Whom requests with this token come from."""
        if self.role == "owner":
            return OWNER
        opened = None if self.collections is None else frozenset(self.collections)
        return Visitor(f"token:{self.sha256[:32]}", is_owner=False, collections=opened)


class Tokens:
    """The tokens of one library, in a file that every process reads anew at each request.

    So one that another process revoked is refused from that moment on.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """The file is made with the first token, for its owner's eyes only."""
        self.path = path
        self._kept = KeptList(path, "tokens")
        self._clock = clock

    def make(self, name: str, role: Role, collections: Sequence[str] = ()) -> str:
        """A new token of that name and role, which is said this once.

        A visitor's opens these ``collections`` only, or the whole library where none is named.

        Raises:
            TokenTrouble: the name is taken or no name, or the file can't be read.
        """
        if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
            raise TokenTrouble(f"A token's name has 1 to {LONGEST_NAME} printable characters.")
        secret = PREFIX + secrets.token_urlsafe(32)
        token = Token(name, role, _hashed(secret), self._clock(), list(collections) or None)
        with self._kept.alone() as kept:
            if any(one["name"] == name for one in kept):
                raise TokenTrouble(f'There is a token "{name}" already; revoke it first.')
            self._kept.write([*kept, asdict(token)])
        return secret

    def revoke(self, name: str) -> None:
        """Refuse the token of that name from now on; raises ``TokenTrouble`` for no such."""
        with self._kept.alone() as kept:
            left = [one for one in kept if one["name"] != name]
            if len(left) == len(kept):
                raise TokenTrouble(f'There is no token "{name}".')
            self._kept.write(left)

    def all(self) -> tuple[Token, ...]:
        """All tokens, oldest first; raises ``TokenTrouble`` where the file is damaged."""
        return self._kept.records(Token)

    def visitor(self, secret: str) -> Visitor | None:
        """Whom a request with this token comes from; ``None`` for one that isn't, or no more."""
        hashed = _hashed(secret)
        found = [one for one in self.all() if secrets.compare_digest(one.sha256, hashed)]
        return found[0].visitor if found else None


def _hashed(secret: str) -> str:
    """Tokens are 256 random bits, so that no slow hash is needed against guessing."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
