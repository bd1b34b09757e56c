from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.aligning import AlignedPages, aligned
from storage.records import Page, SourceRun


def made(number: int, text: str) -> Page:
    """A page of a PDF whose text was drawn as it is read."""
    return Page(number, text, (SourceRun(0, 0, len(text)),))


def shown(pages: AlignedPages, source: Page, said: str) -> list[tuple[int, str]]:
    """The made pages' numbers and texts that stand for that part of the source."""
    start = source.text.index(said)
    found = pages.stretches(source.number, start, start + len(said))
    return [(one.page.number, one.page.text[one.start : one.end]) for one in found]


TEXT = Page(1, "Rent is due on Friday.\nThe quokka pays late.\nRent is due on Friday again.", ())


def test_a_passage_is_found_across_lines_and_pages() -> None:
    first = made(1, "Lease\nRent is due on\nFriday. The quokka")
    second = made(2, "Lease\npays late. Rent is\ndue on Friday again.")
    pages = AlignedPages([TEXT], [first, second])
    assert shown(pages, TEXT, "The quokka pays late.") == [(1, "The quokka"), (2, "pays late.")]
    assert shown(pages, TEXT, "Rent is due on Friday again.") == [
        (2, "Rent is"),
        (2, "due on Friday again."),
    ]
    assert pages.likely_page(1, 0, 22) == 1
    assert pages.likely_page(1, TEXT.text.index("again"), len(TEXT.text)) == 2


def test_cells_are_found_as_they_were_drawn() -> None:
    source = Page(1, "Red lanterns of the old town\tblue boats upon the lake", ())
    text = "Red lanterns\tblue boats\nof the old town\tupon the lake"
    orders = ["Red lanterns", "of the old town", "blue boats", "upon the lake"]
    runs, drawn = [], 0
    for part in orders:
        runs.append(SourceRun(text.index(part), drawn, len(part)))
        drawn += len(part)
    page = Page(1, text, tuple(sorted(runs, key=lambda run: run.text_start)))
    pages = AlignedPages([source], [page])
    assert sorted(shown(pages, source, "Red lanterns of the old town")) == [
        (1, "Red lanterns"),
        (1, "of the old town"),
    ]
    assert sorted(shown(pages, source, "blue boats upon the lake")) == [
        (1, "blue boats"),
        (1, "upon the lake"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Nothing of it is printed here at all", id="other words"),
        pytest.param("A boat on a hill: late, and due", id="single words that are the same"),
    ],
)
def test_what_is_not_sure_is_not_marked(text: str) -> None:
    pages = AlignedPages([TEXT], [made(1, "Cover"), made(2, text)])
    assert pages.stretches(1, 0, len(TEXT.text)) == ()


def test_scripts_without_spaces_are_found_by_character() -> None:
    source = Page(1, "灯塔建于一九零三年。港口在南方。", ())
    pages = AlignedPages([source], [made(1, "灯塔建于一九\n零三年。港口在南方。")])
    assert shown(pages, source, "港口在南方。") == [(1, "港口在南方。")]
    assert shown(pages, source, "灯塔建于一九零三年。") == [(1, "灯塔建于一九"), (1, "零三年。")]


def test_slides_have_their_own_pages() -> None:
    sources = [Page(1, "Same title\nfirst words", ()), Page(2, "Same title\nsecond words", ())]
    pages = AlignedPages(
        sources, [made(1, "Same title\nfirst words"), made(2, "Same title\nsecond words")]
    )
    assert pages.likely_page(2, 0, 5) == 2
    assert pages.likely_page(2, 0, 0) == 2
    assert pages.likely_page(9, 0, 0) == 1
    assert shown(pages, sources[1], "second words") == [(2, "second words")]
    assert pages.stretches(3, 0, 5) == ()


@given(st.lists(st.sampled_from("abcdefgh")), st.lists(st.sampled_from("abcdefgh")))
def test_what_is_aligned_is_the_same_and_in_order(one: Sequence[str], other: Sequence[str]) -> None:
    found = sorted(aligned(one, other).items())
    assert all(one[at] == other[to] for at, to in found)
    assert [to for _, to in found] == sorted({to for _, to in found})


@given(st.lists(st.sampled_from(["a", "b", "c", "lantern", "quokka"]), max_size=60))
def test_the_same_text_is_found_whole(words: Sequence[str]) -> None:
    assert aligned(words, words) == {at: at for at in range(len(words))}
