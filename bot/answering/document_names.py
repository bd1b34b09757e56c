"""The documents that a question names, by their file names and titles."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePath

import regex

from bot.records import AskedDocument
from storage.collections import Collections
from storage.errors import DocumentNotFound
from storage.records import Document
from storage.store import Store
from storage.text.tokens import UNSPACED

MOST_DOCUMENTS = 3
"""More documents than these aren't meant by one name."""

_SHORTEST_NAME = 4
"""Characters of a name; a shorter one stands in too many questions that mean something else."""

_LONGEST_QUESTION = 500
"""Characters; what is longer is a text that happens to hold a name."""

_TELLING_FROM = 5
"""Letters of a word that may tell one document's name from others'."""

_BETWEEN_WORDS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")

# Words around a name, which stands as "*" between words without signs.
_ITS = (
    r"(?:(?:the|my|our|your|this|that|d[iea][esmrn]|meine[rmn]?|mein|unsere?[rmn]?|diese[rmns]?"
    r"|le|la|les|l|mon|ma|notre|cet?|cette|el|los|las|mi|nuestr[oa]|este|esta|il|lo|mi[oa]) )"
)
_KIND = (
    r"(?:(?:documents?|files?|pdfs?|reports?|papers?|books?|contracts?|dokument|datei|bericht"
    r"|vertrag|fichier|documento|archivo|informe) )"
)
_FORMS = (
    # What somebody goes by: "according to the handbook".
    rf"\b(?:according to|as per|(?:stated|written|mentioned|described|defined|listed) in|laut"
    rf"|gemäß|gemäss|selon|d après|según|secondo|согласно) {_ITS}?{_KIND}?\*",
    # What something stands in: "in the lease", "im Mietvertrag", "in file budget".
    rf"\b(?:in|from|within|inside|aus|dans|en) (?:{_ITS}{_KIND}?|{_KIND})\*|\b(?:im|nel) \*",
    # What a document says: "what does the handbook say", "was steht im Mietvertrag".
    rf"\b(?:do|does|did) {_ITS}?{_KIND}?\* {_KIND}?(?:say|state|mention|tell|require|cover|define"
    r"|describe|explain|allow|contain|list|recommend|specify|promise|forbid)\b",
    rf"\b(?:sagt|schreibt|regelt|verlangt|dit|dice|говорит) {_ITS}?{_KIND}?\*",
    # What it is: "the lease document".
    r"\* (?:document|file|pdf)\b",
    # "根据员工手册", "员工手册里", "员工手册怎么说".
    r"(?:根据|按照|依照|在) ?\*|\* ?[里裡]|\* ?[中上面]{0,2}\w{0,4}(?:说|說|写|寫|规定|規定|提到)",
)
_ASKED_OF_IT = regex.compile("|".join(_FORMS))
_MAY_ASK = regex.compile("|".join(_FORMS).replace(r"\*", r"\w[\w ]{0,80}"))
_ENDING = regex.compile(r"(?<=\w)\.\p{L}[\p{L}\p{N}]{0,7}\b")


def documents_asked(
    question: str, store: Store, document_ids: frozenset[str] | None, collections: Collections
) -> tuple[AskedDocument, ...]:
    """The few documents, of those searched, that the question says it asks; often none.

    It has a file name with its ending, or a name in the form of a question to a document: "what
    does the handbook say about pets?", "in the lease".
    """
    asked = _plain(question[: _LONGEST_QUESTION + 1])
    may_ask = _ENDING.search(question) or _MAY_ASK.search(asked)
    if len(question) > _LONGEST_QUESTION or not may_ask:
        return ()  # without listing any document

    def is_asked(name: str, document: Document) -> bool:
        around = _found_in(name, asked)
        whole = name in {_plain(PurePath(one).name).strip() for one in document.names}
        return around is not None and (whole or _ASKED_OF_IT.search(around) is not None)

    known = store.words.documents_called(question)
    searched = documents_searched(store, _both(document_ids, known), collections)
    named = _best_named(searched, is_asked)
    return tuple(AskedDocument(one.document_id, one.names[0]) for one in named if one.names)


def named_in(question: str, searched: Sequence[Document]) -> tuple[Document, ...]:
    """The documents whose file name, with its ending or without, or whose title a question has.

    Where it has none whole, those few with a word in their names that it has too.
    """
    asked = _plain(question)
    named = _best_named(searched, lambda name, _: _found_in(name, asked) is not None)
    if named:
        return named
    words = {word for word in asked.split() if len(word) >= _TELLING_FROM}
    telling = tuple(
        document
        for document in searched
        if not words.isdisjoint(word for name in _names(document) for word in name.split())
    )
    return telling if len(telling) <= MOST_DOCUMENTS else ()


def documents_searched(
    store: Store, document_ids: frozenset[str] | None, collections: Collections
) -> list[Document]:
    """The documents that a question is asked of.

    Where it is asked of collections they have no names that come from inside other documents,
    since whoever asks may not know these.
    """
    held = store.documents() if document_ids is None else _documents_of(store, document_ids)
    found = (
        document
        for document in held
        if collections is None or not collections.isdisjoint(document.collections)
    )
    return [one if collections is None else _known_by_itself(one) for one in found]


def _documents_of(store: Store, document_ids: frozenset[str]) -> Iterator[Document]:
    """Those documents, in no promised order, without what was removed meanwhile."""
    for document_id in document_ids:
        with suppress(DocumentNotFound):
            yield store.document(document_id)


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """What is in both, each of which may be all."""
    if one is None or other is None:
        return one if other is None else other
    return one & other


def _known_by_itself(document: Document) -> Document:
    own = tuple(one.name for one in document.namings if not one.container)
    nothing = ("",) * len(own)
    return replace(document, names=own, containers=nothing, folders=nothing)


def _best_named(
    searched: Sequence[Document], is_named: Callable[[str, Document], bool]
) -> tuple[Document, ...]:
    """Those with the longest name that is named; none where one name is that of too many."""
    found = {
        document: max(
            (len(name) for name in _names(document) if is_named(name, document)), default=0
        )
        for document in searched
    }
    longest = max(found.values(), default=0)
    named = tuple(one for one, length in found.items() if length == longest) if longest else ()
    return named if len(named) <= MOST_DOCUMENTS else ()


def _names(document: Document) -> set[str]:
    """Its file names with and without ending, and its title, as words without signs."""
    files = {PurePath(name).name for name in document.names}
    stems = {PurePath(name).stem for name in files}
    said = {_plain(one).strip() for one in (*files, *stems, document.title)}
    return {one for one in said if len(one) >= (2 if UNSPACED.search(one) else _SHORTEST_NAME)}


def _found_in(name: str, asked: str) -> str | None:
    """What was asked with "*" for the name; ``None`` where it hasn't that."""
    inside = name if UNSPACED.search(name) else f" {name} "
    return asked.replace(inside, inside.replace(name, "*"), 1) if inside in asked else None


def _plain(text: str) -> str:
    """Its words between single spaces."""
    composed = unicodedata.normalize("NFKC", text)
    return f" {' '.join(_BETWEEN_WORDS.split(composed.casefold()))} "
