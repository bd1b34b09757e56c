"""Pictures inside files that say nothing else: handed on, to be read by OCR."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ingest.formats.records import Part

READ_BY_OCR = ("png", "jpg", "jpeg", "tiff", "tif", "gif", "bmp")
"""The endings of pictures that can be read."""


def picture_parts(
    called: str, names: Iterable[str], content_of: Callable[[str], bytes | None]
) -> list[Part]:
    """The pictures of these names, each once, as files called "``called`` 1.png" and so on.

    ``content_of`` gives the content of one, None if there is none. A single one gets no number.
    """
    wanted = [one for one in dict.fromkeys(names) if _ending(one) in READ_BY_OCR]
    parts = []
    for number, name in enumerate(wanted, start=1):
        shown = f"{called} {number}" if len(wanted) > 1 else called
        content = content_of(name)
        if content is not None:
            parts.append(Part(f"{shown}.{_ending(name)}", content))
    return parts


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
