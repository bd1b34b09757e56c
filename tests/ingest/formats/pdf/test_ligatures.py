"""Letters of one ligature stand in one place, and no blank is read after them."""

from __future__ import annotations

from pathlib import Path

from ingest.formats.pdf.reading import read
from ingest.formats.source import Source

SAMPLE = Path(__file__).resolve().parents[4] / "bot/conversation/sample/Moving house.pdf"


def test_words_with_ligatures_stay_whole() -> None:
    source = Source(SAMPLE, 10, 100_000, 100_000, lambda _done, _total: None)
    text = "\n".join(page.text for page in read(source).pages)
    for word in ("household fills about", "Load the heavy and flat things first", "be filled"):
        assert word in text
