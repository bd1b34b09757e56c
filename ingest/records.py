"""What ingestion is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to add: where it lies, and the name under which people will see it.

    ``document_id`` is "", or names the stored document whose original this is, to be read again.
    """

    path: Path
    name: str
    document_id: str = ""
