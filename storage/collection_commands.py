"""The commands that list and change collections."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, TypeAlias

import typer

from storage.collections import collection_name
from storage.commands import JsonOption, LibraryOption, opened
from storage.errors import StoreError
from storage.lookup import find_documents
from storage.printing import printable
from storage.records import Document
from storage.store import Store

COLLECTION_COMMANDS = typer.Typer(
    help="List collections, and put documents into them. One is there as long as a document is in."
)

NameArgument = Annotated[str, typer.Argument(metavar="COLLECTION", help="Its name.")]
DocumentsArgument: TypeAlias = Annotated[
    list[str], typer.Argument(help="Names as listed, or ids or their beginnings.")
]


@COLLECTION_COMMANDS.command(name="list")
def list_collections(library: LibraryOption = "library", as_json: JsonOption = False) -> None:
    """List the collections and how many documents are in each."""
    with opened(library) as store:
        for one in store.collections():
            documents = f"{one.documents:6d} document{'' if one.documents == 1 else 's'}"
            typer.echo(
                json.dumps(asdict(one)) if as_json else f"{documents}  {printable(one.name)}"
            )


@COLLECTION_COMMANDS.command()
def add(
    name: NameArgument, documents: DocumentsArgument, library: LibraryOption = "library"
) -> None:
    """Put documents into a collection, which is made by that."""
    with opened(library) as store:
        chosen = find_documents(store.documents(), documents)
        store.collect(_ids(chosen), into=[name])
    typer.echo(f"{len(set(chosen))} in {printable(collection_name(name))}")


@COLLECTION_COMMANDS.command()
def remove(
    name: NameArgument, documents: DocumentsArgument, library: LibraryOption = "library"
) -> None:
    """Take documents out of a collection; they stay in the library."""
    with opened(library) as store:
        chosen = find_documents(_documents_in(store, name), documents)
        store.collect(_ids(chosen), out_of=[name])
    typer.echo(f"{len(set(chosen))} out of {printable(name)}")


@COLLECTION_COMMANDS.command()
def rename(
    name: NameArgument,
    new_name: Annotated[str, typer.Argument(metavar="NEW", help="What it is to be called.")],
    library: LibraryOption = "library",
) -> None:
    """Call a collection something else; circles and tokens that open the old name don't follow."""
    with opened(library) as store:
        store.collect(_ids(_documents_in(store, name)), into=[new_name], out_of=[name])
    typer.echo(f"{printable(name)} is called {printable(collection_name(new_name))} now")


@COLLECTION_COMMANDS.command()
def dissolve(name: NameArgument, library: LibraryOption = "library") -> None:
    """Take every document out of a collection, which ends by that; they stay in the library."""
    with opened(library) as store:
        store.collect(_ids(_documents_in(store, name)), out_of=[name])
    typer.echo(f"{printable(name)} is dissolved")


def _ids(documents: Sequence[Document]) -> list[str]:
    return [document.document_id for document in documents]


def _documents_in(store: Store, name: str) -> tuple[Document, ...]:
    """The documents of a collection; raises ``StoreError`` where there is none of that name."""
    found = tuple(one for one in store.documents() if name in one.collections)
    if not found:
        raise StoreError(f'There is no collection "{name}"; `footnote collection list` lists them.')
    return found
