"""What documents are about, as HTML: what they are, their outline, and what they are most like."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.html.cards import target_of
from bot.html.places import place_of
from bot.html.text import shown
from bot.html.wording import Wording, counted
from bot.records import About
from storage.records import Passage

_ABOUT = Markup(
    '<section class="about"><h3 dir="auto">{title}</h3><p class="facts">{facts}</p>{outline}'
    "</section>"
)
_OUTLINE = Markup('<ul class="outline">{}</ul>')
_ROW = Markup(
    '<li><button type="button" class="quiet" {target}><bdi>{heading}</bdi></button> '
    '<span class="where">{where}</span></li>'
)
_CENTRAL = Markup('<p class="central">{}</p>')


def about_html(abouts: Sequence[About], wording: Wording) -> Markup:
    """Each document's title, what is known of it and its outline; then what the cards are."""
    each = Markup("").join(_about(one, wording) for one in abouts)
    return each + _CENTRAL.format(wording.central_passages)


def about_lines(about: About, wording: Wording) -> list[str]:
    """A document's title and what is known of it, as two lines of text."""
    title = f"{about.title} ({about.name})" if about.title else about.name
    known = [counted(about.pages, wording.pages)] if about.pages else []
    known += [f"{name}: {value}" for name, value in about.facts if name.lower() != "title"]
    return [title, ", ".join(known)]


def _about(about: About, wording: Wording) -> Markup:
    title, facts = about_lines(about, wording)
    rows = Markup("").join(_row(passage, wording) for passage in about.outline)
    return _ABOUT.format(
        title=shown(title), facts=shown(facts), outline=_OUTLINE.format(rows) if rows else rows
    )


def _row(passage: Passage, wording: Wording) -> Markup:
    return _ROW.format(
        target=target_of(passage),
        heading=shown(passage.heading),
        where=place_of(passage, wording.place),
    )
