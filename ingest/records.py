"""What ingestion is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to add: where it lies, and the name under which people will see it."""

    path: Path
    name: str
