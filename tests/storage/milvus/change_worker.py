"""A Footnote process that changes a library in Milvus until it is killed or the server is away.

    python -m tests.storage.milvus.change_worker ADDRESS ORIGINALS JOURNAL WORKER SEED

It owns the names that begin with its worker's, and notes ``TRY`` before and ``ACK`` after each
change, so that what it was promised can be compared with what is there. It goes on when the server
comes back.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from storage.errors import DocumentNotFound, StoreUnreachable
from storage.milvus.location import MilvusAccess
from storage.milvus.opening import open_milvus_store
from storage.options import DEFAULT_INDEX
from tests.storage.crash_worker import NAMES, Journal, passages
from tests.storage.milvus.stores import PATIENT
from tests.storage.samples import FINGERPRINT, by_name, prepared, vectors_of


def change(address: str, originals: str, journal: Path, worker: str, seed: int) -> None:
    """Add, replace and remove, for ever."""
    notes, generator = Journal(journal), random.Random(seed)  # noqa: S311
    store = open_milvus_store(
        address, FINGERPRINT, create=True, index=DEFAULT_INDEX,
        access=MilvusAccess(originals=originals), options=PATIENT,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        version = 0
        while True:
            version += 1
            name = f"{worker}-{generator.randrange(NAMES)}"
            try:
                held = by_name(store).get(name)
                if held is not None and generator.random() < 0.3:
                    notes.note("TRY", {"name": name, "text": None})
                    store.remove(held.document_id)
                    notes.note("ACK", {"name": name, "text": None})
                else:
                    marker = f"{name} version {version}"
                    document = prepared(Path(scratch), name, passages(marker))
                    notes.note("TRY", {"name": name, "text": marker})
                    store.put(document, vectors_of(document))
                    notes.note("ACK", {"name": name, "text": marker})
            except (StoreUnreachable, DocumentNotFound):
                time.sleep(0.2)


if __name__ == "__main__":
    change(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4], int(sys.argv[5]))
