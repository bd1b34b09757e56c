"""A library as plain files that any program can read, and back.

library.json      format, and what made the vectors; written last
documents.jsonl   one document a line, with its names
pages.jsonl       one page a line, in the order of the documents
passages.jsonl    one passage a line, in the order of the documents
vectors/ID.npy    a document's vectors, row i for its passage i
files/ID.pdf      the originals
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, fields
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from storage.errors import DocumentNotFound, StoreDamaged, StoreError, StoreForeign
from storage.milvus.location import MilvusAccess
from storage.opening import NO_ACCESS, open_store
from storage.reading_whole import link
from storage.records import (
    Document,
    Fingerprint,
    Naming,
    Page,
    PassageDraft,
    PreparedDocument,
    SourceRun,
    TextBox,
    early_reading,
)
from storage.store import KeptStore

_FORMAT = 1
_ABOUT_FILE = "library.json"
_OF_DOCUMENTS = tuple(field.name for field in fields(Document))
_OF_PAGES = tuple(field.name for field in fields(Page))
_OF_PASSAGES = tuple(field.name for field in fields(PassageDraft))


def export_library(store: KeptStore, folder: Path) -> int:
    """Write the whole library to a new folder; returns how many documents it holds.

    Documents that are removed meanwhile may be left out.

    Raises:
        StoreForeign: the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise StoreForeign(f"{folder} isn't empty; give a new folder to export to")
    count = 0
    try:
        for name in ("files", "vectors"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        with (
            (folder / "documents.jsonl").open("w") as documents,
            (folder / "pages.jsonl").open("w") as pages,
            (folder / "passages.jsonl").open("w") as passages,
        ):
            for document in store.documents():
                try:
                    lines = _export_document(store, document, folder)
                except DocumentNotFound:
                    continue
                for stream, text in zip((documents, pages, passages), lines, strict=True):
                    stream.write(text)
                count += 1
        about = {"format": _FORMAT, "fingerprint": asdict(store.fingerprint), "documents": count}
        (folder / _ABOUT_FILE).write_text(json.dumps(about, indent=1))
    except OSError as error:
        raise StoreError(f"{folder} can't be written: {error.strerror}") from error
    return count


def import_library(folder: Path, location: str, access: MilvusAccess = NO_ACCESS) -> int:
    """Add everything that was exported to a library; returns how many documents that is.

    A missing library is made. Documents get new passage ids and today as the time of adding.

    Raises:
        StoreMissing, StoreDamaged: the folder isn't a whole export.
        FingerprintMismatch: the library's vectors are another encoder's.
    """
    fingerprint = exported_fingerprint(folder)
    store = open_store(location, fingerprint, create=True, access=access)
    count = 0
    try:
        for document, namings in _exported_documents(folder):
            vectors = np.load(_vectors_file(folder, document.document_id), allow_pickle=False)
            store.put(document, vectors)
            for naming in namings:
                link(store, naming, document.document_id)
            count += 1
        if count != _about(folder)["documents"]:
            raise ValueError(f"it should hold {_about(folder)['documents']} documents")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreDamaged(
            f"{folder} can't be imported after {count} documents: {error}"
        ) from error
    finally:
        store.close()
    return count


def exported_fingerprint(folder: Path) -> Fingerprint:
    """What made the vectors of an export."""
    try:
        return Fingerprint.from_json(_about(folder)["fingerprint"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreDamaged(f"{folder} isn't a whole export: {error}") from error


def _about(folder: Path) -> dict[str, Any]:
    path = folder / _ABOUT_FILE
    try:
        about: dict[str, Any] = json.loads(path.read_text())
        exported_format = about["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreDamaged(f"{path} isn't that of a whole export: {error}") from error
    if exported_format != _FORMAT:
        raise StoreError(f"{path} has format {exported_format}; update Footnote to import it")
    return about


def _export_document(store: KeptStore, document: Document, folder: Path) -> tuple[str, str, str]:
    """Write a document's files; returns its lines about itself, its pages and its passages."""
    document_id = document.document_id
    pages = store.pages(document_id)
    passages, vectors = store.passages(document_id)
    original = store.original(document_id)
    try:
        shutil.copyfile(original, folder / "files" / original.name)
    except FileNotFoundError:
        store.original(document_id)  # raises DocumentNotFound if it was removed just now
        raise
    np.save(_vectors_file(folder, document_id), vectors, allow_pickle=False)
    return (
        _line({**asdict(document), "file": original.name}),
        "".join(_line({"document_id": document_id, **asdict(page)}) for page in pages),
        "".join(_line(asdict(passage)) for passage in passages),
    )


def _exported_documents(folder: Path) -> Iterator[tuple[PreparedDocument, tuple[Naming, ...]]]:
    """Each exported document with all its names, the first of them its own."""
    splitting_version = _about(folder)["fingerprint"].get("splitting_version", 1)
    pages = _grouped(folder / "pages.jsonl")
    passages = _grouped(folder / "passages.jsonl")
    next_pages, next_passages = next(pages, None), next(passages, None)
    for row in _rows(folder / "documents.jsonl"):
        own_pages: list[dict[str, Any]] = []
        own_passages: list[dict[str, Any]] = []
        if next_pages and next_pages[0] == row["document_id"]:
            own_pages, next_pages = next_pages[1], next(pages, None)
        if next_passages and next_passages[0] == row["document_id"]:
            own_passages, next_passages = next_passages[1], next(passages, None)
        document = _document(row, splitting_version)
        original = folder / "files" / Path(row["file"]).name
        yield (
            document.prepared(
                original, list(map(_page, own_pages)), list(map(_draft, own_passages))
            ),
            document.namings,
        )


def _document(row: dict[str, Any], splitting_version: int) -> Document:
    known = {"reading": early_reading(row["kind"], splitting_version), **row}
    content = {name: known[name] for name in _OF_DOCUMENTS if name in known}
    for name, value in content.items():
        if isinstance(value, list):
            content[name] = tuple(tuple(item) if isinstance(item, list) else item for item in value)
    return Document(**content)


def _page(row: dict[str, Any]) -> Page:
    known = {name: row[name] for name in _OF_PAGES if name in row}
    known["source_runs"] = tuple(SourceRun(**run) for run in row["source_runs"])
    known["boxes"] = tuple(TextBox(**box) for box in row.get("boxes", ()))
    return Page(**known)


def _draft(row: dict[str, Any]) -> PassageDraft:
    return PassageDraft(**{name: row[name] for name in _OF_PASSAGES if name in row})


def _vectors_file(folder: Path, document_id: str) -> Path:
    return folder / "vectors" / f"{Path(document_id).name}.npy"


def _grouped(path: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for document_id, rows in groupby(_rows(path), key=itemgetter("document_id")):
        yield document_id, list(rows)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open() as stream:
        for line in stream:
            yield json.loads(line)


def _line(row: dict[str, Any]) -> str:
    # Escaped to ASCII, so that line separators and unpaired surrogates in names survive.
    return json.dumps(row) + "\n"
