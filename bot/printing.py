"""A reply as text for a terminal."""

from __future__ import annotations

import textwrap

from bot.html.about import about_lines
from bot.html.english import ENGLISH
from bot.html.language_names import IN_ENGLISH
from bot.html.places import PlaceWords, place_of
from bot.html.written import written_text
from bot.records import About, Citation, Reply
from storage.printing import printable

WIDTH = 88
"""Columns."""

PLACE = PlaceWords(
    page="page {page}",
    labelled="page {label} ({page})",
    line="line {line}",
    lines="lines {first}-{last}",
    slide="slide {page}",
    sheet="sheet {name}",
    message="message {page}",
    chapter='chapter "{name}"',
    part="part {page}",
    section='section "{name}"',
    row="row {row}",
    rows="rows {first}-{last}",
)


def reply_text(reply: Reply) -> str:
    """The reply as a person reads it: the answer quoted, a line, each citation with its place."""
    lines = written_text(reply.written, ENGLISH) if reply.written else []
    if not (reply.written and reply.written.holds):
        lines += [f"“{answer.text}” [{answer.rank}]" for answer in reply.answers]
    for about in reply.about:
        lines += ["\n".join(about_lines(about, ENGLISH)), *outline_lines(about)]
    lines.append(ENGLISH.central_passages if reply.about else opening(reply))
    if reply.documents_language:
        language = IN_ENGLISH.get(reply.documents_language, reply.documents_language)
        lines.append(f"The documents found are in {language}: ask in that language.")
    if reply.searched_for != reply.question.strip():
        lines.append(f"Searched for: {reply.searched_for} (`--as-typed` searches as typed)")
    if reply.asked_of:
        names = ", ".join(one.name for one in reply.asked_of)
        lines.append(f"Asked of: {names} (`--as-typed` asks all documents)")
    lines += [citation_text(citation, with_scores=not reply.about) for citation in reply.citations]
    return "\n\n".join(printable(line) for line in lines)


def outline_lines(about: About) -> list[str]:
    """A document's headings with their places, as one piece of text; none where it has none."""
    rows = [f"  {one.heading}, {place_of(one, PLACE)}" for one in about.outline]
    return ["\n".join(rows)] if rows else []


def opening(reply: Reply) -> str:
    """How well the best passage matches, or that nothing seems to answer."""
    if not reply.searched_for:
        return "Ask something about your documents."
    if not reply.citations:
        return "The library contains no text to search. Add documents first."
    if not reply.answered:
        return "The library doesn't seem to contain an answer. The nearest passages:"
    count = len(reply.citations)
    return "The best passage:" if count == 1 else f"The best {count} passages:"


def citation_text(citation: Citation, *, with_scores: bool = True) -> str:
    """One citation: rank, place and, unless nothing was to be matched, scores; then the passage."""
    passage = citation.passage
    head = f"[{citation.rank}] {passage.document}, {place_of(passage, PLACE)}"
    if with_scores:
        head += f"   relevance {citation.relevance:.2f}, similarity {citation.similarity:.3f}"
        head += "" if citation.logit is None else f", logit {citation.logit:.2f}"
    body = textwrap.fill(
        " ".join(passage.text.split()), WIDTH, initial_indent="    ", subsequent_indent="    "
    )
    context = textwrap.indent(passage.context, "    ") + "\n" if passage.context else ""
    return f"{head}\n{context}{body}"
