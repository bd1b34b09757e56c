"""How well and how fast Milvus finds passages, beside the local engine and brute force.

    launch.py add FILES... --library LIBRARY
    python -m tests.benchmarks.milvus LIBRARY... [--sizes 10000 100000] [--kinds flat hnsw]
                                      [--questions 200] [--folder DIR]

Real vectors: those of the passages in these folders, and of questions of the shared
English sets. Where a size needs more, the rest is made from them: a mix of two, with noise. Milvus
runs on this machine as the tests run it, with its own settings; its data are flushed and indexed
before anything is timed. Questions go to the engines in turn, so that a busy machine slows all
alike; times are medians and 95th percentiles of whole calls of ``Store.search``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
from pymilvus import MilvusClient  # type: ignore[import-untyped]

from storage.local.opening import open_local_store
from storage.models.encoder import open_encoder
from storage.options import IndexKind
from storage.records import Fingerprint, Page, PassageDraft, PreparedDocument, Vectors
from storage.store import KeptStore
from tests.storage.milvus.server import MilvusServer, running_server
from tests.storage.milvus.stores import opened_store

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "retrieval"
FINGERPRINT = Fingerprint("benchmark", "0" * 64, 384, "mean", True)
PASSAGES_A_DOCUMENT = 1_000
WANTED = 12


def real_vectors(libraries: list[Path]) -> Vectors:
    """The vectors of all passages in these libraries."""
    found = []
    for folder in libraries:
        with closing(open_local_store(str(folder), None, create=False)) as store:
            found += [store.passages(one.document_id)[1] for one in store.documents()]
    return np.concatenate(found)


def questions(count: int) -> list[str]:
    """So many questions of the English sets."""
    lines = []
    for name in ("covidqa-passages", "stackfaq", "xquad-en"):
        rows = (DATA / name / "queries.jsonl").read_text(encoding="utf-8").splitlines()
        lines += [json.loads(row)["text"] for row in rows]
    return [lines[at] for at in np.linspace(0, len(lines) - 1, count).astype(int)]


def grown(real: Vectors, size: int) -> Vectors:
    """The first ``size`` of the real vectors, or all of them and mixes made from them."""
    if size <= len(real):
        return real[:size]
    generator = np.random.default_rng(0)
    count = size - len(real)
    pairs = generator.integers(0, len(real), (2, count))
    share = generator.uniform(0.5, 0.9, (count, 1)).astype(np.float32)
    made = share * real[pairs[0]] + (1 - share) * real[pairs[1]]
    made += generator.normal(0, 0.01, made.shape).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return np.concatenate([real, made]).astype(np.float32)


def documents(folder: Path, vectors: Vectors) -> Iterator[tuple[PreparedDocument, Vectors]]:
    """Documents whose passages have these vectors; their texts are numbers of usual length."""
    for start in range(0, len(vectors), PASSAGES_A_DOCUMENT):
        rows = vectors[start : start + PASSAGES_A_DOCUMENT]
        lines = [f"passage {start + at} " + "word " * 120 for at in range(len(rows))]
        text = "\n".join(lines)
        original = folder / "original.txt"
        original.write_text(text)
        drafts, at = [], 0
        for number, line in enumerate(lines, start=1):
            drafts.append(PassageDraft(1, at, at + len(line), number, number, "", line))
            at += len(line) + 1
        yield (
            PreparedDocument(
                document_id=hashlib.sha256(text.encode()).hexdigest(),
                name=f"{start}.txt", kind="text", title="", size_bytes=len(text),
                original=original, page_count=1, pages_without_text=(),
                pages=(Page(1, text, ()),), passages=tuple(drafts),
                reading="lines",
            ),
            rows,
        )  # fmt: skip


def fill(store: KeptStore, folder: Path, vectors: Vectors) -> float:
    """Put all in; the seconds that it took."""
    held = {document.name for document in store.documents()}
    started = time.perf_counter()
    for document, rows in documents(folder, vectors):
        if document.name not in held:
            store.put(document, rows)
    return time.perf_counter() - started


def index_now(server: MilvusServer, collection: str) -> float:
    """Have all rows in sealed, indexed segments; the seconds that it took."""
    started = time.perf_counter()
    client = MilvusClient(uri=f"http://127.0.0.1:{server.port}", timeout=60)
    client.flush(collection, timeout=600)
    while True:
        about = client.describe_index(collection, "vector", timeout=60)
        if about["pending_index_rows"] == 0 and about["indexed_rows"] > 0:
            break
        time.sleep(0.5)
    client.refresh_load(collection, timeout=600)
    client.close()
    return time.perf_counter() - started


def measured(stores: dict[str, KeptStore], asked: Vectors, truth: Vectors) -> dict[str, object]:
    """For each engine how many of the true nearest it finds, and how long a question takes."""
    seconds: dict[str, list[float]] = {name: [] for name in stores}
    shares: dict[str, list[float]] = {name: [] for name in stores}
    for store in stores.values():
        for vector in asked[:10]:
            store.search(vector, WANTED)
    for vector in asked:
        exact = truth @ vector
        least = np.sort(exact)[-WANTED] - 1e-5
        for name, store in stores.items():
            started = time.perf_counter()
            hits = store.search(vector, WANTED)
            seconds[name].append(time.perf_counter() - started)
            shares[name].append(sum(hit.similarity >= least for hit in hits) / WANTED)
    return {
        name: {
            "recall@12": round(float(np.mean(shares[name])), 4),
            "median_ms": round(float(np.median(seconds[name])) * 1000, 1),
            "p95_ms": round(float(np.percentile(seconds[name], 95)) * 1000, 1),
        }
        for name in stores
    }


def measure(
    server: MilvusServer, folder: Path, vectors: Vectors, asked: Vectors, kinds: list[IndexKind]
) -> None:
    """Fill the engines with these vectors, ask them all, and print what came out."""
    size = len(vectors)
    stores: dict[str, KeptStore] = {}
    notes: dict[str, object] = {"passages": size}
    local = open_local_store(str(folder / f"local-{size}"), FINGERPRINT, create=True)
    notes["local fill s"] = round(fill(local, folder, vectors), 1)
    local.load()
    stores["local flat"] = local
    for kind in kinds:
        name = f"bench_{kind}_{size}"
        store = opened_store(server, folder, collection=name, index=kind, fingerprint=FINGERPRINT)
        notes[f"milvus {kind} fill s"] = round(fill(store, folder, vectors), 1)
        notes[f"milvus {kind} index s"] = round(index_now(server, name), 1)
        stores[f"milvus {kind}"] = store
        print(json.dumps(notes), flush=True)
    print(json.dumps({**notes, **measured(stores, asked, vectors)}), flush=True)
    for opened in stores.values():
        opened.close()


def main() -> None:
    """Measure every size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("libraries", type=Path, nargs="+")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--kinds", nargs="+", choices=["flat", "hnsw"], default=["flat", "hnsw"])
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    real = real_vectors(options.libraries)
    print(f"{len(real)} real vectors", flush=True)
    encoder = open_encoder(None)
    asked = np.stack([encoder.encode_question(line) for line in questions(options.questions)])
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        with running_server(folder / "server", tick_milliseconds=200) as server:
            for size in options.sizes:
                measure(server, folder, grown(real, size), asked, options.kinds)


if __name__ == "__main__":
    main()
