"""MCP as agents use it: by the protocol's own client, over HTTP, with a token."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx2
import pytest
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client

from bot.access.visitor_limits import VisitorRules
from bot.api.mcp_server import PAGE_CHARACTERS
from bot.version import VERSION
from tests.bot.served import GUARDED, TEXT, Served

pytestmark = pytest.mark.slow

Outcome = TypeVar("Outcome")
QUESTION = "How often is the starter fed?"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("mcp"), GUARDED)
    yield served
    served.page.close()


def as_agent(served: Served, token: str, does: Callable[[Client], Awaitable[Outcome]]) -> Outcome:
    """What an agent with that token gets; on a thread of its own, beside any other event loop."""

    async def talk() -> Outcome:
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
            transport = streamable_http_client(f"{served.address}mcp", http_client=http)
            async with Client(transport) as client:
                return await does(client)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(talk())).result()


def called(served: Served, token: str, tool: str, **arguments: Any) -> dict[str, Any]:
    """What a tool answers, the same as an object and as text."""

    async def call(client: Client) -> dict[str, Any]:
        result = await client.call_tool(tool, arguments)
        assert not result.is_error, result.content
        structured: dict[str, Any] = result.structured_content
        assert json.loads(result.content[0].text) == structured
        return structured

    return as_agent(served, token, call)


def refusal(served: Served, token: str, tool: str, **arguments: Any) -> str:
    """Why a tool answers nothing, as the agent is told."""

    async def call(client: Client) -> str:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        said: str = result.content[0].text
        return said

    return as_agent(served, token, call)


@pytest.fixture(scope="module")
def token(served: Served) -> str:
    return served.tokens.make("agent", "visitor")


def test_an_agent_finds_the_tools_and_how_to_use_them(served: Served, token: str) -> None:
    async def look(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"search", "ask", "read_page", "list_documents"}
        for tool in tools.values():
            assert tool.description
            assert tool.annotations is not None and tool.annotations.read_only_hint
            assert "context" not in tool.input_schema["properties"]
        assert client.server_info is not None
        assert (client.server_info.name, client.server_info.version) == ("footnote", VERSION)
        assert "Quote the passages" in (client.instructions or "")

    as_agent(served, token, look)


def test_an_answer_carries_citations_with_links(served: Served, token: str) -> None:
    reply = called(served, token, "ask", question=QUESTION)
    assert reply["answered"] is True
    best = reply["citations"][0]
    assert (best["document"], best["text"]) == ("b.txt", TEXT)
    assert best["url"].startswith(f"{served.address}#/doc/{served.document_id}?page=1&at=")


def test_passages_are_found_and_pages_read(served: Served, token: str) -> None:
    found = called(served, token, "search", query="sourdough", documents=["b.txt"], limit=3)
    assert [passage["text"] for passage in found["passages"]] == [TEXT]
    for name in ("b.txt", served.document_id, served.document_id[:12]):
        assert called(served, token, "read_page", document=name)["text"] == TEXT
    listed = called(served, token, "list_documents")["documents"]
    assert "b.txt" in [document["name"] for document in listed]


def test_a_long_page_is_read_part_by_part(served: Served, token: str) -> None:
    text = "".join(f"line {number}\n" for number in range(5000))
    served.library.put("long.txt", text.encode(), "text", [text])
    read, start = "", 0
    while start is not None:
        part = called(served, token, "read_page", document="long.txt", start=start)
        assert len(part["text"]) <= PAGE_CHARACTERS
        read, start = read + part["text"], part["next_start"]
    assert read == text


def test_an_agent_may_have_its_words_as_typed(served: Served, token: str) -> None:
    asked = {"question": "Feed the strater?"}
    assert called(served, token, "ask", **asked)["searched_for"] == "Feed the starter?"
    typed = called(served, token, "ask", **asked, as_typed=True)
    assert typed["searched_for"] == asked["question"]


def test_what_cannot_be_answered_says_why(served: Served, token: str) -> None:
    assert "No document is called nowhere.pdf" in refusal(
        served, token, "ask", question="q", documents=["nowhere.pdf"]
    )
    assert "nowhere.pdf" in refusal(served, token, "read_page", document="nowhere.pdf")
    assert "No page 7" in refusal(served, token, "read_page", document="b.txt", page=7)
    assert "limit" in refusal(served, token, "search", query="q", limit=500)


def test_agents_ask_no_more_than_visitors(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rules = VisitorRules(questions_a_minute=1)
    served = Served(tmp_path_factory.mktemp("limited"), GUARDED, visitors=rules)
    try:
        token = served.tokens.make("agent", "visitor")
        called(served, token, "search", query="one")
        assert "Too many questions" in refusal(served, token, "ask", question="two")
    finally:
        served.page.close()


def test_nothing_is_answered_without_a_token_or_after_it_was_revoked(served: Served) -> None:
    token = served.tokens.make("leaving", "owner")
    ask = {
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "list_documents", "arguments": {}},
    }  # fmt: skip
    headers = {"Accept": "application/json, text/event-stream"}
    agent = served.visitor(Authorization=f"Bearer {token}", **headers)
    assert "b.txt" in agent.post("/mcp", json=ask).text
    served.tokens.revoke("leaving")
    for method in ("initialize", "tools/list", "tools/call", "server/discover"):
        for client in (agent, served.visitor(**headers)):
            answer = client.post("/mcp", json=ask | {"method": method})
            assert answer.status_code == 401
            assert "b.txt" not in answer.text


def test_no_session_can_be_opened_that_outlives_a_token(served: Served, token: str) -> None:
    agent = served.visitor(Authorization=f"Bearer {token}")
    for method in ("GET", "DELETE", "PUT"):
        assert agent.request(method, "/mcp").status_code == 405
