"""Notebooks of Jupyter: the cells in order, with what they printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.errors import DamagedFile
from ingest.formats.building import DocumentBuilder
from ingest.formats.code.mended_json import damage_note, mended_json
from ingest.formats.markdown import markdown_shown
from ingest.formats.markup.blocks import add_html
from ingest.formats.markup.dom import HtmlDocument
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from ingest.formats.text import decode_text

_PRINTED_AT_MOST = 20_000  # characters of one output: a log of a training run goes on for ever
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*(?:\n|\Z)")
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")  # as terminals are told them


def read(source: Source) -> ReadDocument:
    """The notebook as one page; pictures in it are left out. Of a damaged one what can be read."""
    text = decode_text(source.content())
    builder = DocumentBuilder("notebook", source)
    builder.page()
    try:
        content = _content(text, builder)
        cells = content["cells"] if "cells" in content else _of_worksheets(content["worksheets"])
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise DamagedFile("damaged: it can't be read as a notebook") from error
    for cell in cells if isinstance(cells, list) else ():
        if not isinstance(cell, dict):
            continue
        text = _joined(cell.get("source") or cell.get("input"))
        if cell.get("cell_type") == "heading":  # of notebooks up to 2015, as "input" is
            builder.heading(text, cell["level"] if isinstance(cell.get("level"), int) else 1)
        elif cell.get("cell_type") == "markdown":
            _add_markdown(builder, text)
        else:
            builder.verbatim(text)
        for output in _outputs(cell):
            _add_output(builder, output)
    return builder.document()


def _content(text: str, builder: DocumentBuilder) -> Any:
    """The notebook, or what can be read of a damaged one."""
    try:
        return json.loads(text)
    except ValueError:
        values, damage = mended_json(text)
        if damage is not None:
            builder.notes.append(damage_note(text, damage))
        return values[0]


def _of_worksheets(worksheets: list[dict[str, Any]]) -> list[Any]:
    """The cells of a notebook of an earlier version, which stand in worksheets."""
    return [cell for sheet in worksheets for cell in sheet["cells"]]


def _add_markdown(builder: DocumentBuilder, text: str) -> None:
    """A cell of Markdown, its headings being the notebook's."""
    shown = markdown_shown(text, builder.source)
    text, headings, at = shown.text, shown.headings, 0
    for number, heading in enumerate(headings, start=1):
        after = headings[number].start if number < len(headings) else len(text)
        builder.verbatim(text[at : heading.start])
        builder.heading(heading.title, heading.level)
        line_end = text.find("\n", heading.start)
        at = min(len(text) if line_end < 0 else line_end + 1, after)
        if text[heading.start] != "#" and (underline := _UNDERLINE.match(text, at, after)):
            at = underline.end()
        builder.title = builder.title or (heading.title if heading.level == 1 else "")
        builder.verbatim(text[at:after])
        at = after
    builder.verbatim(text[at:])


def _outputs(cell: dict[str, Any]) -> Iterator[dict[str, Any]]:
    outputs = cell.get("outputs")
    return (
        (one for one in outputs if isinstance(one, dict)) if isinstance(outputs, list) else iter(())
    )


def _add_output(builder: DocumentBuilder, output: dict[str, Any]) -> None:
    if output.get("output_type") in ("error", "pyerr"):
        said = f"{output.get('ename', '')}: {output.get('evalue', '')}"
        builder.verbatim(_COLOURS.sub("", said))
        return
    data = output.get("data")
    shown = data if isinstance(data, dict) else {}
    if html := _joined(shown.get("text/html") or output.get("html")):
        add_html(builder, HtmlDocument(html))
    else:
        printed = _joined(output.get("text") or shown.get("text/plain"))[:_PRINTED_AT_MOST]
        builder.verbatim(_COLOURS.sub("", printed))


def _joined(lines: object) -> str:
    if isinstance(lines, list):
        return "".join(line for line in lines if isinstance(line, str))
    return lines if isinstance(lines, str) else ""
