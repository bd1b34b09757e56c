"""The names that people see of files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from storage.text.characters import is_shown


def display_name(name: str) -> str:
    """The name with U+FFFD in place of what can't be shown or stored: controls, broken bytes."""
    return "".join(character if is_shown(character) else "\ufffd" for character in name)


def told_apart(names: Iterable[str]) -> list[str]:
    """The names with a number added to each that stood before: "a.md", "a (2).md"."""
    taken: set[str] = set()
    result = []
    for name in names:
        folder, _, base = name.rpartition("/")
        plain, number = PurePath(base), 1
        while name in taken:
            number += 1
            other = f"{plain.stem} ({number}){plain.suffix}"
            name = f"{folder}/{other}" if folder else other  # noqa: PLW2901 - until it is free
        taken.add(name)
        result.append(name)
    return result
