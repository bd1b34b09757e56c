"""On how many pages made of Office files passages are marked, and whether on the right one.

    python -m tests.benchmarks.office_pages FOLDER...

Takes every Office file below the folders that can be read and made into pages. A passage counts
where its words stand, letter by letter, on just one made page, or go over from one to the next:
that page is the right one. Of those it says how many are marked there, elsewhere or not at all,
what share of their words is marked, and how many marked words aren't theirs.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from ingest.aligning import AlignedPages
from ingest.confined.limits import ReadingLimits
from ingest.confined.office_pages import make_pages
from ingest.confined.process import ReadingProcess
from ingest.confined.reader import FileReader
from ingest.errors import IngestError
from ingest.formats.records import ReadDocument
from storage.kinds import KINDS
from storage.records import Page

SUFFIXES = frozenset(f".{name}" for name in ("docx", "dotx", "odt", "rtf", "pptx", "ppsx", "odp"))
FEWEST_LETTERS, PASSAGE_CHARACTERS = 25, 900


@dataclass(slots=True)
class Count:
    """What was found so far."""

    files: int = 0
    not_made: list[str] = field(default_factory=list)
    passages: int = 0
    there: int = 0
    elsewhere: int = 0
    unmarked: int = 0
    words: int = 0
    marked: int = 0
    foreign: int = 0
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)


def main() -> None:
    """Measure, and print a line for each file that isn't perfect and the sums at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument(
        "--files", type=int, default=10_000, help="how many at most, spread over all"
    )
    parser.add_argument("--misses", action="store_true", help="say what is marked wrongly")
    given = parser.parse_args()
    limits = ReadingLimits(ocr=False)
    count = Count()
    paths = sorted(_office_files(given.folders))
    try:
        with closing(FileReader(limits, ReadingProcess(limits))) as reader:
            for path in paths[:: -(-len(paths) // given.files) or 1]:
                measure(path, reader, count)
    finally:  # also where somebody has seen enough
        _report(count, misses=given.misses)


def _report(count: Count, *, misses: bool) -> None:
    print(
        f"{count.files} files, {len(count.not_made)} not made into pages, "
        f"{count.seconds / max(1, count.files):.1f} s each\n"
        f"{count.passages} passages: {count.there} marked on the right page, "
        f"{count.elsewhere} elsewhere, {count.unmarked} unmarked\n"
        f"{count.marked} of {count.words} words marked, {count.foreign} foreign words marked"
    )
    for line in [*count.not_made, *(count.misses if misses else ())]:
        print(" ", line)


def measure(path: Path, reader: FileReader, count: Count) -> None:
    """Count one file; what can't be read or holds no text isn't counted."""
    try:
        kind = reader.recognise(path, name=path.name, is_cancelled=lambda: False).kind
        if not KINDS[kind].is_made_into_pages:
            return
        source = _read(reader, path, kind)
    except IngestError:
        return
    count.files += 1
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory() as folder:
            made = make_pages(path, KINDS[kind].suffix, Path(folder))
            pages = _read(reader, made, "pdf").pages
    except IngestError as error:
        count.not_made.append(f"{path}: {error}")
        return
    found = AlignedPages(source.pages, pages)
    count.seconds += time.monotonic() - started
    for page, start, end in _passages(source):
        _judge(path, found, pages, (page, start, end), count)


def _judge(
    path: Path,
    found: AlignedPages,
    pages: Sequence[Page],
    part: tuple[Page, int, int],
    count: Count,
) -> None:
    page, start, end = part
    text = page.text[start:end]
    right = _pages_with(_letters(text), [_letters(made.text) for made in pages])
    if not right:
        return
    count.passages += 1
    stretches = found.stretches(page.number, start, end)
    on = {one.page.number for one in stretches}
    likely = found.likely_page(page.number, start, end)
    ours = Counter(_words(text))
    theirs = Counter(
        word for one in stretches for word in _words(one.page.text[one.start : one.end])
    )
    count.words += ours.total()
    count.marked += (ours & theirs).total()
    count.foreign += (theirs - ours).total()
    if not on:
        count.unmarked += 1
    elif on <= right and likely in right:
        count.there += 1
    else:
        count.elsewhere += 1
    if not on or not on <= right or likely not in right or theirs - ours:
        extra = dict(theirs - ours)
        count.misses.append(f"{path.name}: {sorted(on)} for {sorted(right)} {extra} {text[:70]!r}")


def _pages_with(letters: str, pages: Sequence[str]) -> set[int]:
    """The page with these letters, or the two that they go over; empty where that isn't sure."""
    whole = [number for number, page in enumerate(pages, 1) if letters in page]
    if whole:
        times = sum(page.count(letters) for page in pages)
        return set(whole) if len(whole) == 1 and times == 1 else set()
    for number in range(1, len(pages)):
        both = pages[number - 1] + pages[number]
        if both.count(letters) == 1:
            return {number, number + 1}
    return set()


def _passages(source: ReadDocument) -> Iterator[tuple[Page, int, int]]:
    """Runs of whole lines, as long as passages are."""
    for page in source.pages:
        start = 0
        for found in re.finditer(r"\n|\Z", page.text):
            if found.start() - start < PASSAGE_CHARACTERS and found.end() < len(page.text):
                continue
            if len(_letters(page.text[start : found.start()])) >= FEWEST_LETTERS:
                yield page, start, found.start()
            start = found.end()


def _read(reader: FileReader, path: Path, kind: str) -> ReadDocument:
    def unheard(_done: int, _total: int) -> None:
        """Nobody watches."""

    return reader.read(path, kind, on_page=unheard, on_picture=unheard, is_cancelled=lambda: False)


def _letters(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in normal if character.isalnum())


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())


def _office_files(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)


if __name__ == "__main__":
    main()
