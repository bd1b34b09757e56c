from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.recurrence import recurrence_in_words
from tests.ingest.formats.containers import read_here

CALENDAR = r"""BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:16011028T030000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:040000008200E00074C5B7101A82E008
SUMMARY:Budget\, second round
DTSTART;TZID=Europe/Berlin:20240315T140000
DTEND:20240315T143000Z
DESCRIPTION:Bring the figures of the har
 bour.\nThanks\, Lin
ORGANIZER;CN="Lee; Lin":mailto:l@example.org
ATTENDEE:MAILTO:b@example.org
BEGIN:VALARM
DESCRIPTION:REMINDER
END:VALARM
END:VEVENT
BEGIN:VTODO
SUMMARY:Call Bo
DUE;VALUE=DATE:20240401
END:VTODO
END:VCALENDAR
"""


def test_appointments_are_lines_as_people_read_them(tmp_path: Path) -> None:
    read = read_here(CALENDAR.replace("\n", "\r\n").encode(), "a.ics", tmp_path)
    assert (read.kind, [one.title for one in read.headings]) == (
        "calendar", ["Budget, second round", "Call Bo"],
    )  # fmt: skip
    assert read.pages[0].text == (
        "Budget, second round\n\nStart: 2024-03-15 14:00 Europe/Berlin\n"
        "End: 2024-03-15 14:30 UTC\nBring the figures of the harbour.\nThanks, Lin\n"
        "Organizer: Lee; Lin <l@example.org>\nWith: b@example.org\n\nCall Bo\n\nDue: 2024-04-01"
    )


def test_address_cards_are_read_without_their_pictures(tmp_path: Path) -> None:
    cards = (
        "BEGIN:VCARD\nFN:Dr. Hanna Weiss\nORG:Lumo;Sales\nTEL;TYPE=WORK,VOICE:+49 30 1234\n"
        "item1.ADR;TYPE=HOME:;;Kaistr. 5;Bremen;;28195;\nPHOTO;ENCODING=b:/9j/4AAQSk\n ZJRg\n"
        "END:VCARD\nBEGIN:VCARD\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BC=\nller;J=C3=B6rg\n"
        "TEL;CELL:0170 55\nEND:VCARD\n"
    )
    read = read_here(cards.encode(), "a.vcf", tmp_path)
    assert (read.kind, [one.title for one in read.headings]) == (
        "contacts", ["Dr. Hanna Weiss", "Müller, Jörg"],
    )  # fmt: skip
    assert read.pages[0].text == (
        "Dr. Hanna Weiss\n\nOrganization: Lumo, Sales\nPhone: +49 30 1234 (work)\n"
        "Postal address: Kaistr. 5, Bremen, 28195\n\nMüller, Jörg\n\nName: Müller, Jörg\n"
        "Phone: 0170 55 (cell)"
    )


def test_a_calendar_without_appointments_is_shown_as_it_is(tmp_path: Path) -> None:
    read = read_here(b"BEGIN:VCALENDAR\nX-NOTE:hello\n", "a.ics", tmp_path)
    assert read.pages[0].text == "BEGIN:VCALENDAR\nX-NOTE:hello"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        pytest.param("FREQ=WEEKLY;BYDAY=MO,WE", "every week on Monday, Wednesday", id="days"),
        pytest.param("FREQ=WEEKLY;INTERVAL=2;WKST=SU;UNTIL=20241220T090000Z",
                     "every 2 weeks until 2024-12-20", id="interval-and-end"),
        pytest.param("FREQ=DAILY;COUNT=10", "every day 10 times", id="count"),
        pytest.param("FREQ=MONTHLY;BYDAY=2TU,-1FR",
                     "every month on the second Tuesday, the last Friday", id="days-of-a-month"),
        pytest.param("FREQ=YEARLY;BYMONTHDAY=1;BYMONTH=5,11",
                     "every year on day 1 in May, November", id="dates"),
        pytest.param("FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO", "FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO",
                     id="more-than-can-be-said"),
        pytest.param("FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=XX", id="broken"),
        pytest.param("FREQ=YEARLY;BYMONTH=40", "FREQ=YEARLY;BYMONTH=40", id="no-such-month"),
    ],
)  # fmt: skip
def test_what_comes_again_is_said_in_words(rule: str, said: str, tmp_path: Path) -> None:
    assert recurrence_in_words(rule) == said
    event = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Rota\nRRULE:{rule}\nEND:VEVENT\n"
    assert read_here(event.encode(), "a.ics", tmp_path).pages[0].text.endswith(f"Repeats: {said}")
