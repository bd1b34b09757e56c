"""Outlook's messages (msg): who wrote what to whom, and what is attached."""

from __future__ import annotations

import struct
from email.header import Header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import HeaderParser

from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.mail.headers import header
from ingest.formats.mail.outlook_storage import Properties, stored
from ingest.formats.mail.packed_rich_text import unpacked_rich_text
from ingest.formats.mail.quotations import QUOTED, name_quotations
from ingest.formats.markup.blocks import add_html
from ingest.formats.markup.charset import html_text
from ingest.formats.markup.dom import HtmlDocument
from ingest.formats.records import Part, ReadDocument
from ingest.formats.source import Source
from ingest.formats.wording import in_one_line

_SUBJECT, _HEADERS, _SENT, _PLAIN, _RICH, _HTML = 0x0037, 0x007D, 0x0039, 0x1000, 0x1009, 0x1013
_SENDER, _SENDER_ADDRESS, _SENDER_SMTP, _ON_BEHALF_OF = 0x0C1A, 0x0C1F, 0x5D01, 0x0042
_NAME, _ADDRESS, _SMTP = 0x3001, 0x3003, 0x39FE
_CONTENT, _LONG_NAME, _SHORT_NAME = 0x3701, 0x3707, 0x3704
_RECIPIENT, _ATTACHED = "__recip_version1.0_#", "__attach_version1.0_#"
_MESSAGES_DEEP = 5
_LONGEST_LINE = 900


def read(source: Source) -> ReadDocument:
    """The message as one page; attached files are its parts."""
    with damage_named("an Outlook message"):
        message = stored(source.path.read_bytes())
        subject, shown = message.text(_SUBJECT), _shown(message)
        builder = DocumentBuilder("msg", source, title=subject)
        builder.facts += [("author", shown["From"]), ("date", shown["Date"])]
        builder.notes.append("a message of Outlook: its text was read, its formatting wasn't")
        builder.page()
        builder.heading(subject, 1)
        builder.paragraph("\n".join(f"{label}: {value}" for label, value in shown.items() if value))
        _add_body(builder, message)
        for number, attached in enumerate(message.all_called(_ATTACHED), start=1):
            part = _file(attached, number, 1)
            if part.content:
                builder.parts.append(part)
            else:
                builder.notes.append(f"{part.name} is inside it and couldn't be read")
        return builder.document()


def _shown(message: Properties) -> dict[str, str]:
    """Who wrote to whom, and when."""
    headers: Message = HeaderParser().parsestr(message.text(_HEADERS))
    sent = message.moment(_SENT)
    people = (
        _person(one.text(_NAME), one.text(_SMTP) or one.text(_ADDRESS))
        for one in message.all_called(_RECIPIENT)
    )
    return {
        "From": header(headers, "from") or _sender(message),
        "To": ", ".join(filter(None, people)) or header(headers, "to"),
        "Date": sent.isoformat(" ", "minutes") if sent else header(headers, "date"),
    }


def _sender(message: Properties) -> str:
    name = message.text(_SENDER) or message.text(_ON_BEHALF_OF)
    return _person(name, message.text(_SENDER_SMTP) or message.text(_SENDER_ADDRESS))


def _person(name: str, address: str) -> str:
    """Name and address; in the address book of a company that is a path nobody would write."""
    address = "" if address.startswith("/") and name else address
    return f"{name} <{address}>" if name and address and name != address else name or address


def _add_body(builder: DocumentBuilder, message: Properties) -> None:
    plain, before = message.text(_PLAIN), builder.page_length
    if plain.strip():
        builder.paragraph(plain)
    elif page := _page(message):
        add_html(builder, HtmlDocument(page), below=1, quoted=QUOTED)
    elif rich := _rich_text(message):
        builder.parts.append(Part("message.rtf", rich))
    name_quotations(builder, before)


def _page(message: Properties) -> str:
    if content := message.content(_HTML):
        return html_text(content, message.encoding)
    return message.text(_HTML)


def _rich_text(message: Properties) -> bytes:
    try:
        return unpacked_rich_text(message.content(_RICH))
    except struct.error:  # there is none, or nothing in it
        return b""


def _file(attached: Properties, number: int, depth: int) -> Part:
    """An attached file, without content where it can't be read; a message is one of mail."""
    name = attached.text(_LONG_NAME) or attached.text(_SHORT_NAME)
    inner = attached.inside(_CONTENT)
    if inner is not None and depth < _MESSAGES_DEEP:
        called = in_one_line(inner.text(_SUBJECT)) or attached.text(_NAME) or f"message {number}"
        return Part(f"{called}.eml", _as_mail(inner, depth))
    return Part(name or f"attachment {number}", attached.content(_CONTENT))


def _as_mail(message: Properties, depth: int) -> bytes:
    """A message inside another one as other programs would have attached it."""
    mail = MIMEMultipart()
    for name, value in {"Subject": message.text(_SUBJECT), **_shown(message)}.items():
        mail[name] = Header(in_one_line(value), "utf-8", maxlinelen=_LONGEST_LINE).encode()
    plain, page = message.text(_PLAIN), _page(message)
    files = [_file(one, at, depth + 1) for at, one in enumerate(message.all_called(_ATTACHED), 1)]
    if plain.strip() or page:
        mail.attach(MIMEText(plain, "plain", "utf-8") if plain.strip() else
                    MIMEText(page, "html", "utf-8"))  # fmt: skip
    elif rich := _rich_text(message):
        files.insert(0, Part("message.rtf", rich))
    for one in files:
        attached = MIMEApplication(one.content)
        attached.add_header("Content-Disposition", "attachment", filename=("utf-8", "", one.name))
        mail.attach(attached)
    return mail.as_bytes()
