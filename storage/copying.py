"""A whole library from one place to another, whichever engines keep it, and whether it arrived."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from storage.errors import DocumentNotFound, StoreDamaged, StoreForeign
from storage.files.digest import sha256_of
from storage.reading_whole import link, read_whole
from storage.records import Document, Problem
from storage.store import KeptStore

_SAME = 1e-6  # numbers of a vector that differ by less are the same number


@dataclass(frozen=True, slots=True)
class CopyReport:
    """How many documents and passages both libraries hold now, and how many of them were new."""

    documents: int
    passages: int
    copied: int


def copy_library(
    source: KeptStore, target: KeptStore, on_document: Callable[[Document], None]
) -> CopyReport:
    """Copy what the target lacks, then compare all of it; begun again, it goes on where it was.

    Documents get new passage ids, in the same order.
    ``on_document`` is told each document that was copied.

    Raises:
        StoreForeign: the target holds documents that the source doesn't.
        StoreDamaged: the two differ afterwards; the message says where.
    """
    _refuse_others(source, target)
    held = {document.document_id: document for document in target.documents()}
    copied = 0
    for document in sorted(source.documents(), key=_order):
        known = held.get(document.document_id)
        if known == document:
            continue
        try:
            _copy_document(source, target, document, known)
        except DocumentNotFound:
            continue  # removed meanwhile; the comparison below goes by what is there now
        copied += 1
        on_document(document)
    for problem in differences(source, target):
        raise StoreDamaged(f"the copy differs at {problem.place}: {problem.message}")
    documents = target.documents()
    passages = sum(document.passage_count for document in documents)
    return CopyReport(len(documents), passages, copied)


def differences(source: KeptStore, target: KeptStore) -> Iterator[Problem]:
    """What one of two libraries holds and the other doesn't, or holds otherwise.

    Names, pages, passages with their places and vectors, and originals are compared; passage ids
    belong to a library and aren't.
    """
    mine = {document.document_id: document for document in source.documents()}
    theirs = {document.document_id: document for document in target.documents()}
    for document_id in sorted(mine.keys() ^ theirs.keys()):
        where = "the copy" if document_id in mine else "the source"
        yield Problem((mine.get(document_id) or theirs[document_id]).name, f"{where} lacks it")
    for document_id in sorted(mine.keys() & theirs.keys()):
        ours, other = mine[document_id], theirs[document_id]
        if ours != other:
            yield Problem(ours.name, "what is recorded of it differs")
        elif difference := _difference(source, target, document_id):
            yield Problem(ours.name, difference)


def _refuse_others(source: KeptStore, target: KeptStore) -> None:
    known = {document.document_id for document in source.documents()}
    for document in target.documents():
        if document.document_id not in known:
            raise StoreForeign(
                f"the library to copy to holds {document.name}, which the other doesn't; "
                "copy into a new library"
            )


def _order(document: Document) -> tuple[float, str]:
    return document.added_at, document.document_id


def _copy_document(
    source: KeptStore, target: KeptStore, document: Document, known: Document | None
) -> None:
    prepared, vectors = read_whole(source, document)
    if known is not None and known.reading != document.reading:
        target.replace(prepared, vectors)  # read anew since it was copied
    target.put(prepared, vectors, added_at=document.added_at)
    for naming in document.namings[1:]:
        link(target, naming, document.document_id)


def _difference(source: KeptStore, target: KeptStore, document_id: str) -> str:
    """In what a document differs, or ""."""
    if source.pages(document_id) != target.pages(document_id):
        return "its pages differ"
    passages, vectors = source.passages(document_id)
    others, other_vectors = target.passages(document_id)
    if [passage.draft() for passage in passages] != [passage.draft() for passage in others]:
        return "its passages differ"
    if len(vectors) and float(np.abs(vectors - other_vectors).max()) > _SAME:
        return "its vectors differ"
    if sha256_of(target.original(document_id)) != document_id:
        return "its original isn't the file that was added"
    return ""
