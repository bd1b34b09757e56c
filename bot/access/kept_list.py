"""A small list in a JSON file that several processes read and change, for its owner's eyes only."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import TokenTrouble
from storage.files.durable import replacing, unwatched
from storage.files.locks import process_lock

Record = TypeVar("Record")

_FORMAT = 1
_WAIT_SECONDS = 10.0


class KeptList:
    """JSON objects under one name in a file, which is made with the first of them.

    Every method raises ``TokenTrouble`` where the file can't be read, made or changed.
    """

    def __init__(self, path: Path, name: str) -> None:
        """``name`` is what the objects are called, in the file and to people."""
        self.path = path
        self._name = name

    def read(self) -> list[dict[str, Any]]:
        """The objects as they are now, whoever changed them."""
        try:
            content = json.loads(self.path.read_bytes())
            return [dict(one) for one in content[self._name]]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._damaged(error) from error

    def records(self, kind: Callable[..., Record]) -> tuple[Record, ...]:
        """The objects as records of a kind, in order."""
        try:
            return tuple(kind(**one) for one in self.read())
        except TypeError as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> TokenTrouble:
        """What to say where an object isn't what was written."""
        return TokenTrouble(
            f"{self.path} can't be read ({error}); delete it, then make the {self._name} again."
        )

    @contextmanager
    def alone(self) -> Iterator[list[dict[str, Any]]]:
        """The objects, while no other process changes them."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TokenTrouble(f"{self.path} can't be made: {error.strerror}.") from error
        lock = self.path.with_name(self.path.name + ".lock")
        with process_lock(lock, wait_seconds=_WAIT_SECONDS) as mine:
            if not mine:
                raise TokenTrouble(f"{self.path} is being changed; try again.")
            yield self.read()

    def write(self, objects: Sequence[dict[str, Any]]) -> None:
        """Put these in the place of what was there; to be called while alone."""
        content = {"format": _FORMAT, self._name: list(objects)}
        with replacing(self.path, name=self._name, step=unwatched) as stream:
            if hasattr(os, "fchmod"):  # Windows knows no such modes
                os.fchmod(stream.fileno(), 0o600)
            stream.write(json.dumps(content, indent=1).encode())
