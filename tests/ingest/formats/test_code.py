from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.ingest.formats.containers import read_here


def test_a_notebook_is_its_cells_and_not_its_pictures(tmp_path: Path) -> None:
    notebook = {
        "nbformat": 4,
        "cells": [
            {"cell_type": "markdown", "source": ["# Tides\n", "Height by hour."]},
            {
                "cell_type": "code",
                "source": "print(h)",
                "outputs": [
                    {"output_type": "stream", "text": ["4.2 m\n"]},
                    {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo" * 99}},
                    {"output_type": "error", "ename": "KeyError", "evalue": "'x'"},
                ],
            },
        ],
    }
    read = read_here(json.dumps(notebook).encode(), "a.ipynb", tmp_path)
    assert read.pages[0].text == "Tides\n\nHeight by hour.\n\nprint(h)\n\n4.2 m\n\nKeyError: 'x'"
    assert (read.title, read.headings[0].title) == ("Tides", "Tides")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param('{\n "a": 1\n}\n', '{\n "a": 1\n}', id="in-lines-as-it-is"),
        pytest.param(json.dumps({"k": "v" * 450}), None, id="long-line-is-cut"),
        pytest.param('{"a": "' + "QUJD" * 200 + '"}', '{\n "a": "…"\n}', id="packed-data"),
    ],
)
def test_json_is_in_lines(tmp_path: Path, content: str, text: str | None) -> None:
    read = read_here(content.encode(), "a.json", tmp_path)
    assert read.kind == "json"
    assert read.pages[0].text == (text or json.dumps(json.loads(content), indent=1))


def test_a_heading_that_is_underlined_in_a_cell_is_read_without_its_line(tmp_path: Path) -> None:
    cells = [{"cell_type": "markdown", "source": ["Tides\n", "===\n", "High.\n", "\n", "Low\n---"]}]
    read = read_here(json.dumps({"cells": cells}).encode(), "a.ipynb", tmp_path)
    assert read.pages[0].text == "Tides\n\nHigh.\n\nLow"
    assert [(one.level, one.title) for one in read.headings] == [(1, "Tides"), (2, "Low")]


def test_a_cell_of_markdown_needs_no_heading(tmp_path: Path) -> None:
    cells = [{"cell_type": "markdown", "source": ["Only prose."]}]
    read = read_here(json.dumps({"cells": cells}).encode(), "a.ipynb", tmp_path)
    assert read.pages[0].text == "Only prose."


def test_sections_of_latex_are_headings(tmp_path: Path) -> None:
    written = (
        "\\documentclass{article}\n\\title{Harbours}\n\\section{Boats \\& \\emph{crews}}\n"
        "They define\nclass struggle.\n\\subsection*[short]{Fees\n  of 2024}\nFourteen.\n"
        "% \\section{No}\n"
    )
    read = read_here(written.encode(), "a.tex", tmp_path)
    assert [(one.level, one.title, one.start) for one in read.headings] == [
        (3, "Boats & crews", written.index("\\section")),
        (4, "Fees of 2024", written.index("\\subsection")),
    ]


@pytest.mark.parametrize("piece", ["\\section{", "\\section{{}", "\\section[", "\\", "{}", "\n"])
def test_the_time_of_latex_grows_with_the_length(tmp_path: Path, piece: str) -> None:
    started = time.process_time()
    written = "\\documentclass{article}\n" + (piece * 60_000)[:60_000]
    read_here(written.encode(), "a.tex", tmp_path)
    assert time.process_time() - started < 2


def test_a_description_of_notebooks_is_none(tmp_path: Path) -> None:
    schema = {"properties": {"cells": {"type": "array", "cell_type": "x"}}}
    assert read_here(json.dumps(schema).encode(), "a.json", tmp_path).kind == "json"
    notebook = {"metadata": {}, "cells": [{"cell_type": "code", "source": "1 + 1"}]}
    assert read_here(json.dumps(notebook).encode(), "a.json", tmp_path).kind == "notebook"


def test_a_notebook_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    printed = {"output_type": "pyout", "text": ["42"], "html": ["<b>43</b>"]}
    failed = {"output_type": "pyerr", "ename": "ValueError", "evalue": "\x1b[31mred\x1b[0m"}
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Tides"]},
        {"cell_type": "code", "input": ["x = 1"], "outputs": [printed, failed]},
    ]
    content = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}).encode()
    read = read_here(content, "a.ipynb", tmp_path)
    assert read.pages[0].text == "Tides\n\nx = 1\n\n43\n\nValueError: red"
    assert [(heading.title, heading.level) for heading in read.headings] == [("Tides", 2)]


def test_markup_that_xml_quotes_is_what_it_shows(tmp_path: Path) -> None:
    content = b"<rss><item><![CDATA[<p>A <b>crane</b> fell &amp; broke</p>]]></item></rss>"
    assert (
        read_here(content, "a.rss", tmp_path).pages[0].text.endswith("item: A crane fell & broke")
    )


def test_xml_says_what_its_elements_say(tmp_path: Path) -> None:
    content = (
        '<?xml version="1.0"?><!-- x --><crew><person id="7"><name>Ann</name></person>'
        "<note>She <b>is</b> here.</note></crew>"
    )
    read = read_here(content.encode(), "a.xml", tmp_path)
    assert read.pages[0].text == "crew\n  person id=7\n    name: Ann\n  note: She is here."


def test_an_entity_bomb_stays_small(tmp_path: Path) -> None:
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "lol">' for n in range(10)
    )
    content = f'<?xml version="1.0"?><!DOCTYPE a [{entities}]><a>seen &e9;</a>'
    text = read_here(content.encode(), "a.xml", tmp_path).pages[0].text
    assert len(text) < len(content)


def test_code_is_as_it_is_with_the_names_of_what_it_defines(tmp_path: Path) -> None:
    code = "# a\n# b\nclass Lamp:\n    def light(self):\n        pass\n"
    read = read_here(code.encode(), "a.py", tmp_path)
    assert (read.kind, read.pages[0].text) == ("code", code)
    assert [(one.level, one.title) for one in read.headings] == [(1, "Lamp"), (2, "light")]


def test_rich_text_is_read_with_its_tables(tmp_path: Path) -> None:
    rich = (
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title Fees}}The caf\'e9 closes.\par "
        r"\trowd\cellx3000\cellx6000 Stall\intbl\cell Fee\intbl\cell\row "
        r"\trowd\cellx3000\cellx6000 Honey\intbl\cell 14\intbl\cell\row}"
    )
    read = read_here(rich.encode(), "a.rtf", tmp_path)
    assert (read.title, read.pages[0].text) == (
        "Fees", "The café closes.\n\nStall\tFee\nHoney\t14",
    )  # fmt: skip


@pytest.mark.parametrize("page", ["10000", "99999"], ids=["macintosh", "unknown"])
def test_rich_text_of_an_unusual_code_page_is_read(tmp_path: Path, page: str) -> None:
    rich = rf"{{\rtf1\mac\ansicpg{page} The ferry leaves at nine.\par}}"
    read = read_here(rich.encode(), "a.rtf", tmp_path)
    assert read.pages[0].text == "The ferry leaves at nine."
