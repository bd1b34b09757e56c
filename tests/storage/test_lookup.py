"""People name documents by name, by id, or by the beginning of one."""

from __future__ import annotations

import pytest

from storage.errors import DocumentNotFound
from storage.lookup import find_documents
from storage.records import Document


def document(document_id: str, *names: str) -> Document:
    return Document(document_id, names[0], names, "text", "", 1, 1, (), 1, 0.0, "lines")


FIRST = document("abcdef" + "0" * 58, "a.txt", "b.txt")
SECOND = document("abcdef" + "1" * 58, "c.txt")
NAMED = document("2" * 64, SECOND.document_id)
ALL = (FIRST, SECOND, NAMED)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ((), ()),
        (("b.txt", "c.txt", "a.txt"), (FIRST, SECOND, FIRST)),
        ((FIRST.document_id,), (FIRST,)),
        (("ABCDEF1",), (SECOND,)),
        ((SECOND.document_id,), (NAMED,)),
    ],
    ids=["none", "names in order", "an id", "a beginning", "a name before an id"],
)
def test_documents_are_found(keys: tuple[str, ...], expected: tuple[Document, ...]) -> None:
    assert find_documents(ALL, keys) == expected


@pytest.mark.parametrize("key", ["d.txt", "abcdef", "22222", ""])
def test_what_means_no_document_or_several_is_refused(key: str) -> None:
    with pytest.raises(DocumentNotFound, match=f'named "{key}"'):
        find_documents(ALL, ["a.txt", key])
