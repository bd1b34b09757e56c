"""Routes of our own beside Gradio's: page images, highlights, text in context, originals.

Each answers only who is signed in, and names things by document id and page number: no path ever
comes from a visitor.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import TypeAlias
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.conversation.ports import Box, Library, PageRenderer, PlacedBox
from bot.errors import BotError, PagesInMaking, PageUnavailable
from bot.html.text import shown_as
from storage.errors import StorageError
from storage.kinds import KINDS
from storage.records import Page

PREFIX = "/footnote"
"""Under which all of these routes lie."""

WIDEST_PIXELS = 3000
NARROWEST_PIXELS = 100
CONTEXT_CHARACTERS = 200_000
"""How much of a text file is sent around a passage; browsers grow slow with more."""

_LINES_LOOKED_AT = 300
_ALONE = re.compile(r"(?:(?<=\n\n)|\A)[^\n\t]{1,200}(?=\n|\Z)")
_DOCUMENT_ID = re.compile(r"[0-9a-f]{64}")
_PRIVATE = {"Cache-Control": "private, max-age=600", "X-Content-Type-Options": "nosniff"}

SeenBy: TypeAlias = Callable[[Request], Library | None]
"""The library as far as who sent a request may read it; ``None`` for a stranger."""


class RequestError(Exception):
    """A request that can't be served: the status, and a line that says why."""

    def __init__(self, status: int, message: str) -> None:
        """``status`` is HTTP's; the message is for people."""
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class PageRoutes:
    """The routes over one library, each over what ``seen_by`` says of it."""

    images: PageRenderer
    seen_by: SeenBy

    def routes(self) -> list[Route]:
        """Routes for a Starlette application, in front of any that catch all paths."""
        paths = {
            "/pages/{document_id}/{page:int}.png": self._image,
            "/boxes/{document_id}/{page:int}": self._boxes,
            "/places/{document_id}/{page:int}": self._place,
            "/text/{document_id}/{page:int}": self._text,
            "/labels/{document_id}/{page:int}": self._label,
            "/documents/{document_id}": self._about,
            "/originals/{document_id}": self._original,
        }
        return [
            Route(PREFIX + path, self._guarded(answer), methods=["GET"])
            for path, answer in paths.items()
        ]

    def _guarded(
        self, answer: Callable[[Request, Library], Response]
    ) -> Callable[[Request], object]:
        async def endpoint(request: Request) -> Response:
            try:
                seen = self.seen_by(request)
                if seen is None:
                    return PlainTextResponse("Sign in first.", status_code=401)
                return await run_in_threadpool(answer, request, seen)
            except RequestError as refused:
                return PlainTextResponse(str(refused), status_code=refused.status)
            except PagesInMaking as error:
                return PlainTextResponse(str(error), status_code=503, headers={"Retry-After": "5"})
            except (StorageError, BotError) as error:
                return PlainTextResponse(str(error), status_code=404)

        return endpoint

    def _image(self, request: Request, library: Library) -> Response:
        document_id = library.document(_document_id(request)).document_id
        wide = number_in(request, "width", 1200)
        wide = min(max(wide, NARROWEST_PIXELS), WIDEST_PIXELS)
        png = self.images.render(document_id, request.path_params["page"], wide)
        return Response(png, media_type="image/png", headers=_PRIVATE)

    def _boxes(self, request: Request, library: Library) -> Response:
        boxes = self.images.boxes(
            library.document(_document_id(request)).document_id,
            request.path_params["page"],
            number_in(request, "start", 0),
            number_in(request, "end", 0),
        )
        return JSONResponse([list(box) for box in merged(boxes)], headers=_PRIVATE)

    def _place(self, request: Request, library: Library) -> Response:
        """Where a passage, and the statement in it, stand on the pages made of an Office file.

        Asked again while ``state`` is "making"; where there are none, ``reason`` says why.
        """
        document = library.document(_document_id(request))
        number = request.path_params["page"]
        parts = [
            (number_in(request, first, 0), number_in(request, last, 0))
            for first, last in (("start", "end"), ("from", "to"))
        ]
        place: dict[str, object]
        try:
            found = self.images.place(document.document_id, number, parts[0], parts[1])
        except PagesInMaking:
            place = {"state": "making"}
        except PageUnavailable as error:
            place = {"state": "none", "reason": str(error)}
        else:
            boxes = {"passage": _merged_on(found.passage), "said": _merged_on(found.said)}
            place = {"state": "made", "pages": found.pages, "page": found.page, **boxes}
        return JSONResponse(place, headers={"Cache-Control": "no-store"})

    def _text(self, request: Request, library: Library) -> Response:
        """The text around a passage, split into what is before, in and after it.

        ``headings`` has the first and last offset in all three together of each line that is one.
        ``has_tables`` says that lines with tabs in them are rows.
        """
        document_id = _document_id(request)
        page = library.page(document_id, request.path_params["page"])
        is_built = KINDS[library.document(document_id).kind].places != "lines"
        length = len(page.text)
        start = min(max(number_in(request, "start", 0), 0), length)
        end = min(max(number_in(request, "end", 0), start), length)
        first = max(0, start - CONTEXT_CHARACTERS // 2)
        last = min(length, end + CONTEXT_CHARACTERS // 2)
        parts = {
            "before": page.text[first:start],
            "passage": page.text[start:end],
            "after": page.text[end:last],
            "first_line": page.text.count("\n", 0, first) + 1,
            "headings": _headings(library, document_id, page, first, last) if is_built else [],
            "has_tables": is_built,
        }
        return JSONResponse(parts, headers=_PRIVATE)

    def _label(self, request: Request, library: Library) -> Response:
        """What is printed on the page as its number, "" where that is the number itself."""
        page = library.page(_document_id(request), request.path_params["page"])
        label = "" if page.label == str(page.number) else page.label
        return JSONResponse(label, headers=_PRIVATE)

    def _about(self, request: Request, library: Library) -> Response:
        document = library.document(_document_id(request))
        about = {
            "name": document.name,
            "kind": document.kind,
            "pages": document.page_count,
            "shown_as": shown_as(document.kind),
            "places": KINDS[document.kind].places,
            "makes_pages": self.images.makes_pages(document.kind),
        }
        return JSONResponse(about, headers={"Cache-Control": "no-store"})

    def _original(self, request: Request, library: Library) -> Response:
        document = library.document(_document_id(request))
        path = library.original(document.document_id)
        media_type = KINDS[document.kind].media_type
        headers = {
            **_PRIVATE,
            "Content-Disposition": f"inline; filename*=UTF-8''{quote(document.name, safe='')}",
        }
        return FileResponse(path, media_type=media_type, headers=headers)


def _headings(
    library: Library, document_id: str, page: Page, first: int, last: int
) -> list[tuple[int, int]]:
    """Where lines that are headings start and end, counted from ``first``; not all of very many."""
    found = []
    for line in islice(_ALONE.finditer(page.text, first, last), _LINES_LOOKED_AT):
        passage = library.passage_at(document_id, page.number, line.start())
        if passage is not None and line[0] in passage.headings:
            found.append((line.start() - first, line.end() - first))
    return found


def merged(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """The boxes with neighbours on a line made one, so that a highlight has no seams.

    Boxes are neighbours when they share most of their height and the gap between them is no
    wider than about a word space: twice that height, both being fractions of a page that is
    higher than wide. Order is kept.
    """
    lines: list[Box] = []
    for box in boxes:
        if lines and _on_one_line(lines[-1], box):
            last = lines[-1]
            lines[-1] = (
                min(last[0], box[0]),
                min(last[1], box[1]),
                max(last[2], box[2]),
                max(last[3], box[3]),
            )
        else:
            lines.append(box)
    return tuple(lines)


def _merged_on(boxes: Sequence[PlacedBox]) -> list[PlacedBox]:
    """The same for boxes on several pages."""
    return [
        (number, *box)
        for number, on in groupby(boxes, key=lambda one: one[0])
        for box in merged([one[1:] for one in on])
    ]


def _on_one_line(one: Box, other: Box) -> bool:
    height = min(one[3] - one[1], other[3] - other[1])
    shared = min(one[3], other[3]) - max(one[1], other[1])
    gap = max(one[0], other[0]) - min(one[2], other[2])
    return shared > height / 2 and gap < 2 * height


def _document_id(request: Request) -> str:
    document_id: str = request.path_params["document_id"]
    if not _DOCUMENT_ID.fullmatch(document_id):
        raise RequestError(404, "No such document.")
    return document_id


def number_in(request: Request, name: str, default: int) -> int:
    """A whole number of the query; raises ``RequestError`` for anything else."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise RequestError(400, f"{name} must be a whole number.")
    return int(text)
