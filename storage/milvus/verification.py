"""What can be wrong with a library in Milvus, found by reading all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from storage.errors import DocumentNotFound, StoreDamaged
from storage.files.digest import sha256_of
from storage.milvus.catalogue import Catalogue
from storage.milvus.contents import LiveDocument
from storage.milvus.originals import SharedOriginals
from storage.records import Page, Passage, Problem, Vectors


class Readable(Protocol):
    """The part of a store that is read through; its reads check checksums."""

    def pages(self, document_id: str) -> tuple[Page, ...]:
        """All the pages of a document."""

    def passages(self, document_id: str) -> tuple[tuple[Passage, ...], Vectors]:
        """A document's passages and their vectors."""


def find_problems(
    store: Readable, catalogue: Catalogue, originals: SharedOriginals
) -> Iterator[Problem]:
    """Every problem there is, document by document; those removed meanwhile are passed over."""
    live = catalogue.live(None, fresh=True)
    for document in live.values():
        try:
            yield from _problems_of(store, catalogue, document, originals)
        except DocumentNotFound:
            continue
        except StoreDamaged as error:
            yield Problem(document.document.name, str(error))
    known = {(document_id, found.version) for document_id, found in live.items()}
    for document_id, version in sorted(catalogue.named_versions() - known):
        if document_id not in live:
            yield Problem(document_id, f"version {version} has a name, but its rows are gone")


def _problems_of(
    store: Readable, catalogue: Catalogue, live: LiveDocument, originals: SharedOriginals
) -> Iterator[Problem]:
    document_id = live.document.document_id
    pages = {page.number: page.text for page in store.pages(document_id)}
    if sorted(pages) != catalogue.page_numbers(live):
        yield Problem(live.document.name, "pages are missing; remove it and add it again")
        return
    passages, _ = store.passages(document_id)
    for passage in passages:
        if pages.get(passage.page, "")[passage.start : passage.end] != passage.text:
            yield Problem(
                live.document.name, f"passage {passage.passage_id} isn't what its page says"
            )
    original = originals.path(document_id, live.document.kind)
    if sha256_of(original) != document_id:
        yield Problem(str(original), "the original isn't the file that was added")
