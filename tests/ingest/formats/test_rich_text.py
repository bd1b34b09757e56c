from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.records import ReadDocument
from tests.ingest.formats.containers import read_here

FONTS = (
    r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset128 Gothic;}"
    r"{\f3\fcharset2 Symbol;}}"
)


def rich(body: str, tmp_path: Path) -> ReadDocument:
    written = r"{\rtf1\ansi\ansicpg1252\deff0" + FONTS + body + "}"
    return read_here(written.encode("latin-1"), "a.rtf", tmp_path)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(
            r"A fee{\super\chftn}{\footnote\pard\plain{\super\chftn} of nine\par crowns}. Due.\par",
            "A fee. Due.\n\n[1] of nine crowns",
            id="footnote-below-its-paragraph",
        ),
        pytest.param(r"Seen {\v unseen }\v too \v0 again", "Seen again", id="hidden-text"),
        pytest.param(r"Kept {\deleted gone }{\revised new}", "Kept new", id="changes-as-accepted"),
        pytest.param(
            r"Before {\shp{\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\shptxt In the box\par}}"
            r"{\shprslt In the box}}after\par Next",
            "Before after\n\nIn the box\n\nNext",
            id="text-box-once",
        ),
        pytest.param(
            r"{\header Rules of the house\par}{\footer Page {\field{\*\fldinst PAGE}{\fldrslt 7}}}"
            r"Body\sect{\headerl Rules of the house\par}{\footerf Vienna\par}More",
            "Rules of the house\n\nBody\n\nMore\n\nPage 7\n\nVienna",
            id="headers-and-footers-once",
        ),
        pytest.param(
            r"The roof{\*\atnid AB}{\*\atnauthor Ada}\chatn{\*\annotation\pard Who pays?} leaks",
            "The roof leaks\n\n[Comment by Ada: Who pays?]",
            id="comment",
        ),
        pytest.param(
            r"{\pard{\listtext\f3\'b7\tab}Rods\par}{\pard{\pntext 2.\tab}Lines\par}",
            "• Rods\n2. Lines",
            id="items",
        ),
        pytest.param(
            r"{\f1\'cf\'f0\'e8\'e2\'e5\'f2}, {\f2\'93\'fa\'83A} \u8364?5 \u-10179?\u-8704? caf\'e9",
            "Привет, 日ア €5 😀 café",
            id="code-pages-of-fonts",
        ),
        pytest.param(r"one{\*\unknown two}{\xe three}{\pict\pngblip 8950} four", "one four",
                     id="what-is-no-text"),
        pytest.param(
            r"\trowd\cellx1\cellx2\intbl Oak{\footnote Split.}\cell 9\cell\row\pard "
            r"A fee{\footnote Of nine.} is due.\par",
            "Oak\t9\n\n[1] Split.\n\nA fee is due.\n\n[2] Of nine.",
            id="footnotes-of-a-table-and-of-what-follows",
        ),
        pytest.param(r"The {\upr{lake}{\*\ud{l\u257?ke}}} shore", "The lāke shore",
                     id="one-of-two-versions"),
        pytest.param("a\\bin5 }{\\}}b", "ab", id="raw-data"),
        pytest.param(r"nine\~crowns\_a\-fare \{x\}\emdash\line end", "nine crowns-afare {x}—\nend",
                     id="signs"),
    ],
)  # fmt: skip
def test_what_people_see_is_read(body: str, text: str, tmp_path: Path) -> None:
    assert rich(body, tmp_path).pages[0].text == text


def test_headings_are_known_by_style_and_outline(tmp_path: Path) -> None:
    read = rich(
        r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s5 Title;}{\*\cs9 Mark;}}"
        r"\pard\s5 Lease\par\pard\s1 Rent\par\pard nine\par{\outlinelevel1 Dogs\par}",
        tmp_path,
    )
    assert [(one.level, one.title) for one in read.headings] == [
        (1, "Lease"), (2, "Rent"), (3, "Dogs"),
    ]  # fmt: skip


def test_tables_keep_their_rows_and_heads(tmp_path: Path) -> None:
    row = r"\trowd{}\intbl {}\cell {}\cell\row "
    read = rich(
        "Fees\\par "
        + row.format(r"\trhdr", "Stall", "Fee")
        + row.format("", "Honey", r"14\par crowns")
        + r"\pard After\par",
        tmp_path,
    )
    assert read.pages[0].text == "Fees\n\nStall\tFee\nHoney\t14 crowns\n\nAfter"
    assert read.tables[0].context == "Stall\tFee"


def test_pictures_are_handed_on_where_there_is_no_text(tmp_path: Path) -> None:
    picture = r"{\*\shppict{\pict\pngblip\picw10 8950 4e47}}{\nonshppict{\pict\wmetafile8 0100}}"
    read = rich(picture + r"{\header Acme\par}", tmp_path)
    assert [(part.name, part.content) for part in read.parts] == [("picture 1.png", b"\x89PNG")]
    assert rich(picture + "Words", tmp_path).parts == ()


EQUATION = (
    r"{\mmath{\*\moMath{\mr h}{\mr =}{\mf{\mfPr{\mctrlPr\f34}}{\mnum{\mr\mscr0 {a}}{\mr +}{\mr b}}"
    r"{\mden{\mr 2}}}{\mr +}{\msSup{\me{\mr x}}{\msup{\mr 2}}}{\mr +}"
    r"{\mrad{\mradPr{\mdegHide 1}}{\mdeg}{\me{\mr y}{\mr +}{\mr 1}}}{\mr +}"
    r"{\mnary{\mnaryPr{\mchr \u8721\'3f}}{\msub{\mr i}}{\msup{\mr n}}{\me{\mr i}}}{\mr +}"
    r"{\md{\mdPr{\mbegChr [}{\mendChr ]}}{\me{\mr k}}}}}"
)


@pytest.mark.parametrize(
    ("rich", "text"),
    [
        pytest.param(f"The height is {EQUATION} metres.",
                     "The height is h = (a+b)/2+x^2+√(y+1)+∑_i^n i+[k] metres.", id="in-a-line"),
        pytest.param(rf"{{\*\moMathPara{EQUATION}}}\par After.",
                     "h = (a+b)/2+x^2+√(y+1)+∑_i^n i+[k]\n\nAfter.", id="by-itself"),
        pytest.param(r"{\*\moMath{\mr x}{\mr  if }{\mr y}}", "x if y", id="words"),
        pytest.param(rf"Before.{{\v {EQUATION}}}", "Before.", id="hidden"),
        pytest.param(r"A{\mmath{\*\moMath{\mr x", "Ax", id="cut-off"),
        pytest.param(r"A{\mmath{\*\moMath" + r"{\me" * 5_000 + "{\\mr x}" + "}" * 5_002 + " B",
                     "A B", id="deep"),
    ],
)  # fmt: skip
def test_equations_are_read_as_in_other_files_of_word(tmp_path: Path, rich: str, text: str) -> None:
    content = rf"{{\rtf1\ansi {rich}}}".encode()
    assert read_here(content, "a.rtf", tmp_path).pages[0].text == text
