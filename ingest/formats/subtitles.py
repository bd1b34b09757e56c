"""Subtitles (SRT, WebVTT): what is said, with the times at which it is."""

from __future__ import annotations

import re

from ingest.formats.building import DocumentBuilder
from ingest.formats.records import ReadDocument
from ingest.formats.source import Sample, Source
from ingest.formats.text import decode_text

_TIME = r"(?:\d{1,3}:)?\d\d:\d\d[.,]\d{3}"
_TIMES = re.compile(rf"({_TIME})[ \t]*-->[ \t]*{_TIME}[^\n]*")
_SPEAKER = re.compile(r"<v(?:\.[\w.]+)? ([^>]+)>")
_MARKUP = re.compile(r"</?(?:[a-z]+|\d\d:[\d:.]+)[^>]*>|\{\\[^}]*\}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)»]*\Z")
_LINES_LOOKED_AT = 20
_CHARACTERS_AT_MOST = 600


def is_subtitles(sample: Sample) -> bool:
    """Whether the text is subtitles: it says so, or has times between which something is said."""
    start = sample.text.lstrip("\ufeff").lstrip()
    lines = start.split("\n", _LINES_LOOKED_AT)[:_LINES_LOOKED_AT]
    is_called_so = sample.name.suffix.lower() in (".srt", ".vtt")
    has_times = any(_TIMES.fullmatch(line.strip()) for line in lines)
    return has_times and (is_called_so or start.startswith("WEBVTT"))


def read(source: Source) -> ReadDocument:
    """The subtitles as one page; a paragraph goes on to where a sentence ends."""
    text = source.checked_text(decode_text(source.content()))
    builder = DocumentBuilder("subtitles", source)
    builder.page()
    begun, said = "", ""
    _, *cues = _TIMES.split(text.replace("\r\n", "\n"))
    for time, lines in zip(cues[::2], cues[1::2], strict=True):
        begun = begun or time
        said = f"{said} {_spoken(lines)}".strip()
        if _SENTENCE_END.search(said) or len(said) > _CHARACTERS_AT_MOST:
            _add(builder, begun, said)
            begun, said = "", ""
    _add(builder, begun, said)
    return builder.document()


def _add(builder: DocumentBuilder, begun: str, said: str) -> None:
    if said:
        builder.paragraph(f"[{re.split('[.,]', begun)[0]}] {said}")


def _spoken(lines: str) -> str:
    """What a cue says: its lines up to an empty one, behind which stands the next one's number."""
    spoken = lines.lstrip("\n").partition("\n\n")[0]
    spoken = _SPEAKER.sub(lambda found: f"{found[1]}: ", spoken)
    return " ".join(_MARKUP.sub("", spoken).split())
