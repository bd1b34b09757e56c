"""A folder that is followed, as it looks at one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.adding.finding import Wanted, wanted_below
from ingest.names import display_name


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it was seen: one that differs in any of this has changed."""

    path: Path
    size_bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Look:
    """What a folder has: files by the names that they get in the library.

    ``unknown`` are beginnings of names about which nothing could be seen, as in a folder that can't
    be looked into.
    """

    files: Mapping[str, SeenFile]
    unknown: tuple[str, ...]

    def hides(self, name: str) -> bool:
        """Whether a file of that name may be there without being seen."""
        return name.startswith(self.unknown)


@dataclass(frozen=True, slots=True)
class FollowedFolder:
    """A folder by its whole path; its files are called ``label``, then their path below it."""

    root: Path
    label: str
    wanted: Wanted

    def look(self) -> Look | None:
        """What is there now; ``None`` where the folder itself can't be looked into."""
        if not self.root.is_dir():
            return None
        files: dict[str, SeenFile] = {}
        unknown: list[str] = []
        for path in wanted_below(self.root, self.wanted):
            if path == self.root:
                return None
            name = display_name(f"{self.label}/{path.relative_to(self.root).as_posix()}")
            if path.is_dir():
                unknown.append(f"{name}/")
                continue
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            except OSError:
                unknown.append(name)
                continue
            files[name] = SeenFile(path, status.st_size, status.st_mtime_ns)
        return Look(files, tuple(unknown))


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
