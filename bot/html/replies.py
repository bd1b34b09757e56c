"""Notes, candidates and replies as HTML: the answer first, in its document's words, then cards."""

from __future__ import annotations

from markupsafe import Markup

from bot.html.about import about_html
from bot.html.cards import (
    cards_html,
    central_card,
    citation_card,
    gone_card,
    reading_card,
    strength,
)
from bot.html.places import place_of
from bot.html.text import shown
from bot.html.wording import Wording, counted
from bot.html.written import cite_button, written_html
from bot.records import Found, Gone, Reply

_FOUND = Markup(
    '<div class="provisional" aria-busy="true"><p class="verdict" role="status">{verdict}</p>'
    "{searched}{cards}</div>"
)
_SEARCHED = Markup(
    '<p class="searched">{searched_for} <q dir="auto">{question}</q> '
    '<button type="button" class="quiet" data-as-typed>{as_typed}</button></p>'
)


_ASKED_OF = Markup(
    '<p class="searched">{asked_of} '
    '<button type="button" class="quiet" data-as-typed>{ask_all}</button></p>'
)
_ANSWER = Markup('<p class="said"><q dir="auto">{text}</q> {cite}</p>')
_WEAKER = Markup('<details class="weaker"><summary class="quiet">{says}</summary>{cards}</details>')
_ASK_ALL = Markup(
    ' <button type="button" class="quiet" data-ask-all data-edit="{question}">{ask_all}</button>'
)

WEAKER_BELOW = 0.35
"""The share of the best passage's relevance below which others are folded away."""


def note_html(text: str, *, busy: bool = False) -> Markup:
    """One plain line from Footnote; ``busy`` shows that something is still going on."""
    return Markup('<p class="note{}" role="status">{}</p>').format(
        " busy" if busy else "", shown(text)
    )


def found_html(found: Found, wording: Wording) -> Markup:
    """The candidates, which the reply later replaces without moving anything."""
    passages = [candidate.passage for candidate in found.candidates]
    cards = (
        reading_card(passage, rank, wording)
        for rank, passage in enumerate(passages[: found.to_cite], 1)
    )
    return _FOUND.format(
        verdict=counted(len(passages), wording.reading_closely),
        searched=_searched(found, wording),
        cards=cards_html(cards, passages),
    )


_ABOUT = Markup(
    '<details><summary class="quiet">{about}</summary><p class="models">{answered_by}</p></details>'
)


def reply_html(
    reply: Reply,
    wording: Wording,
    *,
    searched_only: tuple[str, ...] = (),
    collection: str = "",
    gone: tuple[Gone, ...] = (),
    growing: bool = False,
) -> Markup:
    """A reply: the answer or one plain line, then its citation cards, then how it was found.

    ``searched_only`` are the names of the documents that the question was restricted to, if any,
    and ``collection`` that of the collection, or ""; ``gone`` are citations whose documents were
    removed since. ``growing`` says that more is being written to it.
    """
    anything = bool(reply.citations or gone)
    return Markup(
        '<div class="reply{}"><div class="verdict" role="status">{}</div>{}{}{}</div>'
    ).format(
        "" if reply.answered else " unanswered",
        _first(reply, wording, growing=growing)
        or _verdict(reply, wording, gone, searched_only, collection),
        _searched(reply, wording) if anything else Markup(""),
        _cards(reply, wording, gone),
        _provenance(
            reply, wording, searched_only or (collection,) * bool(collection), models=anything
        ),
    )


def _first(reply: Reply, wording: Wording, *, growing: bool) -> Markup:
    """The answer: as it was written, where that holds, else as the documents have it."""
    written = reply.written
    said = about_html(reply.about, wording) if reply.about else _answers(reply, wording)
    if written is None:
        return said
    html = written_html(written, reply.citations, wording, growing=growing)
    return html if written.holds and not reply.about else said + html


def _answers(reply: Reply, wording: Wording) -> Markup:
    """What the citations say to the question, quoted, each a click from its place."""
    passages = {citation.rank: citation.passage for citation in reply.citations}
    said = Markup("").join(
        _ANSWER.format(
            text=shown(answer.text),
            cite=cite_button(passages[answer.rank], answer.rank, wording, answer.start, answer.end),
        )
        for answer in reply.answers
        if answer.rank in passages
    )
    if len(reply.answers) > 1:
        return Markup('<p class="differ">{}</p>{}').format(wording.answers_differ, said)
    return said


def _cards(reply: Reply, wording: Wording, gone: tuple[Gone, ...]) -> Markup:
    """The cards; those far below the first are folded away, and all where nothing answers."""
    card = central_card if reply.about else citation_card
    ranked = [(one.rank, one.relevance, card(one, wording)) for one in reply.citations]
    ranked += [(one.rank, one.relevance, gone_card(one, wording)) for one in gone]
    ranked.sort(key=lambda one: one[0])
    passages = [
        *(candidate.passage for candidate in reply.candidates),
        *(citation.passage for citation in reply.citations),
    ]
    least = WEAKER_BELOW * max((relevance for _, relevance, _ in ranked), default=0.0)
    strong = [card for _, relevance, card in ranked if reply.answered and relevance >= least]
    weaker = [card for _, _, card in ranked[len(strong) :]]
    html = cards_html(strong, passages) if strong else Markup("")
    if weaker:
        forms = wording.weaker if reply.answered else wording.nearest
        says = counted(len(weaker), forms)
        html += _WEAKER.format(says=says, cards=cards_html(weaker, passages))
    return html


def _verdict(
    reply: Reply,
    wording: Wording,
    gone: tuple[Gone, ...],
    searched_only: tuple[str, ...],
    collection: str,
) -> Markup:
    if not reply.answered and (reply.citations or gone):
        if reply.asked_of:  # the line below offers to ask all
            return Markup.escape(counted(len(reply.asked_of), wording.not_answered_here))
        if searched_only:
            says = Markup.escape(counted(len(searched_only), wording.not_answered_here))
        elif collection:
            says = Markup.escape(wording.not_answered_in.format(name=shown(collection)))
        else:
            return Markup.escape(wording.not_answered) + _documents_speak(reply, wording)
        says += _documents_speak(reply, wording)
        return says + _ASK_ALL.format(question=shown(reply.question), ask_all=wording.ask_all)
    if gone and not any(citation.rank == 1 for citation in reply.citations):
        return Markup.escape(wording.best_is_gone)
    if not reply.citations:
        return Markup.escape(wording.nothing_found)
    best = reply.citations[0]
    place = Markup('<bdi class="name">{}</bdi>, {}').format(
        shown(best.passage.document), place_of(best.passage, wording.place)
    )
    return Markup(wording.best_match[strength(best.relevance)]).format(place=place)  # noqa: S704


def _documents_speak(reply: Reply, wording: Wording) -> Markup:
    """In which language the documents are, where that may be why nothing answers."""
    language = wording.languages.get(reply.documents_language, "")
    says = wording.documents_speak.format(language=language) if language else ""
    return Markup(" {}").format(says) if says else Markup("")


def _searched(found: Found | Reply, wording: Wording) -> Markup:
    """What was searched for, and in what, where it isn't what was asked, and the way to undo it."""
    said = Markup("")
    if found.searched_for != found.question.strip():
        said += _SEARCHED.format(
            searched_for=wording.searched_for,
            question=shown(found.searched_for),
            as_typed=wording.ask_as_typed,
        )
    if found.asked_of:
        names = shown(", ".join(one.name for one in found.asked_of))
        said += _ASKED_OF.format(
            asked_of=Markup(wording.asked_of).format(names=Markup("<bdi>{}</bdi>").format(names)),  # noqa: S704
            ask_all=wording.ask_all,
        )
    return said


def _provenance(
    reply: Reply, wording: Wording, searched_only: tuple[str, ...], *, models: bool
) -> Markup:
    lines: list[Markup] = []
    if searched_only:
        names = shown(", ".join(searched_only))
        lines.append(Markup("<p>{}</p>").format(wording.searched_only.format(names=names)))
    if models:
        answered_by = wording.answered_by.format(
            encoder=reply.models.encoder,
            reranker=reply.models.reranker,
            seconds=f"{reply.seconds.total:.1f}",
        )
        lines.append(_ABOUT.format(about=wording.about_reply, answered_by=shown(answered_by)))
    return Markup('<div class="provenance">{}</div>').format(Markup("").join(lines))
