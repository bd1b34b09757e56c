from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.formats.containers import read_here


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param("town,people\nObermoor,1204\n", "town\tpeople\nObermoor\t1204", id="commas"),
        pytest.param("a;b\n1,5;2\n3,5;4\n", "a\tb\n1,5\t2\n3,5\t4", id="semicolons"),
        pytest.param("sep=|\na|b\n1|2\n", "a\tb\n1\t2", id="separator-line"),
        pytest.param('a,b\n"two\nlines, ""x""",2\n', 'a\tb\ntwo lines, "x"\t2', id="quoted"),
        pytest.param(
            "Sales of 2024\n\nq,sales,costs\nQ1,1,2\nQ2,3,4\nQ3,5,6\n",
            "Sales of 2024\nq\tsales\tcosts\nQ1\t1\t2\nQ2\t3\t4\nQ3\t5\t6", id="title-above",
        ),
        pytest.param(
            "Konto\nNummer;123\nVon;1.1.\nBis;3.1.\n\nTag;Text;Betrag\n2.1.;Miete;-5,00\n",
            "Konto\nNummer;123\nVon;1.1.\nBis;3.1.\n\nTag;Text;Betrag\n2.1.;Miete;-5,00\n"
            .replace(";", "\t").rstrip(), id="account-above",
        ),
        pytest.param(
            'who, "city", age\n"Ida", "Turku, FI", 5\n"Bo", "Ulm", 6\n',
            "who\tcity\tage\nIda\tTurku, FI\t5\nBo\tUlm\t6", id="blanks-before-quotes",
        ),
        pytest.param(
            'part;size\n"screen;5\nbolt;6\n', 'part\tsize\n"screen\t5\nbolt\t6', id="no-quotation"
        ),
        pytest.param(
            "a,b\n" + "1,2\n" * 60 + '3,"x\n' + "4,5\n" * 300,
            "a\tb\n" + "1\t2\n" * 60 + '3\t"x\n' + "4\t5\n" * 299 + "4\t5", id="never-closed",
        ),
        pytest.param("a,b\n1,x\u2028y\n2,z\x0bw\n", "a\tb\n1\tx y\n2\tz w", id="odd-line-ends"),
    ],
)  # fmt: skip
def test_a_row_is_a_line(tmp_path: Path, content: str, text: str) -> None:
    read = read_here(content.encode(), "a.csv", tmp_path)
    assert (read.kind, read.pages[0].text) == ("csv", text)


def test_every_row_knows_its_title_and_heads(tmp_path: Path) -> None:
    content = b"Sales of 2024\n\nq,sales,costs\nQ1,1,2\nQ2,3,4\nQ3,5,6\n"
    (table,) = read_here(content, "a.csv", tmp_path).tables
    assert table.context == "Sales of 2024\nq\tsales\tcosts"


def test_what_stands_above_a_table_is_no_row_of_it(tmp_path: Path) -> None:
    content = "Statement\nAccount: 12\nPeriod: May\nSeen: Ann\n\nDay,Payee,Sum\n1,Rent,5\n2,Tea,1\n"
    read = read_here(content.encode(), "a.csv", tmp_path)
    assert [table.context for table in read.tables] == [
        "Statement\nAccount: 12\nPeriod: May\nSeen: Ann\nDay\tPayee\tSum"
    ]
    content = "Konto\nNummer;123\nVon;1.1.\nBis;3.1.\n\nTag;Text;Betrag\n2.1.;Miete;-5,00\n"
    read = read_here(content.encode(), "a.csv", tmp_path)
    assert read.tables[-1].context == "Tag\tText\tBetrag"


def test_an_endless_quotation_loses_nothing(tmp_path: Path) -> None:
    content = "a,b\n1,2\n" * 60 + '3,"' + "x" * 1_100_000
    text = read_here(content.encode(), "a.csv", tmp_path).pages[0].text
    assert text.endswith("x" * 1_100_000)
