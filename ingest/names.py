"""The names that people see of files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath


def display_name(name: str) -> str:
    """The name with U+FFFD in place of what can't be shown or stored: controls, broken bytes."""
    return "".join(
        character if character.isprintable() or character == "\u200d" else "\ufffd"
        for character in name
    )


def told_apart(names: Iterable[str]) -> list[str]:
    """The names with a number added to each that stood before: "a.md", "a (2).md"."""
    taken: set[str] = set()
    result = []
    for name in names:
        plain, number = PurePath(name), 1
        while name in taken:
            number += 1
            name = f"{plain.stem} ({number}){plain.suffix}"  # noqa: PLW2901 - until it is free
        taken.add(name)
        result.append(name)
    return result
