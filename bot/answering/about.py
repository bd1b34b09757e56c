"""What a document is about, without a language model: its outline, and its most central statements.

Central is what most of the document is like: the passages nearest to the mean of all, far enough
from each other, and in each the statement whose words the document uses most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import log1p

import numpy as np
import regex

from bot.answering.document_names import MOST_DOCUMENTS, documents_searched, named_in
from bot.answering.marking import Mark
from bot.answering.tables import SENTENCE_END
from bot.records import About, Candidate
from storage.collections import Collections
from storage.records import Document, Passage, Vectors
from storage.store import Store
from storage.text.sentences import sentences
from storage.text.words import index_terms

MOST_HEADINGS = 12
"""So many headings are an outline."""

DIFFERENT_ENOUGH = 0.5
"""How much of a passage's likeness to those already chosen counts against it."""

_LETTERS = 0.75
"""The share of letters and blanks in a passage of prose."""

_SHORTEST, _LONGEST = 40, 400
"""Characters of a statement that says something and can be read at a glance."""

_ASKS = regex.compile(
    r"^(?:what(?:['’]s| is| are| does| do)?\b.{1,80}\b(?:about|cover|deal with)\W*$"
    r"|(?:please |can you |could you )*(?:summari[sz]e|sum up|outline|describe)\b.{0,80}$"
    r"|(?:give|write|show)(?: me)? (?:an? )?(?:short |brief )?(?:summary|overview|outline)\b"
    r".{0,80}$|(?:a |the )?(?:summary|overview|outline|contents?|tl;?dr)\b(?: of\b.{0,80})?\W*$"
    r"|worum geht(?:['’]s| es)?\b.{0,80}$|wovon handelt\b.{0,80}$"
    r"|(?:bitte )?fass\w*\b.{1,80}zusammen\W*$"
    r"|(?:eine )?(?:zusammenfassung|übersicht|inhaltsangabe|gliederung)\b.{0,80}$"
    r"|de quoi (?:parle|s['’]agit|traite)\b.{0,80}$|résum(?:e|er|ez|é)\b.{0,80}$"
    r"|¿?de qué (?:trata|habla|va)\b.{0,80}$|(?:resume|resumen|resumir)\b.{0,80}$"
    r"|di cosa (?:parla|tratta)\b.{0,80}$|riassum\w+\b.{0,80}$|о ч[её]м\b.{0,80}$"
    r"|.{0,40}(?:讲什么|讲了什么|讲的是什么|关于什么|说的是什么|说了什么)[？?。]?$"
    r"|.{0,12}(?:总结|概括|概述|摘要).{0,40}$|.{0,40}(?:何について|要約).{0,12}$)",
    regex.IGNORECASE,
)
# "Summarize the rule about pets" asks for something in a document, and not for all of it.
_WHOLE = regex.compile(
    r"\b(?:documents?|files?|pdfs?|papers?|reports?|books?|contracts?|articles?|dokumente?s?|datei"
    r"|bericht\w*|vertrag\w*|buch\w*|fichiers?|rapports?|documentos?|archivos?|informes?"
    r"|documenti?|документ\w*|файл\w*)\b|[这這本该該](?:份|篇|个|個|本)|文件|文档|文檔|报告|報告|文書|資料"
    r"|\b(?:it|this|that|these|they|das|ce|cela|esto|questo)\W+(?:all )?(?:about|cover|$)"
    r"|\bthis\W*$|^(?:worum|wovon|de quoi|de qué|di cosa|о ч[её]м)(?: \w+){1,3}\W*$",
    regex.IGNORECASE,
)
_BARE_WORDS = 1


def asks_for_contents(question: str) -> bool:
    """Whether a question has the form of one that asks what something is about."""
    return _ASKS.match(" ".join(question.split())) is not None


def is_about_all_of_it(question: str) -> bool:
    """Whether such a question asks of no subject, and so of a document as a whole."""
    return _WHOLE.search(question) is not None or len(question.split()) <= _BARE_WORDS


def central(
    passages: Sequence[Passage], vectors: Vectors, limit: int
) -> tuple[tuple[Candidate, ...], Vectors]:
    """At most ``limit`` passages that the document is most like, and their vectors, row for row.

    ``vectors`` has a unit row for each passage; a candidate's similarity is that to their mean.
    """
    mean = vectors.mean(axis=0)
    length = float(np.linalg.norm(mean))
    likeness = vectors @ (mean / length) if length else np.zeros(len(vectors), dtype=np.float32)
    left = [at for at, one in enumerate(passages) if _is_prose(one.text)]
    left = left or list(range(len(passages)))
    chosen: list[int] = []
    while left and len(chosen) < limit:
        near = (vectors[left] @ vectors[chosen].T).max(axis=1) if chosen else np.zeros(len(left))
        best = left[int(np.argmax(likeness[left] - DIFFERENT_ENOUGH * near))]
        chosen.append(best)
        left.remove(best)
    candidates = tuple(Candidate(passages[at], float(likeness[at]), 0, 0, 0.0) for at in chosen)
    return candidates, vectors[chosen]


def _is_prose(text: str) -> bool:
    """Whether a passage says something: a list of contents is dots and numbers mostly."""
    letters = sum(character.isalpha() or character.isspace() for character in text)
    return len(text) >= _SHORTEST and letters >= _LETTERS * len(text)


def central_marks(candidates: Sequence[Candidate], passages: Sequence[Passage]) -> tuple[Mark, ...]:
    """In each candidate the statement whose words its document, the passages, uses most."""
    counts = Counter(term for one in passages for term in set(index_terms(one.text).split()))
    return tuple(_central_mark(one.passage.text, counts) for one in candidates)


def _central_mark(text: str, counts: Counter[str]) -> Mark:
    def weight(span: tuple[int, int]) -> float:
        terms = set(index_terms(text[slice(*span)]).split())
        return sum(log1p(counts[term]) for term in terms) / (len(terms) + 3)

    whole = [span for span in sentences(text) if _is_statement(text[slice(*span)])]
    start, end = max(whole, key=weight, default=(0, 0))
    return Mark(start, end, 0.0)


def _is_statement(text: str) -> bool:
    """Whether it is a whole sentence that says something and can be read at a glance."""
    ended = SENTENCE_END.search(text.rstrip()) is not None
    return ended and len(text) <= _LONGEST and _is_prose(text)


def about(document: Document, name: str, passages: Sequence[Passage]) -> About:
    """What is known of a document as a whole; ``name`` is what whoever asks knows it by."""
    outline: dict[str, Passage] = {}
    for passage in passages:
        if passage.heading:
            outline.setdefault(passage.heading, replace(passage, document=name))
    return About(
        document_id=document.document_id,
        name=name,
        kind=document.kind,
        title=document.title,
        pages=document.page_count,
        facts=document.facts,
        outline=tuple(outline.values())[:MOST_HEADINGS],
    )


def documents_asked_about(
    question: str, store: Store, document_ids: frozenset[str] | None, collections: Collections
) -> tuple[Document, ...]:
    """The few documents that a question asks to be told about as a whole; none where it doesn't.

    Those that it names among those searched, or all of these where they are few.
    """
    if not asks_for_contents(question):
        return ()
    searched = documents_searched(store, document_ids, collections)
    named = named_in(question, searched)
    if not named and not is_about_all_of_it(question):
        return ()
    return named or tuple(searched if len(searched) <= MOST_DOCUMENTS else ())


def find_central(
    documents: Sequence[Document], store: Store, limit: int
) -> tuple[tuple[Candidate, ...], Vectors]:
    """The passages that each of the documents is most like, ``limit`` of all, and their vectors."""
    each = max(1, limit // len(documents))
    found = [central(*store.passages(one.document_id), each) for one in documents]
    candidates = tuple(one for some, _ in found for one in some)
    return candidates, np.concatenate([vectors for _, vectors in found])


def told_about(
    candidates: Sequence[Candidate], store: Store
) -> tuple[tuple[About, ...], tuple[Mark, ...]]:
    """What is known of the candidates' documents, and the central statement of each candidate."""
    abouts, marks = [], list[Mark]()
    for document_id in dict.fromkeys(one.passage.document_id for one in candidates):
        own = [one for one in candidates if one.passage.document_id == document_id]
        passages, _ = store.passages(document_id)
        document = store.document(document_id)
        abouts.append(about(document, own[0].passage.document, passages))
        marks += central_marks(own, passages)
    return tuple(abouts), tuple(marks)
