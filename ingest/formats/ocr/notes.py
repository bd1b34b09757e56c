"""What is worth knowing of pages that were read by OCR."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ingest.formats.ocr.records import PictureText
from storage.printing import stretches


def notes_on(read: Mapping[int, PictureText]) -> tuple[str, ...]:
    """Sentences on the pages, by number, that were read from pictures."""
    with_text = {number: one for number, one in read.items() if one.text}
    notes: list[str] = []
    if with_text:
        languages = Counter(one.language for one in with_text.values())
        named = ", ".join(language for language, _ in languages.most_common())
        words = sum(one.words for one in with_text.values())
        uncertain = sum(one.uncertain for one in with_text.values())
        notes.append(
            f"{_pages(with_text)} read by OCR ({named}); "
            f"{uncertain:,} of {words:,} words are uncertain"
        )
    empty = [number for number, one in read.items() if not one.text]
    if empty and with_text:
        notes.append(f"OCR found no text on {_pages_plain(empty)}")
    return (*notes, *data_lacking(read))


def data_lacking(read: Mapping[int, PictureText]) -> tuple[str, ...]:
    """Which data would have to be installed to read which of these pages."""
    lacking = Counter(one.lacking for one in read.values() if one.lacking)
    return tuple(
        f"to read {_pages_plain([n for n, one in read.items() if one.lacking == code])}, "
        f"install Tesseract's data for {code} (on Debian: tesseract-ocr-{code.replace('_', '-')})"
        for code in lacking
    )


def _pages(read: Mapping[int, PictureText]) -> str:
    return f"{_pages_plain(list(read))} {'was' if len(read) == 1 else 'were'}"


def _pages_plain(numbers: list[int]) -> str:
    """Pages in words, at most some ranges of them."""
    ranges = [
        str(first) if first == last else f"{first} to {last}" for first, last in stretches(numbers)
    ]
    shown = ", ".join(ranges[:10]) + (" and more" if len(ranges) > 10 else "")
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"
