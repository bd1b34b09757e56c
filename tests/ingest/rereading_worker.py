"""A process that reads a library's outdated documents again, and names each that is done.

python -m tests.ingest.rereading_worker LIBRARY
"""

from __future__ import annotations

import sys
from contextlib import closing

from ingest.adding.in_order import add_all
from ingest.confined.limits import ReadingLimits
from ingest.confined.process import ReadingProcess
from ingest.confined.reader import FileReader
from ingest.pipeline import Ingestor
from storage.opening import open_store
from tests.fakes import HashingEncoder


def main(location: str) -> None:
    """Read again what would gain, until the end or a kill."""
    encoder, limits = HashingEncoder(), ReadingLimits()
    with (
        closing(open_store(location, encoder.fingerprint(), create=False)) as store,
        closing(FileReader(limits, ReadingProcess(limits))) as reader,
    ):
        ingestor = Ingestor(store, encoder, reader)
        outdated = ingestor.outdated(store.documents())
        for report in add_all(ingestor, map(ingestor.original_of, outdated)):
            print(report.name, report.state, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
