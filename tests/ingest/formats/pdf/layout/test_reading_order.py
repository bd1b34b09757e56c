"""Pages drawn in other orders than they are read, and what must come out of them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.confined.reader import FileReader
from tests.ingest.make_pdf import Line, PdfPage, make_pdf, pdf_of_content
from tests.ingest.reading import read_file

LEFT = ["Otters sleep in holes", "below the roots of old", "willows and come out at",
        "dusk to hunt for eels.", "A pair needs ten miles", "of clean water."]  # fmt: skip
RIGHT = ["Herons stand still in", "the shallows until a", "fish comes near enough",
         "to be taken. They nest", "in the tops of trees", "on the far bank."]  # fmt: skip
ROWS = [
    ["Species", "2021", "2022"],
    ["Otter", "14", "17"],
    ["Heron", "80", "92"],
    ["Eel", "5", "3"],
]
WIDTHS = {"I": 0.278, "l": 0.222, "i": 0.222, "m": 0.833, "t": 0.278, " ": 0.278, "r": 0.333,
          "s": 0.5}  # fmt: skip
Placed = tuple[float, float, str]


def column(x: float, texts: Sequence[str], *, top: float = 700, step: float = 15) -> list[Placed]:
    return [(x, top - step * number, text) for number, text in enumerate(texts)]


def table(step: float = 18) -> list[Placed]:
    return [
        (x, 700 - step * number, row[place])
        for number, row in enumerate(ROWS)
        for place, x in enumerate((72, 220, 300))
    ]


def text_of(reader: FileReader, folder: Path, content: bytes) -> str:
    path = folder / "page.pdf"
    path.write_bytes(content)
    return read_file(reader, path).pages[0].text


def drawn(placed: Sequence[Placed], **page: object) -> bytes:
    lines = tuple(Line(text, x=x, y=y) for x, y, text in placed)
    return make_pdf([PdfPage(lines=lines, **page)])  # type: ignore[arg-type]


COLUMNS = column(72, LEFT) + column(320, RIGHT)
BY_ROW = sorted(COLUMNS, key=lambda placed: (-placed[1], placed[0]))
SHUFFLED = random.Random(3).sample(COLUMNS, len(COLUMNS))  # noqa: S311 - an order


@pytest.mark.parametrize(
    "placed",
    [
        pytest.param(COLUMNS, id="as-read"),
        pytest.param(BY_ROW, id="row-by-row"),
        pytest.param(COLUMNS[6:] + COLUMNS[:6], id="right-column-first"),
        pytest.param(SHUFFLED, id="in-no-order"),
        pytest.param(column(72, LEFT) + column(320, RIGHT, top=694), id="lines-off-each-other"),
    ],
)
def test_columns_are_read_one_after_the_other(
    reader: FileReader, tmp_path: Path, placed: list[Placed]
) -> None:
    text = text_of(reader, tmp_path, drawn(placed))
    assert text.split("\n") == LEFT + RIGHT


def test_a_heading_over_both_columns_parts_them(reader: FileReader, tmp_path: Path) -> None:
    heading = (150.0, 598.0, "What the wardens of the river have counted since")
    below = column(72, LEFT, top=580) + column(320, RIGHT, top=580)
    text = text_of(reader, tmp_path, drawn([*BY_ROW, heading, *below]))
    assert text.split("\n") == LEFT + RIGHT + [heading[2]] + LEFT + RIGHT


@pytest.mark.parametrize("right_to_left", [False, True], ids=["by-row", "last-column-first"])
@pytest.mark.parametrize("by_column", [False, True], ids=["rows", "columns"])
def test_tables_are_read_row_by_row(
    reader: FileReader, tmp_path: Path, by_column: bool, right_to_left: bool
) -> None:
    placed = table()
    if by_column:
        placed = sorted(placed, key=lambda one: (-one[0] if right_to_left else one[0], -one[1]))
    text = text_of(reader, tmp_path, drawn(placed))
    assert [line.split("\t") for line in text.split("\n")] == ROWS


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(
    reader: FileReader, tmp_path: Path, turn: int
) -> None:
    """What is upright in the file is turned then, and still one text."""
    text = text_of(reader, tmp_path, drawn(column(72, LEFT), more=f"/Rotate {turn}"))
    assert text.split("\n") == LEFT


def test_text_that_is_turned_on_its_page_stays_whole(reader: FileReader, tmp_path: Path) -> None:
    up = b"BT 0 1 -1 0 40 100 Tm /F1 9 Tf (Printed on the edge of the sheet) Tj ET "
    lines = b"".join(
        b"BT /F1 12 Tf 72 %d Td (%s) Tj ET " % (700 - 40 * number, text.encode())
        for number, text in enumerate(LEFT)
    )
    text = text_of(reader, tmp_path, pdf_of_content(up + lines))
    assert text.split("\n") == [*LEFT, "Printed on the edge of the sheet"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"(E = mc) Tj 5 Ts /F1 7 Tf (2) Tj 0 Ts /F1 11 Tf ( is known.) Tj",
                     "E = mc2 is known.", id="raised"),
        pytest.param(b"(CO) Tj -2 Ts /F1 7 Tf (2) Tj 0 Ts /F1 11 Tf ( in air) Tj",
                     "CO2 in air", id="lowered"),
        pytest.param(b"(about 750) Tj 4 Ts /F1 6 Tf (1) Tj 0 Ts /F1 11 Tf ( boats) Tj",
                     "about 750 1 boats", id="a-notes-number-is-no-digit"),
        pytest.param(b"(about 10) Tj 5 Ts /F1 7 Tf (24) Tj 0 Ts /F1 11 Tf ( stars) Tj",
                     "about 10²⁴ stars", id="a-power-of-ten"),
        pytest.param(b"(1.5 x 10) Tj 5 Ts /F1 7 Tf (-3) Tj 0 Ts /F1 11 Tf ( m) Tj",
                     "1.5 x 10⁻³ m", id="a-small-power-of-ten"),
        pytest.param(b"(of 1,210) Tj 5 Ts /F1 7 Tf (3) Tj 0 Ts /F1 11 Tf ( boats) Tj",
                     "of 1,210 3 boats", id="a-note-behind-a-longer-number"),
        pytest.param(b"2 Tc (HARBOUR OFFICE) Tj", "HARBOUR OFFICE", id="spaced-by-the-font"),
        pytest.param(b"[(W) -700 (I) -700 (N) -700 (T) -700 (E) -700 (R)] TJ",
                     "WINTER", id="spaced-by-hand"),
        pytest.param(b"(P U B L I C   N O T I C E) Tj", "PUBLIC NOTICE", id="spaced-by-blanks"),
        pytest.param(b"(1 0 1 1 0 1) Tj", "1 0 1 1 0 1", id="digits-stay-apart"),
        pytest.param(b"[(Tow) 90 (er 2)] TJ", "Tower 2", id="kerning"),
        pytest.param(b"(Contents . . . . . . . . . . . 7) Tj",
                     "Contents 7", id="leaders"),
    ],
)  # fmt: skip
def test_words_of_a_line(reader: FileReader, tmp_path: Path, content: bytes, expected: str) -> None:
    page = pdf_of_content(b"BT /F1 11 Tf 72 700 Td " + content + b" ET")
    assert text_of(reader, tmp_path, page) == expected


@pytest.mark.parametrize("offset", [0.2, 0.6, 1.2])
def test_letters_drawn_again_beside_themselves_are_read_once(
    reader: FileReader, tmp_path: Path, offset: float
) -> None:
    word, x, parts = "Illuminated letters", 72.0, []
    for letter in word:
        for shift in (0.0, offset):
            parts.append(b"BT /F1 14 Tf %.2f 700 Td (%s) Tj ET" % (x + shift, letter.encode()))
        x += 14 * WIDTHS.get(letter, 0.556)
    assert text_of(reader, tmp_path, pdf_of_content(b" ".join(parts))) == word


def test_a_table_across_two_columns_stays_whole_between_them(
    reader: FileReader, tmp_path: Path
) -> None:
    rows = [("Stall", "Owner", "Fee", "Since"), ("Honey", "Ada", "14", "1911"),
            ("Cheese", "Ben", "9", "1907"), ("Bread", "Cy", "11", "1899")]  # fmt: skip
    cells = [
        (x, 580 - 15 * number, text)
        for number, row in enumerate(rows)
        for x, text in zip((72, 150, 320, 400), row, strict=True)
    ]
    below = column(72, LEFT[::-1], top=500) + column(320, RIGHT[::-1], top=500)
    text = text_of(reader, tmp_path, drawn([*COLUMNS, *cells, *below]))
    expected = [*LEFT, *RIGHT, *("\t".join(row) for row in rows), *LEFT[::-1], *RIGHT[::-1]]
    assert text.split("\n") == expected


def test_a_table_with_a_column_in_the_gutter_leaves_the_text_around_it_in_columns(
    reader: FileReader, tmp_path: Path
) -> None:
    rows = [("Fish", "1,204", "1,150"), ("Salt", "803", "799"), ("Wool", "401", "351")]
    cells = [
        (x, 580 - 15 * number, text)
        for number, row in enumerate(rows)
        for x, text in zip((72, 250, 320), row, strict=True)
    ]
    below = column(72, LEFT, top=530) + column(320, RIGHT, top=530)
    text = text_of(reader, tmp_path, drawn([*COLUMNS, *cells, *below]))
    expected = [*LEFT, *RIGHT, *("\t".join(row) for row in rows), *LEFT, *RIGHT]
    assert text.split("\n") == expected


def test_short_lines_below_a_heading_over_two_of_three_columns_are_no_table(
    reader: FileReader, tmp_path: Path
) -> None:
    narrow = [line[:22].rpartition(" ")[0] for line in LEFT]
    columns = [column(x, narrow, top=640) for x in (40, 220, 400)]
    heading = (40.0, 665.0, "What the wardens of the river have counted since")
    higher = (400.0, 654.0, "The third of the columns")
    text = text_of(reader, tmp_path, drawn([heading, higher, *itertools.chain(*columns)]))
    assert text.split("\n") == [heading[2], *narrow, *narrow, higher[2], *narrow]


def test_labels_and_values_above_other_text_stay_in_their_rows(
    reader: FileReader, tmp_path: Path
) -> None:
    rows = [("Revenue from ferries", "1,204"), ("Tolls", "88"), ("Old ropes", "7")]
    placed = [
        place for number, (label, value) in enumerate(rows)
        for place in ((72, 700 - 15 * number, label), (480, 700 - 15 * number, value))
    ]  # fmt: skip
    below = [
        (x, 640 - 34 * row - 12 * line, f"Cell {x} {row} {line}")
        for row in range(3) for x in (72, 220) for line in range(2)
    ]  # fmt: skip
    text = text_of(reader, tmp_path, drawn([*placed, *below]))
    assert text.split("\n")[:3] == ["\t".join(row) for row in rows]


STALLS = [("Stall", "Fee", "Since"), ("Honey", "14", "1911"), ("Cheese", "9", "1907"),
          ("Bread", "11", "1899")]  # fmt: skip
STALL_ROWS = ["\t".join(row) for row in STALLS]
BESIDE = [*LEFT, "The wardens write down each", "that they meet, by day and",
          "by night, and send the lists", "to the mill, where they are",
          "kept in the attic above the", "wheel until the spring."]  # fmt: skip


def stalls(x: float, *, top: float, step: float) -> list[Placed]:
    return [
        (x + place, top - step * number, text)
        for number, row in enumerate(STALLS)
        for place, text in zip((0, 70, 120), row, strict=True)
    ]


@pytest.mark.parametrize("step", [15, 18], ids=["same-lines", "other-lines"])
@pytest.mark.parametrize("with_table", [72, 320], ids=["left", "right"])
def test_a_table_within_a_column_leaves_the_other_whole(
    reader: FileReader, tmp_path: Path, with_table: int, step: int
) -> None:
    below = 610 - 4 * step - 10
    placed = [
        *column(with_table, RIGHT),
        *stalls(with_table, top=610, step=step),
        *column(with_table, LEFT[:3], top=below),
        *column(392 - with_table, BESIDE),
    ]
    text = text_of(reader, tmp_path, drawn(placed)).split("\n")
    parts = [[*RIGHT, *STALL_ROWS, *LEFT[:3]], BESIDE]
    assert text == [*parts[with_table == 320], *parts[with_table == 72]]


def test_tables_within_both_columns_stay_in_their_own(reader: FileReader, tmp_path: Path) -> None:
    placed = [
        *column(72, RIGHT), *stalls(72, top=610, step=15), *column(72, LEFT, top=540),
        *column(320, BESIDE, step=13), *stalls(320, top=540, step=18),
        *column(320, LEFT[:2], top=460),
    ]  # fmt: skip
    text = text_of(reader, tmp_path, drawn(placed)).split("\n")
    assert text == [*RIGHT, *STALL_ROWS, *LEFT, *BESIDE, *STALL_ROWS, *LEFT[:2]]


def test_a_table_beside_text_keeps_its_rows(reader: FileReader, tmp_path: Path) -> None:
    placed = [*column(72, BESIDE), *stalls(320, top=697, step=18)]
    text = text_of(reader, tmp_path, drawn(placed)).split("\n")
    assert [line for line in text if "\t" in line] == STALL_ROWS
