"""The commands that make, list and revoke programs' tokens, and what lies beside a library."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from bot.access.tokens import Tokens
from storage.commands import LibraryOption
from storage.opening import MEMORY
from storage.printing import printable

TOKEN_COMMANDS = typer.Typer(help="Make, list and revoke the tokens that programs sign in with.")


@TOKEN_COMMANDS.command(name="make")
def make_token(
    name: Annotated[str, typer.Argument(help="What it is for, by which it is revoked.")],
    owner: Annotated[
        bool, typer.Option("--owner", help="With the owner's rights: add and remove, too.")
    ] = False,
    library: LibraryOption = "library",
) -> None:
    """Make a token and print it, this once; it works at once, also while a page is served."""
    typer.echo(tokens_of(library).make(name, "owner" if owner else "visitor"))


@TOKEN_COMMANDS.command(name="list")
def list_tokens(library: LibraryOption = "library") -> None:
    """List the tokens by name, never what they are."""
    for token in tokens_of(library).all():
        made = time.strftime("%Y-%m-%d %H:%M", time.localtime(token.made_at))
        typer.echo(f"{printable(token.name)}: {token.role}, made {made}")


@TOKEN_COMMANDS.command(name="revoke")
def revoke_token(name: str, library: LibraryOption = "library") -> None:
    """Refuse a token from this moment on."""
    tokens_of(library).revoke(name)
    typer.echo(f"revoked {printable(name)}")


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
