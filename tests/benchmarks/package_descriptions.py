"""A set of questions made of a Debian archive's descriptions: the short one asks for the long one.

    xz -dc Translation-de.xz | python -m tests.benchmarks.package_descriptions - FOLDER

A file dists/RELEASE/main/i18n/Translation-LANGUAGE of an archive has, package by package, a line of
a few words and the text below it. Packages that begin alike count once (``beir_folder``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import regex

from tests.benchmarks.beir_folder import Titled, write_set

_UNPARTED = regex.compile(r"\n|^[\p{Han}\p{Hiragana}\p{Katakana}、。，]{2}")
"""What no blank stands between where a line ends: a new line, and scripts without blanks."""


def main() -> None:
    """Write the set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", help="or - for what is piped in")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=1500, metavar="DOCUMENTS")
    choices = parser.parse_args()
    if choices.file == "-":
        text = sys.stdin.buffer.read().decode("utf-8")
    else:
        text = Path(choices.file).read_text("utf-8")
    written = write_set(choices.folder, list(descriptions(text)), most=choices.most)
    print(f"{written} documents in {choices.folder}")


def descriptions(text: str) -> Iterator[Titled]:
    """The short and the long description of each package."""
    for stanza in text.split("\n\n"):
        lines = stanza.split("\n")
        for number, line in enumerate(lines):
            if line.startswith("Description-") and not line.startswith("Description-md5:"):
                _, _, short = line.partition(": ")
                yield Titled(short.strip(), _long(lines[number + 1 :]))


def _long(lines: list[str]) -> str:
    """The text of the lines: " ." parts paragraphs, and two blanks begin a line of its own."""
    text = ""
    for line in lines:
        if not line.startswith(" "):
            break
        if line.strip() == ".":
            text += "\n\n"
        elif line.startswith("  "):
            text += f"\n{line.strip()}"
        else:
            parted = "" if not text or _UNPARTED.search(text[-1] + line[1:2]) else " "
            text += parted + line.strip()
    return text.strip()


if __name__ == "__main__":
    main()
