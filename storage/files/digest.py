"""What names a file by its content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

_BLOCK_BYTES = 1024 * 1024


def sha256_of(path: Path, on_block: Callable[[], object] = lambda: None) -> str:
    """The SHA-256 of a file's bytes in lower-case hexadecimal.

    ``on_block`` is called before each mebibyte is counted, and may raise to stop.

    Raises:
        OSError: the file can't be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            on_block()
            digest.update(block)
    return digest.hexdigest()
