"""The files that a PDF carries: attached to it as a whole, or pinned to one of its pages."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from typing import Any

from ingest.formats.pdf.engine import Document, EngineError, raw, words_of
from ingest.formats.records import Part

_FILES_AT_MOST = 1_000
_BYTES_AT_MOST = 256 * 1024 * 1024  # of one file
_ALL_BYTES_AT_MOST = 512 * 1024 * 1024
_ANNOTATIONS_LOOKED_AT = 2_000  # of a page


def attachments_of(
    document: Document, pages: Iterable[int]
) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """The files with their content, and a note on each that is too large or can't be read.

    ``pages`` are the numbers of those that files are pinned to.
    """
    parts: list[Part] = []
    notes: list[str] = []
    left = _ALL_BYTES_AT_MOST
    for attachment in _attachments(document, pages):
        name = _name(attachment)
        content = _content(attachment, min(left, _BYTES_AT_MOST))
        if content is None:
            notes.append(f"{name or 'a file'} is attached to it and couldn't be taken out")
        else:
            left -= len(content)
            parts.append(Part(name, content))
    return tuple(parts), tuple(notes)


def _name(attachment: Any) -> str:
    return words_of(lambda b, n: raw.FPDFAttachment_GetName(attachment, b, n))


def _attachments(document: Document, pages: Iterable[int]) -> Iterator[Any]:
    count = min(max(raw.FPDFDoc_GetAttachmentCount(document.raw), 0), _FILES_AT_MOST)
    for number in range(count):
        if attachment := raw.FPDFDoc_GetAttachment(document.raw, number):
            yield attachment
    for number in pages:
        yield from _pinned(document, number - 1)


def _pinned(document: Document, number: int) -> Iterator[Any]:
    try:
        page = document[number]
    except EngineError:
        return
    count = min(raw.FPDFPage_GetAnnotCount(page.raw), _ANNOTATIONS_LOOKED_AT)
    for index in range(count):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_FILEATTACHMENT:
            attachment = raw.FPDFAnnot_GetFileAttachment(annotation)
            if attachment:
                yield attachment
        raw.FPDFPage_CloseAnnot(annotation)
    page.close()


def _content(attachment: Any, bytes_at_most: int) -> bytes | None:
    length = ctypes.c_ulong()
    if not raw.FPDFAttachment_GetFile(attachment, None, 0, length):
        return None
    if length.value > bytes_at_most:
        return None
    content = ctypes.create_string_buffer(length.value)
    if not raw.FPDFAttachment_GetFile(attachment, content, length.value, length):
        return None
    return content.raw
