"""The commands that make, list and revoke programs' tokens, and what lies beside a library."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from bot.access.circles import Circles
from bot.access.roles import Role
from bot.access.tokens import Tokens
from storage.collections import collection_names
from storage.commands import LibraryOption
from storage.opening import MEMORY
from storage.printing import printable

CIRCLE_COMMANDS = typer.Typer(
    help="Make and change circles: visitors whose password opens only some collections."
)
OpenedOption = Annotated[
    list[str] | None,
    typer.Option("--collection", help="A collection that it opens; can be repeated."),
]

TOKEN_COMMANDS = typer.Typer(help="Make, list and revoke the tokens that programs sign in with.")


@TOKEN_COMMANDS.command(name="make")
def make_token(
    name: Annotated[str, typer.Argument(help="What it is for, by which it is revoked.")],
    owner: Annotated[
        bool, typer.Option("--owner", help="With the owner's rights: add and remove, too.")
    ] = False,
    collections: OpenedOption = None,
    library: LibraryOption = "library",
) -> None:
    """Make a token and print it, this once; it works at once, also while a page is served."""
    if owner and collections:
        raise typer.BadParameter("The owner's rights are those to the whole library.")
    role: Role = "owner" if owner else "visitor"
    typer.echo(tokens_of(library).make(name, role, collection_names(collections or ())))


@TOKEN_COMMANDS.command(name="list")
def list_tokens(library: LibraryOption = "library") -> None:
    """List the tokens by name, never what they are."""
    for token in tokens_of(library).all():
        made = time.strftime("%Y-%m-%d %H:%M", time.localtime(token.made_at))
        opens = "" if token.collections is None else f", opens {', '.join(token.collections)}"
        typer.echo(f"{printable(token.name)}: {token.role}{printable(opens)}, made {made}")


@TOKEN_COMMANDS.command(name="revoke")
def revoke_token(name: str, library: LibraryOption = "library") -> None:
    """Refuse a token from this moment on."""
    tokens_of(library).revoke(name)
    typer.echo(f"revoked {printable(name)}")


@CIRCLE_COMMANDS.command(name="make")
def make_circle(
    name: Annotated[str, typer.Argument(help="Who it is for, by which it is changed or revoked.")],
    collections: OpenedOption = None,
    password: Annotated[
        str | None,
        typer.Option(
            envvar="FOOTNOTE_CIRCLE_PASSWORD", help="Its password; made up where none is given."
        ),
    ] = None,
    library: LibraryOption = "library",
) -> None:
    """Make a circle and print its password; it works at once, also while a page is served."""
    typer.echo(circles_of(library).make(name, collections or (), password))


@CIRCLE_COMMANDS.command(name="list")
def list_circles(library: LibraryOption = "library") -> None:
    """List the circles and what each opens, never the passwords."""
    for circle in circles_of(library).all():
        typer.echo(printable(f"{circle.name}: opens {', '.join(circle.collections)}"))


@CIRCLE_COMMANDS.command(name="open")
def open_to_circle(
    name: str, collections: OpenedOption = None, library: LibraryOption = "library"
) -> None:
    """Let a circle's password open these collections and no others, from this moment on."""
    circles_of(library).open(name, collections or ())
    typer.echo(f"changed {printable(name)}")


@CIRCLE_COMMANDS.command(name="revoke")
def revoke_circle(name: str, library: LibraryOption = "library") -> None:
    """Refuse a circle's password from this moment on, and who signed in with it."""
    circles_of(library).revoke(name)
    typer.echo(f"revoked {printable(name)}")


def circles_of(library: str) -> Circles:
    """The circles of visitors: beside the library, so that no copy of it takes them along."""
    return Circles(beside(library, "circles.json"))


def sign_in_log_of(library: str) -> Path:
    """Where sign-ins are noted: beside the library, under its name."""
    return beside(library, "sign-ins.log")


def tokens_of(library: str) -> Tokens:
    """The tokens of programs: beside the library, so that no copy of it takes them along."""
    return Tokens(beside(library, "tokens.json"))


def beside(library: str, name: str) -> Path:
    """A file that belongs to a library and is no part of it."""
    if "://" in library or library == MEMORY:
        return Path(f"footnote-{name}")
    folder = Path(library).absolute()
    return folder.with_name(f"{folder.name}-{name}")
