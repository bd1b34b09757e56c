"""Notes, candidates and replies as HTML."""

from __future__ import annotations

from markupsafe import Markup

from bot.html.cards import cards_html, citation_card, gone_card, reading_card, strength
from bot.html.places import place_of
from bot.html.text import shown
from bot.html.wording import Wording, counted
from bot.records import Found, Gone, Reply

_FOUND = Markup(
    '<div class="provisional" aria-busy="true"><p class="verdict" role="status">{verdict}</p>'
    "{searched}{cards}</div>"
)
_SEARCHED = Markup(
    '<p class="searched">{searched_for} <q dir="auto">{question}</q> '
    '<button type="button" class="quiet" data-as-typed>{as_typed}</button></p>'
)


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
        searched=_searched(found.question, found.searched_for, wording),
        cards=cards_html(cards, passages),
    )


def reply_html(
    reply: Reply,
    wording: Wording,
    *,
    searched_only: tuple[str, ...] = (),
    gone: tuple[Gone, ...] = (),
) -> Markup:
    """A reply: one plain line, then its citation cards, then how it was found.

    ``searched_only`` are the names of the documents that the question was restricted to, if any;
    ``gone`` are citations whose documents were removed since.
    """
    ranked = [(citation.rank, citation_card(citation, wording)) for citation in reply.citations]
    ranked += [(one.rank, gone_card(one, wording)) for one in gone]
    passages = [
        *(candidate.passage for candidate in reply.candidates),
        *(citation.passage for citation in reply.citations),
    ]
    return Markup(
        '<div class="reply{}"><p class="verdict" role="status">{}</p>{}{}{}</div>'
    ).format(
        "" if reply.answered else " unanswered",
        _verdict(reply, wording, gone),
        _searched(reply.question, reply.searched_for, wording) if ranked else Markup(""),
        cards_html((card for _, card in sorted(ranked)), passages),
        _provenance(reply, wording, searched_only, models=bool(ranked)),
    )


def _verdict(reply: Reply, wording: Wording, gone: tuple[Gone, ...]) -> Markup:
    if not reply.answered and (reply.citations or gone):
        return Markup.escape(wording.not_answered)
    if gone and not any(citation.rank == 1 for citation in reply.citations):
        return Markup.escape(wording.best_is_gone)
    if not reply.citations:
        return Markup.escape(wording.nothing_found)
    best = reply.citations[0]
    place = Markup('<bdi class="name">{}</bdi>, {}').format(
        shown(best.passage.document), place_of(best.passage, wording.place)
    )
    return Markup(wording.best_match[strength(best.relevance)]).format(place=place)  # noqa: S704


def _searched(question: str, searched_for: str, wording: Wording) -> Markup:
    """What was searched for where it isn't what was asked, and the way to have it as asked."""
    if searched_for == question.strip():
        return Markup("")
    return _SEARCHED.format(
        searched_for=wording.searched_for,
        question=shown(searched_for),
        as_typed=wording.ask_as_typed,
    )


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
        lines.append(Markup('<p class="models">{}</p>').format(shown(answered_by)))
    return Markup('<div class="provenance">{}</div>').format(Markup("").join(lines))
