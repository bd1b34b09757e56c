"""Brings a library in line with a folder, look by look.

Each look compares the folder with what the library has of it, so that nothing hangs on having seen
every event: what happened while nobody looked is caught up with, too. Only names that the folder
brought are ever taken away; what was added by hand stays, under whatever name, and so does what is
on a drive that isn't there now.
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

SAME_DRIVE = 0.5
"""The share of a drive's files that must be there for one with another number to be the same."""


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
        self._brought: dict[str, str] | None = None
        self._devices: dict[str, dict[int, bool]] = {}
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
            ours = [one.naming for one in self._named().values() if self._folder.has(one.naming)]
            self._brought = {naming.name: naming.folder for naming in ours}
        away = self._drives_away(look)
        settled, waiting = self._settled(look)
        self._say(len(look.files), len(settled) + len(waiting))
        self._add(settled, look)
        going = self._take_away(look, away)
        self._say(len(look.files), len(waiting), self._trouble(look, away))
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
        seen = [(name, look.files[name]) for name in wanted]
        files = [SourceFile(file.path, name, folder=file.folder) for name, file in seen]
        for name, report in zip(wanted, self._adds.add(files), strict=True):
            if report is not None and report.state == "failed" and self._changed(look.files[name]):
                continue  # it was being written after all, and is read once it isn't
            self._done[name] = look.files[name]
            if report is not None and report.state != "failed":
                self._brought_now[name] = look.files[name].folder

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
        if self._is_anothers(kept.naming):
            if not is_same:
                self._foreign.add(name)
            self._done[name] = file
            return False
        if not is_same:
            return True
        if kept.naming.folder != file.folder:  # the folder has moved, or another drive is there
            self._library.link(name, document_id, folder=file.folder)
        self._done[name] = file
        self._brought_now[name] = file.folder
        return False

    def _is_linked(self, name: str, file: SeenFile, document_id: str) -> bool:
        """Whether that content is in the library, and so only gets the name, as when renamed."""
        try:
            self._library.link(name, document_id, folder=file.folder)
        except DocumentNotFound:
            return False
        self._done[name] = file
        self._brought_now[name] = file.folder
        return True

    def _drives_away(self, look: Look) -> frozenset[str]:
        """The drives, or the folder, that files came from and that aren't there, or are others.

        A drive is known by its device's number. One with a new number, as after it was mounted
        again, is the same where half its files are there; that is judged before any are added.
        """
        away = set[str]()
        for drive in set(self._brought_now.values()):
            device = self._folder.mounted_at(Path(drive))
            if device is None or not self._is_same_drive(drive, device, look):
                away.add(drive)
        return frozenset(away)

    def _is_same_drive(self, drive: str, device: int, look: Look) -> bool:
        devices = self._devices.setdefault(drive, {})
        if device not in devices:
            names = [name for name, of in self._brought_now.items() if of == drive]
            seen = sum(name in look.files for name in names)
            is_first = drive == str(self._folder.root) and not devices
            devices[device] = is_first or seen >= SAME_DRIVE * len(names)
        return devices[device]

    def _take_away(self, look: Look, away: frozenset[str]) -> bool:
        """Take away the names of files that are gone for good; whether others may be soon."""
        now, going = self._clock(), False
        gone = [
            name
            for name, drive in self._brought_now.items()
            if name not in look.files and drive not in away and not look.hides(name)
        ]
        self._missing = {name: self._missing.get(name, now) for name in gone}
        if not look.files:
            return False  # more likely a disk that isn't there than a wish
        named: Mapping[str, _Kept] | None = None
        for name in gone:
            if now - self._missing[name] < GONE_SECONDS:
                going = True
                continue
            named = self._named() if named is None else named
            self._take(name, named.get(name))
            del self._brought_now[name]
            self._done.pop(name, None)
        return going

    def _take(self, name: str, kept: _Kept | None) -> None:
        if kept is None or not self._folder.has(kept.naming):
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

    def _is_anothers(self, naming: Naming) -> bool:
        """Whether somebody, or another folder that is still there, gave the name."""
        if self._folder.has(naming):
            return False
        return not naming.folder or Path(naming.folder).exists()

    @property
    def _brought_now(self) -> dict[str, str]:
        """The drive, or the folder itself, of each name that it brought."""
        assert self._brought is not None  # noqa: S101 - the first step finds out
        return self._brought

    def _changed(self, file: SeenFile) -> bool:
        try:
            status = file.path.stat()
        except OSError:
            return True
        return (status.st_size, status.st_mtime_ns) != (file.size_bytes, file.modified_ns)

    def _trouble(self, look: Look, away: frozenset[str]) -> str:
        if not look.files and self._brought_now:
            return f"{self._folder.label} is empty; nothing of it is removed until a file is there."
        if away:
            name = self._folder.name_of(Path(min(away)))
            return f"The drive at {name} isn't there, or is another; nothing of it is removed."
        if look.unknown:
            return f"{min(look.unknown)} can't be looked into; nothing of it is removed."
        if self._foreign:
            name = min(self._foreign)
            return f"{name} was added by hand, and so the folder's file of that name is left out."
        return ""

    def _say(self, files: int, waiting: int, trouble: str = "") -> None:
        self.status = FolderStatus(self._folder.label, files, waiting, trouble)
