"""The reading process: reads one file after another, apart from everything that must not fall.

Started as ``python -m ingest.confined.worker`` by ``ingest.confined.process``; takes its orders
from standard input and answers on standard output, until its input ends.
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from ingest.confined.confinement import confine, limit_processor_seconds, stand_back
from ingest.confined.wire import Message, page_as_json, receive, send
from ingest.errors import DamagedFile, TooMuch, UnreadableFile
from ingest.formats.markdown import is_markdown, markdown_headings, markdown_title
from ingest.formats.pdf import facts as pdf_facts
from ingest.formats.pdf import pdfium
from ingest.formats.pdf.cleaning import clean_pages
from ingest.formats.pdf.outline import outline_headings
from ingest.formats.recognising import open_regular, recognise
from ingest.formats.records import Heading, RawPage, Rectangle
from ingest.formats.text import decode_text

_PIECE_CHARACTERS = 1_000_000
"""Of a text in one message, so that none grows too large."""


def main() -> None:
    """Serve until the input ends."""
    orders, answers = _private_pipes()
    confine(memory_bytes=receive(orders)["memory_bytes"])
    send(answers, {"ready": True})
    while True:
        try:
            order = receive(orders)
        except EOFError:
            return
        limit_processor_seconds(order["seconds"])
        try:
            _serve(order, answers)
        except UnreadableFile as error:
            send(answers, {"error": type(error).__name__, "message": str(error)})
        except MemoryError:
            # What is left of the memory is in pieces: say so and let a fresh process follow.
            send(answers, {"error": "MemoryError", "message": ""})
            return


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the program, moved to where a library that prints can't write into them."""
    orders = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return orders, answers


def _serve(order: Message, answers: BinaryIO) -> None:
    path = Path(order["path"])
    match order["do"]:
        case "recognise":
            found = recognise(path)
            send(answers, {"end": True, "is_pdf": found.is_pdf, "size_bytes": found.size_bytes})
        case "read":
            stand_back()
            read = _read_pdf if recognise(path).is_pdf else _read_text
            read(path, order, answers)
        case "render":
            picture = pdfium.render_page(path, order["number"], order["pixels_wide"])
            send(answers, {"end": True, "picture": base64.b64encode(picture).decode("ascii")})
        case "boxes":
            rectangles = pdfium.character_rectangles(path, order["number"], order["characters"])
            send(answers, {"end": True, "rectangles": rectangles})
        case "inside":
            wanted = [Rectangle(*edges) for edges in order["rectangles"]]
            text = pdfium.text_inside(path, order["number"], wanted)
            send(answers, {"end": True, "text": text})


def _read_text(path: Path, order: Message, answers: BinaryIO) -> None:
    stream, _ = open_regular(path)
    with stream:
        content = stream.read(order["text_bytes"] + 1)
    if len(content) > order["text_bytes"]:
        raise UnreadableFile("the file grew while it was being read; add it again")
    text = decode_text(content)
    if len(text) > order["characters"]:
        raise TooMuch(f"holds more than {order['characters']:,} characters")
    kind = "markdown" if is_markdown(text, path) else "text"
    headings = markdown_headings(text) if kind == "markdown" else ()
    for start in range(0, len(text), _PIECE_CHARACTERS):
        send(answers, {"piece": text[start : start + _PIECE_CHARACTERS]})
    send(answers, {"done": 1, "total": 1})
    _end(answers, kind, markdown_title(headings), headings)


def _read_pdf(path: Path, order: Message, answers: BinaryIO) -> None:
    try:
        with pdfium.open_pdf(path) as document:
            total = pdfium.page_count(document)
            pages = clean_pages(list(_counted(pdfium.raw_pages(document), total, order, answers)))
    except DamagedFile:
        # The second opinion. Its characters aren't PDFium's, so nothing leads back to boxes.
        raw_pages = list(_counted(pdf_facts.raw_pages(path), 0, order, answers))
        pages = tuple(replace(page, source_runs=()) for page in clean_pages(raw_pages))
    facts = pdf_facts.read_facts(path)
    for page in pages:
        send(answers, {"page": page_as_json(page)})
    _end(answers, "pdf", facts.title, outline_headings(facts.outline, pages))


def _end(answers: BinaryIO, kind: str, title: str, headings: Sequence[Heading]) -> None:
    found = [(heading.page, heading.start, heading.level, heading.title) for heading in headings]
    send(answers, {"end": True, "kind": kind, "title": title, "headings": found})


def _counted(
    pages: Iterable[RawPage], total: int, order: Message, answers: BinaryIO
) -> Iterator[RawPage]:
    """The pages as they come, each one told, until there are too many pages or characters."""
    if total > order["pages"]:
        raise TooMuch(f"has {total:,} pages; at most {order['pages']:,} are read")
    characters = 0
    for done, page in enumerate(pages, start=1):
        characters += len(page.text)
        if done > order["pages"]:
            raise TooMuch(f"has more than {order['pages']:,} pages")
        if characters > order["characters"]:
            raise TooMuch(f"holds more than {order['characters']:,} characters")
        send(answers, {"done": done, "total": max(total, done)})
        yield page


if __name__ == "__main__":
    main()
    sys.exit(0)
