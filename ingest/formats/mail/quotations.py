"""What a message quotes of others: where it begins, and whose words it says they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.formats.building import DocumentBuilder
from ingest.formats.wording import in_one_line

QUOTED = "> "
"""Stands before each line of a quotation, as people write it in plain text."""

_LINE = re.compile(r"[^\n]+")
_PARTING = re.compile(r"[-_*]{3,}(?: ?[^\W\d_][^\n]{0,80}?[^\W\d_] ?[-_*]{3,})?")
_LABEL = re.compile(
    r"\*{0,2}([^\W\d_][^\W\d_ '’]{0,20}(?: [^\W\d_]{1,12})?) ?\*{0,2}[:：]\*{0,2} ?\S"
)
_FROM = frozenset((
    "from", "von", "de", "da", "van", "från", "fra", "od", "от", "от кого", "kimden", "lähettäjä",
    "发件人", "寄件者", "差出人", "보낸 사람", "من", "מאת",
))  # fmt: skip
_SENT = frozenset((
    "sent", "date", "gesendet", "datum", "envoyé", "enviado", "enviada", "inviato", "data",
    "fecha", "verzonden", "skickat", "sendt", "dato", "wysłano", "дата", "отправлено", "tarih",
    "lähetetty", "发送时间", "日期", "寄件日期", "送信日時", "日時", "보낸 날짜", "날짜",
))  # fmt: skip
_LABELS_AT_LEAST = 3
_LABELS_LOOKED_AT = 8
_INTRODUCTION_LINES_AT_MOST = 3
_FOOTER_LINES_AT_MOST = 10
_TITLE_CHARACTERS_AT_MOST = 200

Span = tuple[int, int]


def name_quotations(builder: DocumentBuilder, begin: int) -> None:
    """Let what the last page quotes from ``begin`` on stand under a heading: whose words it is.

    So no passage mixes a reply with what it replies to, and each tells which of them it is. What
    is quoted line by line, between the answers, stays with these.
    """
    text = builder.page_text
    for start, title in _quotations(text, begin):
        builder.heading_at(start, 2, title[:_TITLE_CHARACTERS_AT_MOST])


def _quotations(text: str, begin: int) -> Iterator[tuple[int, str]]:
    """Where each quotation begins that goes on to the next one or to the end, and its title."""
    lines = [found.span() for found in _LINE.finditer(text, begin)]
    first, at = len(lines), 0
    forwarded: list[tuple[int, str]] = []
    while at < len(lines):
        labels = _labels(text, lines, at)
        if labels and _FROM.intersection(labels[:2]) and _SENT.intersection(labels):
            is_parted = at > 0 and _PARTING.fullmatch(text[slice(*lines[at - 1])].strip())
            start = at - 1 if is_parted else at
            said = [text[slice(*lines[at + number])] for number, label in enumerate(labels)
                    if label in _FROM or label in _SENT]  # fmt: skip
            forwarded.append((lines[start][0], in_one_line(" ".join(said))))
            first = min(first, start)
        at += max(len(labels), 1)
    if found := _at_the_end(text, lines[:first]):
        yield found
    yield from forwarded


def _labels(text: str, lines: Sequence[Span], at: int) -> list[str]:
    """The labels of the lines from one on that have them, in small letters, if they are enough."""
    labels: list[str] = []
    for line in lines[at : at + _LABELS_LOOKED_AT]:
        found = _LABEL.match(text, *line)
        if not found:
            break
        labels.append(found[1].strip().lower())
    return labels if len(labels) >= _LABELS_AT_LEAST else []


def _at_the_end(text: str, lines: Sequence[Span]) -> tuple[int, str] | None:
    """The quotation that ends a message, below words of its own, if a line says whose it is."""
    said = [text[slice(*line)].strip() for line in lines]
    end = len(said)
    for number in range(max(0, end - _FOOTER_LINES_AT_MOST), end):
        if said[number] == "--" or (_PARTING.fullmatch(said[number]) and number > 0):
            end = number  # the footer of a list, or a signature
            break
    begin = end
    while begin and said[begin - 1].startswith(QUOTED.strip()):
        begin -= 1
    if begin == end or not begin or not said[begin - 1].endswith((":", "：")):
        return None
    start = begin - 1
    while (
        start > 0
        and begin - start < _INTRODUCTION_LINES_AT_MOST
        and text.count("\n", lines[start - 1][1], lines[start][0]) < 2
    ):
        start -= 1
    if not start:
        return None
    if text.count("\n", lines[start - 1][1], lines[start][0]) < 2:
        start = begin - 1  # a paragraph of the reply, whose last line introduces the quotation
    return lines[start][0], in_one_line(" ".join(said[start:begin]))
