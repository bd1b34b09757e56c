"""What ingestion is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Inside:
    """Where a file was found: in the document of that id, called so there, so many files deep."""

    container: str
    own_name: str
    depth: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to add: where it lies, and the name under which people will see it.

    ``document_id`` is "", or names the stored document whose original this is, to be read again.
    ``inside`` says of a file that was found inside another where that was. ``collections`` are
    those that its document is to be in, ``folder`` is the watched folder that it lies in, or "".
    """

    path: Path
    name: str
    document_id: str = ""
    inside: Inside | None = None
    collections: tuple[str, ...] = ()
    folder: str = ""

    @property
    def own_name(self) -> str:
        """What the file itself is called, whose ending may say what it is."""
        return self.inside.own_name if self.inside else self.name

    @property
    def container(self) -> str:
        """The id of the document inside which it was found, or ""."""
        return self.inside.container if self.inside else ""
