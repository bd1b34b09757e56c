"""A message: who wrote what to whom, one of its alternatives, and what is attached to it."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser

from ingest.errors import DamagedFile
from ingest.formats.building import DocumentBuilder
from ingest.formats.cards import add_cards
from ingest.formats.damage import damage_named
from ingest.formats.mail import tnef
from ingest.formats.mail.headers import decoded, header
from ingest.formats.mail.quotations import QUOTED, name_quotations
from ingest.formats.mail.signed import signed_content, without_armour
from ingest.formats.markup.blocks import add_html
from ingest.formats.markup.charset import html_text, text_as_told
from ingest.formats.markup.dom import HtmlDocument
from ingest.formats.records import Part, ReadDocument
from ingest.formats.signs import APPLES_LENGTH
from ingest.formats.source import Source
from ingest.formats.text import decode_text
from ingest.formats.wording import in_one_line

_SHOWN = (("from", "From"), ("to", "To"), ("cc", "Cc"), ("date", "Date"))
_PARTS_LOOKED_AT = 10_000
_MUCH_SHORTER = 0.4
_QUOTES = re.compile(r">*")
_SIGNATURE_BEGINS = "-- "
_WRAPPED = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
_ENCRYPTED = _WRAPPED | {"application/pgp-encrypted", "multipart/encrypted"}
_READ_IN_PLACE = frozenset(("text/plain", "text/html", "text/enriched", "text/calendar",
                            "message/delivery-status"))  # fmt: skip
_SIGNATURES = frozenset(("application/pgp-signature", "application/pkcs7-signature",
                         "application/x-pkcs7-signature"))  # fmt: skip
_IS_ENCRYPTED = "the message is encrypted; only its headers were read"


def read(source: Source) -> ReadDocument:
    """The message as one page; attached files are its parts."""
    with damage_named("a message"):
        content = source.content()
        if content.startswith(tnef.SIGNATURE):
            return _packed_alone(source, content)
        message = parsed(_alone(content))
        builder = DocumentBuilder("mail", source, title=header(message, "subject"))
        builder.facts += [("author", header(message, "from")), ("date", header(message, "date"))]
        builder.page()
        add_message(builder, message)
        return builder.document()


def _packed_alone(source: Source, content: bytes) -> ReadDocument:
    """What Outlook packed together where the message around it is gone."""
    builder = DocumentBuilder("mail", source)
    builder.page()
    packed = tnef.message_inside(content)
    builder.title = packed.subject
    builder.heading(packed.subject, 1)
    _add_outlooks(builder, content, is_all_text=True)
    if builder.is_page_empty:  # its text is a file inside
        builder.blank_page()
    return builder.document()


def _alone(content: bytes) -> bytes:
    """The message without what may stand around it: a mark, and in Apple's files its length."""
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if found := APPLES_LENGTH.match(content):
        return content[found.end() : found.end() + int(found[1])]
    return content


def parsed(content: bytes) -> Message:
    """The message; raises ``DamagedFile``."""
    try:
        return BytesParser(policy=policy.compat32).parsebytes(content)
    except (MessageError, RecursionError, ValueError, LookupError) as error:
        raise DamagedFile("damaged: it can't be taken apart as a message") from error


def add_message(builder: DocumentBuilder, message: Message) -> None:
    """Add a message to the page that is being built, and what is attached to the document."""
    builder.heading(header(message, "subject"), 1)
    lines = [f"{label}: {value}" for name, label in _SHOWN if (value := header(message, name))]
    builder.paragraph("\n".join(lines))
    before = builder.page_length
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind in _ENCRYPTED:
            builder.notes.append(_IS_ENCRYPTED)
        elif _is_body(part, kind):
            _add_body(builder, part, kind)
        elif (content := _content(part)).startswith(tnef.SIGNATURE):
            _add_outlooks(builder, content, is_all_text=builder.page_length == before)
        elif content and kind not in _SIGNATURES:
            builder.parts.append(Part(_name(part, len(builder.parts) + 1), content))


def _add_outlooks(builder: DocumentBuilder, content: bytes, *, is_all_text: bool) -> None:
    """Add what Outlook packed together; its text stands in the message too, unless that is gone."""
    try:
        with damage_named("what Outlook packed together"):
            files, packed = tnef.files_inside(content), tnef.message_inside(content)
    except DamagedFile:
        builder.notes.append("winmail.dat, which Outlook made, is damaged and wasn't read whole")
        return
    text = in_one_line(packed.text)
    if text and text not in in_one_line(builder.page_text):
        builder.paragraph(packed.text)
    if packed.formatted is not None and is_all_text:
        builder.parts.append(packed.formatted)
    builder.parts += files


def _leaves(message: Message) -> Iterator[Message]:
    """The parts to show or attach, in order; of alternatives only the best one."""
    waiting = [message]
    for _ in range(_PARTS_LOOKED_AT):
        if not waiting:
            return
        part = waiting.pop()
        if part.get_content_type() in _WRAPPED and (inner := signed_content(_content(part))):
            waiting.append(parsed(inner))
        elif _is_leaf(part, message):
            yield part
        else:
            children = [child for child in part.get_payload() if isinstance(child, Message)]
            if part.get_content_subtype() == "alternative":
                children = _best_of(children)
            waiting.extend(reversed(children))


def _is_leaf(part: Message, message: Message) -> bool:
    if not part.is_multipart() or part.get_content_type() in _ENCRYPTED:
        return True
    return part.get_content_maintype() == "message" and part is not message


def _best_of(alternatives: list[Message]) -> list[Message]:
    """The plain one, unless it says much less than the other; what else there is, is kept."""
    plain = [one for one in alternatives if one.get_content_type() == "text/plain"]
    rich = [one for one in alternatives if one not in plain and _html_in(one) is not None]
    others = [one for one in alternatives if one not in plain and one not in rich]
    if not plain or not rich:
        return [*plain, *rich, *others]
    html = _html_in(rich[-1])
    length = len(_text(plain[0]).split())
    seen = HtmlDocument(_text(html)).words() if html is not None else 0
    chosen = rich[-1] if length < _MUCH_SHORTER * seen else plain[0]
    if chosen is plain[0]:  # pictures that only the other one shows are files all the same
        others += [one for one in rich[-1].walk() if one is not html and not one.is_multipart()
                   and one is not rich[-1]]  # fmt: skip
    return [chosen, *others]


def _html_in(part: Message) -> Message | None:
    walked = part.walk() if part.is_multipart() else iter((part,))
    return next((one for one in walked if one.get_content_type() == "text/html"), None)


def _is_body(part: Message, kind: str) -> bool:
    return (
        kind in _READ_IN_PLACE
        and part.get_content_disposition() != "attachment"
        and not part.get_filename()
    )


def _add_body(builder: DocumentBuilder, part: Message, kind: str) -> None:
    text, before = _text(part), builder.page_length
    if kind == "text/html":
        add_html(builder, HtmlDocument(text), below=1, quoted=QUOTED)
        name_quotations(builder, before)
        return
    if kind == "text/calendar":
        add_cards(builder, text, below=1)
        return
    if part.get_param("format") == "flowed":
        text = _unflowed(text, deletes_space=part.get_param("delsp") == "yes")
    text, is_encrypted = without_armour(text)
    if is_encrypted:
        builder.notes.append(_IS_ENCRYPTED)
    builder.paragraph(text)
    name_quotations(builder, before)


def _unflowed(text: str, *, deletes_space: bool) -> str:
    """Text with its paragraphs in one line each, of whose parts each but the last ended in a blank.

    A source of the rules: RFC 3676.
    """
    paragraphs: list[tuple[str, list[str]]] = []
    goes_on = False
    for line in text.splitlines():
        found = _QUOTES.match(line)
        quotes = found[0] if found else ""
        said = line[len(quotes) :].removeprefix(" ")
        if not goes_on or paragraphs[-1][0] != quotes or said == _SIGNATURE_BEGINS:
            paragraphs.append((quotes, []))
        goes_on = said.endswith(" ") and said != _SIGNATURE_BEGINS
        paragraphs[-1][1].append(said[:-1] if goes_on and deletes_space else said)
    return "\n".join(" ".join(filter(None, (quotes, "".join(said)))) for quotes, said in paragraphs)


def _text(part: Message) -> str:
    content, told = _content(part), str(part.get_content_charset() or "")
    if part.get_content_type() == "text/html":
        return html_text(content, told)
    text = text_as_told(content, told or "utf-8")
    return decode_text(content) if text is None else text


def _content(part: Message) -> bytes:
    if part.get_content_maintype() == "message":
        inner = part.get_payload()
        if isinstance(inner, list):
            return b"\n".join(one.as_bytes() for one in inner if isinstance(one, Message))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _name(part: Message, number: int) -> str:
    """How the attached file is called, or what it would be called by its type."""
    if name := decoded(part.get_filename() or ""):
        return name
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        subject = header(first, "subject") if isinstance(first, Message) else ""
        return f"{subject or f'message {number}'}.eml"
    return f"attachment {number}{mimetypes.guess_extension(kind) or ''}"
