from __future__ import annotations

import pytest

from ingest.formats.pdf.repeated_lines import repeated_lines


def kept(pages: list[str]) -> list[str]:
    """The pages without their headers and footers."""
    result = []
    for page, spans in zip(pages, repeated_lines(pages), strict=True):
        text = page
        for start, end in reversed(spans):
            text = text[:start] + text[end:]
        result.append(text.strip("\n"))
    return result


def body(page: int) -> str:
    return "\n".join(
        f"On page {page * 7 + line} things differ, word {line * page}" for line in range(8)
    )


def book(header: str, footer: str, pages: int = 6) -> list[str]:
    return [f"{header.format(n=n)}\n{body(n)}\n{footer.format(n=n)}" for n in range(1, pages + 1)]


@pytest.mark.parametrize(
    ("header", "footer"),
    [
        pytest.param("The Annual Report", "- 7 -", id="same-words-every-page"),
        pytest.param("", "{n}", id="page-number"),
        pytest.param("", "Page {n} of 6", id="page-of-pages"),
        pytest.param("Report 2023 | {n}", "Confidential", id="number-in-header"),
    ],
)
def test_headers_and_footers_go(header: str, footer: str) -> None:
    pages = book(header, footer)
    result = kept(pages)
    for number in range(2, 7):
        text = result[number - 1]
        assert body(number) in text
        assert header.format(n=number) not in text.splitlines() or not header
        if any(character.isalpha() for character in footer) or "{" in footer:
            assert footer.format(n=number) not in text.splitlines()


def test_words_of_a_header_stay_where_they_stand_first() -> None:
    result = kept(book("The Annual Report", "{n}"))
    assert result[0].startswith("The Annual Report")
    assert "The Annual Report" not in "\n".join(result[1:])


def test_headers_of_odd_and_even_pages_go() -> None:
    pages = [f"{'Left' if n % 2 else 'Right'} title\n{body(n)}" for n in range(1, 9)]
    result = kept(pages)
    assert result[2:] == [body(n) for n in range(3, 9)]


@pytest.mark.parametrize("pages", [1, 2])
def test_short_documents_lose_nothing(pages: int) -> None:
    texts = book("The Annual Report", "{n}", pages)
    assert kept(texts) == [text.strip("\n") for text in texts]


def test_headers_go_however_wide_their_blanks_are() -> None:
    pages = [
        f"Guide{blanks}{number} / 60\n{body(number)}"
        for number, blanks in enumerate(["\t", " ", "  "] * 3, 1)
    ]
    assert [page.count("Guide") for page in kept(pages)] == [1] + [0] * 8


def test_a_line_of_few_pages_stays() -> None:
    pages = [f"{'Rare title' if n < 3 else f'Other {n * n}'}\n{body(n)}" for n in range(1, 9)]
    assert kept(pages) == pages


def test_totals_that_differ_stay() -> None:
    pages = [f"{body(n)}\nTotal {n * n + 100}" for n in range(1, 9)]
    assert kept(pages) == pages


def test_a_repeated_line_inside_the_text_stays() -> None:
    pages = [f"Own start {n * n}\nCommon line\n{body(n)}\nOwn end {n * n}" for n in range(1, 9)]
    assert kept(pages) == pages


def test_pages_that_are_all_alike_keep_their_text() -> None:
    pages = ["the same\nwords\non every page"] * 5
    assert kept(pages) == pages


def test_a_page_number_alone_on_a_page_stays() -> None:
    pages = [*book("", "{n}", 5), "6"]
    assert kept(pages)[5] == "6"


def chapters(lines: int, *, pages: int = 4) -> list[str]:
    """A book of three chapters, each page headed by the title of its own."""
    titles = [f"Chapter on {name}" for name in ("Sails", "Ropes", "Anchors") for _ in range(pages)]
    return [
        "\n".join([title, *(f"Word {n * 31 + line * 7} of it" for line in range(lines))])
        for n, title in enumerate(titles)
    ]


def test_headers_that_change_with_the_chapter_go_but_for_their_first() -> None:
    result = kept(chapters(25))
    headed = [n for n, text in enumerate(result) if text.startswith("Chapter on")]
    assert headed == [0, 4, 8]
    assert all("Word" in text.splitlines()[0] for n, text in enumerate(result) if n not in headed)


def test_what_stands_below_the_header_of_a_chapter_stays() -> None:
    """Such as the heads of a table that goes on from page to page, elsewhere without a header."""
    pages = chapters(25, pages=6)
    for n in (6, 7, 8):
        pages[n] = pages[n].replace("\n", "\nItem and price\n", 1)
        pages[n + 6] = pages[n + 6].replace("Chapter on Anchors", "Item and price")
    assert all("Item and price" in kept(pages)[n] for n in (6, 7, 8))


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param(chapters(8), id="titles-of-slides"),
        pytest.param(chapters(25, pages=2), id="two-pages-each"),
        pytest.param(chapters(25, pages=3)[:6], id="few-pages"),
        pytest.param(chapters(25)[::4] * 4, id="not-one-after-another"),
    ],
)
def test_titles_that_may_be_of_the_page_itself_stay(pages: list[str]) -> None:
    assert all(text.startswith("Chapter on") for text in kept(pages))
