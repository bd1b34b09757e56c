"""The originals: files named by their content's digest, so that a name given by people is never
a path.
"""

from __future__ import annotations

from pathlib import Path

from storage.checks import is_document_id
from storage.files.durable import PARTIAL, Step, copy_whole, remove_file
from storage.kinds import KINDS
from storage.records import DocumentKind


def original_name(document_id: str, kind: DocumentKind) -> str:
    """The file name of a document's original."""
    return f"{document_id}{KINDS[kind].suffix}"


class Originals:
    """A folder of originals. Changed only inside the database's write transaction."""

    def __init__(self, folder: Path, step: Step) -> None:
        """Keep originals in this folder, which exists."""
        self.folder = folder
        self._step = step

    def path(self, document_id: str, kind: DocumentKind) -> Path:
        """Where a document's bytes lie, or would."""
        return self.folder / original_name(document_id, kind)

    def keep(self, document_id: str, kind: DocumentKind, source: Path) -> None:
        """Copy the bytes in, checking them against the id."""
        target = self.path(document_id, kind)
        copy_whole(source, target, sha256=document_id, name="the original", step=self._step)

    def drop(self, path: Path) -> None:
        """Remove one original if it is there."""
        remove_file(path, name="the original", step=self._step)

    def strays(self, known: frozenset[str]) -> tuple[Path, ...]:
        """Files here that belong to none of the known file names, such as half-written ones."""
        return tuple(
            path
            for path in sorted(self.folder.iterdir())
            if path.name not in known and (path.name.endswith(PARTIAL) or is_document_id(path.stem))
        )
