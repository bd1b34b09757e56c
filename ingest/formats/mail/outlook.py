"""Outlook's messages (msg): who wrote what to whom, and what is attached."""

from __future__ import annotations

from oxmsg import Message

from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.mail.quotations import QUOTED, name_quotations
from ingest.formats.markup.blocks import add_html
from ingest.formats.markup.dom import HtmlDocument
from ingest.formats.records import Part, ReadDocument
from ingest.formats.source import Source


def read(source: Source) -> ReadDocument:
    """The message as one page; attached files are its parts."""
    with damage_named("an Outlook message"):
        message = Message.load(str(source.path))
        builder = DocumentBuilder("msg", source, title=message.subject or "")
        headers = {name.lower(): value for name, value in (message.message_headers or {}).items()}
        date = message.sent_date
        sent = date.isoformat(" ", "minutes") if date else headers.get("date", "")
        to = ", ".join(_person(one.name, one.email_address) for one in message.recipients)
        builder.facts += [("author", message.sender or ""), ("date", sent)]
        builder.notes.append("a message of Outlook: its text was read, its formatting wasn't")
        builder.page()
        builder.heading(message.subject or "", 1)
        shown = (("From", message.sender or headers.get("from", "")), ("To", to), ("Date", sent))
        builder.paragraph("\n".join(f"{label}: {value}" for label, value in shown if value))
        before = builder.page_length
        if message.body and message.body.strip():
            builder.paragraph(message.body)
        elif message.html_body:
            add_html(builder, HtmlDocument(message.html_body), below=1, quoted=QUOTED)
        name_quotations(builder, before)
        for number, attached in enumerate(message.attachments, start=1):
            content = attached.file_bytes if attached.attached_by_value else None
            name = attached.file_name or f"attachment {number}"
            if content:
                builder.parts.append(Part(name, content))
            else:
                builder.notes.append(f"{name} is inside it and couldn't be read")
        return builder.document()


def _person(name: str, address: str) -> str:
    return f"{name} <{address}>" if name and address and name != address else name or address
