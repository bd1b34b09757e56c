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

import typer

from bot.access.commands import circles_of, sign_in_log_of, tokens_of
from bot.assistant import AnswerOptions
from bot.commands import (
    PublicUrlOption,
    RerankerOption,
    ServingOptions,
    announce,
    answer_options,
    answering_commands,
    serving_options,
)
from bot.conversation.library_images import LibraryImages
from bot.conversation.office_documents import OfficeDocuments
from bot.conversation.pending import Pending
from bot.conversation.ports import Answering, History, Reencoding, Removing
from bot.errors import BotError
from bot.following import FollowingAssistant
from bot.version import VERSION
from bot.writing.commands import writer_options
from bot.writing.writer import Writer
from ingest.adding.finding import Wanted
from ingest.adding.queue import IngestionQueue
from ingest.command_options import WatchOption, reading_limits, wanted_files
from ingest.commands import add_texts, adding_commands, reading
from ingest.confined.limits import ReadingLimits
from ingest.confined.office_pages import open_office_pages
from ingest.confined.page_images import open_page_images
from ingest.errors import IngestError, ReadingCancelled, UnreadableFile
from ingest.following.watch import FolderWatch, QueuedAdding
from ingest.pipeline import Ingestor
from ingest.reencoding import Reencoder
from storage.collection_commands import COLLECTION_COMMANDS
from storage.commands import (
    LIBRARY_COMMANDS,
    IndexOption,
    LibraryOption,
    opened_when_there,
)
from storage.current_library import CurrentDocuments, CurrentLibrary, CurrentRemoving
from storage.errors import StorageError, StoreUnreachable
from storage.model_options import ModelOptions, model_options
from storage.models.reranker import open_reranker
from storage.opening import open_conversations, open_made_pages
from storage.option_groups import about_program, reporting_group, with_options
from storage.options import IndexKind

PAGE_FIRST_SECONDS = 10.0
"""How long the models wait for the page, which importing PyTorch would hold up by a third. A tunnel
can take longer, and then they come first."""

OF_NO_COMMAND = {"--help", "-h", "--version", "--install-completion", "--show-completion"}
"""Options of the program itself; any other one that comes first is one of ``chat``."""

COMMANDS = typer.Typer(
    cls=reporting_group(BotError, IngestError, StorageError), pretty_exceptions_enable=False
)
COMMANDS.callback()(
    about_program(
        "footnote", VERSION, "Chat with your documents; every reply is passages you can check."
    )
)
COMMANDS.add_typer(adding_commands([sys.executable, str(Path(__file__).resolve())]))
COMMANDS.add_typer(answering_commands(add_texts))
COMMANDS.add_typer(LIBRARY_COMMANDS)
COMMANDS.add_typer(COLLECTION_COMMANDS, name="collection")


@COMMANDS.command()
@with_options(
    answers=answer_options,
    limits=reading_limits,
    models=model_options,
    serving=serving_options,
    wanted=wanted_files,
    writer=writer_options,
)
def chat(
    answers: AnswerOptions,
    limits: ReadingLimits,
    models: ModelOptions,
    serving: ServingOptions,
    wanted: Wanted,
    writer: Writer | None,
    watch: WatchOption = None,
    library: LibraryOption = "library",
    reranker: RerankerOption = None,
    index: IndexOption = "flat",
) -> None:
    """Serve the page; this is what happens without a command."""
    from bot.access.sign_in_log import SignInLog  # noqa: PLC0415 - other commands need no page
    from bot.page.page import build_page  # noqa: PLC0415 - gradio takes two seconds to import

    # So that what asks this process to end also lets it tidy up behind itself.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    log, circles = SignInLog(sign_in_log_of(library)), circles_of(library)
    loader = Loader(library, models, reranker, index, answers)
    with closing(log), serving_parts(loader, limits) as (queue, images, stored):
        adding = QueuedAdding(queue)
        following = FolderWatch(watch or (), wanted, loader.store.result, adding)
        page = build_page(
            assistant=Pending(loader.assistant),
            ingestion=queue,
            library=stored,
            removing=Pending(loader.removing),
            history=Pending(loader.history),
            images=images,
            reencoding=Pending(loader.reencoding),
            options=answers,
            writer=writer,
            following=following.status,
        )
        following.start(remove=page.remove)
        try:
            address = page.launch(
                host=serving.host, port=serving.port, access=serving.access, share=serving.share,
                open_browser=serving.open_browser, visitors=serving.visitors, sign_in_log=log,
                uploads=serving.uploads, tokens=tokens_of(library), circles=circles,
                site=serving.site,
            )  # fmt: skip
            loader.page_is_up.set()
            announce(
                address, serving.access, share=serving.share, log=log.path, circles=circles.all()
            )
            page.wait()
        finally:
            loader.give_up()  # the folders may wait for a library that isn't open yet
            adding.close()
            following.close()
            page.close()


@dataclass(slots=True)
class Loader:
    """Opens the models and the library while the page is up already, and says how that went."""

    location: str
    models: ModelOptions
    reranker_name: str | None
    index: IndexKind
    answers: AnswerOptions
    current: Future[CurrentLibrary] = field(default_factory=Future)
    store: Future[CurrentDocuments] = field(default_factory=Future)
    removing: Future[Removing] = field(default_factory=Future)
    reencoding: Future[Reencoding] = field(default_factory=Future)
    history: Future[History] = field(default_factory=Future)
    assistant: Future[Answering] = field(default_factory=Future)
    trouble: StoreUnreachable | None = None
    page_is_up: threading.Event = field(default_factory=threading.Event)
    closing_down: threading.Event = field(default_factory=threading.Event)
    to_close: ExitStack = field(default_factory=ExitStack)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Load on a thread of its own, and close at the end what was opened."""
        thread = threading.Thread(target=self.load, name="models")
        thread.start()
        with self.to_close:
            try:
                yield
            finally:
                self.give_up()
                thread.join()

    def give_up(self) -> None:
        """Stop waiting for the page or for a server that is away."""
        self.closing_down.set()
        self.page_is_up.set()

    def load(self) -> None:
        """Bring one part after another; what goes wrong is shown to whoever waits for a part."""
        self.page_is_up.wait(PAGE_FIRST_SECONDS)
        if self.closing_down.is_set():  # as where the port is taken: nobody waits for the models
            return
        try:
            self._load()
        except Exception as error:
            typer.echo(f"footnote: {error}", err=True)
            waited_for = (self.current, self.store, self.removing, self.reencoding, self.history)
            for part in (*waited_for, self.assistant):
                if not part.done():
                    part.set_exception(error)

    def _load(self) -> None:
        waiting = (self.closing_down, self._tell_trouble)
        opening = opened_when_there(self.location, self.models, self.index, *waiting)
        library = self.to_close.enter_context(opening)
        self.current.set_result(library)
        self.removing.set_result(CurrentRemoving(library))
        self.reencoding.set_result(self.to_close.enter_context(closing(Reencoder(library))))
        self._open_history()
        self.store.set_result(CurrentDocuments(library))
        library.now.store.load()  # so that the first question doesn't wait for the index
        reranker = open_reranker(self.reranker_name, compute=self.models.compute)
        library.now.encoder.encode_question("warm")
        reranker.logits("warm", ["up"])
        self.assistant.set_result(FollowingAssistant(library, reranker, self.answers))

    def _open_history(self) -> None:
        """The conversations; where their file is damaged, questions are answered without them."""
        try:
            history = open_conversations(self.location)
        except StorageError as error:
            typer.echo(f"footnote: {error}", err=True)
            self.history.set_exception(error)
        else:
            self.history.set_result(self.to_close.enter_context(closing(history)))

    def _tell_trouble(self, error: StoreUnreachable) -> None:
        if self.trouble is None:
            typer.echo(f"footnote: {error}", err=True)
        self.trouble = error


@contextmanager
def serving_parts(
    loader: Loader, limits: ReadingLimits
) -> Iterator[tuple[IngestionQueue, LibraryImages, Pending[CurrentDocuments]]]:
    """What reads files and draws pages, at once; the rest loads on a thread of its own."""
    stored = Pending(loader.store, lambda: loader.trouble)
    with (
        loader.loading(),
        reading(limits) as reader,
        closing(open_page_images()) as images,
        office_documents(loader.location, stored) as office,
    ):
        queue = IngestionQueue(lambda: Ingestor.of(loader.current.result(), reader))
        drawn = LibraryImages(stored, images, unreadable=UnreadableFile, office=office)
        try:
            yield queue, drawn, stored
        finally:
            loader.give_up()  # the queue may wait for a library that isn't open yet
            queue.close()


@contextmanager
def office_documents(
    location: str, stored: Pending[CurrentDocuments]
) -> Iterator[OfficeDocuments | None]:
    """What makes pages of Office files, where LibreOffice is installed and can be confined."""
    makes = open_office_pages()
    if makes is None:
        yield None
        return
    with closing(makes), open_made_pages(location) as made:
        office = OfficeDocuments(
            stored, made, makes, unreadable=UnreadableFile, cancelled=ReadingCancelled
        )
        with closing(office):
            yield office


@COMMANDS.command()
@with_options(answers=answer_options, models=model_options)
def mcp(
    answers: AnswerOptions,
    models: ModelOptions,
    library: LibraryOption = "library",
    reranker: RerankerOption = None,
    index: IndexOption = "flat",
    public_url: PublicUrlOption = "",
) -> None:
    """Answer an agent on this machine over standard input and output."""
    from bot.api.commands import answer_agent  # noqa: PLC0415 - other commands need no protocol

    loader = Loader(library, models, reranker, index, answers)
    loader.page_is_up.set()
    assistant, library_there = Pending(loader.assistant), Pending(loader.store)
    with loader.loading():
        answer_agent(assistant, library_there, answers, public_url)


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
