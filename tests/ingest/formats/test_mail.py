from __future__ import annotations

import base64
import datetime
import struct
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from ingest.formats.mail import tnef
from ingest.formats.mail.headers import decoded
from ingest.formats.mail.signed import without_armour
from ingest.formats.records import Part, ReadDocument
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


_HEADERS = (
    b"From: Lin <l@example.org>\nTo: b@example.org\nDate: Mon, 04 Mar 2024 09:30:00 +0100\n"
    b"Message-ID: <1@example.org>\nMIME-Version: 1.0\n"
)
_TOLD = "From: Lin <l@example.org>\nTo: b@example.org\nDate: Mon, 04 Mar 2024 09:30:00 +0100"


def body(tmp_path: Path, headers: bytes, content: bytes, *, name: str = "a.eml") -> ReadDocument:
    """A message as its bytes are."""
    return read_here(_HEADERS + headers + b"\n\n" + content, name, tmp_path)


@pytest.mark.parametrize(
    ("told", "encoding"),
    [
        pytest.param("iso-8859-1", "cp1252", id="latin-of-windows"),
        pytest.param("ISO8859-1", "cp1252", id="called-otherwise"),
        pytest.param("iso-8859-1", "utf-8", id="utf-8-called-latin"),
        pytest.param("us-ascii", "cp1252", id="no-ascii"),
        pytest.param("utf-8", "cp1252", id="latin-called-utf-8"),
    ],
)
def test_letters_are_right_whatever_a_message_says_of_them(
    tmp_path: Path, told: str, encoding: str
) -> None:
    said = "Grüße aus Köln – „Straße“ für 5 €"
    kind = f"Subject: x\nContent-Type: text/plain; charset={told}"
    read = body(tmp_path, kind.encode(), said.encode(encoding))
    assert read.pages[0].text == f"x\n\n{_TOLD}\n\n{said}"


def test_encoded_words_of_windows_and_across_letters_are_read() -> None:
    assert decoded("=?iso-8859-1?Q?=93F=FCr_=80_5=94?=") == "“Für € 5”"
    assert decoded("zur =?utf-8?Q?Stra=C3?=\n =?utf-8?Q?=9Fe?= am See") == "zur Straße am See"
    assert decoded("„schön“ =?utf-8?Q?und?= so") == "„schön“ und so"


def test_flowed_lines_are_joined_within_their_quotation(tmp_path: Path) -> None:
    headers = b"Subject: x\nContent-Type: text/plain; format=flowed"
    read = body(tmp_path, headers, b"One \nline.\n> They \n> said.\n>> Old \n\n-- \nLin")
    assert read.pages[0].text.endswith("One line.\n> They said.\n>> Old\n\n--\nLin")
    read = body(tmp_path, headers + b"; delsp=yes", b"wor \nds")
    assert read.pages[0].text.endswith("\n\nwords")


def test_what_is_signed_is_read_and_signatures_are_no_files(tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Lin")])
    day = datetime.datetime(2024, 3, 4)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
        .public_key(key.public_key()).not_valid_before(day)
        .not_valid_after(day + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    inside = b"Content-Type: text/plain\r\n\r\nThe sluice closes at ten.\r\n"
    signing = pkcs7.PKCS7SignatureBuilder().set_data(inside)
    signing = signing.add_signer(certificate, key, hashes.SHA256())
    binary = pkcs7.PKCS7Options.Binary
    whole = signing.sign(Encoding.DER, [binary])
    kind = b"Subject: x\nContent-Transfer-Encoding: base64\nContent-Type: application/pkcs7-mime"
    read = body(tmp_path, kind, base64.encodebytes(whole))
    assert read.pages[0].text == f"x\n\n{_TOLD}\n\nThe sluice closes at ten."
    assert (read.notes, read.parts) == ((), ())
    beside = b"Subject: x\n" + signing.sign(Encoding.SMIME, [pkcs7.PKCS7Options.DetachedSignature])
    read = read_here(_HEADERS.replace(b"MIME-Version: 1.0\n", b"") + beside, "a.eml", tmp_path)
    assert read.pages[0].text.endswith("The sluice closes at ten.")
    assert read.parts == ()
    sealed = pkcs7.PKCS7EnvelopeBuilder().set_data(inside).add_recipient(certificate)
    read = body(tmp_path, kind, base64.encodebytes(sealed.encrypt(Encoding.DER, [binary])))
    assert read.notes == ("the message is encrypted; only its headers were read",)


def test_what_pgp_puts_around_a_text_is_left_out(tmp_path: Path) -> None:
    headers = b"Subject: x\nContent-Type: text/plain"
    signed = (
        b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nOpen at nine.\n- - and ten\n"
        b"-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAd\n-----END PGP SIGNATURE-----\n"
    )
    read = body(tmp_path, headers, signed)
    assert read.pages[0].text == f"x\n\n{_TOLD}\n\nOpen at nine.\n- and ten"
    sealed = b"-----BEGIN PGP MESSAGE-----\n\nhQEMA0Zk2xT0\n-----END PGP MESSAGE-----\n"
    for content, kind in (
        (sealed, b"text/plain"),
        (
            b"--B\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--B\nContent-Type: "
            b"application/octet-stream; name=encrypted.asc\n\n" + sealed + b"--B--\n",
            b"multipart/encrypted; boundary=B",
        ),
    ):
        read = body(tmp_path, b"Subject: x\nContent-Type: " + kind, content)
        assert read.pages[0].text == f"x\n\n{_TOLD}"
        assert read.notes == ("the message is encrypted; only its headers were read",)
        assert read.parts == ()


@pytest.mark.timeout(20)
def test_armour_that_never_ends_costs_little() -> None:
    text = "-----BEGIN PGP SIGNED MESSAGE-----\n" * 20_000
    assert without_armour(text) == (text, False)


def test_an_invitation_says_what_when_and_where(tmp_path: Path) -> None:
    made = message("Invitation")
    made.set_content("Please come.\n")
    calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Budget\nLOCATION:Room 5\nEND:VEVENT\n"
    made.add_alternative(calendar, subtype="calendar")
    read = read_here(bytes(made), "a.eml", tmp_path)
    assert read.pages[0].text.endswith("Please come.\n\nBudget\n\nPlace: Room 5")
    assert read.parts == ()


def _record(name: int, value: bytes) -> bytes:
    return struct.pack("<BII", 2, name, len(value)) + value + bytes(2)


def _property(kind: int, name: int, value: bytes) -> bytes:
    padded = value + bytes(-len(value) % 4)
    return struct.pack("<HHII", kind, name, 1, len(value)) + padded


def test_what_outlook_packs_together_is_unpacked(tmp_path: Path) -> None:
    named = struct.pack("<HH", 0x001F, 0x8001) + bytes(16) + struct.pack("<III", 0, 7, 1)
    properties = (
        struct.pack("<I", 3) + struct.pack("<HHi", 0x0003, 0x0E20, 9)
        + named + struct.pack("<I", 2) + b"a\0\0\0"
        + _property(0x001F, 0x3707, "Maße für die Küche.txt".encode("utf-16-le"))
    )  # fmt: skip
    body_text = struct.pack("<I", 1) + _property(0x001E, 0x1000, b"The sluice.\0")
    content = (
        tnef.SIGNATURE + bytes(2) + _record(0x00069003, body_text) + _record(0x00069002, bytes(14))
        + _record(0x00018010, b"MASSE.TXT\0") + _record(0x0006800F, b"Sink: 80 cm")
        + _record(0x00069005, properties) + _record(0x00069002, bytes(14))
        + _record(0x00018010, b"b.txt\0") + _record(0x0006800F, b"b")
    )  # fmt: skip
    made = message()
    made.add_attachment(content, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    read = read_here(bytes(made), "a.eml", tmp_path)
    assert read.pages[0].text == f"{HEADERS}\n\nThe sluice."
    assert read.parts == (Part("Maße für die Küche.txt", b"Sink: 80 cm"), Part("b.txt", b"b"))
    made = message()
    made.set_content("Hello. The sluice. Bye.")
    made.add_attachment(content[:-40], maintype="application", subtype="ms-tnef", filename="x")
    read = read_here(bytes(made), "a.eml", tmp_path)
    assert read.pages[0].text == f"{HEADERS}\n\nHello. The sluice. Bye."
    made = message()
    made.add_attachment(
        tnef.SIGNATURE + bytes(2) + _record(0x00069002, b"") + _record(0x00069005, b"\xff"),
        maintype="application", subtype="ms-tnef", filename="x",
    )  # fmt: skip
    (note,) = read_here(bytes(made), "a.eml", tmp_path).notes
    assert note == "winmail.dat, which Outlook made, is damaged and wasn't read whole"


def _packed_rich_text() -> bytes:
    """What begins rich text, from the dictionary, letters as they are, and letters that repeat."""
    known = struct.pack(">H", 0 << 4 | 11 - 2)
    letters = b" ho ho "
    repeated = struct.pack(">H", 207 + 11 + 1 << 4 | 3 - 2)
    end = struct.pack(">H", 207 + 11 + 7 + 3 + 1 << 4)
    packed = b"\x01" + known + letters + b"\x05" + repeated + b"}" + end
    return struct.pack("<IIII", len(packed) + 12, 22, 0x75465A4C, 0) + packed


def test_a_message_that_only_outlook_packed_is_read(tmp_path: Path) -> None:
    said = struct.pack("<I", 2) + (
        _property(0x001F, 0x0037, "Die Schleuse".encode("utf-16-le"))
        + _property(0x0102, 0x1009, _packed_rich_text())
    )
    content = (
        tnef.SIGNATURE + bytes(2) + _record(0x00069003, said) + _record(0x00069002, bytes(14))
        + _record(0x00018010, b"b.txt\0") + _record(0x0006800F, b"b")
    )  # fmt: skip
    read = read_here(content, "winmail.dat", tmp_path)
    rich = Part("message.rtf", rb"{\rtf1\ansi ho ho ho }")
    assert (read.kind, read.title, read.pages[0].text) == ("mail", "Die Schleuse", "Die Schleuse")
    assert read.parts == (rich, Part("b.txt", b"b"))
    made = message()
    made.set_content("What a reader without Outlook sees.")
    made.add_attachment(content, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert read_here(bytes(made), "a.eml", tmp_path).parts == (Part("b.txt", b"b"),)


def test_a_packed_message_whose_text_is_a_file_inside_is_not_one_without_its_text(
    tmp_path: Path,
) -> None:
    said = struct.pack("<I", 1) + _property(0x0102, 0x1009, _packed_rich_text())
    content = tnef.SIGNATURE + bytes(2) + _record(0x00069003, said)
    read = read_here(content, "winmail.dat", tmp_path)
    assert (len(read.parts), read.pages[0].text, read.blank_pages) == (1, "", (1,))


def test_what_became_of_a_message_is_read_with_the_answer(tmp_path: Path) -> None:
    content = (
        b"From: a@x\nSubject: Returned\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: text/plain\n\nSorry.\n"
        b"--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; m.example\n\n"
        b"Final-Recipient: rfc822; nobody@example.org\nAction: failed\n--B--\n"
    )
    read = read_here(content, "a.eml", tmp_path)
    assert read.pages[0].text.endswith("nobody@example.org\nAction: failed")
    assert read.parts == ()


def test_a_message_of_a_mailbox_may_follow_without_an_empty_line(tmp_path: Path) -> None:
    content = (
        b"From a@x Mon Jan  1 10:00:00 2024\nFrom: a@x\nSubject: One\n\nHello\n"
        b"From here on it is prose of 2024\n"
        b"From b@x Tue Jan  2 10:00:00 2024\nSubject: Two\n\nWorld\n"
    )
    first, second = read_here(content, "a.mbox", tmp_path).pages
    assert first.text.endswith("Hello\nFrom here on it is prose of 2024")
    assert (second.label, second.text) == ("Two", "Two\n\nWorld")


def test_a_message_of_apples_is_read_without_what_stands_around_it(tmp_path: Path) -> None:
    inside = _HEADERS + b"Subject: x\n\nThe sluice.\n"
    content = b"%d   \n%s<?xml version='1.0'?><plist/>" % (len(inside), inside)
    read = read_here(content, "1.emlx", tmp_path)
    assert (read.kind, read.pages[0].text) == ("mail", f"x\n\n{_TOLD}\n\nThe sluice.")
