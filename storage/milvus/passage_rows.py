"""The rows of passages: one for each passage of each version of a document."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from storage.errors import StoreDamaged
from storage.milvus import layout
from storage.milvus.columns import MilvusRow
from storage.milvus.connection import Connection
from storage.milvus.contents import LiveDocument
from storage.records import Passage, PreparedDocument, Vectors
from storage.text.words import index_terms

_AT_ONCE = 1_000


class PassageRows:
    """The collection that passages lie in. Safe to use from several threads."""

    def __init__(self, connection: Connection, collection: str, *, has_words: bool) -> None:
        """``has_words`` says whether the collection has a field for BM25's terms."""
        self._connection = connection
        self._collection = collection
        self._has_words = has_words

    def write(
        self,
        document: PreparedDocument,
        vectors: Vectors,
        version: int,
        passage_ids: Sequence[int],
    ) -> None:
        """Write a document's passages, row i of the (n, dimension) ``vectors`` for passage i."""
        rows = layout.passage_rows(
            document.document_id, version, document.passages, vectors, passage_ids
        )
        if self._has_words:
            for row, draft in zip(rows, document.passages, strict=True):
                row["terms"] = index_terms(draft.in_context)
        self._connection.insert(self._collection, rows)

    def read(self, live: LiveDocument, *, dimension: int) -> tuple[tuple[Passage, ...], Vectors]:
        """A document's passages in order and their (n, dimension) vectors, all checked.

        Raises:
            StoreDamaged: passages are missing, or don't hold what was written.
        """
        rows = self._rows(live, (*layout.PASSAGE_COLUMNS, "vector"))
        vectors = np.empty((len(rows), dimension), dtype=np.float32)
        for at, row in enumerate(rows):
            vectors[at] = row["vector"]
        return tuple(passage_of(row, live) for row in rows), vectors

    def ids(self, live: LiveDocument) -> tuple[int, ...]:
        """The ids of a document's passages, in order."""
        return tuple(row["passage_id"] for row in self._rows(live, ("passage_id", "position")))

    def at(self, live: LiveDocument, page: int, start: int) -> Passage | None:
        """The last passage that holds a place, or ``None``."""
        place = f"page == {page} and start_at <= {start} and end_at > {start}"
        columns = (*layout.PASSAGE_COLUMNS, "vector")
        rows = self._connection.rows(self._collection, f"{_of(live)} and {place}", columns)
        last = max(rows, key=lambda row: int(row["start_at"]), default=None)
        return None if last is None else passage_of(last, live)

    def drop(self, document_id: str, version: int) -> int:
        """Remove a version's rows; returns how many are there still, which should be none."""
        where = layout.of_version(document_id, version)
        self._connection.delete(self._collection, where)
        return self._connection.count(self._collection, where)

    def _rows(self, live: LiveDocument, columns: Sequence[str]) -> list[MilvusRow]:
        rows: list[MilvusRow] = []
        for start in range(0, live.document.passage_count, _AT_ONCE):
            part = f"position >= {start} and position < {start + _AT_ONCE}"
            found = self._connection.rows(self._collection, f"{_of(live)} and {part}", columns)
            rows += sorted(found, key=lambda row: int(row["position"]))
        if len(rows) != live.document.passage_count:
            raise StoreDamaged(
                f"{live.document.name} has {len(rows)} of its {live.document.passage_count} "
                "passages; remove the document and add it again"
            )
        return rows


def passage_of(row: MilvusRow, live: LiveDocument) -> Passage:
    """The passage in a row, checked against what it was written with.

    Raises:
        StoreDamaged: text or vector aren't those that were written under this id.
    """
    vector = np.asarray(row["vector"], dtype=np.float32)
    expected = layout.row_checksum(row["passage_id"], row["document_id"], row["text"], vector)
    if row["checksum"] != expected:
        raise StoreDamaged(
            f"passage {row['passage_id']} of {live.document.name} doesn't hold what was written; "
            "remove the document and add it again"
        )
    return Passage(
        passage_id=row["passage_id"],
        document_id=row["document_id"],
        document=live.document.name,
        kind=live.document.kind,
        title=live.document.title,
        page=row["page"],
        start=row["start_at"],
        end=row["end_at"],
        first_line=row["first_line"],
        last_line=row["last_line"],
        heading=row["heading"],
        text=row["text"],
        context=live.contexts.get(row["position"], ""),
        place=live.places.get(row["position"], ""),
        page_label=live.labels.get(row["page"], ""),
        by_ocr=row["page"] in live.by_ocr,
    )


def _of(live: LiveDocument) -> str:
    return layout.of_version(live.document.document_id, live.version)
