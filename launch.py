"""Footnote's command line, and the one place where its parts are chosen and put together."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot.assistant import AnswerOptions, Assistant
from bot.commands import (
    RerankerOption,
    ServingOptions,
    announce,
    answer_options,
    answering_commands,
    serving_options,
    sign_in_log_of,
    tokens_of,
)
from bot.conversation.library_images import LibraryImages
from bot.conversation.pending import Pending
from bot.conversation.ports import Answering, History, Removing
from bot.errors import BotError
from bot.version import VERSION
from ingest.adding.queue import IngestionQueue
from ingest.commands import add_texts, adding_commands, reading, reading_limits
from ingest.confined.limits import ReadingLimits
from ingest.confined.page_images import PageImages, open_page_images
from ingest.errors import IngestError, UnreadableFile
from ingest.pipeline import Ingestor
from storage.commands import LIBRARY_COMMANDS, EncoderOption, IndexOption, LibraryOption, opened
from storage.errors import StorageError, StoreUnreachable
from storage.models.encoder import Encoder, open_encoder
from storage.models.reranker import open_reranker
from storage.opening import open_conversations
from storage.option_groups import with_options
from storage.options import IndexKind
from storage.store import KeptStore, Store
from storage.undo import UndoableRemoving

PAGE_FIRST_SECONDS = 10.0
"""How long the models wait for the page, which importing PyTorch would hold up by a third. A tunnel
can take longer, and then they come first."""

SECONDS_TO_NEXT_TRY = 3.0
"""Between two tries to open a library whose server is away."""


OF_NO_COMMAND = {"--help", "-h", "--version", "--install-completion", "--show-completion"}
"""Options of the program itself; any other one that comes first is one of ``chat``."""


class ReportingGroup(TyperGroup):
    """Turns the errors that people can do something about into one line and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (BotError, IngestError, StorageError, OSError) as error:
            typer.echo(f"footnote: {error}", err=True)
            raise typer.Exit(1) from error


COMMANDS = typer.Typer(cls=ReportingGroup, pretty_exceptions_enable=False)
COMMANDS.add_typer(adding_commands([sys.executable, str(Path(__file__).resolve())]))
COMMANDS.add_typer(answering_commands(add_texts))
COMMANDS.add_typer(LIBRARY_COMMANDS)


@COMMANDS.command()
@with_options(answers=answer_options, limits=reading_limits, serving=serving_options)
def chat(
    answers: AnswerOptions,
    limits: ReadingLimits,
    serving: ServingOptions,
    library: LibraryOption = "library",
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    index: IndexOption = "flat",
) -> None:
    """Serve the page; this is what happens without a command."""
    from bot.access.sign_in_log import SignInLog  # noqa: PLC0415 - other commands need no page
    from bot.page.page import build_page  # noqa: PLC0415 - gradio takes two seconds to import

    # So that what asks this process to end also lets it tidy up behind itself.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    log = SignInLog(sign_in_log_of(library))
    loader = Loader(library, encoder, reranker, index, answers)
    with closing(log), serving_parts(loader, limits) as (queue, images):
        stored = Pending(loader.store, lambda: loader.trouble)
        page = build_page(
            assistant=Pending(loader.assistant),
            ingestion=queue,
            library=stored,
            removing=Pending(loader.removing),
            history=Pending(loader.history),
            images=LibraryImages(stored, images, unreadable=UnreadableFile),
            options=answers,
        )
        try:
            address = page.launch(
                host=serving.host, port=serving.port, access=serving.access, share=serving.share,
                open_browser=serving.open_browser, visitors=serving.visitors, sign_in_log=log,
                uploads=serving.uploads, tokens=tokens_of(library),
            )  # fmt: skip
            loader.page_is_up.set()
            announce(address, serving.access, share=serving.share, log=log.path)
            page.wait()
        finally:
            page.close()


@dataclass(slots=True)
class Loader:
    """Opens the models and the library while the page is up already, and says how that went."""

    location: str
    encoder_name: str | None
    reranker_name: str | None
    index: IndexKind
    answers: AnswerOptions
    encoder: Future[Encoder] = field(default_factory=Future)
    store: Future[Store] = field(default_factory=Future)
    removing: Future[Removing] = field(default_factory=Future)
    history: Future[History] = field(default_factory=Future)
    assistant: Future[Answering] = field(default_factory=Future)
    trouble: StoreUnreachable | None = None
    page_is_up: threading.Event = field(default_factory=threading.Event)
    closing_down: threading.Event = field(default_factory=threading.Event)
    to_close: ExitStack = field(default_factory=ExitStack)

    def load(self) -> None:
        """Bring one part after another; what goes wrong is shown to whoever waits for a part."""
        self.page_is_up.wait(PAGE_FIRST_SECONDS)
        if self.closing_down.is_set():  # as where the port is taken: nobody waits for the models
            return
        try:
            self._load()
        except Exception as error:
            typer.echo(f"footnote: {error}", err=True)
            for part in (self.encoder, self.store, self.removing, self.history, self.assistant):
                if not part.done():
                    part.set_exception(error)

    def _load(self) -> None:
        encoder = open_encoder(self.encoder_name)
        self.encoder.set_result(encoder)
        store = self._opened_when_there(encoder)
        self.removing.set_result(UndoableRemoving(store))
        self._open_history()
        self.store.set_result(store)
        store.load()  # so that the first question doesn't wait for the index
        reranker = open_reranker(self.reranker_name)
        encoder.encode_question("warm")
        reranker.logits("warm", ["up"])
        self.assistant.set_result(
            Assistant(store=store, encoder=encoder, reranker=reranker, options=self.answers)
        )

    def _open_history(self) -> None:
        """The conversations; where their file is damaged, questions are answered without them."""
        try:
            history = open_conversations(self.location)
        except StorageError as error:
            typer.echo(f"footnote: {error}", err=True)
            self.history.set_exception(error)
        else:
            self.history.set_result(self.to_close.enter_context(closing(history)))

    def _opened_when_there(self, encoder: Encoder) -> KeptStore:
        """The library, however long its server stays away; ``trouble`` then says what is wrong."""
        while True:
            try:
                library = opened(self.location, encoder, self.index, create=True)
                return self.to_close.enter_context(library)
            except StoreUnreachable as error:
                if self.trouble is None:
                    typer.echo(f"footnote: {error}", err=True)
                self.trouble = error
                if self.closing_down.wait(SECONDS_TO_NEXT_TRY):
                    raise


@contextmanager
def serving_parts(
    loader: Loader, limits: ReadingLimits
) -> Iterator[tuple[IngestionQueue, PageImages]]:
    """What reads files and draws pages, at once; the rest loads on a thread of its own."""
    loading = threading.Thread(target=loader.load, name="models")
    loading.start()
    with loader.to_close, reading(limits) as reader, closing(open_page_images()) as images:
        queue = IngestionQueue(
            lambda: Ingestor(loader.store.result(), loader.encoder.result(), reader)
        )
        try:
            yield queue, images
        finally:
            loader.closing_down.set()
            loader.page_is_up.set()
            queue.close()
            loading.join()


def say_version(wanted: bool) -> None:
    """Say the version, and end."""
    if wanted:
        typer.echo(f"footnote {VERSION}")
        raise typer.Exit


@COMMANDS.callback()
def footnote(
    _version: Annotated[
        bool,
        typer.Option("--version", help="Say the version.", is_eager=True, callback=say_version),
    ] = False,
) -> None:
    """Chat with your documents; every reply is passages you can check."""


def main(arguments: Sequence[str], program: str = "launch.py") -> None:
    """Run a command; options alone, or nothing, mean ``chat``."""
    if not arguments or (arguments[0].startswith("-") and not OF_NO_COMMAND & set(arguments)):
        arguments = ["chat", *arguments]
    COMMANDS(list(arguments), prog_name=program)


def installed() -> None:
    """What the command ``footnote`` runs."""
    main(sys.argv[1:], "footnote")


if __name__ == "__main__":
    main(sys.argv[1:])
