from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats.records import Heading, ReadDocument
from ingest.splitting import SPLITTING_VERSION, SplittingOptions, embedding_text, split
from storage.records import Page, PassageDraft
from tests.fakes import HashingEncoder

SPANS = HashingEncoder().token_spans
SMALL = SplittingOptions(max_tokens=22, overlap_tokens=6)


def document(*texts: str, headings: Sequence[Heading] = ()) -> ReadDocument:
    pages = tuple(Page(number, text, ()) for number, text in enumerate(texts, 1))
    return ReadDocument("pdf", "", pages, tuple(headings))


def passages_of(text: str, options: SplittingOptions = SMALL) -> tuple[PassageDraft, ...]:
    return split(document(text), token_spans=SPANS, options=options)


TEXT = st.one_of(
    st.text(max_size=400),
    st.lists(
        st.sampled_from(
            [
                "Word",
                "another",
                "end.",
                "Next?",
                "\n",
                "\n\n",
                "- item",
                "。",
                "中文字",
                "ไทย คำ",
                "a,",
                "x" * 70,
                "3.",
                "|",
                "\r\n",
            ]
        ),
        max_size=120,
    ).map(" ".join),
    st.text(alphabet="ab。 \n.", max_size=600),
)


@given(TEXT)
@settings(deadline=None)
def test_every_passage_is_an_exact_slice_that_fits(text: str) -> None:
    for passage in passages_of(text):
        assert passage.text == text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert len(SPANS(passage.text)) + 2 <= SMALL.max_tokens


@given(TEXT)
def test_nothing_with_a_letter_or_digit_is_lost(text: str) -> None:
    covered = [False] * len(text)
    for passage in passages_of(text):
        covered[passage.start : passage.end] = [True] * (passage.end - passage.start)
    assert not any(
        character.isalnum() and not inside for character, inside in zip(text, covered, strict=True)
    )


@given(TEXT)
def test_passages_go_on_and_none_lies_in_the_one_before(text: str) -> None:
    passages = passages_of(text)
    for before, after in pairwise(passages):
        assert before.start < after.start
        assert before.end < after.end


@given(TEXT)
def test_lines_are_those_of_the_slice(text: str) -> None:
    def line_of(place: int) -> int:
        return text[:place].replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1

    for passage in passages_of(text):
        if text[passage.start - 1 : passage.start + 1] == "\r\n":
            continue
        assert passage.first_line == line_of(passage.start)
        assert passage.last_line == line_of(passage.end - 1)


@given(TEXT)
@settings(max_examples=30)
def test_the_same_text_gives_the_same_passages(text: str) -> None:
    assert passages_of(text) == passages_of(text)


def test_passages_end_at_sentence_ends_where_there_are_any() -> None:
    text = " ".join(f"Sentence number {n} tells about thing {n * n}." for n in range(60))
    passages = passages_of(text)
    assert len(passages) > 15
    assert all(
        passage.text.endswith(".") and passage.text.startswith("Sentence") for passage in passages
    )


def test_a_passage_repeats_the_end_of_the_one_before() -> None:
    text = " ".join(f"Fact {n} is." for n in range(60))
    passages = passages_of(text)
    for before, after in pairwise(passages):
        shared = text[after.start : before.end]
        assert shared
        assert len(SPANS(shared)) <= SMALL.overlap_tokens


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("word " * 3000, id="no-punctuation"),
        pytest.param("x" * 100_000, id="one-word"),
        pytest.param("漢" * 20_000, id="chinese-without-marks"),
        pytest.param("one | two | three\n" * 800, id="table"),
        pytest.param("é́" * 5000, id="combining-marks"),
    ],
)
def test_endless_sentences_are_cut(text: str) -> None:
    passages = passages_of(text, SplittingOptions())
    assert len(passages) > 1
    for passage in passages:
        assert len(SPANS(passage.text)) + 2 <= 256
        assert len(passage.text) <= 254 * 8


def word_pieces(text: str) -> list[tuple[int, int]]:
    """Three letters a piece, but one piece for a word of over a hundred, as WordPiece has it."""
    pieces: list[tuple[int, int]] = []
    for word in re.finditer(r"\S+", text):
        step = 3 if len(word[0]) <= 100 else len(word[0])
        starts = range(word.start(), word.end(), step)
        pieces += [(start, min(start + step, word.end())) for start in starts]
    return pieces


@pytest.mark.parametrize("length", [90, 101, 250, 333, 1000])
def test_a_part_of_a_word_may_have_more_pieces_than_the_word(length: int) -> None:
    text = f"before {'x' * length} after"
    passages = split(document(text), token_spans=word_pieces, options=SMALL)
    assert "".join(passage.text for passage in passages).count("x") >= length
    assert all(len(word_pieces(passage.text)) + 2 <= SMALL.max_tokens for passage in passages)


def test_a_megabyte_on_one_line_is_split_in_seconds() -> None:
    text = "lorem ipsum dolor sit amet " * 40_000
    assert len(passages_of(text, SplittingOptions())) > 500


def test_words_are_not_cut() -> None:
    text = "internationalisation of everything " * 200
    for passage in passages_of(text):
        assert set(passage.text.split()) <= {"internationalisation", "of", "everything"}


def test_two_passages_share_what_is_left_evenly() -> None:
    text = " ".join(f"Fact {n} is." for n in range(7))
    sizes = [len(SPANS(passage.text)) for passage in passages_of(text)]
    assert len(sizes) == 2
    assert min(sizes) >= 10


def test_headings_cut_and_are_carried() -> None:
    text = "# One\nfirst text\n## Deep\nsecond text\n# Two\nthird text"
    headings = [
        Heading(1, 0, 1, "One"),
        Heading(1, text.index("## Deep"), 2, "Deep"),
        Heading(1, text.index("# Two"), 1, "Two"),
    ]
    found = split(document(text, headings=headings), token_spans=SPANS, options=SMALL)
    assert [(passage.heading, passage.text) for passage in found] == [
        ("One", "# One\nfirst text"),
        ("One > Deep", "## Deep\nsecond text"),
        ("Two", "# Two\nthird text"),
    ]


def test_a_heading_without_text_goes_with_the_next() -> None:
    text = "# One\n## Deep\nsome text"
    headings = [Heading(1, 0, 1, "One"), Heading(1, 6, 2, "Deep")]
    found = split(document(text, headings=headings), token_spans=SPANS, options=SMALL)
    assert [(passage.heading, passage.text) for passage in found] == [("One > Deep", text)]


def test_a_heading_holds_on_the_pages_after_it() -> None:
    found = split(
        document("intro", "more", "end", headings=[Heading(2, 0, 1, "Body")]),
        token_spans=SPANS,
        options=SMALL,
    )
    assert [passage.heading for passage in found] == ["", "Body", "Body"]


def test_pages_are_never_joined_and_empty_ones_give_nothing() -> None:
    found = split(document("one", " \n", "***", "two"), token_spans=SPANS, options=SMALL)
    assert [(passage.page, passage.text) for passage in found] == [(1, "one"), (4, "two")]


def test_what_is_encoded_is_the_passage_alone() -> None:
    (passage,) = passages_of("Only this.")
    assert embedding_text(passage, "A title") == "Only this."


@pytest.mark.parametrize(("tokens", "overlap"), [(15, 0), (256, 128), (256, -1)])
def test_sizes_that_cannot_be_kept_are_refused(tokens: int, overlap: int) -> None:
    with pytest.raises(ValueError, match="tokens"):
        SplittingOptions(max_tokens=tokens, overlap_tokens=overlap)


def test_a_paragraph_that_ends_early_is_no_better_end_than_a_later_sentence() -> None:
    text = (
        "One two three.\n\nFour five six. Seven eight nine. Ten eleven twelve. And so on it goes."
    )
    first = passages_of(text, SplittingOptions(max_tokens=22, overlap_tokens=0))[0]
    assert first.text.endswith(("nine.", "twelve."))
    text = "One two three. Four five six. Seven eight nine.\n\nTen. And so it goes on and on."
    first = passages_of(text, SplittingOptions(max_tokens=22, overlap_tokens=0))[0]
    assert first.text.endswith("nine.")


def test_the_sample_is_split_as_it_was() -> None:
    """Where this changes, ``SPLITTING_VERSION`` is to be raised: libraries remember it."""
    folder = Path(__file__).resolve().parents[2] / "bot" / "conversation" / "sample"
    places = []
    for path in sorted(folder.glob("*.[mt]*")):
        for tokens, overlap in ((64, 16), (182, 32)):
            options = SplittingOptions(max_tokens=tokens, overlap_tokens=overlap)
            places += [
                (one.start, one.end) for one in passages_of(path.read_text("utf-8"), options)
            ]
    digest = hashlib.sha256(repr(places).encode()).hexdigest()
    assert (SPLITTING_VERSION, len(places), digest[:16]) == (1, 54, "a66d93994ec8dbca")
