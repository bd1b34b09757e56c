"""What each state of a turn looks like, in either language."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.ports import Upload
from bot.conversation.states import (
    Provisional,
    Reading,
    Refused,
    Replied,
    Searching,
    State,
    Waiting,
)
from bot.conversation.turns import Conversation, Message, Turn
from bot.html.chinese import CHINESE
from bot.html.english import ENGLISH
from bot.html.turns import conversation_html, turn_html
from bot.records import Candidate, Citation, Gone, Models, Reply, Seconds
from storage.file_reports import FileProgress
from tests.bot.page_fakes import progress_of, report_of
from tests.bot.passages import found, passage

ADDED = progress_of(1, "a.pdf", "done", report=report_of("x", "ready", 2, (), 7, ""))
FAILED = progress_of(
    1, "a.pdf", "done", report=report_of("", "failed", 0, (), 0, "the PDF is damaged")
)
FOUND = found((Candidate(passage(1, "Cats sleep."), 0.5, 1, 1, 1.0),))
CITATION = Citation(1, passage(1, "Cats sleep."), 0.5, 1.0, 0.9, 0, 0)
REPLY = Reply(
    "q", "q", True, FOUND.candidates, (CITATION,),
    Models("e", "r"), Seconds(0, 0, 0, 1.0),
)  # fmt: skip


def turn(state: State, *files: FileProgress, question: str = "q", dropped: bool = False) -> Turn:
    uploads = (Upload(Path(), "a.pdf"),) if dropped or files else ()
    return Turn(Message(question, uploads, frozenset()), state, files)


@pytest.mark.parametrize(
    ("shown", "english", "chinese"),
    [
        pytest.param(turn(Waiting()), "…", "…", id="waiting"),
        pytest.param(turn(Waiting(for_models=True)), "still loading", "模型仍在加载", id="models"),
        pytest.param(
            turn(Reading((ADDED,), question_follows=True), dropped=True),
            "Adding your files. Your question is answered right after.",
            "随后回答你的问题",
            id="reading, then asking",
        ),
        pytest.param(turn(Searching()), "Searching…", "搜索中…", id="searching"),
        pytest.param(
            turn(Provisional(FOUND)), "Found 1 passage. Reading it closely…", "找到 1 个段落",
            id="provisional",
        ),
        pytest.param(turn(Replied(REPLY)), "Strong match in", "高度匹配", id="replied"),
        pytest.param(
            turn(Replied(REPLY, ("a.txt",))), "Searched only: a.txt", "仅搜索了：a.txt",
            id="restricted",
        ),
        pytest.param(
            turn(Replied(REPLY, gone=(Gone(2, 7, 0.4),))), "No longer in the library",
            "已不在文档库中", id="gone",
        ),
        pytest.param(
            turn(Replied(REPLY, not_kept="the disk is full")),
            "This reply could not be saved: the disk is full", "无法保存这个回答：the disk is full",
            id="not kept",
        ),
        pytest.param(
            turn(Refused("no question"), question=""), "Type a question", "请输入问题",
            id="no question",
        ),
        pytest.param(
            turn(Refused("no question"), ADDED, question=""), "Ask a question", "请提问",
            id="files alone",
        ),
        pytest.param(
            turn(Refused("no file could be read"), FAILED), "was not asked", "因此没有提问",
            id="no file read",
        ),
        pytest.param(
            turn(Refused("library is empty")), "The library is empty", "文档库是空的", id="empty"
        ),
        pytest.param(turn(Refused("stopped")), "Stopped.", "已停止。", id="stopped"),
        pytest.param(
            turn(Refused("failed", "<b>no</b>")), "Something went wrong: &lt;b&gt;no",
            "出错了：&lt;b&gt;no", id="failed",
        ),
    ],
)  # fmt: skip
def test_a_state_is_said_in_the_language_of_whoever_looks(
    shown: Turn, english: str, chinese: str
) -> None:
    assert english in turn_html(shown, ENGLISH)
    assert chinese in turn_html(shown, CHINESE)
    assert english == chinese or english not in turn_html(shown, CHINESE)


def test_how_files_ended_stays_above_what_became_of_the_question() -> None:
    html = turn_html(turn(Replied(REPLY), ADDED), ENGLISH)
    assert html.index("ready: 2 pages, 7 passages") < html.index("Strong match in")
    assert "the PDF is damaged" in turn_html(
        turn(Refused("no file could be read"), FAILED), ENGLISH
    )


def test_a_question_can_be_asked_again_once_it_is_answered_or_given_up() -> None:
    for state in (Replied(REPLY), Refused("stopped")):
        assert "data-again" in turn_html(turn(state), ENGLISH)
    for state in (Waiting(), Searching(), Provisional(FOUND)):
        assert "data-again" not in turn_html(turn(state), ENGLISH)
    assert "data-again" not in turn_html(turn(Refused("no question"), question=""), ENGLISH)


def test_two_openings_of_one_conversation_are_two_values() -> None:
    conversation = Conversation("c1", (turn(Replied(REPLY)),))
    first, second = (conversation_html(conversation, ENGLISH) for _ in range(2))
    assert first != second  # the browser is told of a value only when it changes
    assert turn_html(conversation.turns[0], ENGLISH) in first
