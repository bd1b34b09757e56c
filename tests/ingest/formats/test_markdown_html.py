from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from ingest.formats.records import ReadDocument
from tests.ingest.formats.containers import read_here

TABLE = """# Harbours

<table>
  <thead><tr><th>Harbour</th><th>Boat</th>

      <th>Fee</th></tr></thead>
    <tr><td rowspan="2">North</td><td>Linnea</td><td>14</td></tr>

    <tr><td>Sigrid</td>

    <td>17</td></tr>
</table>

Fees are due in spring.
"""


def read(text: str, folder: Path) -> ReadDocument:
    return read_here(text.encode(), "a.md", folder)


def test_a_table_of_html_is_a_table(tmp_path: Path) -> None:
    document = read(TABLE, tmp_path)
    (table,) = document.tables
    text = document.pages[0].text
    assert text[table.start : table.end] == (
        "Harbour\tBoat\tFee\nNorth\tLinnea\t14\nNorth\tSigrid\t17"
    )
    assert table.context == "Harbour\tBoat\tFee"
    assert text.splitlines().index("Fees are due in spring.") == TABLE.splitlines().index(
        "Fees are due in spring."
    )


def test_tables_of_both_kinds_stand_in_order(tmp_path: Path) -> None:
    piped = "| a | b |\n|---|---|\n| x<br>y | 2 |\n"
    document = read(f"{piped}\n{TABLE}\n{piped}", tmp_path)
    assert [one.context for one in document.tables] == [
        "| a | b |", "Harbour\tBoat\tFee", "| a | b |",
    ]  # fmt: skip
    assert "| x y | 2 |" in document.pages[0].text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("<b>Bold</b> and <em class='x'>soft</em>\n", "Bold and soft\n", id="emphasis"),
        pytest.param("one<br/>two<BR>three\n", "one two three\n", id="breaks"),
        pytest.param("10<sup>6</sup> and H<sub>2</sub>O\n", "10^6 and H2O\n", id="powers"),
        pytest.param("A<!-- no\nno --> b\n", "A\n b\n", id="comment"),
        pytest.param("<!-- no\n\nno -->\nb\n", "\n\n\nb\n", id="comment-over-lines"),
        pytest.param("a &amp; b&nbsp;c &lt;div&gt;\n", "a & b\xa0c <div>\n", id="entities"),
        pytest.param('See <img src="a" alt="the old mole"> here\n', "See the old mole here\n",
                     id="picture"),
        pytest.param("<details>\n<summary>More</summary>\n\n- <i>item</i>\n\n</details>\n",
                     "More\n\n\n- item\n\n\n", id="details"),
        pytest.param("## Next <a name='x'></a>\n", "## Next \n", id="anchor"),
        pytest.param("`<br>` and ``a ` <b>`` <b>c</b>\n", "`<br>` and ``a ` <b>`` c\n", id="code"),
        pytest.param("```html\n<p>kept</p>\n```\n\n    <b>kept</b>\n",
                     "```html\n<p>kept</p>\n```\n\n    <b>kept</b>\n", id="blocks-of-code"),
        pytest.param("Map<K, V>, List<String>, <https://a.b> and a < b > c\n",
                     "Map<K, V>, List<String>, <https://a.b> and a < b > c\n", id="no-tags"),
        pytest.param("\\<b> stays\n", "\\<b> stays\n", id="escaped"),
        pytest.param("<script>\nlet a = '<p>no</p>'\n</script>\nb\n", "\n\n\nb\n", id="script"),
        pytest.param("---\ntitle: <b>\n---\n<b>Text</b>\n", "---\ntitle: <b>\n---\nText\n",
                     id="front-matter"),
    ],
)  # fmt: skip
def test_tags_are_left_out_and_text_is_kept(tmp_path: Path, text: str, shown: str) -> None:
    assert read(text, tmp_path).pages[0].text == shown


def test_headings_of_html_are_headings(tmp_path: Path) -> None:
    document = read('<h1 align="center">Harbours</h1>\n\nText.\n\n## <b>Fees</b>\n', tmp_path)
    text = document.pages[0].text
    assert [(one.level, one.title) for one in document.headings] == [(1, "Harbours"), (2, "Fees")]
    assert [text[one.start :].split("\n")[0] for one in document.headings] == [
        "Harbours", "## Fees",
    ]  # fmt: skip
    assert document.title == "Harbours"


def test_cells_of_notebooks_show_no_tags(tmp_path: Path) -> None:
    cells = [{"cell_type": "markdown", "source": ["# Tides\n", "High <b>water</b><br>at noon."]}]
    read = read_here(json.dumps({"cells": cells}).encode(), "a.ipynb", tmp_path)
    assert read.pages[0].text == "Tides\n\nHigh water at noon."


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<b ", '<b "', "<b 'a' ", "`", "` `` ", "<table>\n\n", "<table>", "\n\n<table>\nx\n\n",
     "</table>", "&amp", "<br>", "<div>\n", "\\<", "<b>\n\n"],
)  # fmt: skip
def test_the_time_grows_with_the_length(tmp_path: Path, piece: str) -> None:
    started = time.process_time()
    read((piece * 60_000)[:60_000], tmp_path)
    assert time.process_time() - started < 10
