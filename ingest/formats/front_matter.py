"""What a Markdown file says of itself in front of its text: YAML or TOML between two lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

LINE_END = re.compile(r"\r\n|\n|\r")
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_FACT = re.compile(r"([A-Za-z_][\w -]{0,39}?)[ \t]*[:=](?:[ \t]+(.*)|)")
_TOML_FACT = re.compile(r"([A-Za-z_][\w.-]{0,39})[ \t]*=[ \t]*(.*)")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.+)")
_GOES_ON = re.compile(r"[ \t].*|[\]},].*|[-#\[].*|")  # a value's further lines, a remark, a table
_REMARK = re.compile(r"[ \t]#.*")
_FOLDED = re.compile(r"[>|][+-]?")  # the value is in the lines that follow
_CHARACTERS_AT_MOST = 20_000
_FACT_CHARACTERS_AT_MOST = 300


def front_matter_end(text: str) -> int:
    """Where it ends, or 0 where there is none, as where a rule stands above the text.

    Its lines are no headings, though the last stands above a line of dashes.
    """
    start, facts = 0, 0
    closing: tuple[str, ...] = ()
    for found in LINE_END.finditer(text, 0, _CHARACTERS_AT_MOST):
        line = text[start : found.start()].rstrip()
        if not start:
            if line not in _FENCES:
                return 0
            closing = _FENCES[line]
        elif line in closing:
            return found.end() if facts else 0
        elif _fact(line):
            facts += 1
        elif not _GOES_ON.fullmatch(line):
            return 0
        start = found.end()
    return 0


def front_matter(text: str) -> Iterator[tuple[str, str]]:
    """The facts: names in small letters, and their values. A list is its items, with commas."""
    name, items, folded = "", [], False
    for line in LINE_END.split(text[: front_matter_end(text)])[1:]:
        found = _fact(line.rstrip())
        if found is None:
            item = _ITEM.fullmatch(line)
            if item and not folded:
                items += _values(item[1])
            elif folded and line.strip():
                items = [" ".join([*items, line.strip()])]
            elif items and line[:1].isspace() and line.strip(" \t]"):
                items += _values(line)
            continue
        if name and items:
            yield name, ", ".join(items)[:_FACT_CHARACTERS_AT_MOST]
        value = (found[2] or "").strip()
        name, folded = found[1].lower(), bool(_FOLDED.fullmatch(value))
        items = [] if folded else _values(value)
    if name and items:
        yield name, ", ".join(items)[:_FACT_CHARACTERS_AT_MOST]


def _fact(line: str) -> re.Match[str] | None:
    return _TOML_FACT.fullmatch(line) or _FACT.fullmatch(line)


def _values(written: str) -> list[str]:
    """One value, or those of a list in brackets."""
    value = written.strip()
    if value[:1] not in ("'", '"'):
        value = _REMARK.sub("", value)
    if value[:1] == "[":
        value = value.strip("[]")
    elif value[:1] in ("'", '"') and value[:1] == value[-1:]:
        return [value[1:-1].strip()]
    parts = (part.strip().strip("\"'").strip() for part in value.split(","))
    return [part for part in parts if part]
