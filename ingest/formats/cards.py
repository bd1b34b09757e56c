"""Calendars and address cards (iCalendar, vCard): each appointment, each person, in plain lines."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.formats.building import DocumentBuilder
from ingest.formats.markup.charset import text_as_told
from ingest.formats.records import ReadDocument
from ingest.formats.recurrence import recurrence_in_words
from ingest.formats.source import Sample, Source
from ingest.formats.text import decode_text

_FOLDED = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(
    r"(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<about>(?:;(?:[^;:\"]|\"[^\"]*\")*)*):(?P<value>.*)"
)
_PARAMETER = re.compile(r';([\w-]+)=("[^"]*"|[^;"]*)|;([\w-]+)')
_ESCAPED = re.compile(r"\\([nN,;\\:])")
_PARTS = re.compile(r"(?<!\\);")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z)?)?")
_TITLES = ("SUMMARY", "FN")
_LABELS = {
    "DTSTART": "Start", "DTEND": "End", "DUE": "Due", "DURATION": "Duration", "RRULE": "Repeats",
    "LOCATION": "Place", "ORGANIZER": "Organizer", "ATTENDEE": "With", "STATUS": "Status",
    "CATEGORIES": "Categories", "DESCRIPTION": "", "COMMENT": "", "URL": "Address",
    "N": "Name", "NICKNAME": "Nickname", "ORG": "Organization", "TITLE": "Title", "ROLE": "Role",
    "TEL": "Phone", "EMAIL": "Mail", "ADR": "Postal address", "BDAY": "Birthday", "NOTE": "",
}  # fmt: skip
_ADDRESSES = ("ORGANIZER", "ATTENDEE")
_IN_PARTS = ("N", "ADR", "ORG")
_READ = ("VEVENT", "VTODO", "VJOURNAL", "VCARD")
_KINDS_OF_PHONES = ("WORK", "HOME", "CELL", "FAX", "MOBILE")


@dataclass(slots=True)
class _Card:
    kind: str
    title: str = ""
    lines: list[str] = field(default_factory=list)


def is_calendar(sample: Sample) -> bool:
    """Whether the text is a calendar."""
    return sample.text.lstrip("\ufeff \r\n").upper().startswith("BEGIN:VCALENDAR")


def is_address_card(sample: Sample) -> bool:
    """Whether the text is an address card, or several."""
    return sample.text.lstrip("\ufeff \r\n").upper().startswith("BEGIN:VCARD")


def read(source: Source) -> ReadDocument:
    """The appointments or persons as one page, each with its name as a heading."""
    text = source.checked_text(decode_text(source.content()))
    is_card = is_address_card(Sample(b"", text, source.path))
    builder = DocumentBuilder("contacts" if is_card else "calendar", source)
    builder.page()
    add_cards(builder, text, below=0)
    if builder.is_page_empty:
        builder.verbatim(text)
    return builder.document()


def add_cards(builder: DocumentBuilder, text: str, *, below: int) -> None:
    """Add what a calendar or address cards say; headings are so many levels below others."""
    for card in _cards(text):
        first = card.lines[0].partition(": ")[2] if card.lines else ""
        builder.heading(card.title or first, 1 + below)
        builder.paragraph("\n".join(card.lines))


def _cards(text: str) -> Iterator[_Card]:
    around: list[_Card] = []
    for line in _lines(text):
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        name, value = found["name"].upper(), found["value"]
        if name == "BEGIN":
            around.append(_Card(value.strip().upper()))
        elif name == "END" and around:
            card = around.pop()
            if card.kind in _READ:
                yield card
        elif around and around[-1].kind in _READ:
            _add(around[-1], name, dict(_parameters(found["about"])), value)


def _lines(text: str) -> Iterator[str]:
    """The lines, each whole: long ones are written in pieces."""
    rest = ""
    for line in _FOLDED.sub("", text).splitlines():
        rest += line
        if "QUOTED-PRINTABLE" in rest.upper() and rest.endswith("="):
            rest = rest[:-1]
            continue
        yield rest
        rest = ""


def _parameters(about: str) -> Iterator[tuple[str, str]]:
    for name, value, alone in _PARAMETER.findall(about):
        yield (name.upper(), value.strip('"')) if name else ("TYPE", alone)


def _add(card: _Card, name: str, about: dict[str, str], value: str) -> None:
    if about.get("ENCODING", "").upper() == "QUOTED-PRINTABLE" or "QUOTED-PRINTABLE" in (
        about.get("TYPE", "").upper()
    ):
        raw = quopri.decodestring(value.encode())
        value = text_as_told(raw, about.get("CHARSET", "utf-8")) or decode_text(raw)
    if name in _TITLES:
        card.title = card.title or _plain(value)
    elif name in _LABELS and (said := _said(name, about, value)):
        label = _LABELS[name]
        card.lines.append(f"{label}: {said}" if label else said)


def _said(name: str, about: dict[str, str], value: str) -> str:
    if name in _ADDRESSES:
        address = re.sub("^mailto:", "", value, flags=re.IGNORECASE)
        called = about.get("CN", "")
        return f"{called} <{address}>" if called and called != address else address
    if found := _MOMENT.fullmatch(value.strip()):
        year, month, day, hour, minute, utc = found.groups()
        zone = "UTC" if utc else about.get("TZID", "")
        time = f" {hour}:{minute} {zone}".rstrip() if hour else ""
        return f"{year}-{month}-{day}{time}"
    if name == "RRULE":
        return recurrence_in_words(value)
    if name in _IN_PARTS:
        return ", ".join(filter(None, map(_plain, _PARTS.split(value))))
    kinds = [one.lower() for one in about.get("TYPE", "").split(",")
             if one.upper() in _KINDS_OF_PHONES] if name == "TEL" else []  # fmt: skip
    return f"{_plain(value)} ({', '.join(kinds)})" if kinds else _plain(value)


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()
