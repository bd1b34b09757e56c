"""An answer is written as far as its server and the gate allow, and says what kept it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from bot.records import Models, Reply, Seconds, Written
from bot.writing.client import WriterServer
from bot.writing.gate import is_quoted
from bot.writing.writer import Writer
from tests.bot.writing.scripted_server import Script, scripted
from tests.bot.writing.test_gate import PASSAGES, QUESTION, citations_of

REPLY = Reply(
    question=QUESTION,
    searched_for=QUESTION,
    answered=True,
    candidates=(),
    citations=citations_of(PASSAGES),
    models=Models("e", "r"),
    seconds=Seconds(0.0, 0.0, 0.0, 0.0),
)
SOUND = 'Guests must leave by 11 am. [1 "Guests must leave their rooms by 11 am"]\n'
UNSOUND = 'Guests must leave by noon on Mars. [1 "Guests must leave their rooms by 11 am"]\n'


def all_of(writer: Writer, *, earlier: tuple[Reply, ...] = ()) -> list[Written]:
    async def collected() -> list[Written]:
        return [written async for written in writer.write(REPLY, earlier)]

    return asyncio.run(collected())


def written(script: Script, *, key: str = "", **options: float) -> Written:
    with scripted(script) as url:
        return all_of(Writer(WriterServer(url, "tiny", key), **options))[-1]  # type: ignore[arg-type]


def test_each_sentence_comes_as_it_is_written_and_checked() -> None:
    hold = threading.Event()
    script = Script(pieces=[*SOUND, *UNSOUND], hold=hold)
    with scripted(script) as url:
        writer = Writer(WriterServer(url, "tiny"))

        async def watched() -> list[Written]:
            seen = []
            async for now in writer.write(REPLY):
                seen.append(now)
                if len(now.sentences) == 2:
                    hold.set()
            return seen

        seen = asyncio.run(watched())
    assert [len(one.sentences) for one in seen] == [0, 1, 2, 2]
    assert [one.flaw for one in seen[-1].sentences] == [None, "name"]
    assert seen[-1].holds
    assert seen[-1].trouble == ""


def test_the_model_is_told_the_passages_the_conversation_and_the_question() -> None:
    script = Script(pieces=["NOTHING"])
    before = replace(REPLY, question="Is there breakfast?", searched_for="Is there breakfast?")
    with scripted(script) as url:
        writer = Writer(WriterServer(url, "tiny", "secret"))
        assert all_of(writer, earlier=(before,))[-1].sentences == ()
    (asked,) = script.asked
    assert asked["path"] == "/v1/chat/completions"
    assert (asked["model"], asked["stream"]) == ("tiny", True)
    assert script.headers[0]["Authorization"] == "Bearer secret"
    roles = [message["role"] for message in asked["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    assert asked["messages"][1]["content"] == "Is there breakfast?"
    for citation in citations_of(PASSAGES):
        assert citation.passage.text in asked["messages"][-1]["content"]
    assert asked["messages"][-1]["content"].endswith(QUESTION)


def test_whoever_leaves_off_ends_the_request() -> None:
    script = Script(pieces=[SOUND], hold=threading.Event())
    with scripted(script) as url:
        writer = Writer(WriterServer(url, "tiny"))

        async def stopped() -> None:
            growing = writer.write(REPLY)
            async for now in growing:
                if now.sentences:
                    break
            await growing.aclose()

        asyncio.run(stopped())
        assert script.left.wait(20)


@pytest.mark.parametrize(
    ("script", "says"),
    [
        (Script(status=401), "doesn't accept the key"),
        (Script(status=404), "knows no model called tiny"),
        (Script(status=429), "asked too often"),
        (Script(status=500, raw=b'{"error": {"message": "out of memory"}}'), "500: out of memory."),
        (Script(status=503, raw=b"<html>"), "error 503."),
        (Script(pieces=[SOUND], cut=True), "broke off"),
        (Script(raw=b"<html>Hello</html>"), "doesn't speak OpenAI's interface"),
        (Script(raw=b"data: {}\n\n"), "doesn't speak OpenAI's interface"),
        (Script(raw=b"data: 7\n\n"), "doesn't speak OpenAI's interface"),
        (Script(raw=b'data: {"error": {"message": "no slot"}}\n\n'), "failed: no slot"),
        (Script(raw=b""), "broke off"),
    ],
)
def test_what_goes_wrong_is_said_in_one_line(script: Script, says: str) -> None:
    found = written(script)
    assert says in found.trouble
    assert "\n" not in found.trouble
    assert all(sentence.flaw is None for sentence in found.sentences)


def test_a_server_that_is_away_silent_or_endless_is_given_up() -> None:
    with scripted(Script()) as url:
        pass
    assert "can't be reached" in all_of(Writer(WriterServer(url, "tiny")))[-1].trouble
    silent = Script(pieces=[SOUND], hold=threading.Event(), quiet=True)
    found = written(silent, silence_seconds=0.2)
    assert "took too long" in found.trouble
    assert len(found.sentences) == 1
    endless = Script(pieces=[SOUND] * 9, hold=threading.Event())
    assert "came to no end" in written(endless, most_seconds=-1.0).trouble


def test_a_model_that_ignores_the_form_gives_no_answer() -> None:
    found = written(Script(pieces=["Sure! Guests leave at 11 am, as everyone knows."]))
    assert not found.holds
    assert [sentence.flaw for sentence in found.sentences] == ["no proof"]


def test_half_a_sentence_of_a_broken_answer_is_left_out() -> None:
    found = written(Script(pieces=[SOUND, 'Breakfast is [2 "Break'], cut=True))
    assert [sentence.text for sentence in found.sentences] == ["Guests must leave by 11 am."]


def test_refused_sentences_can_be_left_out() -> None:
    with scripted(Script(pieces=[SOUND, UNSOUND, UNSOUND])) as url:
        found = all_of(Writer(WriterServer(url, "tiny"), shows_refused=False))[-1]
    assert len(found.sentences) == 1
    assert found.left_out == 2
    assert not found.holds


@pytest.mark.parametrize(
    ("url", "completions", "host"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1/chat/completions", ""),
        ("http://127.0.0.1:1/v1/", "http://127.0.0.1:1/v1/chat/completions", ""),
        ("https://llm.example/x/v2", "https://llm.example/x/v2/chat/completions", "llm.example"),
        ("http://[::1]:8/v1/chat/completions", "http://[::1]:8/v1/chat/completions", ""),
        ("http://192.168.0.7:8", "http://192.168.0.7:8/v1/chat/completions", "192.168.0.7"),
    ],
)
def test_addresses_are_completed_and_told_from_this_machine(
    url: str, completions: str, host: str
) -> None:
    server = WriterServer(url, "tiny")
    assert (str(server.completions), server.host) == (completions, host)


@pytest.mark.parametrize("url", ["ollama", "ftp://localhost", "http://"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="no address of a server"):
        WriterServer(url, "tiny")


def test_a_key_is_in_no_record_of_it() -> None:
    assert "secret" not in repr(Writer(WriterServer("http://localhost", "tiny", "secret")))


@pytest.mark.models
@pytest.mark.slow
def test_a_real_model_streams_through_the_gate() -> None:
    command = [sys.executable, "-m", "tests.bot.writing.llama_server"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        seen = all_of(Writer(WriterServer(url, "smollm2", "secret")))
        refused = all_of(Writer(WriterServer(url, "smollm2", "wrong")))[-1]
        server.communicate()  # its input ends, and so does it
    last = seen[-1]
    assert last.trouble == ""
    assert last.sentences
    assert len(seen) >= len(last.sentences)
    passages = {citation.rank: citation.passage.text for citation in citations_of(PASSAGES)}
    for sentence in last.sentences:  # it invents; whatever of it stands is quoted
        for quotation in sentence.quotations if sentence.flaw is None else ():
            assert is_quoted(quotation.text, passages[quotation.rank])
    assert "doesn't accept the key" in refused.trouble
