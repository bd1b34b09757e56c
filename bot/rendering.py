"""A conversation as HTML. Text becomes markup here and in ``library_rendering``, nowhere else.

Every template is a ``markupsafe.Markup`` whose ``format`` escapes what is put in, so text from
documents, file names and questions can't become markup.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal, TypeAlias

from markupsafe import Markup

from bot.records import Citation, Reply
from bot.wording import Wording
from storage.records import Passage

Strength: TypeAlias = Literal["strong", "fair", "weak"]

STRONG_FROM = 0.7
"""The relevance from which a match is called strong: about seven in ten such are right."""

FAIR_FROM = 0.3
"""The relevance from which a match is called fair."""

UNFOLDED_LENGTH = 420
"""Characters up to which a card shows its passage whole; about five lines."""

LEAD_LIMIT = 240
"""Characters before the answering sentence up to which a folded card still shows them."""

SHORTEST_FULL_LINE = 45
FULL_LINE_SHARE = 0.7
"""A line of a PDF is taken to run on when it has this many characters, and this share of the
longest line's."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINE = re.compile(r"[^\n]+")

_CARD = Markup(
    '<article class="card {strength}{folded}" aria-label="{rank}. {name}, {where}">'
    '<header><button type="button" class="place" {target} title="{open_place}">'
    '<span class="rank">{rank}</span><bdi class="name">{name}</bdi>'
    '<span class="where">{where}</span></button>'
    '<span class="strength"><span class="meter" aria-hidden="true">'
    '<span style="width:{percent}%"></span></span>'
    '<span class="word">{word}</span> <span class="number">{relevance:.2f}</span></span></header>'
    "{heading}"
    '<blockquote dir="auto" class="{kind}" {target}>{text}</blockquote>'
    '<footer>{fold}<button type="button" class="quiet" data-copy="{quotation}" '
    'data-done="{copied}">{copy}</button><details><summary class="quiet">{details}</summary><dl>'
    "<dt>{relevance_word}</dt><dd>{relevance:.3f}</dd>"
    "<dt>{similarity_word}</dt><dd>{similarity:.3f}</dd>"
    "<dt>{logit_word}</dt><dd>{logit:.2f}</dd></dl></details></footer></article>"
)
_FOLD = Markup(
    '<button type="button" class="quiet" data-fold aria-expanded="false" data-more="{more}" '
    'data-less="{less}">{more}</button>'
)
_TARGET = Markup(
    'data-open="{document_id}" data-page="{page}" data-start="{start}" data-end="{end}" '
    'data-kind="{kind}" data-name="{name}"'
)


def strength(relevance: float) -> Strength:
    """The word for a relevance between 0 and 1."""
    if relevance >= STRONG_FROM:
        return "strong"
    return "fair" if relevance >= FAIR_FROM else "weak"


def question_html(question: str, files: tuple[str, ...], wording: Wording) -> Markup:
    """A person's turn: what they asked, and the names of the files they dropped with it."""
    names = Markup("").join(
        Markup('<li><bdi class="name">{}</bdi></li>').format(shown(name)) for name in files
    )
    dropped = Markup('<ul class="dropped">{}</ul>').format(names) if files else Markup("")
    text = Markup('<p dir="auto">{}</p>').format(shown(question)) if question else Markup("")
    edit = Markup(
        '<button type="button" class="quiet" data-edit="{}" title="{}" aria-label="{}">'
        "&#9998;</button>"
    ).format(shown(question), wording.edit, wording.edit)
    return Markup('<div class="question" role="article" aria-label="{}">{}{}{}</div>').format(
        wording.question, dropped, text, edit if question else Markup("")
    )


def note_html(text: str, *, busy: bool = False) -> Markup:
    """One plain line from Footnote; ``busy`` shows that something is still going on."""
    return Markup('<p class="note{}" role="status">{}</p>').format(
        " busy" if busy else "", shown(text)
    )


def reply_html(reply: Reply, wording: Wording, *, asked_of: tuple[str, ...] = ()) -> Markup:
    """A reply: one plain line, then its citation cards, then how it was found.

    ``asked_of`` holds the documents' names that the question was restricted to, if it was.
    """
    cards = Markup("").join(_card(citation, wording) for citation in reply.citations)
    return Markup(
        '<div class="reply{}"><p class="verdict" role="status">{}</p>'
        '<div class="cards">{}</div>{}</div>'
    ).format(
        "" if reply.answered else " unanswered",
        _verdict(reply, wording),
        cards,
        _provenance(reply, wording, asked_of),
    )


def where(passage: Passage, wording: Wording) -> str:
    """Where in its document a passage stands: a page of a PDF, lines of a text."""
    if passage.kind == "pdf":
        return wording.page.format(page=passage.page)
    if passage.first_line == passage.last_line:
        return wording.line.format(line=passage.first_line)
    return wording.lines.format(first=passage.first_line, last=passage.last_line)


def shown(text: str) -> str:
    """The text without what no page can show: control characters and halves of characters."""
    return _UNPRINTABLE.sub("\ufffd", text)


def reflow(text: str) -> str:
    """A PDF's text with the breaks of full lines made spaces; every character keeps its place.

    Breaks after lines that end well before the longest one stay, since tables, headings and
    lists are made of them.
    """
    lines = [match.span() for match in _LINE.finditer(text)]
    longest = max((end - start for start, end in lines), default=0)
    full = max(SHORTEST_FULL_LINE, FULL_LINE_SHARE * longest)
    characters = list(text)
    for (start, end), (following, _) in pairwise(lines):
        if end - start >= full and following == end + 1:
            characters[end] = " "
    return "".join(characters)


def _verdict(reply: Reply, wording: Wording) -> Markup:
    if not reply.citations:
        return Markup.escape(wording.nothing_found)
    if not reply.answered:
        return Markup.escape(wording.not_answered)
    best = reply.citations[0]
    place = Markup('<bdi class="name">{}</bdi>, {}').format(
        shown(best.passage.document), where(best.passage, wording)
    )
    return Markup(wording.best_match[strength(best.relevance)]).format(place=place)  # noqa: S704


def _provenance(reply: Reply, wording: Wording, asked_of: tuple[str, ...]) -> Markup:
    lines: list[Markup] = []
    if reply.searched_for != reply.question and reply.citations:
        lines.append(
            Markup('<p class="searched">{} <q dir="auto">{}</q></p>').format(
                wording.searched_for, shown(reply.searched_for)
            )
        )
    if asked_of:
        names = shown(", ".join(asked_of))
        lines.append(Markup("<p>{}</p>").format(wording.asked_of.format(names=names)))
    if reply.citations:
        answered_by = wording.answered_by.format(
            encoder=reply.models.encoder,
            reranker=reply.models.reranker,
            seconds=f"{reply.seconds.total:.1f}",
        )
        lines.append(Markup('<p class="models">{}</p>').format(shown(answered_by)))
    return Markup('<div class="provenance">{}</div>').format(Markup("").join(lines))


def _card(citation: Citation, wording: Wording) -> Markup:
    passage = citation.passage
    place = where(passage, wording)
    name = shown(passage.document)
    word = strength(citation.relevance)
    long = len(passage.text) > UNFOLDED_LENGTH
    heading = Markup('<p class="heading" title="{}"><bdi>{}</bdi></p>').format(
        wording.under_heading, shown(passage.heading)
    )
    return _CARD.format(
        rank=citation.rank,
        name=name,
        where=place,
        strength=word,
        word=wording.strengths[word],
        percent=round(100 * min(max(citation.relevance, 0.0), 1.0)),
        relevance=citation.relevance,
        similarity=citation.similarity,
        logit=citation.logit,
        heading=heading if passage.heading else Markup(""),
        kind=passage.kind,
        text=_marked(citation),
        target=_target(passage),
        quotation=f"“{shown(passage.text).strip()}”\n— {name}, {place}",
        open_place=wording.open_place.format(place=f"{name}, {place}"),
        copy=wording.copy,
        copied=wording.copied,
        details=wording.details,
        folded=" folded" if long else "",
        fold=_FOLD.format(more=wording.show_all, less=wording.show_less) if long else Markup(""),
        relevance_word=wording.relevance,
        similarity_word=wording.similarity,
        logit_word=wording.logit,
    )


def _target(passage: Passage) -> Markup:
    return _TARGET.format(
        document_id=passage.document_id,
        page=passage.page,
        start=passage.start,
        end=passage.end,
        kind=passage.kind,
        name=shown(passage.document),
    )


def _marked(citation: Citation) -> Markup:
    """The passage with its answering sentence marked; a long lead can be folded away."""
    passage = citation.passage
    text = shown(reflow(passage.text) if passage.kind == "pdf" else passage.text)
    start, end = citation.sentence_start, citation.sentence_end
    if not 0 <= start < end <= len(text):
        return Markup.escape(text)
    lead = Markup('<span class="lead{}">{}</span>').format(
        " long" if start > LEAD_LIMIT else "", text[:start]
    )
    return Markup("{}<mark>{}</mark>{}").format(lead, text[start:end], text[end:])
