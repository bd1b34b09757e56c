"""Checksums that bind stored content to its id, and what vectors must be to be stored."""

from __future__ import annotations

import re
import zlib

import numpy as np
import numpy.typing as npt

from storage.records import PreparedDocument, Vectors

_DOCUMENT_ID = re.compile(r"[0-9a-f]{64}")
_UNIT_TOLERANCE = 1e-3  # float32 rounding, and encoders that normalise in half precision


def content_checksum(row_id: int, *parts: bytes) -> int:
    """A CRC-32 over the id and the parts, so that content under another's id is noticed."""
    checksum = zlib.crc32(row_id.to_bytes(8, "little"))
    for part in parts:
        checksum = zlib.crc32(part, checksum)
    return checksum


def checked_rows(vectors: Vectors, *, count: int, dimension: int) -> Vectors:
    """The vectors, contiguous, once they are known to be what a store takes.

    Raises:
        ValueError: not float32 of shape (count, dimension) with rows of unit length.
    """
    if not isinstance(vectors, np.ndarray) or vectors.dtype != np.float32:
        raise ValueError("vectors must be a NumPy array of float32")
    if vectors.shape != (count, dimension):
        raise ValueError(f"vectors have shape {vectors.shape}, not {(count, dimension)}")
    lengths = np.linalg.norm(vectors, axis=1)
    if not np.all(np.abs(lengths - 1.0) <= _UNIT_TOLERANCE):
        worst = int(np.argmax(np.where(np.isfinite(lengths), np.abs(lengths - 1.0), np.inf)))
        raise ValueError(f"vector {worst} has length {lengths[worst]:.4f}, not 1")
    contiguous: Vectors = np.ascontiguousarray(vectors)
    return contiguous


def checked_vectors(document: PreparedDocument, vectors: Vectors, *, dimension: int) -> Vectors:
    """A document's vectors, row i for passage i, once it and they are known to be what stores take.

    Raises:
        ValueError: as ``check_document`` and ``checked_rows``.
    """
    check_document(document)
    return checked_rows(vectors, count=len(document.passages), dimension=dimension)


def unit_vector(vector: Vectors, *, dimension: int) -> Vectors:
    """One vector of shape (dimension,), once it is known to be of unit length."""
    if not isinstance(vector, np.ndarray) or vector.ndim != 1:
        raise ValueError(f"a question's vector must be an array of shape ({dimension},)")
    checked: Vectors = checked_rows(vector[None, :], count=1, dimension=dimension)[0]
    return checked


def exact_similarities(rows: Vectors, vector: Vectors) -> npt.NDArray[np.float64]:
    """The cosine of each unit row with a unit vector, the same for equal rows wherever they stand.

    Matrix products round differently by position, which would break ties between equal texts.
    """
    products = np.multiply(rows, vector, dtype=np.float64)
    similarities: npt.NDArray[np.float64] = np.clip(products.sum(axis=1), -1.0, 1.0)
    return similarities


def best_first(
    similarities: npt.NDArray[np.float64], passage_ids: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """The positions by falling similarity, ties by ascending passage id."""
    return np.lexsort((passage_ids, -similarities))


def check_document(document: PreparedDocument) -> None:
    """Refuse a document that no store could give back as it was.

    Raises:
        ValueError: the id is no digest, a text holds lone surrogates, or a passage isn't what its
            page says at its place.
    """
    if not is_document_id(document.document_id):
        raise ValueError("document_id must be a SHA-256 in lower-case hexadecimal")
    pages = {page.number: page.text for page in document.pages}
    if len(pages) != len(document.pages):
        raise ValueError(f"{document.name!r} has two pages of one number")
    said = (item for draft in document.passages for item in (draft.heading, draft.context))
    labels = (page.label for page in document.pages)
    for text in (document.title, *pages.values(), *labels, *said):
        text.encode()  # raises UnicodeEncodeError, a ValueError, for lone surrogates
    for draft in document.passages:
        if pages.get(draft.page, "")[draft.start : draft.end] != draft.text:
            raise ValueError(
                f"{document.name!r}: the passage at {draft.start} to {draft.end} of page "
                f"{draft.page} isn't that page's text"
            )


def is_document_id(text: str) -> bool:
    """Whether the text is a SHA-256 in lower-case hexadecimal."""
    return _DOCUMENT_ID.fullmatch(text) is not None
