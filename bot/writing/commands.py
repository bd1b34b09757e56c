"""The options of a language model that writes answers."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.writing.client import WriterServer
from bot.writing.writer import Writer


def writer_options(
    writer: Annotated[
        str,
        typer.Option(
            envvar="FOOTNOTE_WRITER",
            help="An OpenAI-compatible server that writes answers, such as "
            "http://localhost:11434/v1; its key in FOOTNOTE_WRITER_KEY.",
        ),
    ] = "",
    writer_model: Annotated[
        str, typer.Option(envvar="FOOTNOTE_WRITER_MODEL", help="The model it is to write with.")
    ] = "",
    writer_key: Annotated[
        str, typer.Option(envvar="FOOTNOTE_WRITER_KEY", hidden=True, show_envvar=False)
    ] = "",
    show_refused: Annotated[
        bool,
        typer.Option(
            "--show-refused/--hide-refused",
            help="Show written sentences that the passages don't bear out, struck through.",
        ),
    ] = True,
) -> Writer | None:
    """What writes answers, or None; half of an address and a model is wrong use."""
    if not writer and not writer_model:
        return None
    if not writer or not writer_model:
        raise typer.BadParameter("--writer and --writer-model go together.")
    try:
        return Writer(WriterServer(writer, writer_model, writer_key), shows_refused=show_refused)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
