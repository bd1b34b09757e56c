"""A log of who came in and who was refused; never of what they typed."""

from __future__ import annotations

import logging
import os
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal, TypeAlias

Event: TypeAlias = Literal["signed in", "signed out", "wrong password", "tried too often"]

_BYTES_AT_MOST = 1_000_000
_ADDRESS = re.compile(r"[0-9A-Za-z.:%_-]{1,100}")


class SignInLog:
    """Lines of time, event, role and address in a file, of which one older part is kept."""

    def __init__(self, path: Path) -> None:
        """The file is made at the first event, for its owner's eyes only."""
        self.path = path
        self._handler: RotatingFileHandler | None = None

    def note(self, event: Event, *, role: str, address: str) -> None:
        """Write one line; ``role`` is "-" where it isn't known."""
        if self._handler is None:
            self._handler = self._opened()
        # An address may be what a proxy, or somebody in its place, says it is.
        seen = address if _ADDRESS.fullmatch(address) else "?"
        record = logging.LogRecord("sign-ins", logging.INFO, "", 0, "%s", (), None)
        record.args = (f"{event}\t{role}\t{seen}",)
        self._handler.handle(record)

    def close(self) -> None:
        """Close the file."""
        if self._handler is not None:
            self._handler.close()

    def _opened(self) -> RotatingFileHandler:
        os.close(os.open(self.path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        handler = RotatingFileHandler(
            self.path, maxBytes=_BYTES_AT_MOST, backupCount=1, encoding="utf-8"
        )
        handler.setFormatter(logging.Formatter("%(asctime)s\t%(message)s"))
        return handler
