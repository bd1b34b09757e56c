"""What is recorded of documents, names and pages in Milvus, from records to contents and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from storage.errors import StoreDamaged
from storage.records import (
    Document,
    Naming,
    Page,
    PreparedDocument,
    SourceRun,
    TextBox,
    early_reading,
)


@dataclass(frozen=True, slots=True)
class Binding:
    """A name and the version that it stands for; of two for one name the higher number holds."""

    naming: Naming
    name_id: str
    document_id: str
    version: int
    number: int
    keys: tuple[str, ...]

    @property
    def stands_for(self) -> tuple[str, int, Naming]:
        """The document, its version, and the name with where it comes from."""
        return self.document_id, self.version, self.naming


@dataclass(frozen=True, slots=True)
class LiveDocument:
    """A document that counts now, and its version.

    ``contexts`` and ``places`` have those of its passages that have any, by position; ``labels``
    and ``by_ocr`` those of its pages, by number.
    """

    document: Document
    version: int
    contexts: Mapping[int, str]
    places: Mapping[int, str]
    labels: Mapping[int, str]
    by_ocr: frozenset[int]


def header_content(document: PreparedDocument, added_at: float) -> dict[str, Any]:
    """What is recorded of a version of a document beside its pages and passages."""
    placed = list(enumerate(document.passages))
    return {
        "kind": document.kind,
        "title": document.title,
        "size_bytes": document.size_bytes,
        "page_count": document.page_count,
        "pages_without_text": document.pages_without_text,
        "pages": [page.number for page in document.pages],
        "passage_count": len(document.passages),
        "added_at": added_at,
        "reading": document.reading,
        "notes": document.notes,
        "facts": document.facts,
        "parts": document.parts,
        "contexts": [(at, one.context) for at, one in placed if one.context],
        "places": [(at, one.place) for at, one in placed if one.place],
        "labels": [(page.number, page.label) for page in document.pages if page.label],
        "by_ocr": [page.number for page in document.pages if page.by_ocr],
    }


def document_of(
    document_id: str,
    version: int,
    bindings: Sequence[Binding],
    content: Mapping[str, Any],
    collections: Iterable[str],
) -> LiveDocument:
    """The document that a header records; raises ``StoreDamaged`` where it lacks something."""
    try:
        document = Document(
            document_id=document_id,
            name=bindings[0].naming.name,
            names=tuple(binding.naming.name for binding in bindings),
            kind=content["kind"],
            title=content["title"],
            size_bytes=content["size_bytes"],
            page_count=content["page_count"],
            pages_without_text=tuple(content["pages_without_text"]),
            passage_count=content["passage_count"],
            added_at=content["added_at"],
            reading=content.get("reading") or early_reading(content["kind"]),
            notes=tuple(content.get("notes", ())),
            facts=tuple((name, value) for name, value in content.get("facts", ())),
            containers=tuple(binding.naming.container for binding in bindings),
            parts=tuple(content.get("parts", ())),
            folders=tuple(binding.naming.folder for binding in bindings),
            collections=tuple(sorted(collections)),
        )
        return LiveDocument(
            document,
            version,
            contexts=dict(content.get("contexts", ())),
            places=dict(content.get("places", ())),
            labels=dict(content.get("labels", ())),
            by_ocr=frozenset(content.get("by_ocr", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise StoreDamaged(f"{bindings[0].naming.name} isn't recorded whole: {error}") from error


def naming_content(naming: Naming) -> str | list[str]:
    """A name as it is recorded: alone, or with where it comes from."""
    parts = [naming.name, naming.container, naming.folder]
    while not parts[-1] and len(parts) > 1:
        del parts[-1]
    return parts if len(parts) > 1 else naming.name


def naming_of(content: str | list[str]) -> Naming:
    """The name that a record holds."""
    return Naming(content) if isinstance(content, str) else Naming(*content)


def page_content(page: Page) -> dict[str, Any]:
    """What is recorded of a page."""
    runs = [(run.text_start, run.source_start, run.length) for run in page.source_runs]
    boxes = [astuple(box) for box in page.boxes]
    return {
        "number": page.number, "text": page.text, "source_runs": runs,
        "label": page.label, "by_ocr": page.by_ocr, "boxes": boxes,
    }  # fmt: skip


def page_of(content: Mapping[str, Any]) -> Page:
    """The page that a record holds; earlier versions recorded less of it."""
    runs = tuple(SourceRun(*run) for run in content["source_runs"])
    return Page(
        content["number"],
        content["text"],
        runs,
        content.get("label", ""),
        content.get("by_ocr", False),
        tuple(TextBox(*box) for box in content.get("boxes", ())),
    )
