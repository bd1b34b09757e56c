"""A written answer as HTML: each sentence with its citations, or struck through with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.html.cards import target_of
from bot.html.places import place_of
from bot.html.text import shown
from bot.html.wording import Wording
from bot.records import Citation, Written, WrittenSentence
from storage.records import Passage

_CITE = Markup(
    '<button type="button" class="cite" {target} title="{open_place}" '
    'aria-label="{open_place}">{rank}</button>'
)
_WRITTEN = Markup('<div class="written"{busy}>{sentences}<p class="by">{by}</p>{trouble}</div>')
_STANDS = Markup('<p class="said" dir="auto">{text} {cites}</p>')
_STRUCK = Markup('<p class="struck" dir="auto"><s>{text}</s> <span class="flaw">{flaw}</span></p>')
_TROUBLE = Markup('<p class="trouble">{}</p>')
_BUSY = Markup(' aria-busy="true"')


def cite_button(passage: Passage, rank: int, wording: Wording, start: int, end: int) -> Markup:
    """What opens a citation at a stretch of its passage."""
    place = f"{shown(passage.document)}, {place_of(passage, wording.place)}"
    return _CITE.format(
        target=target_of(passage, start, end),
        open_place=wording.open_place.format(place=place),
        rank=rank,
    )


def written_html(
    written: Written, citations: Sequence[Citation], wording: Wording, *, growing: bool
) -> Markup:
    """The sentences, and whose words they are; none where nothing was written."""
    passages = {citation.rank: citation.passage for citation in citations}
    sentences = (_sentence(one, passages, wording) for one in written.sentences)
    by = wording.written_there if written.host else wording.written_here
    says = [by.format(model=written.model, host=written.host)]
    if written.left_out:
        says.append(wording.left_out.format(n=written.left_out))
    return _WRITTEN.format(
        busy=_BUSY if growing else Markup(""),
        sentences=Markup("").join(sentences),
        by=shown(" ".join(says)),
        trouble=_TROUBLE.format(shown(written.trouble)) if written.trouble else Markup(""),
    )


def written_text(written: Written, wording: Wording) -> list[str]:
    """The sentences that stand, as lines, and how many don't."""
    stand = [sentence for sentence in written.sentences if sentence.flaw is None]
    refused = len(written.sentences) - len(stand) + written.left_out
    lines = [f"{one.text} {' '.join(f'[{rank}]' for rank in one.ranks)}" for one in stand]
    if stand:
        by = wording.written_there if written.host else wording.written_here
        lines.append(by.format(model=written.model, host=written.host))
    if refused:
        lines.append(wording.left_out.format(n=refused))
    return [*lines, written.trouble] if written.trouble else lines


def _sentence(
    sentence: WrittenSentence, passages: Mapping[int, Passage], wording: Wording
) -> Markup:
    if sentence.flaw is not None:
        flaw = wording.flaws[sentence.flaw].format(about=sentence.about)
        return _STRUCK.format(text=shown(sentence.text), flaw=shown(flaw))
    cites = Markup(" ").join(
        cite_button(passages[rank], rank, wording, *_span(sentence, rank, passages[rank]))
        for rank in sentence.ranks
        if rank in passages
    )
    return _STANDS.format(text=shown(sentence.text), cites=cites)


def _span(sentence: WrittenSentence, rank: int, passage: Passage) -> tuple[int, int]:
    """Where the first quotation of that citation stands in it, or its beginning, of no length."""
    quoted = next(one.text for one in sentence.quotations if one.rank == rank)
    start = passage.text.find(quoted)
    return (start, start + len(quoted)) if start >= 0 else (0, 0)
