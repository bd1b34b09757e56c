"""What the rows of a library in Milvus are.

NAME           one row a passage, with its text, offsets and vector
NAME_records   one row or more for everything else, told apart by ``kind``:
               library    the format and what made the vectors
               ids        a block of passage ids that some server took for itself
               document   a version of a document, written first and removed last
               page       a page of it
               name       a name, and the version that it stands for
               collected  a collection, and a document that is in it

A version is one writing of a document. It counts from the moment that a name stands for it, which
is one row and so happens at once; it stops counting when no name does. Rows of versions that don't
count are found by nothing and cleared away. Where two rows give one name, the later one holds.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from storage.checks import content_checksum
from storage.errors import StoreDamaged, StoreError
from storage.milvus.columns import LONGEST_TEXT_BYTES, Field, IndexSettings, MilvusRow
from storage.options import IndexKind
from storage.records import PassageDraft, Vectors

FORMAT = 1

INDEXES: dict[IndexKind, IndexSettings] = {
    "flat": IndexSettings("FLAT", {}),
    "hnsw": IndexSettings("HNSW", {"M": 32, "efConstruction": 200}),
    "ivf": IndexSettings("IVF_FLAT", {"nlist": 1024}),
    "sq8": IndexSettings("IVF_SQ8", {"nlist": 1024}),
}
"""The kinds that Milvus serves; tests/benchmarks/MILVUS.md has what they find."""

PASSAGE_SHARDS = 2
RECORD_SHARDS = 1
"""Records are few, and in one shard the removal of several rows is one message."""

_LEAST_EF = 512
_PROBES = 64
_PART_CHARACTERS = 60_000  # of base64, which are bytes too
_VERSION_BITS = 10

RECORD_FIELDS = (
    Field("key", "text", 256, is_key=True),
    Field("kind", "text", 16, is_indexed=True),
    Field("document_id", "text", 64, is_indexed=True),
    Field("name_id", "text", 64, is_indexed=True),
    Field("version", "integer"),
    Field("number", "integer"),
    Field("part", "integer"),
    Field("payload", "text", LONGEST_TEXT_BYTES),
    Field("nothing", "vector", 2),  # every collection of Milvus 2.3 needs a vector
)

_NUMBERS = (
    "version", "position", "page", "start_at", "end_at", "first_line", "last_line", "checksum",
)  # fmt: skip
PASSAGE_COLUMNS = (
    "passage_id", "document_id", "version", "position", "page", "start_at", "end_at",
    "first_line", "last_line", "heading", "text", "checksum",
)  # fmt: skip


def passage_fields(dimension: int, *, with_words: bool) -> tuple[Field, ...]:
    """The columns of the collection of passages."""
    fields = (
        Field("passage_id", "integer", is_key=True),
        Field("document_id", "text", 64, is_indexed=True),
        *(Field(name, "integer") for name in _NUMBERS),
        Field("heading", "text", LONGEST_TEXT_BYTES),
        Field("text", "text", LONGEST_TEXT_BYTES),
        Field("vector", "vector", dimension),
    )
    return (*fields, Field("terms", "terms", LONGEST_TEXT_BYTES)) if with_words else fields


def searching(index_kind: str, limit: int) -> dict[str, int]:
    """How widely an index of that kind looks around for so many rows."""
    if index_kind == "HNSW":
        return {"ef": max(_LEAST_EF, limit)}
    return {} if index_kind == "FLAT" else {"nprobe": _PROBES}


def new_version() -> int:
    """A number for a writing of a document: by time, in microseconds, and unlike any other."""
    return (time.time_ns() // 1000 << _VERSION_BITS) + secrets.randbelow(1 << _VERSION_BITS)


def version_age_seconds(version: int) -> float:
    """How long ago that number was made, by this machine's clock."""
    return time.time() - (version >> _VERSION_BITS) / 1e6


def name_id(name: str) -> str:
    """What stands for a name in keys and searches."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def record_rows(
    kind: str,
    key: str,
    content: Any,
    *,
    document_id: str = "",
    name_id: str = "",
    version: int = 0,
    number: int = 0,
) -> list[MilvusRow]:
    """The rows of one record, in as many parts as its content needs."""
    packed = zlib.compress(json.dumps(content).encode(), 6)
    text = base64.b64encode(packed).decode()
    parts = [text[at : at + _PART_CHARACTERS] for at in range(0, len(text), _PART_CHARACTERS)]
    return [
        {
            "key": f"{kind}-{key}-{part}",
            "kind": kind,
            "document_id": document_id,
            "name_id": name_id,
            "version": version,
            "number": number,
            "part": part,
            "payload": payload,
            "nothing": [1.0, 0.0],
        }
        for part, payload in enumerate(parts)
    ]


def record_content(rows: Iterable[MilvusRow], place: str) -> Any:
    """What a record's rows hold; raises ``StoreDamaged`` where they aren't whole."""
    parts = {row["part"]: row["payload"] for row in rows}
    if sorted(parts) != list(range(len(parts))):
        raise StoreDamaged(f"{place} has lost a part")
    text = "".join(parts[part] for part in sorted(parts))
    try:
        return json.loads(zlib.decompress(base64.b64decode(text)))
    except (ValueError, zlib.error) as error:
        raise StoreDamaged(f"{place} doesn't hold what was written: {error}") from error


def passage_rows(
    document_id: str,
    version: int,
    drafts: Sequence[PassageDraft],
    vectors: Vectors,
    passage_ids: Sequence[int],
) -> list[MilvusRow]:
    """The rows of a version's passages.

    Raises:
        StoreError: a text is longer than Milvus keeps.
    """
    rows = []
    for position, (draft, passage_id) in enumerate(zip(drafts, passage_ids, strict=True)):
        for text in (draft.text, draft.heading):
            if len(text.encode()) > LONGEST_TEXT_BYTES:
                raise StoreError(
                    f"a passage of page {draft.page} has more than {LONGEST_TEXT_BYTES} bytes "
                    "without a place to split it; a library in Milvus can't keep that"
                )
        rows.append(
            {
                "passage_id": passage_id,
                "document_id": document_id,
                "version": version,
                "position": position,
                "page": draft.page,
                "start_at": draft.start,
                "end_at": draft.end,
                "first_line": draft.first_line,
                "last_line": draft.last_line,
                "heading": draft.heading,
                "text": draft.text,
                "checksum": row_checksum(passage_id, document_id, draft.text, vectors[position]),
                "vector": vectors[position].tolist(),
            }
        )
    return rows


def row_checksum(passage_id: int, document_id: str, text: str, vector: Vectors) -> int:
    """What binds a passage's text and vector to its id and document."""
    return content_checksum(passage_id, document_id.encode(), text.encode(), vector.tobytes())


def any_of(field: str, values: Iterable[str]) -> str:
    """A condition that a text field has one of these values, which are digests or keys of ours."""
    return f"{field} in [{', '.join(json.dumps(value) for value in sorted(set(values)))}]"


def of_version(document_id: str, version: int) -> str:
    """The condition that a row belongs to one version of a document."""
    return f'document_id == "{document_id}" and version == {version}'
