from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.formats.containers import read_here

CALS = """<?xml version="1.0"?><article><para>All of them.</para>
<table><title>Fees</title><tgroup cols="4"><colspec colname="c1"/><colspec colname="c2"/>
<colspec colname="c3"/><colspec colname="c4"/><spanspec spanname="both" namest="c2" nameend="c3"/>
<thead>
<row><entry morerows="1">Harbour</entry><entry namest="c2" nameend="c3">2023</entry>
<entry morerows="1">Warden</entry></row>
<row><entry colname="c2">Boats</entry><entry>Berths</entry></row></thead>
<tfoot><row><entry>Total</entry><entry>3</entry><entry>18</entry><entry/></row></tfoot>
<tbody><row><entry morerows="1"><para>Northern</para><para>basin</para></entry>
<entry>Linnea</entry><entry><emphasis>f</emphasis>our</entry><entry morerows="1">Ylva</entry></row>
<row><entry>Sigrid</entry><entry>five</entry></row>
<row><entry>Southern</entry><entry spanname="both">closed</entry><entry>Odd</entry></row>
</tbody></tgroup></table><para>After.</para></article>"""
WEB = """<?xml version="1.0"?><article><table><caption>Fees</caption>
<tr><th rowspan="2">Harbour</th><th colspan="2">2023</th></tr><tr><th>Boats</th><th>Berths</th></tr>
<tbody><tr><td rowspan="2">North</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody>
</table></article>"""
DITA = """<?xml version="1.0"?><topic><simpletable><sthead><stentry>Harbour</stentry>
<stentry>Fee</stentry></sthead><strow><stentry>North</stentry><stentry>14</stentry></strow>
</simpletable></topic>"""
PROPERTIES = """<?xml version="1.0"?><topic><properties><prophead><proptypehd>Type</proptypehd>
<propvaluehd>Value</propvaluehd></prophead><property><proptype>colour</proptype>
<propvalue>red</propvalue></property></properties></topic>"""
TEI = """<?xml version="1.0"?><text><table><head>Tides</head><row role="label"><cell>Hour</cell>
<cell>Height</cell></row><row><cell>4</cell><cell>2 m</cell></row></table></text>"""


@pytest.mark.parametrize(
    ("content", "rows", "context"),
    [
        pytest.param(
            CALS,
            "Harbour\t2023\t\tWarden\n\tBoats\tBerths\nNorthern basin\tLinnea\tfour\tYlva\n"
            "Northern basin\tSigrid\tfive\tYlva\nSouthern\tclosed\t\tOdd\nTotal\t3\t18",
            "Fees\nHarbour\t2023 Boats\t2023 Berths\tWarden",
            id="cals",
        ),
        pytest.param(
            WEB, "Harbour\t2023\n\tBoats\tBerths\nNorth\t1\t2\nNorth\t3\t4",
            "Fees\nHarbour\t2023 Boats\t2023 Berths", id="web",
        ),
        pytest.param(DITA, "Harbour\tFee\nNorth\t14", "Harbour\tFee", id="dita"),
        pytest.param(PROPERTIES, "Type\tValue\ncolour\tred", "Type\tValue", id="properties"),
        pytest.param(TEI, "Hour\tHeight\n4\t2 m", "Tides\nHour\tHeight", id="tei"),
    ],
)  # fmt: skip
def test_tables_have_rows_and_heads(tmp_path: Path, content: str, rows: str, context: str) -> None:
    read = read_here(content.encode(), "a.xml", tmp_path)
    (table,) = read.tables
    assert read.pages[0].text[table.start : table.end] == rows
    assert table.context == context


def test_what_stands_around_a_table_stays(tmp_path: Path) -> None:
    text = read_here(CALS.encode(), "a.xml", tmp_path).pages[0].text
    assert text.startswith("article\n  para: All of them.\n\nFees\nHarbour\t")
    assert text.endswith("\t18\n\n  para: After.")
    mixed = CALS.replace("</para>\n<table>", " See: <table>").replace(
        "</table><para>", "</table> After. "
    )
    text = read_here(mixed.encode(), "a.xml", tmp_path).pages[0].text
    assert text.startswith("article\n  para: All of them. See: After.")
    assert "Northern basin\tSigrid\tfive\tYlva" in text


def test_groups_of_columns_are_tables_of_their_own(tmp_path: Path) -> None:
    group = "<tgroup><thead><row><entry>{0}</entry><entry>Fee</entry></row></thead><tbody>" \
        "<row><entry>x</entry><entry>1</entry></row></tbody></tgroup>"  # fmt: skip
    content = f"<?xml version='1.0'?><table><title>All</title>{group.format('Boat')}" \
        f"{group.format('Cart')}</table>"  # fmt: skip
    read = read_here(content.encode(), "a.xml", tmp_path)
    assert [table.context for table in read.tables] == ["Boat\tFee", "Cart\tFee"]
    assert "title: All" in read.pages[0].text


def test_rows_of_another_kind_are_told_as_other_elements(tmp_path: Path) -> None:
    content = (
        "<?xml version='1.0'?><table><row><name>Ann</name></row><row><cell>x</cell></row></table>"
    )
    assert read_here(content.encode(), "a.xml", tmp_path).pages[0].text == (
        "table\n  row\n    name: Ann\n  row\n    cell: x"
    )


def test_a_table_that_claims_more_than_it_has_costs_little(tmp_path: Path) -> None:
    cell = "<td rowspan='65534' colspan='65534'>x</td>"
    content = f"<?xml version='1.0'?><table>{f'<tr>{cell * 9}<td>y</td></tr>' * 300}</table>"
    (table,) = read_here(content.encode(), "a.xml", tmp_path).tables
    assert table.end < 1_000_000
