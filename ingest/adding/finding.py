"""From what somebody names to the files to add, and the names that people will see."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from ingest.names import display_name
from ingest.records import SourceFile


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    root: Path  # what the name is relative to, once it must be longer than the base name


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files of a folder are wanted: those like one of ``include``, and like no ``exclude``.

    Patterns are those of a shell, such as "*.pdf" or "drafts/*", for a file's name or its path
    from the folder that was named, whatever the case. All are wanted where none is included.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def takes(self, path: PurePath) -> bool:
        """Whether a file with that path from the named folder is wanted."""
        included = not self.include or _is_like(path, self.include)
        return included and not _is_like(path, self.exclude)


ALL_FILES = Wanted()


def find_files(paths: Iterable[Path], wanted: Wanted = ALL_FILES) -> tuple[SourceFile, ...]:
    """The files that these paths stand for, each once, folders walked in order of names.

    Hidden entries of a folder are passed over, unless they are what was named. What can't be
    opened stays in the list, so that its report says why. A file is called by its base name; where
    several of these files share one, each is called by its path from the folder that was named,
    that folder's name in front, and by as many folders above it as it takes to tell them apart.
    What was named itself is always ``wanted``.
    """
    found = [
        file
        for file in _each_once(_walk_all(paths))
        if file.path == file.root or wanted.takes(file.path.relative_to(file.root))
    ]
    longer = [0] * len(found)
    while True:
        names = [_name(file, steps) for file, steps in zip(found, longer, strict=True)]
        counts = Counter(names)
        shared = [
            index
            for index, name in enumerate(names)
            if counts[name] > 1 and _name(found[index], longer[index] + 1) != name
        ]
        if not shared:
            return tuple(
                SourceFile(file.path, name) for file, name in zip(found, names, strict=True)
            )
        for index in shared:
            longer[index] += 1


@dataclass(frozen=True, slots=True)
class Below:
    """What is below a folder: a file with its ``status``.

    ``None`` is of whatever can't be seen: a folder that nobody can look into, a drive that doesn't
    answer, a link that leads nowhere. Whether there are wanted files in it is unknown.
    """

    path: Path
    status: os.stat_result | None


def wanted_below(root: Path, wanted: Wanted) -> Iterator[Below]:
    """The files below a folder that are wanted, and whatever can't be seen there."""
    for found in _walk(root, root, frozenset()):
        try:
            status = found.path.stat()
        except OSError as error:
            if not isinstance(error, FileNotFoundError) or found.path.is_symlink():
                yield Below(found.path, None)
            continue  # else it went just now
        if stat.S_ISDIR(status.st_mode):
            yield Below(found.path, None)
        elif wanted.takes(found.path.relative_to(root)):
            yield Below(found.path, status)


def _walk_all(paths: Iterable[Path]) -> Iterator[_Found]:
    for named in paths:
        path = Path(os.path.abspath(named))  # noqa: PTH100 - resolve() would follow links
        if path.is_dir():
            yield from _walk(path, path, frozenset())
        else:
            yield _Found(path, path)


def _walk(folder: Path, root: Path, above: frozenset[tuple[int, int]]) -> Iterator[_Found]:
    """The files below a folder; a link to a folder above it is not followed again."""
    try:
        status = folder.stat()
        identity = (status.st_dev, status.st_ino)
        if identity in above:
            return
        entries = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        yield _Found(folder, root)
        return
    for entry in entries:
        if entry.startswith("."):
            continue
        path = folder / entry
        if os.path.isdir(path):  # noqa: PTH112 - is_dir() raises where a drive doesn't answer
            yield from _walk(path, root, above | {identity})
        else:
            yield _Found(path, root)


def _is_like(path: PurePath, patterns: Iterable[str]) -> bool:
    name, whole = path.name.lower(), path.as_posix().lower()
    lowered = [pattern.lower() for pattern in patterns]
    return any(fnmatchcase(name, one) or fnmatchcase(whole, one) for one in lowered)


def _each_once(found: Iterable[_Found]) -> Iterator[_Found]:
    seen: set[Path] = set()
    for file in found:
        if file.path not in seen:
            seen.add(file.path)
            yield file


def _name(file: _Found, steps: int) -> str:
    """The base name, then the path from the root with its name, then with more folders above."""
    if steps == 0:
        return display_name(file.path.name)
    parts = file.path.parts[1:]
    below_root = len(file.path.parts) - len(file.root.parts)
    wanted = max(below_root, 1) + steps
    return display_name("/".join(parts[-wanted:]))
