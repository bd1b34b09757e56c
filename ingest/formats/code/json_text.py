"""JSON: as it is where it was written in lines, and in lines of its own where it wasn't."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from ingest.formats.building import DocumentBuilder
from ingest.formats.code.mended_json import damage_note, mended_json
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from ingest.formats.text import decode_text

_LONG_LINE = 400  # characters; what has longer ones on average was written for programs alone
_PACKED = re.compile(
    r'"(?:data:[\w/+.;-]{1,100}+,)?+(?:[A-Za-z0-9+/=_-]|\\[nr/]){500,}+(?:"|\s*\Z)'
)
_LINES_NAMED_AT_MOST = 5


def read(source: Source) -> ReadDocument:
    """The text as one page; long runs of packed data in it are left out."""
    text = source.checked_text(decode_text(source.content()))
    builder = DocumentBuilder("json", source)
    builder.page()
    values, notes = _values(text)
    builder.notes += notes
    if len(text) > _LONG_LINE * (text.count("\n") + 1):
        text = _in_lines(text, values)
    builder.verbatim(_PACKED.sub('"…"', text))
    return builder.document()


def _in_lines(text: str, values: Sequence[Any]) -> str:
    try:
        return "\n".join(json.dumps(one, ensure_ascii=False, indent=1) for one in values)
    except RecursionError:  # too deep for that: cut where values end
        return re.sub(r'(?<=[}\]"\de]),(?=["{\[])', ",\n", text)


def _values(text: str) -> tuple[list[Any], list[str]]:
    """The values that a text has, mended where they are damaged, and what is said of that."""
    try:
        return [json.loads(text)], []
    except (ValueError, RecursionError):
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1)
                 if line.strip()]  # fmt: skip
    broken = [number for number, line in lines if not _is_sound(line)]
    if len(lines) - len(broken) > 1 and len(broken) * 2 <= len(lines):
        values = [value for _, line in lines for value in mended_json(line)[0]]
        return values, [_broken_lines(broken)] if broken else []
    values, damage = mended_json(text)
    return values, [] if damage is None else [damage_note(text, damage)]


def _is_sound(line: str) -> bool:
    """Whether a line is a value of its own, as in a file that has one in each."""
    if not line.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _broken_lines(numbers: Sequence[int]) -> str:
    named = ", ".join(f"{number:,}" for number in numbers[:_LINES_NAMED_AT_MOST])
    more = len(numbers) - _LINES_NAMED_AT_MOST
    behind = f" and {more:,} more" if more > 0 else ""
    lines = "line" if len(numbers) == 1 else "lines"
    return f"damaged in {lines} {named}{behind}; what could be read was read"
