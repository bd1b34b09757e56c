"""What a library of very many documents costs beside the models: its list, its search, a question.

    python -m tests.benchmarks.many_documents FOLDER [--documents 100000]

The library is made in FOLDER if nothing is there (minutes), of one synthetic passage a document.
Times are in milliseconds, medians of several; the first reading of the list is done when a server
starts.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.answering.retrieval import retrieve
from bot.conversation.listings import Listings
from bot.html.english import ENGLISH
from bot.html.library import documents_html
from bot.page.listing_routes import ListingRoutes
from storage.local import changes
from storage.local.document_words import DocumentWords
from storage.local.engine import LocalStore
from storage.local.opening import open_local_store
from storage.records import Naming, Page, PassageDraft, PreparedDocument
from storage.text.query import Query
from storage.text.vocabulary import packed_counts
from tests.benchmarks.store_costs import FINGERPRINT, Source

FOLDERS = 200
REPEATS = 9
QUESTIONS = {
    "a question": "which words are there",
    "a question with a name": "what did Amazon sell in Q3 2022?",
    "a question that names a document": "what does note 000500.txt say",
}
REQUESTS = {
    "the first rows": "",
    "searched": "?find=NOTE 0505",
    "searched for what is nowhere": "?find=nowhere",
    "the newest first": "?order=added",
    "by folder, row 50,000": "?order=folder&first=50000",
    "all ids": "/ids",
}


def document(number: int, source: Source) -> PreparedDocument:
    text = f"note {number} {source.text(40)}"
    return PreparedDocument(
        document_id=hashlib.sha256(text.encode()).hexdigest(),
        name=f"folder {number % FOLDERS:03}/note {number:06}.txt",
        kind="text",
        title="",
        size_bytes=len(text),
        original=Path("/nowhere"),
        page_count=1,
        pages_without_text=(),
        pages=(Page(1, text, ()),),
        passages=(PassageDraft(1, 0, len(text), 1, 1, "", text),),
        reading="text 1, splitting 1, 182 tokens",
    )


def insert(store: LocalStore, source: Source, numbers: range) -> None:
    """Straight into the database: originals and a commit for each document would take hours."""
    with store.database.writing("growing") as session:
        for number in numbers:
            one = document(number, source)
            words = DocumentWords([source.terms()], packed_counts({}))
            extent = changes.insert_document(
                session, one, source.vectors(1), words=words, added_at=float(number)
            )
            changes.take_name(session, Naming(one.name), extent)


def milliseconds(act: Callable[[], object], repeats: int = REPEATS) -> float:
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def report(store: LocalStore, source: Source) -> None:
    print(f"{'the list, read when it starts':40} {milliseconds(store.documents, 1):9.1f}")
    store.load()
    count = len(store.documents())
    listings = Listings()
    print(f"{'news of the list':40} {milliseconds(lambda: news(listings, store)):9.1f}")
    insert(store, source, range(count, count + 1))
    print(
        f"{'the same after one was added':40} {milliseconds(lambda: news(listings, store), 1):9.1f}"
    )
    routes = ListingRoutes(listings, lambda request: store).routes()
    with TestClient(Starlette(routes=routes)) as client:
        for what, query in REQUESTS.items():
            client.get(f"/footnote/listing{query}").raise_for_status()
            took = milliseconds(lambda at=query: client.get(f"/footnote/listing{at}"))  # type: ignore[misc]
            print(f"{what:40} {took:9.1f}")
    vector = source.vectors(1)[0]
    for what, question in QUESTIONS.items():
        asked = Query.of(question)
        print(f"{what:40} {milliseconds(lambda q=asked: retrieve(q, vector, store)):9.1f}")  # type: ignore[misc]


def news(listings: Listings, store: LocalStore) -> str:
    """What every tab is told again and again."""
    listed = listings.of(store)
    return documents_html(listed.listing, ENGLISH, stamp=listed.stamp)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=100_000)
    given = parser.parse_args()
    source = Source(given.folder, 1)
    is_new = not (given.folder / "store.db").exists()
    store = open_local_store(str(given.folder), FINGERPRINT, create=is_new)
    if is_new:
        insert(store, source, range(given.documents))
        store.save_snapshot()
    report(store, source)
    store.close()


if __name__ == "__main__":
    main()
