"""What lies on a page beside its text: values of form fields, text boxes, and comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from ingest.formats.pdf.appearances import drawing_with_text, shown_texts
from ingest.formats.pdf.engine import Document, Page, raw, words_of
from ingest.formats.pdf.placement import Placement
from ingest.formats.records import Rectangle

What: TypeAlias = Literal["value", "text box", "comment", "file"]

_ANNOTATIONS_AT_MOST = 2_000  # of a page
_OPTIONS_AT_MOST = 1_000  # of a field, among which the chosen ones are looked for
_CHARACTERS_AT_MOST = 20_000  # of one of them
_ALL_CHARACTERS_AT_MOST = 200_000  # of a page's
_DRAWINGS_AT_MOST = 400_000  # characters of what draws a page's stamps and signatures
_UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_SILENT = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)
_TEXT_BOXES = (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)
_TICKED = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_CHOSEN = (raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_WRITTEN = (raw.FPDF_FORMFIELD_TEXTFIELD, *_CHOSEN)
_DRAWN = (raw.FPDF_FORMFIELD_SIGNATURE, raw.FPDF_FORMFIELD_UNKNOWN)
_PASSWORD = 1 << 13  # a field's flag
_TAG = re.compile(r"<[^<>]{0,2000}>")
_WORDS = re.compile(r"[^\W\d_]{3,40}(?:[ _-][^\W\d_]{1,40}){0,6}")
_LINE_END = re.compile(r"\r\n|\r")
TICK = "[x]"
"""How a ticked box is written."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A text that the page's own layer lacks, and its rectangle on the page as it is shown.

    A "file" is pinned to the page and has neither. ``name`` is what a form calls a field for
    people, or who made a comment; "" where not said. ``drawing`` is the length of the drawing that
    its text is still to be read from, 0 for none.
    """

    what: What
    text: str
    name: str
    box: Rectangle
    drawing: int = 0


def has_fields(document: Document) -> bool:
    """Whether it is a form whose fields can be read."""
    return raw.FPDF_GetFormType(document.raw) in (raw.FORMTYPE_ACRO_FORM,
                                                  raw.FORMTYPE_XFA_FOREGROUND)  # fmt: skip


def annotations_of(
    document: Document, page: Page, index: int
) -> tuple[tuple[Annotation, ...], int]:
    """The annotations that have a text, in the file's order, and how many of too many weren't read.

    ``page`` is the document's page that counts from 0.
    """
    all_of_them = max(raw.FPDFPage_GetAnnotCount(page.raw), 0)
    count = min(all_of_them, _ANNOTATIONS_AT_MOST)
    placement = Placement.of(page)
    form = document.formenv.raw if document.formenv else None
    found: dict[int, Annotation] = {}
    for number in range(count):
        with _opened(page, number) as annotation:
            read = _read(annotation, form, placement) if annotation else None
        if read is not None:
            found[number] = read
    drawn = dict(_not_too_large(found))
    if drawn:
        for number, text in shown_texts(document, index, drawn).items():
            found[number] = replace(found[number], text=_plain(text), drawing=0)
    unread = sum(one.drawing > 0 for one in found.values())
    said = [one for one in found.values() if one.what == "file" or any(map(str.isalnum, one.text))]
    kept = tuple(_not_too_much(said))
    return kept, all_of_them - count + unread + len(said) - len(kept)


def _not_too_large(found: Mapping[int, Annotation]) -> Iterator[tuple[int, Rectangle]]:
    left = _DRAWINGS_AT_MOST
    for number, one in found.items():
        if 0 < one.drawing <= left:
            left -= one.drawing
            yield number, one.box


def _not_too_much(found: Iterable[Annotation]) -> Iterator[Annotation]:
    left = _ALL_CHARACTERS_AT_MOST
    for one in found:
        if len(one.text) <= left:
            left -= len(one.text)
            yield one


@contextmanager
def _opened(page: Page, number: int) -> Iterator[Any]:
    annotation = raw.FPDFPage_GetAnnot(page.raw, number)
    try:
        yield annotation
    finally:
        if annotation:
            raw.FPDFPage_CloseAnnot(annotation)


def _read(annotation: Any, form: Any, placement: Placement) -> Annotation | None:
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    if kind in _SILENT or raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
        return None
    if kind == raw.FPDF_ANNOT_FILEATTACHMENT:
        return Annotation("file", "", "", Rectangle(0, 0, 0, 0))
    what: What = "comment"
    drawing = 0
    if kind == raw.FPDF_ANNOT_WIDGET:
        what, text, name = "value", *(_value(annotation, form) if form else ("", ""))
    else:
        text, name = _contents(annotation), _string(annotation, b"T")
        if kind in _TEXT_BOXES:
            what = "text box"
    if not any(map(str.isalnum, text)):
        if not (kind in _TEXT_BOXES or _is_drawn_field(annotation, form, kind)):
            return None
        drawing = drawing_with_text(annotation)
        if not drawing:
            return None
        what, text, name = "text box", "", ""  # to be read from its drawing
    edges = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, edges)
    left, right = sorted((edges.left, edges.right))
    bottom, top = sorted((edges.bottom, edges.top))
    return Annotation(what, text, name.strip(), placement.seen(left, bottom, right, top), drawing)


def _value(annotation: Any, form: Any) -> tuple[str, str]:
    """A field's value and what people call it; none of a password."""
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    name = words_of(lambda b, n: raw.FPDFAnnot_GetFormFieldAlternateName(form, annotation, b, n))
    name = name or _own_name(annotation, form)
    if kind in _TICKED:
        return (TICK if raw.FPDFAnnot_IsChecked(form, annotation) else ""), name
    if kind not in _WRITTEN or raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
        return "", ""
    value = _chosen(annotation, form) if kind in _CHOSEN else ""
    value = value or words_of(lambda b, n: raw.FPDFAnnot_GetFormFieldValue(form, annotation, b, n))
    return _plain(value or _rich(annotation, b"RV")), name


def _chosen(annotation: Any, form: Any) -> str:
    """The chosen options as the form shows them; its value may be a code that nobody sees."""
    count = min(raw.FPDFAnnot_GetOptionCount(form, annotation), _OPTIONS_AT_MOST)
    return ", ".join(
        _option(annotation, form, at)
        for at in range(count)
        if raw.FPDFAnnot_IsOptionSelected(form, annotation, at)
    )


def _option(annotation: Any, form: Any, at: int) -> str:
    return words_of(lambda b, n: raw.FPDFAnnot_GetOptionLabel(form, annotation, at, b, n))


def _is_drawn_field(annotation: Any, form: Any, kind: int) -> bool:
    """Whether it is a signature, or a field for text of a form that knows no value of it."""
    if kind != raw.FPDF_ANNOT_WIDGET:
        return False
    if not form:
        return True
    field = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    is_password = raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD
    return field in _DRAWN or (field in _WRITTEN and not is_password)


def _own_name(annotation: Any, form: Any) -> str:
    """What the form calls the field, where that is words and no number for programs."""
    name = words_of(lambda b, n: raw.FPDFAnnot_GetFormFieldName(form, annotation, b, n))
    return name if _WORDS.fullmatch(name) else ""


def _contents(annotation: Any) -> str:
    return _plain(_string(annotation, b"Contents") or _rich(annotation, b"RC"))


def _rich(annotation: Any, key: bytes) -> str:
    """The words of a text with markup."""
    return " ".join(_TAG.sub(" ", _string(annotation, key)).split())


def _string(annotation: Any, key: bytes) -> str:
    return words_of(lambda b, n: raw.FPDFAnnot_GetStringValue(annotation, key, b, n))


def _plain(text: str) -> str:
    text = _LINE_END.sub("\n", text[:_CHARACTERS_AT_MOST])
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text).strip()
