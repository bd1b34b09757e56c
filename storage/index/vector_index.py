"""Vectors in memory and the nearest of them, by FAISS.

Only this module imports FAISS. Its traps, each measured: a search during an add crashes the
process, so ``VectorIndex`` is used under its owner's lock; ``remove_ids`` takes time in proportion
to the index and HNSW refuses it, so removed rows are masked out by a bitmap inside the search;
most kinds default to L2, so the metric is always passed on and checked; a search with a filter
belongs inside the index, never after the best few were chosen.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from typing import Any

import faiss as _typed_faiss
import numpy as np

from storage.index.rows import Ids, Ranges, Rows
from storage.options import EXACT_KINDS, IndexKind
from storage.records import Vectors

# FAISS's own type stubs lack half of what its Python layer adds.
faiss: Any = _typed_faiss

_READ_BYTES = 4 * 1024 * 1024
_HNSW_LINKS = 32
_HNSW_BUILD_DEPTH = 80
_LEAST_SHARE_BY_GRAPH = 0.1  # comparing with fewer rows than that is as fast as HNSW's detours
_WIDENINGS = (16, 32, 64, 128, 256, 512, 1024)
"""Search widths tried in turn: IVF's probed lists, HNSW's search depth."""


@dataclass(frozen=True, slots=True)
class IndexShape:
    """What an index is, apart from its content; ``width`` is 0 for kinds that have none."""

    kind: IndexKind
    dimension: int
    width: int = 0

    @property
    def exact(self) -> bool:
        """Whether nothing that is nearer can be missed."""
        return self.kind in EXACT_KINDS

    def widths(self) -> tuple[int, ...]:
        """The search widths that this kind can be tried with, narrowest first."""
        return _WIDENINGS if self.kind in {"ivf", "hnsw"} else (0,)


class VectorIndex:
    """Vectors of rows with ascending passage ids. Not safe to search while it changes."""

    def __init__(self, shape: IndexShape, index: Any, passage_ids: Ids) -> None:
        """Wrap a FAISS index whose row i is passage ``passage_ids[i]``, all of them live."""
        if index.ntotal != len(passage_ids) or index.d != shape.dimension:
            raise ValueError("the index doesn't hold a row of its dimension for each passage id")
        if index.metric_type != _metric(shape.kind):
            raise ValueError("the index measures nearness in another way than its kind does")
        self.shape = shape
        self.rows = Rows(passage_ids)
        self._index = index

    def add(self, passage_ids: Ids, vectors: Vectors) -> None:
        """Append rows; their ids must be greater than all before them."""
        if len(passage_ids):
            self.rows.append(passage_ids)
            self._index.add(np.ascontiguousarray(vectors))

    def remove(self, first: int, last: int) -> None:
        """Mask out the rows with ids from ``first`` to ``last``."""
        self.rows.remove(first, last)

    def nearest(self, vector: Vectors, limit: int, ranges: Ranges | None = None) -> Ids:
        """The ids of about the ``limit`` nearest live passages, in no promised order.

        ``ranges`` of ids restrict the search.
        """
        bits, allowed = self.rows.live_bits, self.rows.count - self.rows.removed
        if ranges is not None:
            bits = self.rows.bits_in(ranges)
            allowed = int(np.bitwise_count(bits).sum())
        limit = min(limit, allowed)
        if limit <= 0:
            return np.empty(0, dtype=np.int64)
        everything = allowed == self.rows.count
        selector = None if everything else faiss.IDSelectorBitmap(bits)
        with _one_thread():
            _, rows = self._search(vector[None, :], limit, selector, allowed / self.rows.count)
        ids: Ids = self.rows.ids[rows[0][rows[0] >= 0]]
        return ids

    def serialize(self) -> bytes:
        """The index's content, for ``deserialize``, which needs the rows' ids besides."""
        return bytes(faiss.serialize_index(self._index))

    def with_width(self, width: int) -> VectorIndex:
        """The same rows, searched with another width; neither may change while both are used."""
        shape = IndexShape(self.shape.kind, self.shape.dimension, width)
        return VectorIndex(shape, self._index, self.rows.ids)

    def _search(self, query: Vectors, limit: int, selector: Any, share: float) -> Any:
        """FAISS's answer, where ``selector`` lets this share of all rows pass.

        IVF and HNSW look at a certain number of rows and then take those that pass; so that a
        filter doesn't cost recall, they look at more rows the fewer pass. Without that, on 30,000
        clustered vectors, HNSW found .71 of the true twelve where a twentieth passed and .25 where
        a hundredth did, IVF .98 and .72.
        """
        wider = ceil(self.shape.width / share)
        if self.shape.kind == "ivf":
            lists = min(wider, self._index.nlist)
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=lists)
            return self._index.search(query, limit, params=parameters)
        if self.shape.kind == "hnsw" and share >= _LEAST_SHARE_BY_GRAPH:
            parameters = faiss.SearchParametersHNSW(sel=selector, efSearch=max(wider, limit))
            return self._index.search(query, limit, params=parameters)
        index = (
            faiss.downcast_index(self._index.storage) if self.shape.kind == "hnsw" else self._index
        )
        parameters = faiss.SearchParameters(sel=selector) if selector is not None else None
        return index.search(query, limit, params=parameters)


@contextmanager
def _one_thread() -> Iterator[None]:
    """FAISS shares out queries and not rows: for a single one, more threads only wait for it.

    That costs: 18 ms with two threads, 13 with one, over 100,000 rows on 2 cores.
    """
    threads = faiss.omp_get_max_threads()  # this thread's own
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


def build_index(shape: IndexShape, passage_ids: Ids, vectors: Vectors) -> VectorIndex:
    """An index of this shape over these vectors, row i for id i."""
    index = _empty_index(shape, len(vectors))
    if not index.is_trained:
        index.train(vectors)
    if len(vectors):
        index.add(np.ascontiguousarray(vectors))
    return VectorIndex(shape, index, passage_ids)


def deserialize(shape: IndexShape, content: bytes, passage_ids: Ids) -> VectorIndex:
    """The index that was serialized.

    Raises:
        ValueError: the content isn't an index of this shape over as many rows.
    """
    # Half the time of deserialize_index, which copies everything once more.
    stream = io.BytesIO(content)
    try:
        index = faiss.read_index(faiss.PyCallbackIOReader(stream.read, _READ_BYTES))
    except RuntimeError as error:
        raise ValueError(f"not an index: {error}") from error
    if type(index) is not type(_empty_index(shape, index.ntotal)):
        raise ValueError(f"the index is a {type(index).__name__}, not of kind {shape.kind}")
    return VectorIndex(shape, index, passage_ids)


def _empty_index(shape: IndexShape, count: int) -> Any:
    dimension, metric = shape.dimension, _metric(shape.kind)
    match shape.kind:
        case "flat":
            return faiss.IndexFlatIP(dimension)
        case "flat-l2":
            return faiss.IndexFlatL2(dimension)
        case "fp16":
            return faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, metric)
        case "sq8":
            return faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_8bit, metric)
        case "ivf":
            lists = max(1, min(int(4 * np.sqrt(count)), count // 39))
            return faiss.IndexIVFFlat(faiss.IndexFlatIP(dimension), dimension, lists, metric)
        case "hnsw":
            index = faiss.IndexHNSWFlat(dimension, _HNSW_LINKS, metric)
            index.hnsw.efConstruction = _HNSW_BUILD_DEPTH
            return index


def _metric(kind: IndexKind) -> int:
    return int(faiss.METRIC_L2 if kind == "flat-l2" else faiss.METRIC_INNER_PRODUCT)
