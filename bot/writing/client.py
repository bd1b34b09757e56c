"""An OpenAI-compatible server, asked for a chat's next message as it is written."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.errors import WriterTrouble
from bot.writing.instructions import Messages

CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class WriterServer:
    """Where answers are written, by which model, and with which key ("" for none).

    ``url`` is the address of the interface, such as ``http://localhost:11434/v1``.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuse what is no address.

        Raises:
            ValueError: it isn't http or https, or has no host.
        """
        address = httpx.URL(self.url)
        if address.scheme not in ("http", "https") or not address.host:
            raise ValueError(
                f"{self.url} is no address of a server; such as http://localhost:11434/v1"
            )

    @property
    def completions(self) -> httpx.URL:
        """Where chats are completed: below /v1 where the address names no path."""
        address = httpx.URL(self.url)
        path = address.path.rstrip("/") or "/v1"
        if not path.endswith("/chat/completions"):
            path += "/chat/completions"
        return address.copy_with(path=path)

    @property
    def host(self) -> str:
        """The host that text is sent to, or "" where that is this machine."""
        name = httpx.URL(self.url).host
        if name == "localhost":
            return ""
        try:
            return "" if ipaddress.ip_address(name).is_loopback else name
        except ValueError:
            return name


async def written_by(
    server: WriterServer, told: Messages, *, silence_seconds: float
) -> AsyncGenerator[str]:
    """What the model writes, piece by piece; whoever leaves off ends the request.

    Raises:
        WriterTrouble: the server is away, refuses, breaks off, or answers something else.
    """
    limits = httpx.Timeout(silence_seconds, connect=CONNECT_SECONDS)
    # Nothing of what a machine says to itself goes through a proxy.
    async with httpx.AsyncClient(timeout=limits, trust_env=bool(server.host)) as client:
        try:
            async with client.stream("POST", server.completions, **_request(server, told)) as reply:
                if reply.status_code != httpx.codes.OK:
                    await reply.aread()
                    raise WriterTrouble(_refusal(server, reply))
                async for piece in _pieces(reply, server):
                    yield piece
        except httpx.ConnectError as error:
            raise WriterTrouble(f"The writer at {server.url} can't be reached.") from error
        except httpx.TimeoutException as error:
            raise WriterTrouble(f"The writer at {server.url} took too long.") from error
        except httpx.HTTPError as error:
            raise WriterTrouble(f"The writer at {server.url} broke off.") from error


def _request(server: WriterServer, told: Messages) -> dict[str, Any]:
    return {
        "headers": {"Authorization": f"Bearer {server.key}"} if server.key else {},
        "json": {"model": server.model, "messages": told, "stream": True},
    }


async def _pieces(reply: httpx.Response, server: WriterServer) -> AsyncIterator[str]:
    """The text of the server-sent events; raises ``WriterTrouble`` where they aren't such."""
    ended = False
    async for line in reply.aiter_lines():
        if not line.startswith("data:"):
            if line and not line.startswith((":", "event:", "id:", "retry:")):
                raise WriterTrouble(_no_such_interface(server))
            continue
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            ended = True
            break
        text, is_last = _delta(data, server)
        ended = ended or is_last
        if text:
            yield text
    if not ended:
        raise WriterTrouble(f"The writer at {server.url} broke off.")


def _delta(data: str, server: WriterServer) -> tuple[str, bool]:
    """What one event adds, and whether the message ends with it."""
    try:
        event = json.loads(data)
        if "error" in event:
            raise WriterTrouble(f"The writer at {server.url} failed: {_message(event)}")
        choices = event["choices"]
        if not choices:  # as where only the tokens are counted
            return "", False
        text = choices[0]["delta"].get("content") or ""
        if not isinstance(text, str):
            raise TypeError
        return text, bool(choices[0].get("finish_reason"))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise WriterTrouble(_no_such_interface(server)) from error


def _no_such_interface(server: WriterServer) -> str:
    return f"What answers at {server.url} doesn't speak OpenAI's interface for chats."


def _refusal(server: WriterServer, reply: httpx.Response) -> str:
    match reply.status_code:
        case 401 | 403:
            return f"The writer at {server.url} doesn't accept the key in FOOTNOTE_WRITER_KEY."
        case 404:
            return f"The writer at {server.url} knows no model called {server.model}, or no chats."
        case 429:
            return f"The writer at {server.url} is asked too often; try again in a while."
        case status:
            try:
                says = f": {_message(reply.json())}"
            except ValueError:
                says = ""
            return f"The writer at {server.url} answered with error {status}{says}."


def _message(error: Any) -> str:
    """What an error object says, in one short line."""
    said = error.get("error", error) if isinstance(error, dict) else error
    said = said.get("message", said) if isinstance(said, dict) else said
    return " ".join(str(said).split())[:200].rstrip(".")
