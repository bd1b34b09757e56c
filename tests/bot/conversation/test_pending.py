"""Parts of the page that are there before what they stand on."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from bot.conversation.pending import LateLibrary
from storage.errors import StorageError, StoreUnreachable
from storage.numpy_store import NumpyStore
from storage.store import Store
from tests.storage.samples import FINGERPRINT


def test_a_library_says_why_it_does_not_come_until_it_does() -> None:
    future: Future[Store] = Future()
    trouble: list[StorageError] = []
    library = LateLibrary(future, trouble=lambda: trouble[0] if trouble else None)
    assert library.documents() == ()
    trouble.append(StoreUnreachable("no server can be reached"))
    with pytest.raises(StoreUnreachable, match="no server can be reached"):
        library.documents()
    store = NumpyStore(FINGERPRINT)
    future.set_result(store)
    assert library.documents() == ()
    store.close()
