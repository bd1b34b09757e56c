"""Sessions: a browser gets one by signing in; it ends by signing out or after some hours."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.access.visitors import Visitor

SESSION_SECONDS = 12 * 3600
"""How long a session lasts from signing in, whatever is done in it."""

SESSIONS_AT_MOST = 10_000
"""Beyond this, the oldest session ends."""


@dataclass(frozen=True, slots=True)
class _Session:
    visitor: Visitor
    ends_at: float


class Sessions:
    """Who is signed in. Tokens are kept hashed, and none outlives the program."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` counts seconds."""
        self._clock = clock
        self._sessions: OrderedDict[str, _Session] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, visitor: Visitor) -> str:
        """A token that identifies the visitor from now on."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[_hashed(token)] = _Session(visitor, self._clock() + SESSION_SECONDS)
            if len(self._sessions) > SESSIONS_AT_MOST:
                self._sessions.popitem(last=False)
        return token

    def visitor(self, token: str) -> Visitor | None:
        """The visitor that the token identifies; ``None`` if it is unknown or has expired."""
        with self._lock:
            session = self._sessions.get(_hashed(token))
            if session is None or self._clock() >= session.ends_at:
                self._sessions.pop(_hashed(token), None)
                return None
            return session.visitor

    def end(self, token: str) -> None:
        """Make the token invalid."""
        with self._lock:
            self._sessions.pop(_hashed(token), None)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
