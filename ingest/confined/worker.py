"""The reading process: reads one file after another, apart from everything that must not fall.

Started as ``python -m ingest.confined.worker`` by ``ingest.confined.process``; takes its orders
from standard input and answers on standard output, until its input ends.
"""

from __future__ import annotations

import base64
import sys
from dataclasses import asdict, astuple
from functools import partial
from importlib import import_module
from pathlib import Path, PurePath
from typing import BinaryIO

from ingest.confined.confinement import confine, limit_processor_seconds, stand_back
from ingest.confined.wire import (
    Message,
    page_messages,
    part_messages,
    private_pipes,
    receive,
    send,
)
from ingest.errors import UnreadableFile
from ingest.formats.pdf import pdfium
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from ingest.formats.table import FORMATS, recognise


def main() -> None:
    """Serve until the input ends."""
    orders, answers = private_pipes()
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


def _serve(order: Message, answers: BinaryIO) -> None:
    path = Path(order["path"])
    match order["do"]:
        case "recognise":
            stand_back()
            going_on = partial(send, answers, {"recognising": True})
            found = recognise(path, PurePath(order["name"]), on_block=going_on)
            send(answers, {"end": True, **asdict(found)})
        case "read":
            stand_back()
            _read(path, order, answers)
        case "render":
            pictures = import_module("ingest.formats.picture")
            draw = pictures.render_page if pictures.is_picture(path) else pdfium.render_page
            picture = draw(path, order["number"], order["pixels_wide"])
            send(answers, {"end": True, "picture": base64.b64encode(picture).decode("ascii")})
        case "boxes":
            rectangles = pdfium.character_rectangles(path, order["number"], order["lines"])
            send(answers, {"end": True, "rectangles": rectangles})


def _read(path: Path, order: Message, answers: BinaryIO) -> None:
    source = Source(
        path=path,
        pages_at_most=order["pages"],
        characters_at_most=order["characters"],
        text_bytes_at_most=order["text_bytes"],
        on_picture=lambda done, total: send(answers, {"pictures": done, "total": total}),
        reads_pictures=order["ocr"],
        on_page=lambda done, total: send(answers, {"done": done, "total": total}),
    )
    reader = import_module(FORMATS[order["kind"]].reader)
    document: ReadDocument = reader.read(source)
    for page in document.pages:
        for message in page_messages(page):
            send(answers, message)
    for part in document.parts:
        for message in part_messages(part):
            send(answers, message)
    end = {
        "end": True,
        "title": document.title,
        "headings": [astuple(heading) for heading in document.headings],
        "tables": [astuple(table) for table in document.tables],
        "notes": document.notes,
        "facts": document.facts,
        "unread_pages": document.unread_pages,
        "blank_pages": document.blank_pages,
        "body_start": document.body_start,
    }
    send(answers, end)


if __name__ == "__main__":
    main()
    sys.exit(0)
