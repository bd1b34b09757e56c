"""The states of an answer, from waiting to replied, without markup and without a language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.records import Found, Gone, Reply
from storage.file_reports import FileProgress

Reason: TypeAlias = Literal[
    "no question", "small talk", "no file could be read", "library is empty", "stopped", "failed"
]
"""Why a message has no reply: nothing was asked, it is a greeting or the like, none of its files
could be read, there is nothing to search, the person stopped it, or something went wrong."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The message has arrived; ``for_models`` says that it waits until the models are loaded."""

    for_models: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The message's files are being added; ``question_follows`` says that a question waits."""

    files: tuple[FileProgress, ...]
    question_follows: bool


@dataclass(frozen=True, slots=True)
class Searching:
    """The library is being searched."""


@dataclass(frozen=True, slots=True)
class Provisional:
    """The candidates are found, and are now read closely."""

    found: Found


@dataclass(frozen=True, slots=True)
class Replied:
    """The reply.

    ``documents`` are the names of those that the question was restricted to, none for all;
    ``gone`` are citations whose documents were removed since. ``not_kept`` says why the reply
    can't be kept, or is "".
    """

    reply: Reply
    documents: tuple[str, ...] = ()
    gone: tuple[Gone, ...] = ()
    not_kept: str = ""


@dataclass(frozen=True, slots=True)
class Writing:
    """The reply is there, and an answer in a language model's words is being added to it."""

    replied: Replied


@dataclass(frozen=True, slots=True)
class Refused:
    """There is no reply; ``details`` says what went wrong where the reason is "failed"."""

    reason: Reason
    details: str = ""


State: TypeAlias = Waiting | Reading | Searching | Provisional | Writing | Replied | Refused
