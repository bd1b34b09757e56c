"""Tokens for programs: made and revoked by the owner, kept as hashes, checked at each request."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.access.roles import Role
from bot.access.visitors import OWNER, Visitor
from bot.errors import TokenTrouble
from storage.files.durable import replacing, unwatched
from storage.files.locks import process_lock

PREFIX = "footnote_"
"""How every token begins, so that scanners for leaked secrets know one."""

LONGEST_NAME = 60

_FORMAT = 1
_WAIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token: never itself. ``made_at`` is in seconds since 1970."""

    name: str
    role: Role
    sha256: str
    made_at: float

    @property
    def visitor(self) -> Visitor:
        """Whom requests with this token come from."""
        if self.role == "owner":
            return OWNER
        return Visitor(f"token:{self.sha256[:32]}", is_owner=False)


class Tokens:
    """The tokens of one library, in a file that every process reads anew at each request.

    So one that another process revoked is refused from that moment on.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """The file is made with the first token, for its owner's eyes only."""
        self.path = path
        self._clock = clock

    def make(self, name: str, role: Role) -> str:
        """A new token of that name and role, which is said this once.

        Raises:
            TokenTrouble: the name is taken or no name, or the file can't be read.
        """
        if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
            raise TokenTrouble(f"A token's name has 1 to {LONGEST_NAME} printable characters.")
        secret = PREFIX + secrets.token_urlsafe(32)
        with self._alone() as kept:
            if any(token.name == name for token in kept):
                raise TokenTrouble(f'There is a token "{name}" already; revoke it first.')
            self._write([*kept, Token(name, role, _hashed(secret), self._clock())])
        return secret

    def revoke(self, name: str) -> None:
        """Refuse the token of that name from now on; raises ``TokenTrouble`` for no such."""
        with self._alone() as kept:
            left = [token for token in kept if token.name != name]
            if len(left) == len(kept):
                raise TokenTrouble(f'There is no token "{name}".')
            self._write(left)

    def all(self) -> tuple[Token, ...]:
        """All tokens, oldest first; raises ``TokenTrouble`` where the file is damaged."""
        try:
            content = json.loads(self.path.read_bytes())
            return tuple(Token(**one) for one in content["tokens"])
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TokenTrouble(
                f"{self.path} can't be read ({error}); delete it, then make the tokens again."
            ) from error

    def visitor(self, secret: str) -> Visitor | None:
        """Whom a request with this token comes from; ``None`` for one that isn't, or no more."""
        hashed = _hashed(secret)
        found = [one for one in self.all() if secrets.compare_digest(one.sha256, hashed)]
        return found[0].visitor if found else None

    @contextmanager
    def _alone(self) -> Iterator[tuple[Token, ...]]:
        """The tokens, while no other process changes them."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TokenTrouble(f"{self.path} can't be made: {error.strerror}.") from error
        lock = self.path.with_name(self.path.name + ".lock")
        with process_lock(lock, wait_seconds=_WAIT_SECONDS) as mine:
            if not mine:
                raise TokenTrouble(f"{self.path} is being changed; try again.")
            yield self.all()

    def _write(self, tokens: Sequence[Token]) -> None:
        content = {"format": _FORMAT, "tokens": [asdict(token) for token in tokens]}
        with replacing(self.path, name="tokens", step=unwatched) as stream:
            if hasattr(os, "fchmod"):  # Windows knows no such modes
                os.fchmod(stream.fileno(), 0o600)
            stream.write(json.dumps(content, indent=1).encode())


def _hashed(secret: str) -> str:
    """Tokens are 256 random bits, so that no slow hash is needed against guessing."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
