"""A small real library and readers for the tests of ingestion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from storage.errors import DocumentNotFound
from storage.records import Document, PreparedDocument, PutReceipt, Vectors


@dataclass
class DictLibrary:
    """Keeps documents in dictionaries, by the same rules as a store."""

    prepared: dict[str, PreparedDocument] = field(default_factory=dict)
    vectors: dict[str, Vectors] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)

    def put(self, document: PreparedDocument, vectors: Vectors) -> PutReceipt:
        assert vectors.shape[0] == len(document.passages)
        self.prepared.setdefault(document.document_id, document)
        self.vectors.setdefault(document.document_id, vectors)
        return self.link(document.name, document.document_id)

    def collect(
        self, document_ids: Iterable[str], *, into: Iterable[str] = (), out_of: Iterable[str] = ()
    ) -> None:
        raise NotImplementedError  # no test of these collects anything

    def link(
        self, name: str, document_id: str, *, container: str = "", folder: str = ""
    ) -> PutReceipt:
        before = self.owners.get(name)
        self.owners[name] = document_id
        replaced: tuple[str, ...] = ()
        if before is not None and before not in self.owners.values():
            del self.prepared[before], self.vectors[before]
            replaced = (before,)
        return PutReceipt(document_id, (), replaced)

    def replace(self, document: PreparedDocument, vectors: Vectors) -> PutReceipt:
        if document.document_id not in self.prepared:
            raise DocumentNotFound(document.document_id)
        self.prepared[document.document_id] = document
        self.vectors[document.document_id] = vectors
        return PutReceipt(document.document_id, (), ())

    def documents(self) -> tuple[Document, ...]:
        return tuple(map(self.document, self.prepared))

    def document(self, document_id: str) -> Document:
        if document_id not in self.prepared:
            raise DocumentNotFound(document_id)
        document = self.prepared[document_id]
        return Document(
            document_id=document_id,
            name=self._names(document_id)[0],
            names=self._names(document_id),
            kind=document.kind,
            reading=document.reading,
            title=document.title,
            size_bytes=document.size_bytes,
            page_count=document.page_count,
            pages_without_text=document.pages_without_text,
            passage_count=len(document.passages),
            added_at=0.0,
        )

    def original(self, document_id: str) -> Path:
        if document_id not in self.prepared:
            raise DocumentNotFound(document_id)
        return self.prepared[document_id].original

    def _names(self, document_id: str) -> tuple[str, ...]:
        return tuple(name for name, owner in self.owners.items() if owner == document_id)
