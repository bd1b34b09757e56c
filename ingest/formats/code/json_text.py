"""JSON: as it is where it was written in lines, and in lines of its own where it wasn't."""

from __future__ import annotations

import json
import re

from ingest.formats.building import DocumentBuilder
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from ingest.formats.text import decode_text

_LONG_LINE = 400  # characters; what has longer ones on average was written for programs alone
_PACKED = re.compile(r'"(?:data:[\w/+.;-]+,)?[A-Za-z0-9+/=_-]{500,}"')


def read(source: Source) -> ReadDocument:
    """The text as one page; long runs of packed data in it are left out."""
    text = source.checked_text(decode_text(source.content()))
    builder = DocumentBuilder("json", source)
    builder.page()
    if len(text) > _LONG_LINE * (text.count("\n") + 1):
        text = _in_lines(text)
    builder.verbatim(_PACKED.sub('"…"', text))
    return builder.document()


def _in_lines(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=1)
    except (ValueError, RecursionError):  # several objects, or broken: cut where values end
        return re.sub(r'(?<=[}\]"\de]),(?=["{\[])', ",\n", text)
