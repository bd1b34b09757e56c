"""One passage as a card: cited, still being read, or gone since it was cited.

All cards of one reply are equally high, so that nothing moves under a reader's eyes when cited
passages replace those that were still being read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from markupsafe import Markup

from bot.addresses import passage_address
from bot.answering.copies import differences
from bot.answering.relevance import STRONG_FROM
from bot.html.cells import has_cells, with_mark
from bot.html.excerpts import CHARACTERS_IN_A_LINE, FOLDED_LINES, Excerpt
from bot.html.places import place_of
from bot.html.text import lines_needed, reflow, shown, shown_as
from bot.html.wording import Wording, counted
from bot.records import Citation, Gone
from storage.kinds import KINDS
from storage.records import CELL_END, Passage

Strength: TypeAlias = Literal["strong", "fair", "weak"]

FAIR_FROM = 0.3
"""The relevance from which a match is called fair."""

_CARD = Markup(
    '<article class="card folded {state}" aria-label="{rank}. {name}, {where}">'
    '<header><button type="button" class="place" {target} title="{open_place}">'
    '<span class="rank">{rank}</span><bdi class="name">{name}</bdi>'
    '<span class="where">{where}</span></button>{strength}</header>'
    '<p class="heading" title="{section}"><bdi>{heading}</bdi></p>{context}'
    '<blockquote dir="auto" class="{kind}" {target}>{text}</blockquote>'
    '<footer><button type="button" class="quiet" data-fold hidden aria-expanded="false" '
    'data-more="{more}" data-less="{less}">{more}</button>'
    '<button type="button" class="quiet" data-copy="{quotation}" data-done="{copied}">{copy}'
    '</button><button type="button" class="quiet" data-link="{link}" data-done="{copied}">'
    "{copy_link}</button>{details}</footer></article>"
)
_CONTEXT = Markup('<p class="context" dir="auto">{}</p>')
_TARGET = Markup(
    'data-open="{document_id}" data-page="{page}" data-start="{start}" data-end="{end}" '
    'data-marked-start="{marked_start}" data-marked-end="{marked_end}" '
    'data-shown-as="{shown_as}" data-name="{name}"'
)
_STRENGTH = Markup(
    '<span class="strength"><span class="meter" aria-hidden="true">'
    '<span style="width:{percent}%"></span></span>'
    '<span class="word">{word}</span> <span class="number">{relevance:.2f}</span></span>'
)
_READING = Markup('<span class="strength" aria-hidden="true"><span class="meter"></span></span>')
_DETAILS = Markup(
    '<details><summary class="quiet">{details}</summary><dl>'
    "<dt>{relevance_word}</dt><dd>{relevance:.3f}</dd>"
    "<dt>{similarity_word}</dt><dd>{similarity:.3f}</dd>"
    "{logit}</dl></details>"
)
_LOGIT = Markup("<dt>{word}</dt><dd>{logit:.2f}</dd>")
_GONE = Markup(
    '<article class="card gone"><header><p class="place"><span class="rank">{rank}</span>'
    '<span class="name">{no_longer}</span><span class="where">{where}</span></p>{strength}'
    "</header></article>"
)
_CARDS = Markup('<div class="cards{headed}" style="--lines:{lines}">{cards}</div>')


_COPIES = Markup('<details class="copies"><summary class="quiet">{}</summary><ul>{}</ul></details>')
_COPY = Markup(
    '<li><button type="button" class="quiet" {target}><bdi>{name}</bdi>, {where}</button> '
    "{says}</li>"
)
_CHANGE = Markup("<span><del>{}</del> <ins>{}</ins></span>")


def strength(relevance: float) -> Strength:
    """The word for a relevance between 0 and 1."""
    if relevance >= STRONG_FROM:
        return "strong"
    return "fair" if relevance >= FAIR_FROM else "weak"


def cards_html(cards: Iterable[Markup], candidates: Iterable[Passage]) -> Markup:
    """The cards of one reply, each as high as the longest of the reply's candidates needs."""
    passages = tuple(candidates)
    lines = max(
        (
            lines_needed(_flowing(passage), characters_in_a_line=CHARACTERS_IN_A_LINE)
            for passage in passages
        ),
        default=1,
    )
    return _CARDS.format(
        headed=" headed" if any(passage.heading for passage in passages) else "",
        lines=min(lines, FOLDED_LINES),
        cards=Markup("").join(cards),
    )


def citation_card(citation: Citation, wording: Wording) -> Markup:
    """A citation with how well it matches, and on demand what was measured."""
    word = strength(citation.relevance)
    details = _DETAILS.format(
        details=wording.details,
        relevance_word=wording.relevance,
        relevance=citation.relevance,
        similarity_word=wording.similarity,
        similarity=citation.similarity,
        logit=""
        if citation.logit is None
        else _LOGIT.format(word=wording.logit, logit=citation.logit),
    )
    return _card(
        citation.passage,
        citation.rank,
        wording,
        state=word,
        strength=_strength_html(citation.relevance, wording),
        text=_marked(citation),
        marked=(citation.sentence_start, citation.sentence_end),
        details=details + _copies(citation, wording),
    )


def central_card(citation: Citation, wording: Wording) -> Markup:
    """A passage that its document is most like; nothing was asked that it could match."""
    return _card(
        citation.passage,
        citation.rank,
        wording,
        state="central",
        strength=Markup(""),
        text=_marked(citation),
        marked=(citation.sentence_start, citation.sentence_end),
        details=Markup(""),
    )


def reading_card(passage: Passage, rank: int, wording: Wording) -> Markup:
    """A passage that was found and is still being read."""
    return _card(
        passage,
        rank,
        wording,
        state="reading",
        strength=_READING,
        text=_unmarked(passage),
        details=Markup(""),
    )


def gone_card(gone: Gone, wording: Wording) -> Markup:
    """What is left of a citation whose document was removed."""
    return _GONE.format(
        rank=gone.rank,
        no_longer=wording.no_longer_there,
        where=wording.place.page.format(page=gone.page),
        strength=_strength_html(gone.relevance, wording),
    )


def _card(
    passage: Passage,
    rank: int,
    wording: Wording,
    *,
    state: str,
    strength: Markup,
    text: Markup,
    details: Markup,
    marked: tuple[int, int] = (0, 0),
) -> Markup:
    place = place_of(passage, wording.place)
    name = shown(passage.document)
    return _CARD.format(
        rank=rank,
        name=name,
        where=f"{place}, {wording.read_by_ocr}" if passage.by_ocr else place,
        state=state,
        strength=strength,
        section=wording.section,
        heading=shown(passage.heading),
        context=_CONTEXT.format(_one_line_each(passage.context)) if passage.context else Markup(""),
        kind=passage.kind,
        text=text,
        target=target_of(passage, *marked),
        quotation=f"“{shown(passage.text).strip()}”\n— {name}, {place}",
        open_place=wording.open_place.format(place=f"{name}, {place}"),
        copy=wording.copy,
        copied=wording.copied,
        copy_link=wording.copy_link,
        link=passage_address(passage, site="", statement=marked),
        details=details,
        more=wording.show_all,
        less=wording.show_less,
    )


def _one_line_each(context: str) -> str:
    """What a passage needs to be understood, its cells apart by dots."""
    lines = [line.lstrip(CELL_END) for line in shown(context).split("\n")]
    return "\n".join(lines).replace(CELL_END, " · ")


def _copies(citation: Citation, wording: Wording) -> Markup:
    """In which other documents the passage stands too, and where those say something else."""
    if not citation.copies:
        return Markup("")
    items = Markup("").join(
        _COPY.format(
            target=target_of(copy),
            name=shown(copy.document),
            where=place_of(copy, wording.place),
            says=_changes(citation.passage, copy, wording),
        )
        for copy in citation.copies
    )
    return _COPIES.format(counted(len(citation.copies), wording.also_in), items)


def _changes(passage: Passage, copy: Passage, wording: Wording) -> Markup:
    changes = differences(passage, copy)
    if not changes:
        return Markup.escape(wording.same_text)
    return Markup("; ").join(_CHANGE.format(shown(ours), shown(theirs)) for ours, theirs in changes)


def _strength_html(relevance: float, wording: Wording) -> Markup:
    return _STRENGTH.format(
        percent=round(100 * min(max(relevance, 0.0), 1.0)),
        word=wording.strengths[strength(relevance)],
        relevance=relevance,
    )


def target_of(passage: Passage, marked_start: int = 0, marked_end: int = 0) -> Markup:
    """What opens a passage at its place; offsets in it are those of the statement marked there."""
    return _TARGET.format(
        document_id=passage.document_id,
        page=passage.page,
        start=passage.start,
        end=passage.end,
        marked_start=passage.start + marked_start,
        marked_end=passage.start + marked_end,
        shown_as=shown_as(passage.kind),
        name=shown(passage.document),
    )


def _flowing(passage: Passage) -> str:
    return shown(reflow(passage.text) if KINDS[passage.kind].is_set_in_lines else passage.text)


def _unmarked(passage: Passage) -> Markup:
    text = _flowing(passage)
    pipes = KINDS[passage.kind].has_piped_tables
    if has_cells(text, pipes=pipes):
        return with_mark(text, 0, 0, pipes=pipes)
    return Markup.escape(text)


def _marked(citation: Citation) -> Markup:
    """The passage with its answering sentence marked."""
    text = _flowing(citation.passage)
    start, end = citation.sentence_start, citation.sentence_end
    pipes = KINDS[citation.passage.kind].has_piped_tables
    if has_cells(text, pipes=pipes):
        return with_mark(text, start, end, pipes=pipes)
    if not 0 <= start < end <= len(text):
        return Markup.escape(text)
    return Excerpt.of(text, start, end).part(0, len(text))
