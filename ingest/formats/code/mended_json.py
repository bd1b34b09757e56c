"""JSON that is cut off or broken: what of it can be read, and where it is damaged."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

_BETWEEN = re.compile(r"(?:\s++|//[^\n]*+)*+")
_STRING = re.compile(r'"((?:[^"\\\n]++|\\[^\n])*+)("?)')
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|[^u])")
_WORD = re.compile(r"[-+.\w]+")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_SURROGATES = re.compile("[\ud800-\udfff]")


def mended_json(text: str) -> tuple[list[Any], int | None]:
    """The values that the text has as JSON, and the place of the first damage, or ``None``.

    Commas behind the last of several values and remarks behind ``//`` are no damage. A string that
    isn't closed ends with its line, what isn't closed at the end is closed there.
    """
    reading = _Reading(text)
    reading.read()
    return reading.values, reading.damage


def damage_note(text: str, place: int) -> str:
    """What is said of a file that is damaged at that place."""
    line = text.count("\n", 0, place) + 1
    if not text[place:].strip():
        return f"damaged: it is cut off in line {line:,}; what stands before that was read"
    return f"damaged in line {line:,}; what could be read was read"


@dataclass(slots=True)
class _Reading:
    """A text while it is read; ``_open`` are the objects and lists that aren't closed yet."""

    text: str
    values: list[Any] = field(default_factory=list)
    damage: int | None = None
    _open: list[Any] = field(default_factory=list)
    _keys: list[str | None] = field(default_factory=list)  # of each open object, what waits
    _is_after_value: bool = False

    def read(self) -> None:
        place = _end(_BETWEEN, self.text, 0)
        while place < len(self.text):
            place = _end(_BETWEEN, self.text, self._take(place))
            self._is_after_value = self._is_after_value and bool(self._open)
        if self._open:
            self._damaged(len(self.text))

    def _take(self, place: int) -> int:
        """Take what stands there; the place behind it."""
        sign = self.text[place]
        if sign in "{[":
            self._begin({} if sign == "{" else [], place)
        elif sign in "}]":
            self._close(dict if sign == "}" else list, place)
        elif sign == ",":
            self._is_after_value = False
            if self._open:
                self._keys[-1] = None
        elif sign == '"':
            return self._take_string(place)
        elif word := _WORD.match(self.text, place):
            self._take_word(word[0], place)
            return word.end()
        elif sign != ":":
            self._damaged(place)
        return place + 1

    def _begin(self, inside: Any, place: int) -> None:
        self._add(inside, place)
        self._open.append(inside)
        self._keys.append(None)
        self._is_after_value = False

    def _close(self, kind: type, place: int) -> None:
        if not any(isinstance(one, kind) for one in self._open[-2:]):
            self._damaged(place)
            return
        while not isinstance(self._open[-1], kind):
            self._damaged(place)
            self._open.pop()
            self._keys.pop()
        self._open.pop()
        self._keys.pop()
        self._is_after_value = True

    def _take_string(self, place: int) -> int:
        found = _STRING.match(self.text, place)
        end = found.end() if found else place + 1
        said = _unescaped(found[1]) if found else ""
        if not found or not found[2]:
            self._damaged(end)
        following = _end(_BETWEEN, self.text, end)
        is_key = bool(self._open) and isinstance(self._open[-1], dict) and self._keys[-1] is None
        if is_key and self.text[following : following + 1] == ":":
            if self._is_after_value:
                self._damaged(place)
            self._keys[-1] = said
            self._is_after_value = False
            return following + 1
        self._add(said, place)
        return end

    def _take_word(self, word: str, place: int) -> None:
        try:
            self._add(json.loads(word), place)
        except ValueError:
            self._damaged(place)
            self._add(word, place)

    def _add(self, value: Any, place: int) -> None:
        if self._is_after_value:
            self._damaged(place)
        self._is_after_value = True
        if not self._open:
            self.values.append(value)
        elif isinstance(self._open[-1], list):
            self._open[-1].append(value)
        elif (key := self._keys[-1]) is not None:
            self._open[-1][key] = value
            self._keys[-1] = None
        else:
            self._damaged(place)

    def _damaged(self, place: int) -> None:
        self.damage = place if self.damage is None else self.damage


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def _unescaped(written: str) -> str:
    """A string's characters; of two halves of one, as JSON writes those beyond 65,535, the one."""
    said = _ESCAPE.sub(_character, written)
    if _SURROGATES.search(said):
        said = said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return said


def _character(escape: re.Match[str]) -> str:
    named = escape[1]
    return chr(int(named[1:], 16)) if len(named) > 1 else _ESCAPED.get(named, named)
