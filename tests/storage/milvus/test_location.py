"""Addresses of libraries in Milvus."""

from __future__ import annotations

import pytest

from storage.errors import StoreError
from storage.milvus.location import MilvusAccess, is_milvus, parse_location

ACCESS = MilvusAccess(token="key", originals="/mnt/originals")  # noqa: S106


@pytest.mark.parametrize(
    ("address", "url", "collection", "token", "originals"),
    [
        ("milvus://host/papers", "http://host:19530", "papers", "key", "/mnt/originals"),
        ("milvus://host:1/p?originals=s3://b/o", "http://host:1", "p", "key", "s3://b/o"),
        ("milvus+tls://host:443/p", "https://host:443", "p", "key", "/mnt/originals"),
        ("milvus://me:se%40cret@host/p", "http://host:19530", "p", "me:se@cret", "/mnt/originals"),
        ("milvus://[::1]:9/p", "http://[::1]:9", "p", "key", "/mnt/originals"),
    ],
    ids=["plain", "originals", "tls", "user", "ipv6"],
)
def test_an_address_says_what_reaches_a_library(
    address: str, url: str, collection: str, token: str, originals: str
) -> None:
    location = parse_location(address, ACCESS)
    assert (location.url, location.collection, location.token, location.originals) == (
        url, collection, token, originals,
    )  # fmt: skip
    assert token not in repr(location)
    assert token not in location.shown


@pytest.mark.parametrize(
    ("address", "access", "says"),
    [
        ("milvus://host", ACCESS, "needs a host and a collection"),
        ("milvus:///papers", ACCESS, "needs a host and a collection"),
        ("milvus://host/two/parts", ACCESS, "needs a host and a collection"),
        ("milvus://host/pa-pers", ACCESS, "letters, digits and underscores"),
        ("milvus://host:port/papers", ACCESS, "can't be read"),
        ("milvus://host/papers?original=x", ACCESS, "knows no 'original'"),
        ("milvus://host/papers", MilvusAccess(), "FOOTNOTE_ORIGINALS"),
    ],
)
def test_what_is_no_whole_address_is_refused(address: str, access: MilvusAccess, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        parse_location(address, access)


def test_folders_are_no_addresses() -> None:
    assert is_milvus("milvus://host/papers")
    assert is_milvus("MILVUS+TLS://host/papers")
    assert not is_milvus("milvus")
    assert not is_milvus("/tmp/milvus:/papers")  # noqa: S108
    assert not is_milvus("s3://host/papers")
