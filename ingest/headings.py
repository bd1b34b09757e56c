"""Which headings a place in a document stands under."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.formats.records import Heading
from storage.records import HEADINGS_APART

_PATH_CHARACTERS_AT_MOST = 300


def heading_paths(headings: Iterable[Heading]) -> list[str]:
    """For each heading, itself under those above it: outermost first, joined by " > "."""
    paths: list[str] = []
    above: list[Heading] = []
    for heading in headings:
        while above and above[-1].level >= heading.level:
            above.pop()
        above.append(heading)
        path = HEADINGS_APART.join(each.title for each in above)
        paths.append(path[:_PATH_CHARACTERS_AT_MOST])
    return paths
