"""A library as somebody sees it who may read only some of its collections.

What is outside is like what isn't there: no document, name, count or passage of it is told, and an
error says the same of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.conversation.ports import Library
from bot.errors import UnknownCollection
from bot.records import Found
from storage.collections import Collection, Collections
from storage.errors import DocumentNotFound
from storage.records import Document, Naming, Page, Passage


def library_seen(library: Library, collections: Collections) -> Library:
    """The library as far as it is in these collections; all of it for ``None``."""
    return library if collections is None else _Seen(library, collections)


def whole_of(library: Library) -> tuple[Library, Collections]:
    """The library of which only some collections are seen, and those, or itself and ``None``."""
    return (library.library, library.allowed) if isinstance(library, _Seen) else (library, None)


def asked_of(collection: str, seen: Library, collections: Collections) -> Collections:
    """What is searched where that collection was asked, or "" for all that ``collections`` allow.

    Raises:
        UnknownCollection: there is none of that name in the library as it is ``seen``.
    """
    if not collection:
        return collections
    if all(one.name != collection for one in seen.collections()):
        raise UnknownCollection(f'There is no collection named "{collection}".')
    return frozenset({collection})


def found_seen(found: Found, seen: Library) -> Found:
    """What was found, its documents called as they are ``seen``; those that aren't are left out."""
    if not isinstance(seen, _Seen):
        return found
    names = {name.document_id: name.name for name in _documents(seen, found)}
    kept = [at for at, one in enumerate(found.candidates) if one.passage.document_id in names]

    def named(passages: Sequence[Passage]) -> tuple[Passage, ...]:
        return tuple(
            replace(one, document=names[one.document_id])
            for one in passages
            if one.document_id in names
        )

    candidates = tuple(
        replace(one, passage=named([one.passage])[0], copies=named(one.copies))
        for one in (found.candidates[at] for at in kept)
    )
    return replace(found, candidates=candidates, vectors=found.vectors[kept])


def _documents(seen: _Seen, found: Found) -> list[Document]:
    passages = [one for each in found.candidates for one in (each.passage, *each.copies)]
    wanted = {one.document_id for one in passages}
    return [one for one in map(seen.find, wanted) if one is not None]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A library, of which only some collections are there."""

    library: Library
    allowed: frozenset[str]

    def documents(self) -> tuple[Document, ...]:
        """Those that are in one of the collections, by name."""
        inside = (one for one in self.library.documents() if self._is_inside(one))
        return tuple(sorted(map(self._as_seen, inside), key=lambda one: one.name))

    def document(self, document_id: str) -> Document:
        """One document; raises ``DocumentNotFound``, also for one that is outside."""
        document = self.find(document_id)
        if document is None:
            raise DocumentNotFound(f"no document {document_id!r} is in the library")
        return document

    def is_empty(self) -> bool:
        """Whether there is no document."""
        return not self.collections()

    def page(self, document_id: str, number: int) -> Page:
        """One page's text; raises ``DocumentNotFound``."""
        self.document(document_id)
        return self.library.page(document_id, number)

    def passage_at(self, document_id: str, page: int, start: int) -> Passage | None:
        """The passage that holds a place in a page, or ``None``."""
        document = self.find(document_id)
        found = self.library.passage_at(document_id, page, start) if document else None
        return replace(found, document=document.name) if document and found else None

    def original(self, document_id: str) -> Path:
        """Where the original bytes lie; raises ``DocumentNotFound``."""
        self.document(document_id)
        return self.library.original(document_id)

    def collections(self) -> tuple[Collection, ...]:
        """Those of the collections that there are, by name."""
        return tuple(one for one in self.library.collections() if one.name in self.allowed)

    def find(self, document_id: str) -> Document | None:
        """One document, or ``None`` where there is none or it is outside."""
        try:
            document = self.library.document(document_id)
        except DocumentNotFound:
            return None
        return self._as_seen(document) if self._is_inside(document) else None

    def _is_inside(self, document: Document) -> bool:
        return not self.allowed.isdisjoint(document.collections)

    def _as_seen(self, document: Document) -> Document:
        """The document without what it says of others and of the owner's folders."""
        if self._tells_nothing_else(document):
            return document  # as most, so that a long list isn't made anew for each look at it
        namings = [self._naming(one) for one in document.namings]
        known = [one for one in namings if one is not None] or [Naming(_own_name(document))]
        return replace(
            document,
            name=known[0].name,
            names=tuple(one.name for one in known),
            containers=tuple(one.container for one in known),
            folders=("",) * len(known),
            parts=tuple(one for one in document.parts if self._holds(one)),
            collections=tuple(one for one in document.collections if one in self.allowed),
        )

    def _tells_nothing_else(self, document: Document) -> bool:
        """Whether a document says nothing of others or of folders, and is nowhere else."""
        told = (*document.parts, *document.containers, *document.folders)
        return not any(told) and self.allowed.issuperset(document.collections)

    def _naming(self, naming: Naming) -> Naming | None:
        """A name, unless it is that of something in a document that is outside."""
        return naming if not naming.container or self._holds(naming.container) else None

    def _holds(self, document_id: str) -> bool:
        try:
            return self._is_inside(self.library.document(document_id))
        except DocumentNotFound:
            return False


def _own_name(document: Document) -> str:
    """What a document found inside another is called without that: "plan.txt in mail.eml"."""
    return document.name.partition(" in ")[0]
