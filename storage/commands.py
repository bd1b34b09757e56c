"""The commands that keep a library in order: what it holds, whether it is whole, copies of it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from storage.copying import copy_library
from storage.current_library import CurrentLibrary
from storage.errors import StoreError, StoreUnreachable
from storage.local.backup import back_up
from storage.local.opening import open_local_store
from storage.local.repair import repair as repair_library
from storage.lookup import find_documents
from storage.milvus.location import MilvusAccess, is_milvus
from storage.model_options import ModelOptions
from storage.models.encoder import Encoder, open_encoder
from storage.opening import open_store
from storage.options import INDEX_KINDS, IndexKind, IndexOptions
from storage.printing import documents_text, printable
from storage.records import Fingerprint
from storage.store import KeptStore
from storage.transfer import export_library, import_library

LIBRARY_COMMANDS = typer.Typer()
"""Part of the command line; what they raise is reported by whoever runs them."""

SECONDS_TO_NEXT_TRY = 3.0
"""Between two tries to open a library whose server is away."""

LibraryOption = Annotated[
    str,
    typer.Option(
        "--library", help="The library: a folder, milvus://host:port/collection, or memory:."
    ),
]
IndexOption = Annotated[
    IndexKind, typer.Option("--index", help=f"How vectors are searched: {', '.join(INDEX_KINDS)}.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]


@LIBRARY_COMMANDS.command()
def documents(library: LibraryOption = "library", as_json: JsonOption = False) -> None:
    """List what the library holds."""
    with opened(library) as store:
        if as_json:
            for document in store.documents():
                typer.echo(json.dumps(asdict(document)))
        else:
            typer.echo(documents_text(store.documents()))


@LIBRARY_COMMANDS.command()
def remove(
    names_or_ids: Annotated[
        list[str], typer.Argument(help="Names as listed, or ids or their beginnings.")
    ],
    library: LibraryOption = "library",
) -> None:
    """Remove documents, completely."""
    with opened(library) as store:
        for document in dict.fromkeys(find_documents(store.documents(), names_or_ids)):
            store.remove(document.document_id)
            typer.echo(f"removed {printable(document.name)}")


@LIBRARY_COMMANDS.command()
def verify(library: LibraryOption = "library") -> None:
    """Check every checksum and every id of the library; exit 1 with what is wrong."""
    with opened(library) as store:
        problems = store.verify()
        for problem in problems:
            typer.echo(f"{problem.place}: {problem.message}")
        if problems:
            raise typer.Exit(1)
        typer.echo(f"whole: {len(store.documents())} documents, {store.passage_count()} passages")
        typer.echo(store.about())


@LIBRARY_COMMANDS.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The library to copy.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="A new one, or one begun before.")],
    index: IndexOption = "flat",
) -> None:
    """Copy a library, also between a folder and Milvus, and compare both at the end.

    Begun again after a break, it goes on where it was.
    """
    with opened(source) as held:
        made = open_store(
            target, held.fingerprint, create=True, index=IndexOptions(kind=index),
            access=milvus_access(),
        )  # fmt: skip
        with closing(made):
            report = copy_library(
                held, made, lambda document: typer.echo(f"copied {printable(document.name)}")
            )
        typer.echo(
            f"whole: {report.documents} documents, {report.passages} passages, "
            f"{report.copied} copied now; the same names, pages, passages, vectors and originals"
        )


@LIBRARY_COMMANDS.command()
def repair(library: LibraryOption = "library") -> None:
    """Save what can be saved of a damaged library; exit 1 if documents were lost."""
    check_folder(library, "repair")
    report = repair_library(library)
    for action in report.actions:
        typer.echo(action)
    for name in report.lost_names:
        typer.echo(f"lost, add it again: {printable(name)}")
    if report.lost_names:
        raise typer.Exit(1)
    typer.echo("whole")


@LIBRARY_COMMANDS.command(name="export")
def export_to(folder: Path, library: LibraryOption = "library") -> None:
    """Write documents as files, passages as JSON lines and vectors as .npy into a new folder."""
    with opened(library) as store:
        typer.echo(f"exported {export_library(store, folder)} documents to {folder}")


@LIBRARY_COMMANDS.command(name="import")
def import_from(folder: Path, library: LibraryOption = "library") -> None:
    """Take in what was exported; the library is made if it is missing."""
    typer.echo(
        f"imported {import_library(folder, library, milvus_access())} documents into {library}"
    )


@LIBRARY_COMMANDS.command()
def backup(file: Path, library: LibraryOption = "library") -> None:
    """Write the whole library, as it is at one moment, into one file; it can be in use."""
    check_folder(library, "backup")
    with closing(open_local_store(library, None, create=False)) as store:
        size = back_up(store, file)
    typer.echo(f"backed up to {file}, {size / 1e6:.1f} MB")


@contextmanager
def opened(
    location: str,
    encoder: Encoder | None = None,
    index: IndexKind = "flat",
    *,
    create: bool = False,
) -> Iterator[KeptStore]:
    """The library there, open while it is used; without an encoder, whatever it was made with."""
    store = open_store(
        location,
        encoder.fingerprint() if encoder else None,
        create=create,
        index=IndexOptions(kind=index),
        access=milvus_access(),
    )
    with closing(store) as library:
        yield library


def open_current(
    location: str, models: ModelOptions, index: IndexKind = "flat", *, create: bool = False
) -> CurrentLibrary:
    """The library there with its encoder, or with the one named, to be closed by its user."""

    def open_it(fingerprint: Fingerprint | None, create: bool) -> KeptStore:
        return open_store(
            location,
            fingerprint,
            create=create,
            index=IndexOptions(kind=index),
            access=milvus_access(),
        )

    return CurrentLibrary(
        location,
        models.encoder,
        open_encoder=lambda name: open_encoder(name, compute=models.compute),
        open_store=open_it,
        tell=lambda message: typer.echo(f"footnote: {message}", err=True),
        create=create,
    )


@contextmanager
def opened_when_there(
    location: str,
    models: ModelOptions,
    index: IndexKind,
    give_up: threading.Event,
    tell: Callable[[StoreUnreachable], None],
) -> Iterator[CurrentLibrary]:
    """The library, made where it is missing, however long its server stays away.

    ``tell`` hears of every try that failed. Raises ``StoreUnreachable`` once ``give_up`` is set.
    """
    with ExitStack() as held:
        while True:
            try:
                library = held.enter_context(open_current(location, models, index, create=True))
                break
            except StoreUnreachable as error:
                tell(error)
                if give_up.wait(SECONDS_TO_NEXT_TRY):
                    raise
        yield library


def milvus_access() -> MilvusAccess:
    """What the environment says of libraries in Milvus, so that no secret is on a command line."""
    return MilvusAccess(
        token=os.environ.get("MILVUS_TOKEN", ""),
        certificate=os.environ.get("MILVUS_CERTIFICATE", ""),
        originals=os.environ.get("FOOTNOTE_ORIGINALS", ""),
    )


def check_folder(library: str, command: str) -> None:
    """Refuse what only a library in a folder can do."""
    if is_milvus(library):
        raise StoreError(
            f"{command} is for libraries in folders; Milvus has tools of its own for that, and "
            "`footnote copy` brings a library into a folder"
        )
