"""Notebooks of Jupyter: the cells in order, with what they printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ingest.errors import DamagedFile
from ingest.formats.building import DocumentBuilder
from ingest.formats.markdown import markdown_headings
from ingest.formats.markup.blocks import add_html
from ingest.formats.markup.dom import HtmlDocument
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from ingest.formats.text import decode_text

_PRINTED_AT_MOST = 20_000  # characters of one output: a log of a training run goes on for ever


def read(source: Source) -> ReadDocument:
    """The notebook as one page; pictures in it are left out."""
    try:
        content = json.loads(decode_text(source.content()))
        cells = content["cells"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DamagedFile("damaged: it can't be read as a notebook") from error
    builder = DocumentBuilder("notebook", source)
    builder.page()
    for cell in cells if isinstance(cells, list) else ():
        if not isinstance(cell, dict):
            continue
        text = _joined(cell.get("source"))
        if cell.get("cell_type") == "markdown":
            _add_markdown(builder, text)
        else:
            builder.verbatim(text)
        for output in _outputs(cell):
            _add_output(builder, output)
    return builder.document()


def _add_markdown(builder: DocumentBuilder, text: str) -> None:
    """A cell of Markdown, its headings being the notebook's."""
    starts = [heading.start for heading in markdown_headings(text)]
    at = 0
    for heading, after in zip(markdown_headings(text), [*starts[1:], len(text)], strict=True):
        builder.verbatim(text[at : heading.start])
        builder.heading(heading.title, heading.level)
        line_end = text.find("\n", heading.start)
        at = min(len(text) if line_end < 0 else line_end + 1, after)
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
    if output.get("output_type") == "error":
        builder.verbatim(f"{output.get('ename', '')}: {output.get('evalue', '')}")
        return
    data = output.get("data")
    shown = data if isinstance(data, dict) else {}
    if html := _joined(shown.get("text/html")):
        add_html(builder, HtmlDocument(html))
    else:
        builder.verbatim(_joined(output.get("text") or shown.get("text/plain"))[:_PRINTED_AT_MOST])


def _joined(lines: object) -> str:
    if isinstance(lines, list):
        return "".join(line for line in lines if isinstance(line, str))
    return lines if isinstance(lines, str) else ""
