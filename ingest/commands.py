"""The commands that add documents, and the options of reading files."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from ingest.adding.claims import SharedClaims
from ingest.adding.finding import Wanted, find_files
from ingest.adding.in_order import add_all
from ingest.adding.workers import run_workers
from ingest.advice import tell_of_languages, tell_of_outdated, wanted_encoder
from ingest.command_options import reading_limits, wanted_files
from ingest.confined.limits import MEBIBYTE, ReadingLimits
from ingest.confined.process import ReadingProcess
from ingest.confined.reader import FileReader
from ingest.following.command import follow
from ingest.pipeline import Ingestor
from ingest.printing import report_as_json, report_text, summary_text
from ingest.records import SourceFile
from ingest.reencoding import reencode_with
from storage.collections import collection_names
from storage.commands import (
    IndexOption,
    JsonOption,
    LibraryOption,
    check_folder,
    open_current,
)
from storage.current_library import AUTO, CurrentLibrary
from storage.file_reports import FileReport
from storage.lookup import find_documents
from storage.model_options import ModelOptions, model_options
from storage.models.encoder import open_encoder
from storage.option_groups import with_options
from storage.options import IndexKind

ERASE_LINE = "\r\x1b[K"
"""What takes a progress bar off its line on a terminal."""


@dataclass(frozen=True, slots=True)
class Adding:
    """What ``add`` is to do; ``claims`` is where workers share out the files, if there are any."""

    paths: Sequence[Path]
    library: str
    models: ModelOptions
    index: IndexKind
    claims: Path | None
    limits: ReadingLimits
    wanted: Wanted
    collections: tuple[str, ...]
    as_json: bool

    def arguments(self) -> list[str]:
        """The same for the command line of one more process."""
        options = {
            "--library": self.library,
            "--index": self.index,
            "--claims": self.claims,
            "--read-memory-mib": self.limits.memory_bytes // MEBIBYTE,
            "--read-seconds": self.limits.seconds_per_file,
            "--read-processor-seconds": self.limits.processor_seconds,
            "--read-pages": self.limits.pages,
            "--read-characters": self.limits.characters,
        }
        given = [(name, str(value)) for name, value in options.items() if value is not None]
        flags = [
            *(["--json"] if self.as_json else []),
            *(["--no-ocr"] if not self.limits.ocr else []),
        ]
        given += [("--include", pattern) for pattern in self.wanted.include]
        given += [("--exclude", pattern) for pattern in self.wanted.exclude]
        given += [("--collection", name) for name in self.collections]
        words = [*self.models.arguments(), *(word for pair in given for word in pair)]
        return [*words, *flags, "--", *map(str, self.paths)]


def adding_commands(program: Sequence[str]) -> typer.Typer:
    """Part of the command line; ``program`` starts it anew, for workers."""
    commands = typer.Typer()

    @commands.command()
    @with_options(limits=reading_limits, models=model_options, wanted=wanted_files)
    def add(
        paths: Annotated[list[Path], typer.Argument(help="Files, and folders to walk.")],
        limits: ReadingLimits,
        models: ModelOptions,
        wanted: Wanted,
        library: LibraryOption = "library",
        index: IndexOption = "flat",
        workers: Annotated[int, typer.Option(min=1, help="Processes that add files.")] = 1,
        claims: Annotated[
            Path | None,
            typer.Option(
                help="A folder where workers, also on other machines, share out the files."
            ),
        ] = None,
        collections: Annotated[
            list[str] | None,
            typer.Option("--collection", help="A collection to put them into; can be repeated."),
        ] = None,
        as_json: JsonOption = False,
    ) -> None:
        """Add files to the library; each is reported once it is safe on disk."""
        into = collection_names(collections or ())
        adding = Adding(paths, library, models, index, claims, limits, wanted, into, as_json)
        failed = _add_with(workers, adding, program) if workers > 1 else _add_files(adding)
        raise typer.Exit(1 if failed else 0)

    @commands.command()
    @with_options(limits=reading_limits, models=model_options, wanted=wanted_files)
    def watch(
        folders: Annotated[
            list[Path], typer.Argument(help="Folders to follow.", exists=True, file_okay=False)
        ],
        limits: ReadingLimits,
        models: ModelOptions,
        wanted: Wanted,
        library: LibraryOption = "library",
        index: IndexOption = "flat",
    ) -> None:
        """Follow folders: add what is new or changed there, remove what is gone, until stopped.

        What was added by hand stays. The page can do the same: `footnote chat --watch FOLDER`.
        """
        with (
            open_current(library, models, index, create=True) as current,
            reading(limits) as reader,
        ):
            follow(folders, wanted, current, reader)

    @commands.command()
    @with_options(limits=reading_limits, models=model_options)
    def reread(
        limits: ReadingLimits,
        models: ModelOptions,
        names_or_ids: Annotated[
            list[str] | None,
            typer.Argument(help="Documents; all that would gain from it where none is named."),
        ] = None,
        library: LibraryOption = "library",
        index: IndexOption = "flat",
        as_json: JsonOption = False,
    ) -> None:
        """Read originals again, as this version does, and put what it gives in the old one's place.

        One document after another, each at once; begun again after a break, it goes on.
        """
        failed = _reread(names_or_ids or (), library, models, index, limits, as_json=as_json)
        raise typer.Exit(1 if failed else 0)

    @commands.command()
    @with_options(models=model_options)
    def reencode(models: ModelOptions, library: LibraryOption = "library") -> None:
        """Make all vectors again from the stored text, with the encoder that its languages ask for.

        The library can be asked meanwhile. Begun again after a break, it goes on.
        """
        check_folder(library, "reencode")
        chosen = models.encoder
        name = wanted_encoder(library) if chosen == AUTO else chosen
        opened_encoder = open_encoder(name, compute=models.compute)
        with typer.progressbar(
            length=0, file=sys.stderr, hidden=not sys.stderr.isatty(), label=opened_encoder.name
        ) as bar:

            def show(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            made = reencode_with(library, opened_encoder, show)
        typer.echo(f"made {made} vectors with {opened_encoder.name}")

    return commands


def add_texts(texts: Iterable[tuple[str, str]], current: CurrentLibrary, scratch: Path) -> None:
    """Add each name and text as a document, as if the text had been a file of that name."""
    with reading(ReadingLimits()) as reader:
        ingestor = Ingestor.of(current, reader)
        file = scratch / "text.txt"
        for name, text in texts:
            file.write_text(text, encoding="utf-8", newline="")
            ingestor.ingest(SourceFile(file, name))


@contextmanager
def reading(limits: ReadingLimits) -> Iterator[FileReader]:
    """A reader of files, with a process of its own while it is used."""
    reader = FileReader(limits, ReadingProcess(limits))
    try:
        yield reader
    finally:
        reader.close()


def _add_files(adding: Adding) -> int:
    """Add the files, or those of them that this process gets a claim on; how many failed."""
    found, claims = find_files(adding.paths, adding.wanted), adding.claims
    files = [replace(file, collections=adding.collections) for file in found]
    ended: list[FileReport] = []
    with (
        open_current(adding.library, adding.models, adding.index, create=True) as current,
        reading(adding.limits) as reader,
    ):
        ingestor = Ingestor.of(current, reader)
        if claims is None:
            tell_of_outdated(ingestor, current.now.store)
        # Of several workers none knows how far all of them are.
        on_terminal = sys.stderr.isatty() and claims is None
        with (
            closing(_reports(ingestor, files, claims)) as reports,
            typer.progressbar(
                files,
                file=sys.stderr,
                hidden=not on_terminal,
                item_show_func=lambda file: file.name if file else None,
            ) as waiting,
        ):
            for _, report in zip(waiting, reports, strict=claims is None):
                ended.append(report)
                if on_terminal:
                    typer.echo(ERASE_LINE, nl=False, err=True)  # the bar is drawn again below
                _print_report(report, as_json=adding.as_json)
        if claims is None:
            tell_of_languages(current)
    if len(ended) > 1 and claims is None and not adding.as_json:
        typer.echo(summary_text(ended))
    return sum(report.state == "failed" for report in ended)


def _reports(
    ingestor: Ingestor, files: Sequence[SourceFile], claims: Path | None
) -> Generator[FileReport, None, None]:
    """How each file ended, or each of those that this process gets a claim on."""
    if claims is None:
        yield from add_all(ingestor, files)
        return
    for claim in SharedClaims(claims).take(files):
        report = ingestor.ingest(claim.file)
        claim.finish(failed=report.state == "failed")
        yield report


def _add_with(workers: int, adding: Adding, program: Sequence[str]) -> int:
    """Add the files by so many processes of ``add``; how many of those didn't end well."""
    with (
        # Made once, and not by each worker.
        open_current(adding.library, adding.models, adding.index, create=True),
        tempfile.TemporaryDirectory(prefix="footnote-claims-") as own,
    ):
        options = replace(adding, claims=adding.claims or Path(own)).arguments()
        codes = run_workers([*program, "add", *options], workers, typer.echo)
    for code in codes:
        if code < 0:
            typer.echo(f"footnote: a worker was ended by signal {-code}", err=True)
    return sum(code != 0 for code in codes)


def _reread(
    names_or_ids: Sequence[str],
    library: str,
    models: ModelOptions,
    index: IndexKind,
    limits: ReadingLimits,
    *,
    as_json: bool,
) -> int:
    """Read documents again; how many of them couldn't be, and stay as they were."""
    failed = done = 0
    with open_current(library, models, index) as current, reading(limits) as reader:
        ingestor = Ingestor.of(current, reader)
        held = current.now.store.documents()
        named = dict.fromkeys(find_documents(held, names_or_ids))
        wanted = named or ingestor.outdated(held)
        for report in add_all(ingestor, map(ingestor.original_of, wanted)):
            failed += report.state == "failed"
            done += report.state != "failed"
            _print_report(report, as_json=as_json)
    if not as_json:
        kept = f", {failed} failed and stay as they were" if failed else ""
        typer.echo(f"{done} read again{kept}" if done or failed else "nothing would gain from it")
    return failed


def _print_report(report: FileReport, *, as_json: bool) -> None:
    typer.echo(json.dumps(report_as_json(report)) if as_json else report_text(report))
    sys.stdout.flush()
