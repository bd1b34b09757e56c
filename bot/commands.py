"""The commands that ask and measure, and the options of serving the page."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from bot.access.commands import CIRCLE_COMMANDS, TOKEN_COMMANDS
from bot.assistant import AnswerOptions, Assistant
from bot.conversation.asking import with_written
from bot.conversation.seen import asked_of
from bot.evaluation.sets import read_evaluation_set
from bot.printing import reply_text
from bot.reply_json import reply_as_json
from bot.writing.commands import writer_options
from bot.writing.writer import Writer
from storage.commands import IndexOption, JsonOption, LibraryOption, open_current
from storage.current_library import CurrentLibrary
from storage.model_options import ModelOptions, model_options
from storage.models.reranker import open_reranker
from storage.option_groups import with_options
from storage.printing import printable

if TYPE_CHECKING:
    from bot.access.circles import Circle
    from bot.access.request_bodies import UploadLimits
    from bot.access.roles import Access
    from bot.access.sites import Site
    from bot.access.visitor_limits import VisitorRules
    from bot.page.page import Address

RerankerOption = Annotated[
    str | None, typer.Option("--reranker", help="Another cross-encoder: a folder or a hub's name.")
]

PublicUrlOption = Annotated[
    str,
    typer.Option(
        "--public-url", envvar="FOOTNOTE_PUBLIC_URL", help="Where others reach the page, https://…"
    ),
]

AddTexts: TypeAlias = Callable[[Iterable[tuple[str, str]], CurrentLibrary, Path], None]
"""Adds each name and text as a document, as if it had been a file; may write into the folder."""


@dataclass(frozen=True, slots=True)
class ServingOptions:
    """How the page is served, and to whom."""

    host: str
    port: int | None
    share: bool
    access: Access
    visitors: VisitorRules
    uploads: UploadLimits
    open_browser: bool
    site: Site


def answer_options(
    candidates: Annotated[int, typer.Option(help="Passages that are judged for a question.")] = 12,
    citations: Annotated[int, typer.Option(help="Passages that are shown.")] = 5,
) -> AnswerOptions:
    """How many passages are judged and shown; numbers that can't be are wrong use."""
    try:
        return AnswerOptions(candidates=candidates, citations=citations)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def serving_options(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Port; the first free one from 7860.")] = None,
    share: Annotated[
        bool, typer.Option("--share", help="Open a Gradio link to this page.")
    ] = False,
    password: Annotated[
        str | None,
        typer.Option(
            envvar="FOOTNOTE_PASSWORD", help="Visitors' password; made up where one is needed."
        ),
    ] = None,
    owner_password: Annotated[
        str | None,
        typer.Option(
            envvar="FOOTNOTE_OWNER_PASSWORD",
            help="Owner's password. Only the owner can add or remove; made up where one is needed.",
        ),
    ] = None,
    visitors_may_add: Annotated[
        bool, typer.Option("--visitors-may-add", help="Let visitors add files, up to a quota.")
    ] = False,
    visitor_files: Annotated[int, typer.Option(min=1, help="Files in a visitor's quota.")] = 20,
    visitor_mib: Annotated[int, typer.Option(min=1, help="MiB in a visitor's quota.")] = 200,
    upload_mib: Annotated[
        int, typer.Option(min=1, help="MiB of one uploaded file at most.")
    ] = 2048,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
    public_url: PublicUrlOption = "",
    root_path: Annotated[
        str, typer.Option(help="The path that a proxy in front takes off, such as /footnote.")
    ] = "",
    trusted_proxies: Annotated[
        list[str] | None,
        typer.Option(
            "--trusted-proxy",
            envvar="FOOTNOTE_TRUSTED_PROXY",
            help="A proxy whose X-Forwarded headers count: an address or network; repeatable.",
        ),
    ] = None,
) -> ServingOptions:
    """How the page is served; passwords that are needed and missing are made up."""
    from bot.access.request_bodies import UploadLimits  # noqa: PLC0415 - other commands need none
    from bot.access.roles import access_for  # noqa: PLC0415 - as above
    from bot.access.sites import site_at  # noqa: PLC0415 - as above
    from bot.access.visitor_limits import MEBIBYTE, VisitorRules  # noqa: PLC0415 - as above

    site = site_at(public_url, root_path, tuple(trusted_proxies or ()))
    reachable = share or site.is_behind_a_proxy
    return ServingOptions(
        host=host,
        port=port,
        share=share,
        access=access_for(
            host=host, share=reachable, password=password, owner_password=owner_password
        ),
        visitors=VisitorRules(may_add=visitors_may_add, files=visitor_files, mebibytes=visitor_mib),
        uploads=UploadLimits(file_bytes=upload_mib * MEBIBYTE),
        open_browser=browser and sys.stdout.isatty(),
        site=site,
    )


def answering_commands(add_texts: AddTexts) -> typer.Typer:
    """Part of the command line; ``add_texts`` is what puts an evaluation set into a library."""
    commands = typer.Typer()
    commands.add_typer(TOKEN_COMMANDS, name="token")
    commands.add_typer(CIRCLE_COMMANDS, name="circle")

    @commands.command()
    @with_options(answers=answer_options, models=model_options, writer=writer_options)
    def ask(
        questions: Annotated[
            list[str], typer.Argument(help="A question, or - for one a line of standard input.")
        ],
        answers: AnswerOptions,
        models: ModelOptions,
        writer: Writer | None,
        library: LibraryOption = "library",
        documents: Annotated[
            list[str] | None, typer.Option("--document", help="Search only here; can be repeated.")
        ] = None,
        collection: Annotated[
            str, typer.Option("--collection", help="Search only this collection.")
        ] = "",
        reranker: RerankerOption = None,
        index: IndexOption = "flat",
        as_json: JsonOption = False,
        as_typed: Annotated[
            bool,
            typer.Option(
                "--as-typed",
                help="Search the words as typed, and not only in documents that they name.",
            ),
        ] = False,
        public_url: PublicUrlOption = "",
    ) -> None:
        """Answer questions with passages of the library."""
        opened_reranker = open_reranker(reranker, compute=models.compute)
        with open_current(library, models, index) as current:
            assistant = Assistant(
                store=current.now.store,
                encoder=current.now.encoder,
                reranker=opened_reranker,
                options=answers,
            )
            document_ids = assistant.document_ids(tuple(documents or ()))
            searched = asked_of(collection, current.now.store, None)
            for question in _questions(questions):
                if questions == ["-"] and not as_json:
                    typer.echo(f"\n## {printable(question)}\n")
                reply = assistant.ask(
                    question,
                    document_ids=document_ids,
                    collections=searched,
                    as_typed=as_typed,
                )
                if writer is not None:
                    reply = asyncio.run(with_written(reply, writer))
                said = json.dumps(reply_as_json(reply, f"{public_url.rstrip('/')}/"))
                typer.echo(said if as_json else reply_text(reply))
                sys.stdout.flush()

    @commands.command()
    @with_options(models=model_options)
    def evaluate(
        questions: Annotated[
            Path, typer.Argument(help="A folder in the BEIR form, or a file of your own questions.")
        ],
        models: ModelOptions,
        library: LibraryOption = "library",
        limit: Annotated[int | None, typer.Option(help="Ask only the first so many.")] = None,
        reranker: RerankerOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """Measure every stage on questions whose answers are known.

        A folder brings its own documents; a file's questions are asked of the library.
        """
        from bot.evaluation.measuring import (  # noqa: PLC0415 - takes a second to import
            Evaluator,
            absent_documents,
            evaluation_as_json,
            evaluation_table,
        )

        with tempfile.TemporaryDirectory(prefix="footnote-") as scratch:
            chosen = read_evaluation_set(questions, limit=limit)
            opened_reranker = open_reranker(reranker, compute=models.compute)
            location = str(Path(scratch) / "library") if chosen.rows else library
            with open_current(location, models, create=bool(chosen.rows)) as current:
                rows = ((row.name, row.document_text) for row in chosen.rows)
                add_texts(rows, current, Path(scratch))
                evaluator = Evaluator(
                    store=current.now.store,
                    encoder=current.now.encoder,
                    reranker=opened_reranker,
                )
                for name in absent_documents(chosen.questions, evaluator.document_ids()):
                    typer.echo(f"not in the library, so never found: {printable(name)}", err=True)
                evaluation = evaluator.evaluate(chosen.questions)
        typer.echo(
            json.dumps(evaluation_as_json(evaluation))
            if as_json
            else f"{evaluation.questions} questions, {evaluation.answered:.1%} counted as answered"
            f"\n\n{evaluation_table(evaluation)}"
        )

    return commands


def announce(
    address: Address, access: Access, *, share: bool, log: Path, circles: Sequence[Circle] = ()
) -> None:
    """Print where the page is, and what it takes to open it.

    Where there are circles, a password for all visitors that was made up is nobody's.
    """
    typer.echo(f"Footnote is at {address.local}")
    if address.public:
        typer.echo(f"and, for whoever has the password, at {address.public}")
    elif share:
        typer.echo(
            "No Gradio link could be had: the tunnel's program or its server can't be reached "
            "from here. The page goes on at the local address."
        )
    if circles and access.needs_sign_in:
        names = printable(", ".join(one.name for one in circles))
        typer.echo(f"Circles, each with its own password: {names}")
    if "visitor" in access.generated and not circles:
        typer.echo(f"Password for visitors: {access.visitors_password}")
    if "owner" in access.generated:
        typer.echo(f"Password for the owner, who may add and remove: {access.owner_password}")
    if access.needs_sign_in:
        typer.echo(f"Who signs in is noted in {log}")
    sys.stdout.flush()


def _questions(arguments: Sequence[str]) -> Iterator[str]:
    """The questions: lines of standard input for "-", words typed without quotes as one."""
    if list(arguments) == ["-"]:
        for line in sys.stdin.buffer:
            yield line.decode("utf-8", "replace").rstrip("\r\n")
        return
    # Bytes that aren't UTF-8 arrive as lone surrogates, which no JSON reader takes.
    typed = [os.fsencode(argument).decode("utf-8", "replace") for argument in arguments]
    yield from typed if any(" " in argument for argument in typed) else [" ".join(typed)]
