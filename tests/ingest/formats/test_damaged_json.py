from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import DamagedFile
from ingest.formats.code.mended_json import mended_json
from tests.ingest.formats.containers import read_here

PICTURE = "iVBORw0KGgo+/" * 300
CELLS = [
    {"cell_type": "markdown", "source": ["# Tides\n", "Height by hour."]},
    {
        "cell_type": "code",
        "source": ["print(h)\n", "plot(h)"],
        "outputs": [
            {"output_type": "stream", "text": ["4.2 m\n"]},
            {"output_type": "display_data", "data": {"image/png": PICTURE + "\n"}},
        ],
    },
    {"cell_type": "markdown", "source": ["The ebb."]},
]
NOTEBOOK = json.dumps({"cells": CELLS, "nbformat": 4}, indent=1)


@pytest.mark.parametrize(
    ("cut_behind", "text"),
    [
        pytest.param("Height by", "Tides\n\nHeight by", id="in-a-text"),
        pytest.param("plot(h)", "Tides\n\nHeight by hour.\n\nprint(h)\nplot(h)", id="in-code"),
        pytest.param(PICTURE[:400], "Tides\n\nHeight by hour.\n\nprint(h)\nplot(h)\n\n4.2 m",
                     id="in-a-picture"),
        pytest.param('The ebb."', "Tides\n\nHeight by hour.\n\nprint(h)\nplot(h)\n\n4.2 m\n\n"
                     "The ebb.", id="behind-a-string"),
    ],
)  # fmt: skip
def test_what_a_cut_notebook_has_is_read(tmp_path: Path, cut_behind: str, text: str) -> None:
    cut = NOTEBOOK[: NOTEBOOK.index(cut_behind) + len(cut_behind)]
    read = read_here(cut.encode(), "a.ipynb", tmp_path)
    line = cut.count("\n") + 1
    assert read.pages[0].text == text
    assert read.notes == (
        f"damaged: it is cut off in line {line}; what stands before that was read",
    )


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        pytest.param('"4.2 m\\n"', '"4.2 m\\n', 20, id="string-never-closed"),
        pytest.param("   ]\n", "   \n", 9, id="list-never-closed"),
        pytest.param('"nbformat": 4', '"nbformat": 4,', 0, id="comma-at-the-end"),
        pytest.param('"nbformat": 4', '"nbformat": NaN', 0, id="no-number"),
        pytest.param('{\n "cells"', '\ufeff{\n "cells"', 0, id="byte-order-mark"),
    ],
)  # fmt: skip
def test_a_broken_place_costs_itself_alone(tmp_path: Path, old: str, new: str, line: int) -> None:
    read = read_here(NOTEBOOK.replace(old, new, 1).encode(), "a.ipynb", tmp_path)
    for said in ("Height by hour.", "plot(h)", "4.2 m", "The ebb."):
        assert said in read.pages[0].text
    assert not any(sign in read.pages[0].text for sign in ("{", "iVBOR"))
    damaged = f"damaged in line {line}; what could be read was read"
    assert read.notes == ((damaged,) if line else ())


def test_a_notebook_cut_before_its_cells_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(DamagedFile, match="can't be read as a notebook"):
        read_here(b'{"metadata": {}, "cells"', "a.ipynb", tmp_path)


LINES = [json.dumps({"boat": name, "fee": 14}) for name in ("Linnea", "Sigrid", "Odd", "Astrid")]


def test_the_bad_lines_of_a_file_of_values_are_named(tmp_path: Path) -> None:
    lines = [LINES[0], "", LINES[1][:-7], LINES[2], LINES[3]]
    read = read_here("\n".join(lines).encode(), "a.jsonl", tmp_path)
    assert read.pages[0].text == "\n".join(lines)
    assert read.notes == ("damaged in line 3; what could be read was read",)
    sound = read_here("\n".join(LINES).encode(), "a.jsonl", tmp_path)
    assert sound.notes == ()
    many = [LINES[0], LINES[0][:-3]] * 8
    read = read_here("\n".join(many).encode(), "a.jsonl", tmp_path)
    assert read.notes == (
        "damaged in lines 2, 4, 6, 8, 10 and 3 more; what could be read was read",
    )


def test_long_lines_of_which_one_is_bad_are_laid_out(tmp_path: Path) -> None:
    lines = [json.dumps({"boat": name, "log": "rain " * 100}) for name in ("Linnea", "Odd", "Ida")]
    read = read_here("\n".join([*lines[:2], lines[2][:-90]]).encode(), "a.jsonl", tmp_path)
    laid_out = [json.loads(line) for line in lines[:2]]
    laid_out.append({"boat": "Ida", "log": json.loads(lines[2])["log"][:-88]})
    assert read.pages[0].text == "\n".join(json.dumps(one, indent=1) for one in laid_out)
    assert read.notes == ("damaged in line 3; what could be read was read",)


@pytest.mark.parametrize(
    ("content", "text", "notes"),
    [
        pytest.param('{"a": [1, 2,], }', '{"a": [1, 2,], }', (), id="commas-at-the-ends"),
        pytest.param('{"a": NaN, // x\n"b": -Infinity}', '{"a": NaN, // x\n"b": -Infinity}', (),
                     id="no-numbers"),
        pytest.param('\ufeff{"a": 1}', '{"a": 1}', (), id="byte-order-mark"),
        pytest.param('{\n"a": 1\n}\n{\n"b": 2\n}', '{\n"a": 1\n}\n{\n"b": 2\n}', (),
                     id="several-values"),
        pytest.param('{"a": "' + "QUJD" * 200, '{\n "a": "…"\n}',
                     ("damaged: it is cut off in line 1; what stands before that was read",),
                     id="cut-in-packed-data"),
        pytest.param('{\n"a": "x",\n"b": "' + "QUJD" * 200, '{\n"a": "x",\n"b": "…"',
                     ("damaged: it is cut off in line 3; what stands before that was read",),
                     id="cut-in-packed-data-in-lines"),
        pytest.param('{"a": "' + ("QUJD" * 19 + "\\n") * 9 + '"}', '{\n "a": "…"\n}', (),
                     id="packed-data-in-lines"),
        pytest.param('{\n"a" 1,\n"b": 2}', '{\n"a" 1,\n"b": 2}',
                     ("damaged in line 2; what could be read was read",), id="no-colon"),
    ],
)  # fmt: skip
def test_damaged_json_is_read_and_says_where(
    tmp_path: Path, content: str, text: str, notes: tuple[str, ...]
) -> None:
    read = read_here(content.encode(), "a.json", tmp_path)
    assert (read.pages[0].text, read.notes) == (text, notes)


@pytest.mark.parametrize(
    ("written", "values", "damage"),
    [
        ('{"a": {"b": [1, "x\\u00e9\\ud83d\\ude00\\n"', [{"a": {"b": [1, "xé\U0001f600\n"]}}], 39),
        ('{"a": 1 "b": 2}', [{"a": 1, "b": 2}], 8),
        ('[1 2]', [[1, 2]], 3),
        ('{"a": [1}, "b": 2}', [{"a": [1]}, "b", 2], 8),
        ('[oops, {"a": tru}]', [["oops", {"a": "tru"}]], 1),
        ('{"a": "x\n"b": "y"}', [{"a": "x", "b": "y"}], 8),
        ('{"a": "\\q"}', [{"a": "q"}], None),
        ("[1, [2]] {}", [[1, [2]], {}], None),
    ],
)  # fmt: skip
def test_json_is_mended(written: str, values: list[Any], damage: int | None) -> None:
    assert mended_json(written)[0] == values
    assert mended_json(written)[1] == damage


@pytest.mark.parametrize("piece", ["{", "[", '"', '{"a":', "\\", "/", "// ", "1 ", ",", '"a" ',
                                   "{]", '[}', '{"a":1,', "AAAA", '"data:a', "[[],"])  # fmt: skip
def test_the_time_grows_with_the_length(tmp_path: Path, piece: str) -> None:
    started = time.process_time()
    for begun in ("{", "["):
        read_here((begun + piece * 60_000)[:60_000].encode(), "a.json", tmp_path)
    assert time.process_time() - started < 5
