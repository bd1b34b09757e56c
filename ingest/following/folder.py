"""A folder that is followed, as it looks at one moment."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from ingest.adding.finding import Wanted, wanted_below
from ingest.names import display_name
from storage.records import Naming


def device_of(folder: Path) -> int | None:
    """The number of the device that a folder lies on; ``None`` where that can't be seen."""
    try:
        return folder.stat().st_dev
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it was seen: one that differs in any of this has changed.

    ``folder`` is the followed folder, or the drive below it that the file lies on: a folder whose
    device isn't that of the folder around it.
    """

    path: Path
    size_bytes: int
    modified_ns: int
    folder: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a folder has: files by the names that they get in the library.

    ``unknown`` are names of which nothing could be seen, as of a folder that can't be looked into.
    """

    files: Mapping[str, SeenFile]
    unknown: tuple[str, ...]

    def hides(self, name: str) -> bool:
        """Whether a file of that name may be there without being seen."""
        return any(name == one or name.startswith(f"{one}/") for one in self.unknown)


@dataclass(frozen=True, slots=True)
class FollowedFolder:
    """A folder by its whole path; its files are called ``label``, then their path below it."""

    root: Path
    label: str
    wanted: Wanted
    device_of: Callable[[Path], int | None] = device_of

    def look(self) -> Look | None:
        """What is there now; ``None`` where the folder itself can't be looked into."""
        if not os.path.isdir(self.root):  # noqa: PTH112 - is_dir() raises for a dead drive
            return None
        files: dict[str, SeenFile] = {}
        unknown: list[str] = []
        drives = {self.root: self.root}
        for path, status in (
            (one.path, one.status) for one in wanted_below(self.root, self.wanted)
        ):
            if path == self.root:
                return None
            name = self.name_of(path)
            if status is None:
                unknown.append(name)
                continue
            folder = str(self._drive_of(path.parent, drives))
            files[name] = SeenFile(path, status.st_size, status.st_mtime_ns, folder)
        return Look(files, tuple(unknown))

    def name_of(self, path: Path) -> str:
        """What something below the folder, or the folder itself, is called."""
        return display_name((PurePath(self.label) / path.relative_to(self.root)).as_posix())

    def mounted_at(self, drive: Path) -> int | None:
        """The device at a drive's place; ``None`` where none is mounted there now."""
        device = self.device_of(drive)
        is_apart = drive == self.root or device != self.device_of(drive.parent)
        return device if is_apart else None

    def has(self, naming: Naming) -> bool:
        """Whether a name was brought by this folder, or by a drive below it."""
        return naming.name.startswith(f"{self.label}/") and bool(
            naming.folder and Path(naming.folder).is_relative_to(self.root)
        )

    def _drive_of(self, folder: Path, known: dict[Path, Path]) -> Path:
        """The drive that a folder below the root lies on, or the root."""
        if folder not in known:
            is_drive = self.mounted_at(folder) is not None
            known[folder] = folder if is_drive else self._drive_of(folder.parent, known)
        return known[folder]


def followed_folders(roots: Sequence[Path], wanted: Wanted) -> tuple[FollowedFolder, ...]:
    """The folders of these paths, each once, called by as much of its path as tells it apart."""
    unique = list(dict.fromkeys(root.resolve() for root in roots))
    taken = [1] * len(unique)
    while True:
        labels = ["/".join(root.parts[1:][-n:]) for root, n in zip(unique, taken, strict=True)]
        counts = Counter(labels)
        shared = [at for at, label in enumerate(labels) if counts[label] > 1]
        if not shared:
            return tuple(
                FollowedFolder(root, label or "files", wanted)
                for root, label in zip(unique, labels, strict=True)
            )
        for at in shared:
            taken[at] += 1
