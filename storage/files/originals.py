"""The originals: files named by their content's digest, so that a name given by people is never
a path.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storage.checks import is_document_id
from storage.errors import StoreError
from storage.files.durable import PARTIAL, Step, copied_aside, put_in_place, remove_file
from storage.kinds import KINDS
from storage.records import DocumentKind

_NAME = "the original"


def original_name(document_id: str, kind: DocumentKind) -> str:
    """The file name of a document's original."""
    return f"{document_id}{KINDS[kind].suffix}"


class Originals:
    """A folder of originals. Names in it change only inside the database's write transaction."""

    def __init__(self, folder: Path, step: Step) -> None:
        """Keep originals in this folder, which exists."""
        self.folder = folder
        self._step = step

    def path(self, document_id: str, kind: DocumentKind) -> Path:
        """Where a document's bytes lie, or would."""
        return self.folder / original_name(document_id, kind)

    def keep(self, document_id: str, kind: DocumentKind, source: Path) -> None:
        """Copy the bytes in, checking them against the id."""
        with self.copied(document_id, kind, source) as copy:
            if not copy.put_in_place():
                raise StoreError(f"{source} can't be copied: somebody removed the copy meanwhile")

    @contextmanager
    def copied(
        self, document_id: str, kind: DocumentKind, source: Path
    ) -> Iterator[CopiedOriginal]:
        """The bytes, checked and safe on disk, but not yet by their name.

        So a large file is copied before the transaction, in which only its name is given.
        """
        target = self.path(document_id, kind)
        with copied_aside(
            source, self.folder, sha256=document_id, name=_NAME, step=self._step
        ) as partial:
            yield CopiedOriginal(partial, target, self._step)

    def drop(self, path: Path) -> None:
        """Remove one original if it is there."""
        remove_file(path, name=_NAME, step=self._step)

    def drop_strays(self, known: frozenset[str]) -> None:
        """Remove what belongs to none of the known file names, also half-written files.

        Some system refuses to remove a file that another process is writing now.
        """
        for path in self.strays(known):
            with suppress(*((StoreError,) if is_partial(path) else ())):
                self.drop(path)

    def strays(self, known: frozenset[str]) -> tuple[Path, ...]:
        """Files here that belong to none of the known file names, such as half-written ones."""
        return tuple(
            path
            for path in sorted(self.folder.iterdir())
            if path.name not in known and (is_partial(path) or is_document_id(path.stem))
        )


class CopiedOriginal:
    """The copy of an original that has no name yet."""

    def __init__(self, partial: Path, target: Path, step: Step) -> None:
        """``Originals.copied`` makes one."""
        self._partial = partial
        self._target = target
        self._step = step

    def put_in_place(self) -> bool:
        """Whether it has its name now; not where somebody swept it away as a crash's leaving."""
        return put_in_place(self._partial, self._target, name=_NAME, step=self._step)


def is_partial(path: Path) -> bool:
    """Whether a file is being written, or was when a process crashed."""
    return path.name.endswith(PARTIAL)
