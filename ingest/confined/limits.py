"""How much a single file may ask of this machine."""

from __future__ import annotations

from dataclasses import dataclass, fields

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What reading one file may cost, at most; over it, the file fails with its reason.

    ``seconds_per_file`` is time on the clock; ``silent_seconds`` is how long the reading process
    may go without finishing a page. Memory and processor time are limited where the system can do
    that (not on Windows). A format that is read in one piece may have ``text_bytes``, any other
    ``file_bytes``. ``ocr`` says whether text is read from pictures, which costs most of all.
    """

    memory_bytes: int = 2048 * MEBIBYTE
    seconds_per_file: float = 900.0
    silent_seconds: float = 60.0
    processor_seconds: float = 900.0
    pages: int = 20_000
    characters: int = 50_000_000
    file_bytes: int = 2048 * MEBIBYTE
    text_bytes: int = 64 * MEBIBYTE
    ocr: bool = True

    def __post_init__(self) -> None:
        """Refuse limits that would let nothing through."""
        for field in fields(self):
            if field.name != "ocr" and getattr(self, field.name) <= 0:
                raise ValueError(f"{field.name} must be above zero")
