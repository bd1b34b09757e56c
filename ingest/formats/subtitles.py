"""Subtitles (SRT, WebVTT, SBV): what is said, with the times at which it is."""

from __future__ import annotations

import html
import re

from ingest.formats.building import DocumentBuilder
from ingest.formats.records import ReadDocument
from ingest.formats.source import Sample, Source
from ingest.formats.text import decode_text

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
_TIMES = re.compile(
    rf"^[ \t]*({_TIME})(?:[ \t]*-->[ \t]*{_TIME}[^\n]*|,{_TIME}[ \t]*)$", re.MULTILINE
)
_NUMBER = re.compile(r"(?:^|\n)[ \t]*\d+[ \t]*\n\Z")
_WEB = "WEBVTT"
_SPEAKER = re.compile(r"<v(?:\.[\w.]+)? ([^>]+)>")
_MARKUP = re.compile(r"</?(?:[a-z]+|\d\d:[\d:.]+)[^>]*>|\{\\[^}]*\}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)»]*\Z")
_LINES_LOOKED_AT = 20
_CHARACTERS_AT_MOST = 600


def is_subtitles(sample: Sample) -> bool:
    """Whether the text is subtitles: it says so, or has times between which something is said."""
    start = sample.text.lstrip("\ufeff").lstrip()
    lines = start.split("\n", _LINES_LOOKED_AT)[:_LINES_LOOKED_AT]
    is_called_so = sample.name.suffix.lower() in (".srt", ".vtt", ".sbv")
    has_times = any(_TIMES.fullmatch(line.strip()) for line in lines)
    return has_times and (is_called_so or start.startswith(_WEB))


def read(source: Source) -> ReadDocument:
    """The subtitles as one page; a paragraph goes on to where a sentence ends."""
    text = source.checked_text(decode_text(source.content())).replace("\r\n", "\n")
    builder = DocumentBuilder("subtitles", source)
    builder.page()
    begun, said = "", ""
    above, *cues = _TIMES.split(text)
    is_web = text.lstrip().startswith(_WEB)
    is_numbered = _NUMBER.search(above) is not None
    for time, lines in zip(cues[::2], cues[1::2], strict=True):
        begun = begun or time
        if is_web:  # names and remarks follow behind an empty line
            shown = lines.lstrip("\n").partition("\n\n")[0]
        else:
            shown = _NUMBER.sub("", lines) if is_numbered and lines is not cues[-1] else lines
        said = f"{said} {_spoken(shown)}".strip()
        if _SENTENCE_END.search(said) or len(said) > _CHARACTERS_AT_MOST:
            _add(builder, begun, said)
            begun, said = "", ""
    _add(builder, begun, said)
    return builder.document()


def _add(builder: DocumentBuilder, begun: str, said: str) -> None:
    if said:
        builder.paragraph(f"[{re.split('[.,]', begun)[0]}] {said}")


def _spoken(lines: str) -> str:
    spoken = _SPEAKER.sub(lambda found: f"{found[1]}: ", lines)
    return " ".join(html.unescape(_MARKUP.sub("", spoken)).split())
