"""Files inside a file, such as a mail's attachments: put where they can be read as files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from ingest.formats.records import Part
from ingest.names import display_name, told_apart
from ingest.records import Inside, SourceFile
from storage.file_reports import FileReport

PARTS_AT_MOST = 100
"""How many files inside one file are read; it names the others."""

DEPTH_AT_MOST = 3
"""A file in a file in a file is read, and what is inside that is only named."""


@dataclass(frozen=True, slots=True)
class UnpackedParts:
    """The files inside a file, in a folder that goes when it is closed, and notes on the others."""

    folder: AbstractContextManager[object]
    files: tuple[SourceFile, ...]
    notes: tuple[str, ...]


def unpack(parts: Sequence[Part], file: SourceFile, document_id: str) -> UnpackedParts:
    """The parts of a file as files of their own, called "part in file".

    ``document_id`` is that of the file's own content.
    """
    if not parts:  # as most files
        return UnpackedParts(nullcontext(), (), ())
    folder = tempfile.TemporaryDirectory(prefix="footnote-parts-")
    depth = file.inside.depth + 1 if file.inside else 1
    read = parts[:PARTS_AT_MOST] if depth < DEPTH_AT_MOST else ()
    names = told_apart(display_name(part.name.strip()) or "unnamed" for part in parts)
    files = []
    for number, (part, name) in enumerate(zip(read, names, strict=False)):
        path = Path(folder.name) / str(number)
        path.write_bytes(part.content)
        inside = Inside(document_id, name, depth)
        files.append(
            SourceFile(path, f"{name} in {file.name}", inside=inside, collections=file.collections)
        )
    notes = tuple(f"{name} is inside it and wasn't read" for name in names[len(read) :])
    return UnpackedParts(folder, tuple(files), notes)


def notes_on(reports: Iterable[tuple[str, FileReport]]) -> tuple[str, ...]:
    """What a file's notes say of the parts inside it, each under its own name."""
    return tuple(
        f"{name} is inside it and couldn't be added: {report.reason}"
        if report.state == "failed"
        else f"{name} is inside it, listed as {report.name}"
        for name, report in reports
    )
