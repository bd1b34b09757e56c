"""Which documents a library in Milvus holds: versions, and the names that make them count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from storage.errors import DocumentNotFound
from storage.milvus import layout
from storage.milvus.collected import collections_of
from storage.milvus.columns import MilvusRow
from storage.milvus.connection import Connection
from storage.milvus.contents import (
    Binding,
    LiveDocument,
    document_of,
    header_content,
    naming_content,
    naming_of,
    page_content,
    page_of,
)
from storage.records import (
    DocumentKind,
    Naming,
    Page,
    PreparedDocument,
)

_PAGES_AT_ONCE = 200
_COLUMNS = (
    "key", "kind", "document_id", "name_id", "version", "number", "part", "payload",
)  # fmt: skip


class Catalogue:
    """The records of a library."""

    def __init__(self, connection: Connection, records: str, place: str) -> None:
        """``records`` names the collection; ``place`` names the library in messages."""
        self._connection = connection
        self._records = records
        self._place = place

    def live(
        self, document_ids: Collection[str] | None, *, fresh: bool = False
    ) -> Mapping[str, LiveDocument]:
        """Those of the documents that count, by id; ``None`` asks for all."""
        where = 'kind in ["document", "name", "collected"]'
        if document_ids is not None:
            if not document_ids:
                return {}
            where += f" and {layout.any_of('document_id', document_ids)}"
        rows = self._connection.rows(self._records, where, _COLUMNS, fresh=fresh)
        bindings = self._bindings(rows)
        if document_ids is not None:
            bindings = self._holding(bindings, fresh=fresh)
        headers: dict[tuple[str, int], list[MilvusRow]] = defaultdict(list)
        for row in rows:
            if row["kind"] == "document":
                headers[row["document_id"], row["version"]].append(row)
        return _live(_latest(bindings), headers, collections_of(rows))

    def bindings(self, name: str) -> list[Binding]:
        """What the name stands for, the one that holds first; more than one after a crash."""
        where = f'kind == "name" and name_id == "{layout.name_id(name)}"'
        rows = self._connection.rows(self._records, where, _COLUMNS, fresh=True)
        return sorted(self._bindings(rows), key=lambda binding: -binding.number)

    def bindings_to(self, document_id: str) -> list[Binding]:
        """Every name that was given to a document, even where it went elsewhere since."""
        where = f'kind == "name" and document_id == "{document_id}"'
        return self._bindings(self._connection.rows(self._records, where, _COLUMNS, fresh=True))

    def bind(
        self, namings: Sequence[Naming], document_id: str, version: int, *, above: int
    ) -> None:
        """Let the names stand for the version, all from one moment on.

        ``above`` is the highest number that any of them has; they keep their order.
        """
        first = max(layout.new_version(), above + 1)
        rows: list[MilvusRow] = []
        for number, naming in enumerate(namings, first):
            name_id = layout.name_id(naming.name)
            content = naming_content(naming)
            rows += layout.record_rows(
                "name", f"{name_id}-{number}", content,
                document_id=document_id, name_id=name_id, version=version, number=number,
            )  # fmt: skip
        self._connection.insert(self._records, rows)

    def unbind(self, bindings: Iterable[Binding]) -> None:
        """Take names away, all at one moment."""
        keys = [key for binding in bindings for key in binding.keys]
        if keys:
            self._connection.delete(self._records, layout.any_of("key", keys))

    def write_header(self, document: PreparedDocument, version: int, added_at: float) -> None:
        """Say that a version is being written; it counts only once a name stands for it."""
        content = header_content(document, added_at)
        self._insert("document", document.document_id, version, 0, content)

    def write_pages(self, document_id: str, version: int, pages: Sequence[Page]) -> None:
        """Write the pages of a version."""
        rows = [
            row
            for page in pages
            for row in _record("page", document_id, version, page.number, page_content(page))
        ]
        self._connection.insert(self._records, rows)

    def pages(self, live: LiveDocument, numbers: Sequence[int] | None = None) -> list[Page]:
        """Those pages of a document that there are, by number; all of them for ``None``."""
        document_id = live.document.document_id
        wanted = self.page_numbers(live) if numbers is None else sorted(numbers)
        rows: dict[int, list[MilvusRow]] = defaultdict(list)
        for start in range(0, len(wanted), _PAGES_AT_ONCE):
            some = ", ".join(map(str, wanted[start : start + _PAGES_AT_ONCE]))
            where = f'kind == "page" and {layout.of_version(document_id, live.version)}'
            where += f" and number in [{some}]"
            for row in self._connection.rows(self._records, where, _COLUMNS):
                rows[row["number"]].append(row)
        return [
            page_of(layout.record_content(rows[number], f"page {number} of {live.document.name}"))
            for number in wanted
            if number in rows
        ]

    def page_numbers(self, live: LiveDocument) -> list[int]:
        """The numbers of the pages that a document was written with."""
        return sorted(self._header(live.document.document_id, live.version)["pages"])

    def kind_and_parts(self, document_id: str, version: int) -> tuple[DocumentKind, list[str]]:
        """What kind a version is, and the ids of what was found in it, whether it counts or not."""
        header = self._header(document_id, version)
        return header["kind"], header.get("parts", [])

    def _header(self, document_id: str, version: int) -> dict[str, Any]:
        where = f'kind == "document" and {layout.of_version(document_id, version)}'
        rows = self._connection.rows(self._records, where, _COLUMNS)
        content: dict[str, Any] = layout.record_content(rows, f"document {document_id}")
        return content

    def drop_pages(self, document_id: str, version: int) -> None:
        """Remove the pages of a version."""
        where = f'kind == "page" and {layout.of_version(document_id, version)}'
        self._connection.delete(self._records, where)

    def drop_header(self, document_id: str, version: int) -> None:
        """Remove the last that says of a version that rows of it may be there."""
        where = f'kind == "document" and {layout.of_version(document_id, version)}'
        self._connection.delete(self._records, where)

    def count(self, document_id: str, version: int) -> int:
        """How many records of a version there are."""
        return self._connection.count(self._records, layout.of_version(document_id, version))

    def written_versions(self) -> frozenset[tuple[str, int]]:
        """Each document and version of which rows may be there, whether it counts or not."""
        rows = self._connection.rows(
            self._records, 'kind == "document"', ("document_id", "version"), fresh=True
        )
        return frozenset((row["document_id"], row["version"]) for row in rows)

    def named_versions(self) -> frozenset[tuple[str, int]]:
        """Each document and version that a name stands for."""
        rows = self._connection.rows(self._records, 'kind == "name"', _COLUMNS, fresh=True)
        return frozenset(
            (binding.document_id, binding.version) for binding in _latest(self._bindings(rows))
        )

    def find(self, document_id: str, *, fresh: bool = False) -> LiveDocument:
        """That document; raises ``DocumentNotFound``."""
        found = self.live([document_id], fresh=fresh).get(document_id)
        if found is None:
            raise DocumentNotFound(f"no document {document_id!r} is in the library")
        return found

    def _holding(self, bindings: Sequence[Binding], *, fresh: bool) -> list[Binding]:
        """Those that no later binding of the same name took the place of."""
        if not bindings:
            return []
        names = {binding.name_id for binding in bindings}
        where = f'kind == "name" and {layout.any_of("name_id", names)}'
        rows = self._connection.rows(self._records, where, ("name_id", "number"), fresh=fresh)
        latest: dict[str, int] = {}
        for row in rows:
            latest[row["name_id"]] = max(row["number"], latest.get(row["name_id"], 0))
        return [each for each in bindings if each.number >= latest.get(each.name_id, 0)]

    def _bindings(self, rows: Iterable[MilvusRow]) -> list[Binding]:
        grouped: dict[tuple[str, int], list[MilvusRow]] = defaultdict(list)
        for row in rows:
            if row["kind"] == "name":
                grouped[row["name_id"], row["number"]].append(row)
        return [
            Binding(
                naming=naming_of(layout.record_content(parts, f"a name in {self._place}")),
                name_id=name_id,
                document_id=parts[0]["document_id"],
                version=parts[0]["version"],
                number=number,
                keys=tuple(row["key"] for row in parts),
            )
            for (name_id, number), parts in grouped.items()
        ]

    def _insert(
        self, kind: str, document_id: str, version: int, number: int, content: object
    ) -> None:
        self._connection.insert(self._records, _record(kind, document_id, version, number, content))


def _live(
    bindings: Iterable[Binding],
    headers: Mapping[tuple[str, int], Sequence[MilvusRow]],
    collections: Mapping[str, Collection[str]],
) -> dict[str, LiveDocument]:
    names: dict[str, list[Binding]] = defaultdict(list)
    for binding in bindings:
        if (binding.document_id, binding.version) in headers:
            names[binding.document_id].append(binding)
    live = {}
    for document_id, own in names.items():
        # Two servers that took in the same content at once made two versions of it.
        version = min(binding.version for binding in own)
        ordered = sorted(own, key=lambda binding: binding.number)
        content = layout.record_content(headers[document_id, version], ordered[0].naming.name)
        within = collections.get(document_id, ())
        live[document_id] = document_of(document_id, version, ordered, content, within)
    return live


def _latest(bindings: Iterable[Binding]) -> list[Binding]:
    """One binding for each name: the one that holds."""
    latest: dict[str, Binding] = {}
    for binding in bindings:
        other = latest.get(binding.name_id)
        if other is None or other.number < binding.number:
            latest[binding.name_id] = binding
    return list(latest.values())


def _record(
    kind: str, document_id: str, version: int, number: int, content: object
) -> list[MilvusRow]:
    return layout.record_rows(
        kind, f"{document_id}-{version}-{number}", content,
        document_id=document_id, version=version, number=number,
    )  # fmt: skip
