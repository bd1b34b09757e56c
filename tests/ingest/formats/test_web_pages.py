from __future__ import annotations

from pathlib import Path

import pytest

from ingest.confined.reader import FileReader
from ingest.errors import DamagedFile, PasswordNeeded
from ingest.formats.markup.charset import html_text
from ingest.formats.records import Part
from tests.ingest.formats.containers import read_here, zipped
from tests.ingest.reading import read_file


def page_of(body: str, tmp_path: Path, head: str = "") -> str:
    content = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    (page,) = read_here(content.encode(), "a.html", tmp_path).pages
    return page.text


def test_only_what_can_be_seen_is_read(tmp_path: Path) -> None:
    head = (
        "<title>Walls</title><style>.out{display:none} @media print{.in{display:none}}"
        "</style><script>var secret</script>"
    )
    body = (
        "<nav>Home</nav><p>A &amp; B&nbsp;<b>bo</b>ld</p><p class=out>no</p><p class=in>yes</p>"
        "<p hidden>no</p><div style='display: none'>no</div><!-- no --><template>no</template>"
        "<noscript>no</noscript><select><option>no</select><details><summary>more</summary>"
        "folded</details><p>one<br>two</p>"
    )
    assert page_of(body, tmp_path, head) == "A & B bold\n\nyes\n\nmore\n\nfolded\n\none\ntwo"


@pytest.mark.parametrize("sign", ["¶", "#", "\uf0c1", "<b>🔗</b>"])
def test_the_sign_by_which_a_heading_links_to_itself_is_not_read(tmp_path: Path, sign: str) -> None:
    body = f'<h2>Tides<a href="#tides">{sign}</a></h2><p>C<a href="/c">#</a> <a href="#n">1</a>'
    assert page_of(body, tmp_path) == "Tides\n\nC# 1"


def test_a_page_that_is_called_something_else_says_so(reader: FileReader, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_text("<html><body><p>words")
    document = read_file(reader, path)
    assert (document.kind, document.pages[0].text) == ("html", "words")
    assert document.notes == ("a web page (HTML), although its name ends in .pdf",)


def test_headings_lists_and_tables_keep_what_they_are(tmp_path: Path) -> None:
    body = (
        "<h1>Walls</h1><h2>Tools</h2><ul><li>pin<li><p>hammer</p></ul><ol start=3><li>dig</ol>"
        "<table><caption>Stone</caption><tr><th>Height<th>Tonnes<tr><td>1 m<td>1.4"
        "<tr><td rowspan=2>2 m<td>3<tr><td>4</table><p>Done<sup>1</sup>, 5 m<sup>2</sup>.</p>"
    )
    read = read_here(f"<html><body>{body}".encode(), "a.html", tmp_path)
    assert read.pages[0].text == (
        "Walls\n\nTools\n• pin\n• hammer\n3. dig\n\nStone\nHeight\tTonnes\n1 m\t1.4\n2 m\t3\n2 m\t4"
        "\n\nDone[1], 5 m2."
    )
    assert [(one.level, one.title) for one in read.headings] == [(1, "Walls"), (2, "Tools")]
    assert read.tables[0].context == "Stone\nHeight\tTonnes"


def test_elements_that_xhtml_closes_at_once_swallow_nothing(tmp_path: Path) -> None:
    page = (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
        "<script src=\"a>b\" /></head><body><p>A<a id='p1'/> <br/>B</p><hr/><i/><p>C</p></body>"
    )
    assert read_here(page.encode(), "a.xhtml", tmp_path).pages[0].text == "A\nB\n\nC"


def test_a_table_that_only_places_things_is_no_table(tmp_path: Path) -> None:
    inner = "<table><tr><td>Monday<td>bread<tr><td>Friday<td>fish</table>"
    body = f"<table><tr><td><h2>Delivery</h2>{inner}<td><p>Aside</p></table>"
    read = read_here(f"<html><body>{body}".encode(), "a.html", tmp_path)
    assert read.pages[0].text == "Delivery\n\nMonday\tbread\nFriday\tfish\n\nAside"
    assert len(read.tables) == 1


def test_what_was_entered_into_a_form_is_read(tmp_path: Path) -> None:
    body = (
        '<p>Name: <input value="Ada Byron"><input type=hidden value=no>'
        "<input type=password value=no><input type=submit value=no> Room: "
        "<select><option>no<option selected>Attic</select></p>"
        "<p><input type=checkbox checked> Bath <input type=radio> Shower</p>"
        "<textarea>No\nonions</textarea><table><tr><td>Sum<td><input type=number value=517></table>"
    )
    assert page_of(body, tmp_path) == (
        "Name: Ada Byron Room: Attic\n\n☒ Bath ☐ Shower\n\nNo onions\n\nSum\t517"
    )


def test_a_drawing_says_its_labels_and_never_names_the_page(tmp_path: Path) -> None:
    body = (
        "<p>Plan</p><svg><title>no</title><style>no</style>"
        "<text>Kitchen <tspan>12 m²</tspan></text><g><text>Hall</text></g></svg><p>End</p>"
        "<noframes><body>no</noframes>"
    )
    read = read_here(f"<!DOCTYPE html><body>{body}".encode(), "a.html", tmp_path)
    assert (read.title, read.pages[0].text) == ("", "Plan\n\nKitchen 12 m² Hall\n\nEnd")


def test_code_keeps_its_lines(tmp_path: Path) -> None:
    assert page_of("<pre>if a:\n    b()</pre>", tmp_path) == "if a:\n    b()"


def test_markup_of_any_depth_is_read(tmp_path: Path) -> None:
    assert page_of("<div>" * 5000 + "deep" + "<i>" * 5000, tmp_path) == "deep"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param("\ufeffMöhre".encode(), "", id="mark"),
        pytest.param("<meta charset=iso-8859-1>Möhre".encode("cp1252"), "", id="declared"),
        pytest.param("<meta charset=utf-8>Möhre – früh".encode("cp1252"), "", id="declared-wrong"),
        pytest.param("Möhre".encode("cp1252"), "ISO-8859-1", id="told"),
        pytest.param("<p>Möhre".encode(), "", id="undeclared"),
        pytest.param('<meta charset="no-such">Möhre'.encode(), "", id="unknown"),
        pytest.param("<meta charset=ISO8859-1>Möhre \x93".encode("latin-1"), "", id="no-hyphen"),
        pytest.param("<meta charset=latin1>Möhre".encode(), "", id="utf-8-called-latin"),
        pytest.param("<meta charset=x-mac-roman>Möhre".encode("mac-roman"), "", id="macintosh"),
    ],
)
def test_the_charset_follows_the_rules_of_the_web(content: bytes, told: str) -> None:
    assert "Möhre" in html_text(content, told)


def test_letters_of_windows_are_read_in_what_calls_itself_latin() -> None:
    assert html_text("<meta charset=ISO8859-1>“5 €”".encode("cp1252")).endswith("“5 €”")


def test_powers_notes_and_equations_stay_what_they_are(tmp_path: Path) -> None:
    body = (
        "<p>10<sup>6</sup> in 2019<sup><a>3</a></sup>, 1<sup>st</sup>, 10<sup>-3</sup></p>"
        "<table><tr><th>Cells</th><th>Year</th></tr><tr><td>10<sup>6</sup></td>"
        "<td>2019<sup><a>3</a></sup></td></tr></table>"
        "<p>It is <math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>"
        "<mo>=</mo><msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt></math> and "
        "<span style='display:none'><math><mi>x</mi></math></span>"
        r"<img alt='{\displaystyle x^{2}}'>.</p>"
    )
    assert page_of(body, tmp_path) == (
        "10^6 in 2019[3], 1st, 10^-3\n\nCells\tYear\n10^6\t2019[3]\n\n"
        "It is (a+b)/2 = √(x+1) and x^{2}."
    )


def test_what_a_picture_shows_is_said_once_where_the_page_says_it(tmp_path: Path) -> None:
    body = (
        "<p>See<img alt='The old bridge'></p><img alt='Logo'><img alt=''><h2>New  walls</h2>"
        "<img alt='New walls'><p hidden><img alt='Not to be seen'></p>"
    )
    assert page_of(body, tmp_path) == "See The old bridge\n\nNew walls"


def test_items_are_numbered_as_the_page_says(tmp_path: Path) -> None:
    body = (
        "<ol type=i start=4><li>a<li>b</ol><ol type=A><li>c<li value=28>d<li>e</ol>"
        "<ol reversed><li>f<li>g<ul><li>h</ul></ol>"
    )
    assert page_of(body, tmp_path).split("\n") == [
        "iv. a", "v. b", "A. c", "BB. d", "CC. e", "2. f", "1. g", "• h",
    ]  # fmt: skip


def test_readings_above_characters_part_no_words(tmp_path: Path) -> None:
    ruby = "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>です"
    assert page_of(ruby, tmp_path) == "漢字です"


def test_code_in_a_table_beside_its_line_numbers_keeps_its_lines(tmp_path: Path) -> None:
    body = "<table><tr><td><pre>1\n2</pre></td><td><pre>if a:\n  b()</pre></td></tr></table>"
    assert page_of(body, tmp_path) == "1\n2\n\nif a:\n  b()"


def test_style_sheets_saved_beside_a_page_hide_what_they_hide(tmp_path: Path) -> None:
    saved = (
        b"From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/a\n"
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n"
        b"--B\nContent-Type: text/html\n\n<p>seen</p><p class=gone>unseen</p>\n"
        b"--B\nContent-Type: text/css\n\n.gone { display: none }\n--B--\n"
    )
    assert read_here(saved, "a.mhtml", tmp_path).pages[0].text == "seen"


CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="b/book.opf"/></rootfiles></container>'
)
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf"><metadata
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Lamps</dc:title>
<dc:creator>O. F.</dc:creator>
</metadata><manifest><item id="one" href="1%20a.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="2.xhtml" media-type="application/xhtml+xml"/>
<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
<item id="gone" href="gone.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="nav"/><itemref idref="two"/><itemref idref="one"/><itemref idref="gone"/>
</spine></package>"""


def book(**more: str) -> bytes:
    return zipped({
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "b/book.opf": PACKAGE,
        "b/nav.xhtml": '<html><body><nav><a href="2.xhtml#x">Tin</a></nav></body></html>',
        "b/1 a.xhtml": "<html><head><title>Glass</title></head><body><h1>G</h1><p>wreck</p></body>"
        "</html>",
        "b/2.xhtml": "<html><body><p>shears</p><aside>a note</aside></body></html>",
        **more,
    })  # fmt: skip


def test_a_book_is_read_in_the_order_of_its_spine(tmp_path: Path) -> None:
    read = read_here(book(), "a.epub", tmp_path)
    assert [(page.label, page.text) for page in read.pages] == [
        ("Tin", "shears\n\na note"), ("Glass", "G\n\nwreck"),
    ]  # fmt: skip
    assert (read.title, read.facts[0]) == ("Lamps", ("author", "O. F."))
    assert read.notes == ("gone.xhtml is missing inside it",)


@pytest.mark.parametrize(
    "picture", ['<img src="c%20d.jpg"/>', '<svg><image xlink:href="c d.jpg"/></svg>']
)
def test_a_cover_without_words_is_a_picture_inside(tmp_path: Path, picture: str) -> None:
    content = book(**{"b/2.xhtml": f"<html><body>{picture}</body></html>", "b/c d.jpg": "JPEG"})
    read = read_here(content, "a.epub", tmp_path)
    assert (read.pages[0].text, read.blank_pages) == ("", (1,))
    assert read.parts == (Part("chapter 1.jpg", b"JPEG"),)


@pytest.mark.parametrize("spine", ["", '<itemref idref="x"/>'], ids=["empty", "of-other-files"])
def test_a_book_whose_spine_leads_nowhere_is_read_in_the_order_of_its_files(
    spine: str, tmp_path: Path
) -> None:
    start, _, _ = PACKAGE.partition("<spine>")
    content = book(**{"b/book.opf": f"{start}<spine>{spine}</spine></package>"})
    read = read_here(content, "a.epub", tmp_path)
    assert [page.label for page in read.pages] == ["Glass", "Tin"]


def test_a_book_may_name_its_files_with_other_capitals(tmp_path: Path) -> None:
    content = book(**{"b/book.opf": PACKAGE.replace("2.xhtml", "2.XHTML")})
    assert [page.label for page in read_here(content, "a.epub", tmp_path).pages] == ["Tin", "Glass"]


def test_an_encrypted_book_is_named_and_encrypted_fonts_are_not(tmp_path: Path) -> None:
    about = (
        '<encryption><EncryptedData><EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>'
    )
    fonts = about.format("http://www.idpf.org/2008/embedding")
    assert read_here(book(**{"META-INF/encryption.xml": fonts}), "a.epub", tmp_path).pages
    text = about.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    with pytest.raises(PasswordNeeded, match="copy protected"):
        read_here(book(**{"META-INF/encryption.xml": text}), "a.epub", tmp_path)


def test_a_book_without_a_package_is_damaged(tmp_path: Path) -> None:
    content = zipped({"mimetype": "application/epub+zip", "a": "b"})
    with pytest.raises(DamagedFile, match="what its chapters are"):
        read_here(content, "a.epub", tmp_path)


def test_xhtml_without_a_declaration_is_read_as_xhtml(tmp_path: Path) -> None:
    content = (
        b'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>x</body></html>'
    )
    assert read_here(content, "a.xhtml", tmp_path).pages[0].text == "x"


def test_a_dialog_that_is_closed_is_not_seen(tmp_path: Path) -> None:
    content = b"<html><body><dialog>closed</dialog><dialog open>opened</dialog></body></html>"
    assert read_here(content, "a.html", tmp_path).pages[0].text == "opened"
