"""The small sample that an empty library can be filled with; written for Footnote."""

from __future__ import annotations

from pathlib import Path

from bot.conversation.ports import Upload

FOLDER = Path(__file__).parent / "sample"


def sample_uploads() -> tuple[Upload, ...]:
    """The sample's files, by name."""
    return tuple(Upload(path, path.name) for path in sorted(FOLDER.iterdir()))
