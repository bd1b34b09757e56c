"""What requests carry: how much of it, whose session it speaks for, and no paths of its own."""

from __future__ import annotations

import json
import os
import shutil
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Send

from bot.access.refusals import is_for_programs
from bot.access.visitor_limits import MEBIBYTE, VisitorLimits
from bot.access.visitors import Visitor
from bot.html.access_wording import access_wording_for

UPLOADS = ("/gradio_api/upload", "/api/documents")
"""Where files are sent to, which alone may be large."""

LARGEST_BODY_BYTES = 4 * MEBIBYTE
"""Of a request that uploads nothing."""

LARGEST_STRANGERS_BODY_BYTES = 16 * 1024
SESSIONS_REMEMBERED = 20_000

_UPLOAD_OVERHEAD_BYTES = MEBIBYTE  # of names and borders around the files
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class RefusedBody(Exception):
    """A request that isn't passed on: the status, and a line that says why."""

    def __init__(self, status: int, message: str) -> None:
        """``message`` is shown to the person who sent it."""
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How much may be uploaded: one file, one request, and what must stay free on the disk."""

    file_bytes: int = 2048 * MEBIBYTE
    request_bytes: int = 8192 * MEBIBYTE
    free_bytes: int = 512 * MEBIBYTE


USUAL_UPLOADS = UploadLimits()


class BodyGuard:
    """Passes requests on to the page, unless their bodies say otherwise."""

    def __init__(self, folder: Path, uploads: UploadLimits, limits: VisitorLimits) -> None:
        """``folder`` is where Gradio keeps uploads; no path outside it is accepted as one."""
        self._folder = Path(os.path.realpath(folder))
        self._uploads = uploads
        self._limits = limits
        self._owners: OrderedDict[str, str] = OrderedDict()
        self._uploading = 0

    async def pass_on(
        self, app: ASGIApp, request: Request, visitor: Visitor | None, receive: Receive, send: Send
    ) -> None:
        """Let ``app`` answer the request.

        Raises:
            RefusedBody: nothing was sent yet, and this is why it won't be answered.
        """
        if visitor is not None:
            self._check_session(_session_asked_for(request), visitor)
        if request.method not in _CHANGING:
            await app(request.scope, receive, send)
        elif visitor is not None and request.method == "POST" and request.url.path in UPLOADS:
            await self._upload(app, request, visitor, receive, send)
        else:
            allowed = LARGEST_STRANGERS_BODY_BYTES if visitor is None else LARGEST_BODY_BYTES
            body = await _whole(request, receive, allowed)
            if visitor is not None and not is_for_programs(request.url.path):
                self._check(body, visitor)
            await app(request.scope, _again(body, receive), send)

    def _check(self, body: bytes, visitor: Visitor) -> None:
        try:
            content = json.loads(body)
        except (ValueError, RecursionError):
            return  # Gradio refuses what isn't JSON by itself
        for part in _dictionaries(content):
            session = part.get("session_hash")
            if isinstance(session, str):
                self._check_session(session, visitor)
            path = part.get("path")
            if isinstance(path, str) and not self._is_an_upload(path):
                raise RefusedBody(400, "Only files that were uploaded here can be sent.")

    def _check_session(self, session: str, visitor: Visitor) -> None:
        """A page's session belongs to the visitor who used it first."""
        if not session:
            return
        owner = self._owners.setdefault(session, visitor.identity)
        self._owners.move_to_end(session)
        if len(self._owners) > SESSIONS_REMEMBERED:
            self._owners.popitem(last=False)
        if owner != visitor.identity:
            raise RefusedBody(403, "This conversation belongs to another visitor.")

    def _is_an_upload(self, path: str) -> bool:
        try:
            real = Path(os.path.realpath(path))
        except (OSError, ValueError):
            return False
        return Path(path).is_absolute() and real.is_relative_to(self._folder)

    async def _upload(
        self, app: ASGIApp, request: Request, visitor: Visitor, receive: Receive, send: Send
    ) -> None:
        wording = access_wording_for(request.headers.get("accept-language", ""))
        left = self._limits.bytes_left(visitor)
        if left == 0:
            raise RefusedBody(403, self._limits.why_nothing(visitor, wording))
        allowed = self._uploads.request_bytes
        if left is not None:
            allowed = min(allowed, left + _UPLOAD_OVERHEAD_BYTES)
        announced = request.headers.get("content-length", "0")
        expected = int(announced) if announced.isdecimal() else 0
        self._check_room(max(expected, 0), allowed, wording.upload_too_large)
        counted = _Counted(receive, allowed, self._has_room)
        self._uploading += 1
        answered = False

        async def send_unless_refused(message: Message) -> None:
            nonlocal answered
            if counted.too_much:  # what Gradio makes of an upload that ends in the middle
                return
            answered = True
            await send(message)

        try:
            await app(request.scope, counted.receive, send_unless_refused)
        except Exception:
            if answered or not counted.too_much:
                raise
        finally:
            self._uploading -= 1
            self._limits.note_bytes(visitor, counted.bytes)
            self._sweep()
        if counted.too_much and not answered:
            raise RefusedBody(413, wording.upload_too_large)

    def _check_room(self, expected: int, allowed: int, too_large: str) -> None:
        if expected > allowed:
            raise RefusedBody(413, too_large)
        if not self._has_room(expected):
            raise RefusedBody(507, "The disk is nearly full: nothing more can be uploaded.")

    def _has_room(self, more: int) -> bool:
        self._folder.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self._folder).free - more >= self._uploads.free_bytes

    def _sweep(self) -> None:
        """Delete the beginnings of uploads that were broken off; whole ones lie in folders."""
        if self._uploading == 0:
            for path in self._folder.glob("tmp*"):
                if path.is_file():
                    path.unlink(missing_ok=True)


class _Counted:
    """A request's body, cut short once it is more than allowed or the disk runs full."""

    def __init__(self, receive: Receive, allowed: int, has_room: Callable[[int], bool]) -> None:
        self._receive = receive
        self._allowed = allowed
        self._has_room = has_room
        self._looked_at = 0
        self.bytes = 0
        self.too_much = False

    async def receive(self) -> Message:
        if self.too_much:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self.bytes += len(message.get("body", b""))
        if self.bytes - self._looked_at >= 16 * MEBIBYTE:
            self._looked_at = self.bytes
            self.too_much = not self._has_room(0)
        if self.bytes > self._allowed:
            self.too_much = True
        return {"type": "http.disconnect"} if self.too_much else message


async def _whole(request: Request, receive: Receive, allowed: int) -> bytes:
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > allowed:
        raise RefusedBody(413, "This request is too large.")
    parts: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise RefusedBody(400, "The request broke off.")
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > allowed:
            raise RefusedBody(413, "This request is too large.")
        if not message.get("more_body"):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """What hands the body out once more, and then whatever comes after it."""
    waiting = [body]

    async def receive_again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return receive_again


def _session_asked_for(request: Request) -> str:
    """The page's session that the address of a request names, or ""."""
    beginning = "/gradio_api/heartbeat/"
    if request.url.path.startswith(beginning):
        return request.url.path.removeprefix(beginning).strip("/")
    return request.query_params.get("session_hash", "")


def _dictionaries(content: object) -> Iterator[dict[str, Any]]:
    """Every object in a JSON text, however deep."""
    waiting = [content]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
