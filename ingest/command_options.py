"""Options that commands share: what reading may cost, and which files of folders are wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.adding.finding import Wanted
from ingest.confined.limits import MEBIBYTE, ReadingLimits

WatchOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--watch", exists=True, file_okay=False, help="A folder to follow; can be repeated."
    ),
]


def reading_limits(
    *,
    read_memory_mib: Annotated[
        int, typer.Option(min=1, help="MiB of memory that reading a file may take.")
    ] = 2048,
    read_seconds: Annotated[
        float, typer.Option(min=1, help="Seconds that reading a file may take.")
    ] = 900.0,
    read_processor_seconds: Annotated[
        float, typer.Option(min=1, help="Processor seconds that it may take.")
    ] = 900.0,
    read_pages: Annotated[int, typer.Option(min=1, help="Pages that a file may have.")] = 20_000,
    read_characters: Annotated[
        int, typer.Option(min=1, help="Characters of text that a file may have.")
    ] = 50_000_000,
    no_ocr: Annotated[
        bool, typer.Option("--no-ocr", help="Don't read text from pictures and scanned pages.")
    ] = False,
) -> ReadingLimits:
    """What reading one file may cost."""
    return ReadingLimits(
        memory_bytes=read_memory_mib * MEBIBYTE,
        seconds_per_file=read_seconds,
        processor_seconds=read_processor_seconds,
        pages=read_pages,
        characters=read_characters,
        ocr=not no_ocr,
    )


def wanted_files(
    include: Annotated[
        list[str] | None,
        typer.Option(help='Of folders, only files like this, such as "*.pdf"; may be repeated.'),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(help='Of folders, no files like this, such as "drafts/*"; may be repeated.'),
    ] = None,
) -> Wanted:
    """Which files of the named folders are wanted."""
    return Wanted(tuple(include or ()), tuple(exclude or ()))
