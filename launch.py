"""Footnote's command line, and the one place where its parts are chosen and put together."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import platformdirs
import typer
from typer.core import TyperGroup

from bot.assistant import AnswerOptions, Assistant
from bot.conversation.pending import Pending
from bot.conversation.ports import Box, History, Library, Removing
from bot.errors import BotError, PageUnavailable
from bot.evaluation.sets import CorpusRow, read_evaluation_set
from bot.printing import reply_text
from bot.reply_json import reply_as_json
from ingest.adding.claims import SharedClaims
from ingest.adding.finding import find_files
from ingest.adding.queue import IngestionQueue
from ingest.adding.workers import run_workers
from ingest.confined.limits import MEBIBYTE, ReadingLimits
from ingest.confined.page_images import PageImages
from ingest.confined.process import ReadingProcess
from ingest.confined.reader import FileReader
from ingest.errors import IngestError, UnreadableFile
from ingest.pipeline import Ingestor
from ingest.printing import report_as_json, report_text
from ingest.records import SourceFile
from ingest.splitting import SPLITTING_VERSION, embedding_text
from storage.commands import (
    LIBRARY_COMMANDS,
    IndexOption,
    JsonOption,
    LibraryOption,
    check_folder,
    milvus_access,
)
from storage.errors import StorageError, StoreUnreachable
from storage.file_reports import FileReport
from storage.local.engine import LocalStore
from storage.local.history import LocalHistory
from storage.local.opening import open_local_store
from storage.local.reencoding import reencode as reencode_library
from storage.models.encoder import Encoder, open_encoder
from storage.models.reranker import Reranker, open_reranker
from storage.models.turns import Turns
from storage.opening import open_store
from storage.options import IndexKind, IndexOptions
from storage.printing import printable
from storage.store import KeptStore, Store
from storage.undo import LocalRemoving

if TYPE_CHECKING:
    from bot.access.roles import Access
    from bot.page.page import Address


class ReportingGroup(TyperGroup):
    """Turns the errors that people can do something about into one line and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (BotError, IngestError, StorageError, OSError) as error:
            typer.echo(f"footnote: {error}", err=True)
            raise typer.Exit(1) from error


COMMANDS = typer.Typer(
    cls=ReportingGroup,
    help="Chat with your documents; every reply is passages you can check.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
COMMANDS.add_typer(LIBRARY_COMMANDS)

PAGE_FIRST_SECONDS = 10.0
"""How long the models wait for the page, which importing PyTorch would hold up by a third. A tunnel
can take longer, and then they come first."""

ERASE_LINE = "\r\x1b[K"
"""What takes a progress bar off its line on a terminal."""

SECONDS_TO_NEXT_TRY = 3.0
"""Between two tries to open a library whose server is away."""

VIEWING_LIMITS = ReadingLimits(seconds_per_file=20.0, silent_seconds=20.0, processor_seconds=20.0)
"""Tighter than for reading, so that one bad page doesn't keep other viewers waiting."""

EncoderOption = Annotated[
    str | None, typer.Option("--encoder", help="Another bi-encoder: a folder or a hub's name.")
]
RerankerOption = Annotated[
    str | None, typer.Option("--reranker", help="Another cross-encoder: a folder or a hub's name.")
]
CandidatesOption = Annotated[
    int, typer.Option("--candidates", help="Passages that are read closely for a question.")
]
CitationsOption = Annotated[int, typer.Option("--citations", help="Passages that are shown.")]
ReadMemoryOption = Annotated[
    int,
    typer.Option("--read-memory-mib", min=1, help="MiB of memory that reading a file may take."),
]
ReadSecondsOption = Annotated[
    float, typer.Option("--read-seconds", min=1, help="Seconds that reading a file may take.")
]
ReadProcessorOption = Annotated[
    float,
    typer.Option("--read-processor-seconds", min=1, help="Processor seconds that it may take."),
]
ReadPagesOption = Annotated[
    int, typer.Option("--read-pages", min=1, help="Pages that a file may have.")
]
ReadCharactersOption = Annotated[
    int, typer.Option("--read-characters", min=1, help="Characters of text that a file may hold.")
]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the command line's options chose."""

    library: str
    encoder: str | None
    reranker: str | None
    index: IndexKind
    answers: AnswerOptions
    reading: ReadingLimits


@dataclass(frozen=True, slots=True)
class Adding:
    """What ``add`` is to do; ``claims`` is where workers share out the files, if there are any."""

    paths: Sequence[Path]
    library: str
    encoder: str | None
    index: IndexKind
    claims: Path | None
    limits: ReadingLimits
    as_json: bool

    def arguments(self) -> list[str]:
        """The same for the command line of one more process."""
        options = {
            "--library": self.library,
            "--encoder": self.encoder,
            "--index": self.index,
            "--claims": self.claims,
            "--read-memory-mib": self.limits.memory_bytes // MEBIBYTE,
            "--read-seconds": self.limits.seconds_per_file,
            "--read-processor-seconds": self.limits.processor_seconds,
            "--read-pages": self.limits.pages,
            "--read-characters": self.limits.characters,
        }
        given = [(name, str(value)) for name, value in options.items() if value is not None]
        json_option = ["--json"] if self.as_json else []
        return [
            *(word for pair in given for word in pair),
            *json_option,
            "--",
            *map(str, self.paths),
        ]


@dataclass(frozen=True, slots=True)
class ServingParts:
    """What the page stands on; its models wait until ``page_is_up`` is set, but not for long."""

    assistant: Pending[Assistant]
    library: Pending[Library]
    removing: Pending[Removing]
    history: Pending[History]
    queue: IngestionQueue
    images: LibraryImages
    page_is_up: threading.Event


@COMMANDS.command()
def chat(
    library: LibraryOption = "library",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Port; the first free one from 7860.")] = None,
    share: Annotated[
        bool, typer.Option("--share", help="Open a Gradio link to this page.")
    ] = False,
    password: Annotated[
        str | None,
        typer.Option(
            envvar="FOOTNOTE_PASSWORD",
            help="What visitors must know; made up where one is needed.",
        ),
    ] = None,
    owner_password: Annotated[
        str | None,
        typer.Option(
            envvar="FOOTNOTE_OWNER_PASSWORD",
            help="What the owner must know, to add and remove; made up where one is needed.",
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
    candidates: CandidatesOption = 12,
    citations: CitationsOption = 5,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    index: IndexOption = "flat",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
    read_memory_mib: ReadMemoryOption = 2048,
    read_seconds: ReadSecondsOption = 900.0,
    read_processor_seconds: ReadProcessorOption = 900.0,
    read_pages: ReadPagesOption = 20_000,
    read_characters: ReadCharactersOption = 50_000_000,
) -> None:
    """Serve the page; this is what launch.py does without a command."""
    from bot.access.request_bodies import UploadLimits  # noqa: PLC0415 - as above
    from bot.access.roles import access_for  # noqa: PLC0415 - the other commands need no page
    from bot.access.sign_in_log import SignInLog  # noqa: PLC0415 - as above
    from bot.access.visitor_limits import VisitorRules  # noqa: PLC0415 - as above
    from bot.page.page import build_page  # noqa: PLC0415 - gradio takes two seconds to import

    # So that what asks this process to end also lets it tidy up behind itself.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    answers = answer_options(candidates, citations)
    limits = reading_limits(
        read_memory_mib, read_seconds, read_processor_seconds, read_pages, read_characters
    )
    choices = Choices(library, encoder, reranker, index, answers, limits)
    access = access_for(host=host, share=share, password=password, owner_password=owner_password)
    visitors = VisitorRules(may_add=visitors_may_add, files=visitor_files, mebibytes=visitor_mib)
    log = SignInLog(sign_in_log_of(library))
    with closing(log), serving_parts(choices) as parts:
        page = build_page(
            assistant=parts.assistant,
            ingestion=parts.queue,
            library=parts.library,
            removing=parts.removing,
            history=parts.history,
            images=parts.images,
        )
        try:
            address = page.launch(
                host=host, port=port, access=access, share=share,
                open_browser=browser and sys.stdout.isatty(), visitors=visitors,
                sign_in_log=log, uploads=UploadLimits(file_bytes=upload_mib * MEBIBYTE),
            )  # fmt: skip
            parts.page_is_up.set()
            announce(address, access, share=share, log=log.path)
            page.wait()
        finally:
            page.close()


@COMMANDS.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files, and folders to walk.")],
    library: LibraryOption = "library",
    encoder: EncoderOption = None,
    index: IndexOption = "flat",
    workers: Annotated[int, typer.Option(min=1, help="Processes that take files in.")] = 1,
    claims: Annotated[
        Path | None,
        typer.Option(help="A folder where workers, also on other machines, share out the files."),
    ] = None,
    as_json: JsonOption = False,
    read_memory_mib: ReadMemoryOption = 2048,
    read_seconds: ReadSecondsOption = 900.0,
    read_processor_seconds: ReadProcessorOption = 900.0,
    read_pages: ReadPagesOption = 20_000,
    read_characters: ReadCharactersOption = 50_000_000,
) -> None:
    """Take files into the library; each is reported once it is safe on disk."""
    limits = reading_limits(
        read_memory_mib, read_seconds, read_processor_seconds, read_pages, read_characters
    )
    adding = Adding(paths, library, encoder, index, claims, limits, as_json)
    failed = add_with_workers(adding, workers) if workers > 1 else add_files(adding)
    raise typer.Exit(1 if failed else 0)


def add_files(adding: Adding) -> int:
    """Take the files in, or those of them that this process gets a claim on; how many failed."""
    files, claims = find_files(adding.paths), adding.claims
    opened_encoder = open_encoder(adding.encoder)
    failed = 0
    with (
        library_of(adding.library, opened_encoder, adding.index, create=True) as store,
        reading(adding.limits) as reader,
    ):
        ingestor = Ingestor(store, opened_encoder, reader)
        # Of several workers none knows how far all of them are.
        on_terminal = sys.stderr.isatty() and claims is None
        with (
            closing(reports_of(ingestor, files, claims)) as reports,
            typer.progressbar(
                files,
                file=sys.stderr,
                hidden=not on_terminal,
                item_show_func=lambda file: file.name if file else None,
            ) as waiting,
        ):
            for _, report in zip(waiting, reports, strict=claims is None):
                failed += report.state == "failed"
                if on_terminal:
                    typer.echo(ERASE_LINE, nl=False, err=True)  # the bar is drawn again below
                typer.echo(
                    json.dumps(report_as_json(report)) if adding.as_json else report_text(report)
                )
                sys.stdout.flush()
    return failed


def reports_of(
    ingestor: Ingestor, files: Sequence[SourceFile], claims: Path | None
) -> Generator[FileReport, None, None]:
    """How each file ended, or each of those that this process gets a claim on."""
    if claims is None:
        yield from ingestor.ingest_all(files)
        return
    for claim in SharedClaims(claims).take(files):
        report = ingestor.ingest(claim.file)
        claim.finish(failed=report.state == "failed")
        yield report


def add_with_workers(adding: Adding, workers: int) -> int:
    """Take the files in by so many processes of ``add``; how many of those didn't end well."""
    with (
        # Made once, and not by each worker.
        library_of(adding.library, open_encoder(adding.encoder), adding.index, create=True),
        tempfile.TemporaryDirectory(prefix="footnote-claims-") as own,
    ):
        options = replace(adding, claims=adding.claims or Path(own)).arguments()
        command = [sys.executable, str(Path(__file__).resolve()), "add", *options]
        codes = run_workers(command, workers, typer.echo)
    for code in codes:
        if code < 0:
            typer.echo(f"footnote: a worker was ended by signal {-code}", err=True)
    return sum(code != 0 for code in codes)


@COMMANDS.command()
def ask(
    questions: Annotated[
        list[str], typer.Argument(help="A question, or - for one a line from standard input.")
    ],
    library: LibraryOption = "library",
    documents: Annotated[
        list[str] | None, typer.Option("--document", help="Search only here; can be repeated.")
    ] = None,
    candidates: CandidatesOption = 12,
    citations: CitationsOption = 5,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    index: IndexOption = "flat",
    as_json: JsonOption = False,
) -> None:
    """Answer questions with passages of the library."""
    options = answer_options(candidates, citations)
    opened_encoder, opened_reranker = open_models(encoder, reranker)
    with library_of(library, opened_encoder, index) as store:
        assistant = Assistant(
            store=store, encoder=opened_encoder, reranker=opened_reranker, options=options
        )
        document_ids = assistant.document_ids(tuple(documents or ()))
        for question in asked(questions):
            reply = assistant.ask(question, document_ids=document_ids)
            typer.echo(json.dumps(reply_as_json(reply)) if as_json else reply_text(reply))
            sys.stdout.flush()


@COMMANDS.command()
def evaluate(
    questions: Annotated[
        Path, typer.Argument(help="A folder in the BEIR form, or a file of your own questions.")
    ],
    library: LibraryOption = "library",
    limit: Annotated[int | None, typer.Option(help="Ask only the first so many.")] = None,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure every stage on questions whose answers are known.

    A folder brings its own documents; a file's questions are asked of the library.
    """
    from bot.evaluation.measuring import (  # noqa: PLC0415 - its measures take a second to import
        Evaluator,
        absent_documents,
        evaluation_as_json,
        evaluation_table,
    )

    with tempfile.TemporaryDirectory(prefix="footnote-") as scratch:
        chosen = read_evaluation_set(questions, limit=limit)
        opened_encoder, opened_reranker = open_models(encoder, reranker)
        location = str(Path(scratch) / "library") if chosen.rows else library
        with library_of(location, opened_encoder, create=bool(chosen.rows)) as store:
            take_in_rows(chosen.rows, store, opened_encoder, Path(scratch))
            evaluator = Evaluator(store=store, encoder=opened_encoder, reranker=opened_reranker)
            for name in absent_documents(chosen.questions, evaluator.document_ids()):
                typer.echo(f"not in the library, so never found: {printable(name)}", err=True)
            evaluation = evaluator.evaluate(chosen.questions)
        typer.echo(
            json.dumps(evaluation_as_json(evaluation))
            if as_json
            else f"{evaluation.questions} questions, {evaluation.answered:.1%} counted as answered"
            f"\n\n{evaluation_table(evaluation)}"
        )


def take_in_rows(rows: Sequence[CorpusRow], store: Store, encoder: Encoder, scratch: Path) -> None:
    """Store each row as a document, as if its text had been added as a file."""
    with reading(ReadingLimits()) as reader:
        ingestor = Ingestor(store, encoder, reader)
        file = scratch / "row.txt"
        for row in rows:
            file.write_text(row.document_text, encoding="utf-8", newline="")
            ingestor.ingest(SourceFile(file, row.name))


@COMMANDS.command()
def reencode(library: LibraryOption = "library", encoder: EncoderOption = None) -> None:
    """Make all vectors anew from the stored text, after a change of encoder."""
    check_folder(library, "reencode")
    opened = open_encoder(encoder)
    with library_of(library) as store:
        splitting_version = store.fingerprint.splitting_version
    made = reencode_library(
        library,
        opened.fingerprint(splitting_version),
        lambda passages: opened.encode_passages(
            [embedding_text(passage, passage.title) for passage in passages]
        ),
    )
    typer.echo(f"made {made} vectors with {opened.name}")


class LibraryImages:
    """Page images by document id, drawn from the library's originals."""

    def __init__(self, library: Pending[Library], images: PageImages) -> None:
        """``images`` is closed by whoever made it."""
        self._library = library
        self._images = images

    def render(self, document_id: str, page: int, pixels_wide: int) -> bytes:
        """A PNG of the page; raises ``PageUnavailable``."""
        original = self._library.get().original(document_id)
        try:
            return self._images.render_page(original, page, pixels_wide)
        except UnreadableFile as error:
            raise PageUnavailable(str(error)) from error

    def boxes(self, document_id: str, page: int, start: int, end: int) -> Sequence[Box]:
        """The rectangles that part of the page's text fills; raises ``PageUnavailable``."""
        library = self._library.get()
        original = library.original(document_id)
        stored = library.page(document_id, page)
        try:
            found = self._images.passage_boxes(original, stored, start, end)
        except UnreadableFile as error:
            raise PageUnavailable(str(error)) from error
        return [(box.left, box.top, box.right, box.bottom) for box in found]


@contextmanager
def serving_parts(choices: Choices) -> Iterator[ServingParts]:
    """The parts of a page, usable at once; their models load on a thread of their own."""
    store: Future[Store] = Future()
    removing: Future[Removing] = Future()
    history: Future[History] = Future()
    encoder: Future[Encoder] = Future()
    assistant: Future[Assistant] = Future()
    page_is_up = threading.Event()
    diary: list[LocalStore] = []
    trouble: list[StoreUnreachable] = []
    closing_down = threading.Event()

    def load() -> None:
        page_is_up.wait(PAGE_FIRST_SECONDS)
        if closing_down.is_set():  # as where the port is taken: nobody waits for the models
            return
        try:
            turns = Turns()
            opened = open_encoder(choices.encoder, turns=turns)
            encoder.set_result(opened)
            library = open_when_there(choices, opened, trouble, closing_down)
            removing.set_result(LocalRemoving(library))
            diary.append(history_store(choices.library, library))
            history.set_result(LocalHistory(diary[0].database))
            store.set_result(library)
            library.load()  # so that the first question doesn't wait for the index
            reranker = open_reranker(choices.reranker, turns=turns)
            opened.encode_question("warm")
            reranker.logits("warm", ["up"])
            assistant.set_result(
                Assistant(
                    store=store.result(), encoder=opened, reranker=reranker, options=choices.answers
                )
            )
        except Exception as error:  # shown by the page, to whoever waits for the part
            typer.echo(f"footnote: {error}", err=True)
            for part in (encoder, store, removing, history, assistant):
                if not part.done():
                    part.set_exception(error)

    loading = threading.Thread(target=load, name="models")
    loading.start()
    with (
        reading(choices.reading) as reader,
        closing(PageImages(ReadingProcess(VIEWING_LIMITS))) as images,
    ):
        queue = IngestionQueue(lambda: Ingestor(store.result(), encoder.result(), reader))
        library = Pending(store, lambda: trouble[0] if trouble else None)
        try:
            yield ServingParts(
                Pending(assistant),
                library,
                Pending(removing),
                Pending(history),
                queue,
                LibraryImages(library, images),
                page_is_up,
            )
        finally:
            closing_down.set()
            page_is_up.set()
            queue.close()
            loading.join()
            for kept in diary:
                kept.close()
            if store.done() and store.exception() is None:
                store.result().close()


def open_when_there(
    choices: Choices, encoder: Encoder, trouble: list[StoreUnreachable], stop: threading.Event
) -> KeptStore:
    """The library, however long its server stays away; ``trouble`` then holds what is wrong."""
    while True:
        try:
            return open_library(choices.library, encoder, choices.index, create=True)
        except StoreUnreachable as error:
            if not trouble:
                typer.echo(f"footnote: {error}", err=True)
            trouble[:] = [error]
            if stop.wait(SECONDS_TO_NEXT_TRY):
                raise


@contextmanager
def reading(limits: ReadingLimits) -> Iterator[FileReader]:
    """A reader of files, with a process of its own while it is used."""
    reader = FileReader(limits, ReadingProcess(limits))
    try:
        yield reader
    finally:
        reader.close()


@contextmanager
def library_of(
    location: str,
    encoder: Encoder | None = None,
    index: IndexKind = "flat",
    *,
    create: bool = False,
) -> Iterator[KeptStore]:
    """The library there, open while it is used; without an encoder, whatever it was made with."""
    with closing(open_library(location, encoder, index, create=create)) as store:
        yield store


def open_models(encoder: str | None, reranker: str | None) -> tuple[Encoder, Reranker]:
    """Both models, which take turns so that each has the processor to itself."""
    turns = Turns()
    return open_encoder(encoder, turns=turns), open_reranker(reranker, turns=turns)


def open_library(
    location: str, encoder: Encoder | None, index: IndexKind, *, create: bool
) -> KeptStore:
    """The library there; made where ``create`` allows it."""
    fingerprint = encoder.fingerprint(SPLITTING_VERSION) if encoder else None
    return open_store(
        location, fingerprint, create=create, index=IndexOptions(kind=index),
        access=milvus_access(),
    )  # fmt: skip


def history_store(location: str, library: KeptStore) -> LocalStore:
    """Where conversations are kept: in the library's folder, or else in one of this server's own.

    That is an otherwise empty library, one for each place and encoder.
    """
    if isinstance(library, LocalStore):
        return library
    about = f"{location.partition('@')[2] or location} {library.fingerprint}"
    folder = Path(platformdirs.user_data_dir("footnote")) / "history"
    return open_local_store(
        str(folder / hashlib.sha256(about.encode()).hexdigest()[:16]),
        library.fingerprint,
        create=True,
    )


def answer_options(candidates: int, citations: int) -> AnswerOptions:
    """The numbers as options, or the way typer says that they can't be."""
    try:
        return AnswerOptions(candidates=candidates, citations=citations)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def reading_limits(
    memory_mib: int, seconds: float, processor_seconds: float, pages: int, characters: int
) -> ReadingLimits:
    """The options' numbers as limits."""
    return ReadingLimits(
        memory_bytes=memory_mib * MEBIBYTE,
        seconds_per_file=seconds,
        processor_seconds=processor_seconds,
        pages=pages,
        characters=characters,
    )


def sign_in_log_of(library: str) -> Path:
    """Where sign-ins are noted: beside the library, under its name."""
    if "://" in library:
        return Path("footnote-sign-ins.log")
    folder = Path(library).absolute()
    return folder.with_name(f"{folder.name}-sign-ins.log")


def asked(arguments: Sequence[str]) -> Iterator[str]:
    """The questions: lines of standard input for "-", words typed without quotes as one."""
    if list(arguments) == ["-"]:
        for line in sys.stdin.buffer:
            yield line.decode("utf-8", "replace").rstrip("\r\n")
        return
    # Bytes that aren't UTF-8 arrive as lone surrogates, which no JSON reader takes.
    typed = [os.fsencode(argument).decode("utf-8", "replace") for argument in arguments]
    yield from typed if any(" " in argument for argument in typed) else [" ".join(typed)]


def announce(address: Address, access: Access, *, share: bool, log: Path) -> None:
    """Print where the page is, and what it takes to open it."""
    typer.echo(f"Footnote is at {address.local}")
    if address.public:
        typer.echo(f"and, for whoever has the password, at {address.public}")
    elif share:
        typer.echo(
            "No Gradio link could be had: the tunnel's program or its server can't be reached "
            "from here. The page goes on at the local address."
        )
    if "visitor" in access.generated:
        typer.echo(f"Password for visitors: {access.visitors_password}")
    if "owner" in access.generated:
        typer.echo(f"Password for the owner, who may add and remove: {access.owner_password}")
    if access.needs_sign_in:
        typer.echo(f"Who signs in is noted in {log}")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> None:
    """Run a command; options alone, or nothing, mean ``chat``."""
    asks_for_help = {"--help", "-h"} & set(arguments)
    if not arguments or (arguments[0].startswith("-") and not asks_for_help):
        arguments = ["chat", *arguments]
    COMMANDS(list(arguments), prog_name="launch.py")


if __name__ == "__main__":
    main(sys.argv[1:])
