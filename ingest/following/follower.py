"""Brings a library in line with a folder, look by look.

Each look compares the folder with what the library has of it, so that nothing hangs on having seen
every event: what happened while nobody looked is caught up with, too. Only names that the folder
brought are ever taken away; what was added by hand stays, under whatever name.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ingest.following.folder import FollowedFolder, Look, SeenFile
from ingest.records import SourceFile
from storage.errors import DocumentNotFound
from storage.file_reports import FileReport, FolderStatus
from storage.files.digest import sha256_of
from storage.records import Document, Naming, PutReceipt

SETTLED_SECONDS = 2.0
"""How long a file must stay as it is before it is read: until then it is being written."""

GONE_SECONDS = 2 * SETTLED_SECONDS
"""How long a file must be away before its name goes: one that was renamed has its new name first,
so that its document stays and isn't read again."""


class Adds(Protocol):
    """What adds files to the library."""

    def add(self, files: Sequence[SourceFile]) -> Sequence[FileReport | None]:
        """How each ended, in order; ``None`` for one that somebody cancelled."""


class NamedLibrary(Protocol):
    """What following needs of a store; see ``storage.store.Store``."""

    def documents(self) -> tuple[Document, ...]:
        """All documents."""

    def link(
        self, name: str, document_id: str, *, container: str = "", folder: str = ""
    ) -> PutReceipt:
        """Give a document one more name."""

    def unlink(self, name: str) -> PutReceipt:
        """Take a name away; raises ``DocumentNotFound``."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A name in the library, with its document."""

    naming: Naming
    document: Document


class Follower:
    """Follows one folder; to be used from one thread."""

    def __init__(
        self,
        folder: FollowedFolder,
        library: NamedLibrary,
        adds: Adds,
        remove: Callable[[str], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``remove`` takes the id of a document that goes altogether; ``clock`` counts seconds."""
        self._folder = folder
        self._library = library
        self._adds = adds
        self._remove = remove
        self._clock = clock
        self._seen: dict[str, tuple[SeenFile, float]] = {}
        self._done: dict[str, SeenFile] = {}
        self._brought: set[str] | None = None
        self._missing: dict[str, float] = {}
        self._foreign: set[str] = set()
        self.status = FolderStatus(folder.label, 0, 0)

    def step(self) -> bool:
        """Look once and do what can be done now; whether to look again soon.

        Raises:
            StorageError: the library can't be read or changed; another step goes on from here.
        """
        look = self._folder.look()
        if look is None:
            self._say(0, 0, f"{self._folder.root} can't be looked into; nothing of it is removed.")
            return False
        if self._brought is None:
            root = str(self._folder.root)
            named = self._named().values()
            self._brought = {one.naming.name for one in named if one.naming.folder == root}
        settled, waiting = self._settled(look)
        self._say(len(look.files), len(settled) + len(waiting))
        self._add(settled, look)
        going = self._take_away(look)
        self._say(len(look.files), len(waiting), self._trouble(look))
        return bool(waiting) or going

    def _settled(self, look: Look) -> tuple[list[str], list[str]]:
        """The names of files that are to be read: those that can be, and those still written."""
        now = self._clock()
        settled: list[str] = []
        waiting: list[str] = []
        before, self._seen = self._seen, {}
        for name, file in look.files.items():
            known, since = before.get(name, (None, now))
            self._seen[name] = (file, since if known == file else now)
            if self._done.get(name) == file:
                continue
            is_settled = now - self._seen[name][1] >= SETTLED_SECONDS
            (settled if is_settled else waiting).append(name)
        return settled, waiting

    def _add(self, names: Sequence[str], look: Look) -> None:
        if not names:
            return
        named = self._named()
        wanted = [name for name in names if self._is_to_be_read(name, look.files[name], named)]
        root = str(self._folder.root)
        files = [SourceFile(look.files[name].path, name, folder=root) for name in wanted]
        for name, report in zip(wanted, self._adds.add(files), strict=True):
            if report is not None and report.state == "failed" and self._changed(look.files[name]):
                continue  # it was being written after all, and is read once it isn't
            self._done[name] = look.files[name]
            if report is not None and report.state != "failed":
                self._brought_now.add(name)

    def _is_to_be_read(self, name: str, file: SeenFile, named: Mapping[str, _Kept]) -> bool:
        """Whether the file's content has to be added under its name."""
        kept = named.get(name)
        self._foreign.discard(name)
        try:
            document_id = sha256_of(file.path)
        except OSError:
            return True  # whoever reads it says why it can't be
        if kept is None:
            return not self._is_linked(name, file, document_id)
        is_same = document_id == kept.document.document_id
        if kept.naming.folder != str(self._folder.root):
            if not kept.naming.folder or Path(kept.naming.folder).exists():
                if not is_same:
                    self._foreign.add(name)
                self._done[name] = file
                return False
            if is_same:  # the folder has moved
                self._library.link(name, kept.document.document_id, folder=str(self._folder.root))
        if is_same:
            self._done[name] = file
            self._brought_now.add(name)
        return not is_same

    def _is_linked(self, name: str, file: SeenFile, document_id: str) -> bool:
        """Whether that content is in the library, and so only gets the name, as when renamed."""
        try:
            self._library.link(name, document_id, folder=str(self._folder.root))
        except DocumentNotFound:
            return False
        self._done[name] = file
        self._brought_now.add(name)
        return True

    def _take_away(self, look: Look) -> bool:
        """Take away the names of files that are gone for good; whether others may be soon."""
        now, going = self._clock(), False
        away = [name for name in self._brought_now if name not in look.files]
        self._missing = {name: self._missing.get(name, now) for name in away}
        if not look.files:
            return False  # more likely a disk that isn't there than a wish
        named: Mapping[str, _Kept] | None = None
        for name in away:
            if look.hides(name):
                continue
            if now - self._missing[name] < GONE_SECONDS:
                going = True
                continue
            named = self._named() if named is None else named
            self._take(name, named.get(name))
            self._brought_now.discard(name)
            self._done.pop(name, None)
        return going

    def _take(self, name: str, kept: _Kept | None) -> None:
        if kept is None or kept.naming.folder != str(self._folder.root):
            return
        with suppress(DocumentNotFound):  # somebody else was faster
            if len(kept.document.names) == 1:
                self._remove(kept.document.document_id)
            else:
                self._library.unlink(name)

    def _named(self) -> dict[str, _Kept]:
        return {
            naming.name: _Kept(naming, document)
            for document in self._library.documents()
            for naming in document.namings
        }

    @property
    def _brought_now(self) -> set[str]:
        assert self._brought is not None  # noqa: S101 - the first step finds out
        return self._brought

    def _changed(self, file: SeenFile) -> bool:
        try:
            status = file.path.stat()
        except OSError:
            return True
        return (status.st_size, status.st_mtime_ns) != (file.size_bytes, file.modified_ns)

    def _trouble(self, look: Look) -> str:
        if not look.files and self._brought_now:
            return f"{self._folder.label} is empty; nothing of it is removed until a file is there."
        if self._foreign:
            name = min(self._foreign)
            return f"{name} was added by hand, and so the folder's file of that name is left out."
        return ""

    def _say(self, files: int, waiting: int, trouble: str = "") -> None:
        self.status = FolderStatus(self._folder.label, files, waiting, trouble)
