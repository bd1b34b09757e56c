from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.formats.mail.headers import decoded
from ingest.formats.records import Part
from tests.ingest.formats.containers import read_here


def message(subject: str = "Küche", **more: str) -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, "Jörg <j@example.org>", "b@example.org"
    made["Date"], made["Message-ID"] = "Mon, 04 Mar 2024 09:30:00 +0100", "<1@example.org>"
    for name, value in more.items():
        made[name] = value
    return made


HEADERS = (
    "Küche\n\nFrom: Jörg <j@example.org>\nTo: b@example.org\nDate: Mon, 04 Mar 2024 09:30:00 +0100"
)


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_a_message_is_read_as_its_reader_sees_it(tmp_path: Path, encoding: str) -> None:
    made = message()
    made.set_content("Die Spüle = links.\n", cte=encoding)
    read = read_here(bytes(made), "a.eml", tmp_path)
    assert read.pages[0].text == f"{HEADERS}\n\nDie Spüle = links."
    assert (read.kind, read.title) == ("mail", "Küche")


def test_one_of_two_alternatives_is_read_and_attached_files_are_parts(tmp_path: Path) -> None:
    made = message()
    made.set_content("The picnic has moved to the meadow.\n")
    made.add_alternative("<p>The picnic has moved to <b>the meadow</b>.</p>", subtype="html")
    made.add_attachment(b"Sink: 80 cm", maintype="text", subtype="plain", filename="Maße.txt")
    read = read_here(bytes(made), "a.eml", tmp_path)
    assert read.pages[0].text == f"{HEADERS}\n\nThe picnic has moved to the meadow."
    assert read.parts == (Part("Maße.txt", b"Sink: 80 cm"),)


def test_an_alternative_that_says_nothing_is_passed_over(tmp_path: Path) -> None:
    made = message()
    made.set_content("See the other part.\n")
    made.add_alternative(f"<h1>News</h1><p>{'word ' * 30}</p>", subtype="html")
    read = read_here(bytes(made), "a.eml", tmp_path)
    assert "See the other" not in read.pages[0].text
    assert [heading.title for heading in read.headings] == ["Küche", "News"]


def test_a_message_in_a_message_is_a_part(tmp_path: Path) -> None:
    inner, outer = message("Inner"), message("Outer")
    inner.set_content("inside")
    outer.set_content("outside")
    outer.add_attachment(inner)
    (part,) = read_here(bytes(outer), "a.eml", tmp_path).parts
    assert (part.name, b"inside" in part.content) == ("Inner.eml", True)


def test_a_mailbox_has_a_page_for_each_message(tmp_path: Path) -> None:
    first, second = message("One"), message("Two")
    first.set_content("first\n\n>From here on quoted\n")
    second.set_content("second\n")
    content = b"".join(
        b"From j@example.org Mon Mar  4 09:30:00 2024\n" + bytes(one) + b"\n"
        for one in (first, second)
    )
    read = read_here(content, "a.mbox", tmp_path)
    assert (read.kind, [page.label for page in read.pages]) == ("mbox", ["One", "Two"])
    assert "From here on quoted" in read.pages[0].text


def test_a_saved_page_is_read_as_a_page(tmp_path: Path) -> None:
    made = EmailMessage()
    made["From"], made["Subject"] = "<Saved by Blink>", "Walls"
    made.set_content("<html><body><h1>Walls</h1><p>Stone&nbsp;first.</p>", subtype="html")
    made.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<1>")
    read = read_here(bytes(made), "a.mhtml", tmp_path)
    assert (read.kind, read.pages[0].text) == ("mhtml", "Walls\n\nStone first.")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("=?utf-8?q?Gr=C3=B6=C3=9Fe?=", "Größe", id="encoded"),
        pytest.param("Grö".encode().decode("ascii", "surrogateescape"), "Grö", id="raw-utf-8"),
        pytest.param("Gr\udcf6", "Grö", id="raw-latin"),
        pytest.param("=?no-such?q?x?=", "=?no-such?q?x?=", id="unknown"),
    ],
)
def test_headers_are_decoded(value: str, text: str) -> None:
    assert decoded(value) == text


def test_a_note_that_looks_like_headers_is_text(tmp_path: Path) -> None:
    content = b"From: the kitchen\nTo: do\n\nwash up"
    assert read_here(content, "a.txt", tmp_path).kind == "text"


def test_a_line_of_a_body_that_begins_with_from_begins_no_message(tmp_path: Path) -> None:
    content = (
        b"From a@x Mon Jan  1 10:00:00 2024\nFrom: a@x\nSubject: One\n\nHello\n\n"
        b"From here on it is prose.\n>From quoted\n\n"
        b"From b@x Tue Jan  2 10:00:00 2024\nFrom: b@x\nSubject: Two\n\nWorld\n"
    )
    first, second = read_here(content, "a.mbox", tmp_path).pages
    assert first.text.endswith("Hello\n\nFrom here on it is prose.\nFrom quoted")
    assert second.label == "Two"


def test_flowed_lines_leave_the_signature_apart(tmp_path: Path) -> None:
    content = (
        b"From: a@x\nSubject: S\nContent-Type: text/plain; format=flowed\n\n"
        b"Yes, at \nthree.\n-- \nAnn\n"
    )
    assert read_here(content, "a.eml", tmp_path).pages[0].text.endswith("Yes, at three.\n--\nAnn")
