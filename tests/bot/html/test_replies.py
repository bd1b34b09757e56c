"""What replies look like as HTML, and that no text from outside ever becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.ports import Upload
from bot.conversation.turns import Message
from bot.html.cards import strength
from bot.html.chinese import CHINESE
from bot.html.english import ENGLISH
from bot.html.places import place_of
from bot.html.replies import found_html, note_html, reply_html
from bot.html.text import lines_needed, reflow, shown
from bot.html.turns import question_html
from bot.html.wording import Wording
from bot.records import AskedDocument, Candidate, Citation, Found, Gone, Models, Reply, Seconds
from storage.records import DocumentKind, Passage
from tests.bot import passages

HOSTILE = "<img src=x onerror=alert(1)>\"'&{{7*7}}${7*7}</blockquote><script>x</script>"


def passage(
    text: str = "Sales rose. They fell later.",
    *,
    name: str = "report.pdf",
    kind: DocumentKind = "pdf",
    heading: str = "",
    lines: tuple[int, int] = (1, 1),
) -> Passage:
    return Passage(
        passage_id=1,
        document_id="ab" * 32,
        document=name,
        kind=kind,
        title="",
        page=12,
        start=100,
        end=100 + len(text),
        first_line=lines[0],
        last_line=lines[1],
        heading=heading,
        text=text,
    )


def cited(found: Passage, *, relevance: float = 0.9, sentence: tuple[int, int] = (0, 0)) -> Reply:
    citation = Citation(1, found, 0.5, 4.25, relevance, *sentence)
    return reply((citation,))


def reply(citations: tuple[Citation, ...], *, answered: bool = True, searched: str = "q") -> Reply:
    return Reply(
        "q", searched, answered, (), citations, Models("encoder", "reranker"), Seconds(0, 0, 0, 1.5)
    )


class Elements(HTMLParser):
    """The elements, attributes and text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_card_says_where_it_is_from_and_how_well_it_matches() -> None:
    html = reply_html(cited(passage()), ENGLISH)
    text = Elements(html).text
    assert "Strong match in report.pdf, p.\u00a012." in text
    assert "strong 0.90" in text
    assert "0.500" in text
    assert "4.25" in text
    assert 'data-page="12" data-start="100" data-end="128"' in html


def test_the_answering_sentence_is_marked_and_nothing_else() -> None:
    html = reply_html(cited(passage(), sentence=(0, 11)), ENGLISH)
    assert re.findall("<mark>(.*?)</mark>", html) == ["Sales rose."]
    assert "<mark>" not in reply_html(cited(passage()), ENGLISH)


@pytest.mark.parametrize("sentence", [(0, 999), (-1, 4), (8, 4)])
def test_offsets_that_make_no_sense_mark_nothing(sentence: tuple[int, int]) -> None:
    assert "<mark>" not in reply_html(cited(passage(), sentence=sentence), ENGLISH)


@pytest.mark.parametrize("wording", [ENGLISH, CHINESE])
def test_a_passage_that_the_cross_encoder_cant_read_shows_no_logit(wording: Wording) -> None:
    read = cited(passage())
    unread = replace(read, citations=(replace(read.citations[0], logit=None),))
    assert "4.25" in reply_html(read, wording)
    assert wording.logit not in reply_html(unread, wording)


@pytest.mark.parametrize(
    ("relevance", "word"),
    [(1.0, "strong"), (0.75, "strong"), (0.74, "fair"), (0.3, "fair"), (0.29, "weak"), (0, "weak")],
)
def test_words_for_relevance(relevance: float, word: str) -> None:
    assert strength(relevance) == word


@pytest.mark.parametrize(
    ("kind", "lines", "expected"),
    [
        ("pdf", (1, 1), "p.\u00a012"),
        ("text", (4, 4), "line\u00a04"),
        ("markdown", (4, 9), "lines\u00a04–9"),
    ],
)
def test_pdfs_have_pages_and_texts_have_lines(
    kind: DocumentKind, lines: tuple[int, int], expected: str
) -> None:
    assert place_of(passage(kind=kind, lines=lines), ENGLISH.place) == expected


def test_a_reply_without_an_answer_says_so_and_still_shows_the_nearest() -> None:
    near = Citation(1, passage(), 0.1, -9.0, 0.01, 0, 0)
    html = reply_html(reply((near,), answered=False), ENGLISH)
    assert "doesn&#39;t seem to contain an answer" in html
    assert html.count("<article") == 1
    assert "match in" not in html


def test_a_reply_without_passages_is_one_plain_line() -> None:
    html = reply_html(reply((), answered=False), ENGLISH)
    assert "<article" not in html
    assert ENGLISH.nothing_found in Elements(html).text


def test_what_was_searched_is_shown_only_where_it_differs() -> None:
    one = Citation(1, passage(), 0.5, 1.0, 0.9, 0, 0)
    assert "Searched for" not in reply_html(reply((one,), searched="q"), ENGLISH)
    assert "net sales q3" in reply_html(reply((one,), searched="net sales q3"), ENGLISH)


def test_the_models_and_the_restriction_are_named() -> None:
    text = Elements(reply_html(cited(passage()), ENGLISH, searched_only=("a.pdf", "b.md"))).text
    assert "encoder and reranker, 1.5 s" in text
    assert "Searched only: a.pdf, b.md" in text


def found(*shown: Passage, searched: str = "q") -> Found:
    candidates = tuple(Candidate(one, 0.5, 1, 1, 1.0) for one in shown)
    return passages.found(candidates, searched_for=searched)


def test_what_was_found_is_shown_without_a_judgement() -> None:
    html = found_html(found(*[passage()] * 12), ENGLISH)
    assert html.count("<article") == 5
    assert "Found 12 passages. Reading them closely…" in Elements(html).text
    assert "strong" not in Elements(html).text
    assert 'class="reply' not in html
    assert "data-as-typed" in found_html(found(passage(), searched="p q"), ENGLISH)


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        pytest.param(["short"], 1, id="one line"),
        pytest.param(["short", "word " * 30], 2, id="the longest counts"),
        pytest.param(["word " * 300], 5, id="folded"),
        pytest.param(["a\nb\nc"], 3, id="breaks"),
    ],
)
def test_cards_keep_the_room_that_the_longest_candidate_needs(texts: list[str], lines: int) -> None:
    first = [passage(text) for text in texts]
    assert f"--lines:{lines}" in found_html(found(*first), ENGLISH)
    cited_only = Citation(1, first[0], 0.5, 1.0, 0.9, 0, 0)
    candidates = found(*first).candidates
    answered = Reply("q", "q", True, candidates, (cited_only,), Models("e", "r"),
                     Seconds(0, 0, 0, 0))  # fmt: skip
    assert f"--lines:{lines}" in reply_html(answered, ENGLISH)


def test_citations_of_removed_documents_keep_their_place_in_the_list() -> None:
    second = Citation(2, passage(), 0.5, 1.0, 0.6, 0, 0)
    html = reply_html(reply((second,)), ENGLISH, gone=(Gone(1, 7, 0.9), Gone(3, 8, 0.1)))
    text = Elements(html).text
    assert "The best match was in a document that is no longer in the library." in text
    places = [text.index(place) for place in ("p.\u00a07", "p.\u00a012", "p.\u00a08")]
    assert places == sorted(places)
    assert text.count("No longer in the library") == 2


def test_a_question_with_blanks_around_it_is_no_follow_up() -> None:
    one = Citation(1, passage(), 0.5, 1.0, 0.9, 0, 0)
    asked = Reply(" q\n", "q", True, (), (one,), Models("e", "r"), Seconds(0, 0, 0, 0))
    assert "Searched for" not in reply_html(asked, ENGLISH)


def test_lines_are_counted_with_their_breaks() -> None:
    assert lines_needed("", characters_in_a_line=10) == 1
    assert lines_needed("x" * 25 + "\n" + "y", characters_in_a_line=10) == 4
    assert lines_needed("漢" * 12, characters_in_a_line=10) == 3


def test_hostile_text_stays_text_everywhere() -> None:
    hostile = passage(HOSTILE, name=HOSTILE, heading=HOSTILE)
    message = Message(HOSTILE, (Upload(Path(), HOSTILE),), frozenset())
    html = reply_html(
        Reply(HOSTILE, HOSTILE + "!", True, (), (Citation(1, hostile, 0, 0, 0.9, 3, 20),),
              Models(HOSTILE, HOSTILE), Seconds(0, 0, 0, 0)),
        ENGLISH,
        searched_only=(HOSTILE,),
    ) + question_html(message, ENGLISH) + note_html(HOSTILE) + found_html(
        passages.found(
            (Candidate(hostile, 0, 1, 1, 1),), question=HOSTILE, searched_for=HOSTILE + "!"
        ),
        ENGLISH,
    )  # fmt: skip
    seen = Elements(html)
    assert "img" not in seen.elements
    assert "script" not in seen.elements
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert HOSTILE in seen.text


@given(text=st.text(max_size=300), name=st.text(min_size=1, max_size=40), data=st.data())
def test_no_text_ever_becomes_an_element_or_an_attribute(
    text: str, name: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    same = re.sub(r"[^\t\n]", "x", text)  # rows of a table stay rows
    plain = Elements(reply_html(cited(passage(same), sentence=(start, end)), ENGLISH))
    given_one = cited(passage(text, name=name), sentence=(start, end))
    seen = Elements(reply_html(given_one, ENGLISH))
    assert seen.elements == plain.elements
    assert [key for key, _ in seen.attributes] == [key for key, _ in plain.attributes]


@given(st.text(max_size=300))
def test_reflowing_and_showing_keep_every_character_in_its_place(text: str) -> None:
    for changed in (reflow(text), shown(text)):
        assert len(changed) == len(text)
    assert reflow(text).replace("\n", " ") == text.replace("\n", " ")


def test_full_lines_flow_and_short_lines_stay() -> None:
    full = "This line of a paragraph runs to the very margin\nand goes on here.\n"
    table = "Boxes 25\nHelpers 4\n"
    assert reflow(full + table) == full.replace("margin\n", "margin ") + table


def test_a_blank_line_stays_a_paragraph() -> None:
    text = "A full line of the first paragraph ends with this\n\nThe second paragraph begins here."
    assert reflow(text) == text


def test_both_languages_fill_in_the_same_blanks() -> None:
    def blanks(value: object) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", repr(value)))

    for field in ENGLISH.__dataclass_fields__:
        assert blanks(getattr(ENGLISH, field)) == blanks(getattr(CHINESE, field)), field


@pytest.mark.parametrize("wording", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_a_reply_of_a_document_that_the_question_names_says_so_and_offers_all(
    wording: Wording,
) -> None:
    asked_of = (AskedDocument("d1", "<b>hr.md"),)
    for answered in (True, False):
        html = reply_html(replace(cited(passage()), answered=answered, asked_of=asked_of), wording)
        assert "&lt;b&gt;hr.md" in html
        assert html.count("data-as-typed") == 1
        assert "data-ask-all" not in html
        assert (wording.not_answered in html) is False
    assert "data-as-typed" not in reply_html(cited(passage()), wording)


@pytest.mark.parametrize(
    ("wording", "says"),
    [(ENGLISH, "The documents found are in German"), (CHINESE, "找到的文档是德语的")],
    ids=["en", "zh"],
)
def test_where_nothing_answers_the_reply_says_in_which_language_the_documents_are(
    wording: Wording, says: str
) -> None:
    unanswered = replace(cited(passage()), answered=False, documents_language="de")
    assert says in reply_html(unanswered, wording)
    assert says in reply_html(unanswered, wording, searched_only=("a.txt",))
    assert says not in reply_html(replace(unanswered, documents_language=""), wording)
    assert says not in reply_html(replace(unanswered, documents_language="<b>"), wording)


def test_what_stands_above_a_card_begins_with_its_first_head() -> None:
    found = replace(passage("Proline 278 1680"), context="Wines\n\tMin\tMax")
    html = reply_html(cited(found), ENGLISH)
    assert "Wines\nMin · Max" in html
