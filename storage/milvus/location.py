"""Where a library in Milvus is: ``milvus://[user:password@]host:port/collection[?originals=URL]``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from storage.errors import StoreError

SCHEMES = ("milvus", "milvus+tls")
DEFAULT_PORT = 19530

_COLLECTION = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")
_FORM = "milvus://host:port/collection?originals=URL"


@dataclass(frozen=True, slots=True)
class MilvusAccess:
    """What reaches a library and isn't part of its address.

    ``token`` is ``user:password`` or an API key, "" for none; ``certificate`` names a file with the
    certificates that TLS trusts, "" for the system's; ``originals`` is an fsspec URL or a folder,
    for libraries whose address names none.
    """

    token: str = field(default="", repr=False)
    certificate: str = ""
    originals: str = ""


@dataclass(frozen=True, slots=True)
class MilvusLocation:
    """A library's address, with what it takes to reach it."""

    host: str
    port: int
    tls: bool
    collection: str
    originals: str
    certificate: str
    token: str = field(repr=False)

    @property
    def url(self) -> str:
        """The server's address as its client takes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"

    @property
    def shown(self) -> str:
        """The library's address as people may see it: without secrets."""
        return f"milvus://{self.host}:{self.port}/{self.collection}"


def is_milvus(location: str) -> bool:
    """Whether the text is the address of a library in Milvus and not a folder."""
    return location.partition("://")[0].lower() in SCHEMES and "://" in location


def parse_location(location: str, access: MilvusAccess) -> MilvusLocation:
    """The address taken apart; what it doesn't say comes from ``access``.

    Raises:
        StoreError: it isn't a whole address, or nothing says where originals are kept.
    """
    try:
        parts = urlsplit(location)
        port = parts.port or DEFAULT_PORT
    except ValueError as error:
        raise StoreError(f"that address of a library can't be read ({error}); {_FORM}") from error
    collection = parts.path.strip("/")
    if not parts.hostname or not _COLLECTION.fullmatch(collection):
        raise StoreError(
            "a library in Milvus needs a host and a collection named by letters, digits and "
            f"underscores: {_FORM}"
        )
    query = parse_qs(parts.query)
    if unknown := set(query) - {"originals"}:
        raise StoreError(f"the library's address knows no {sorted(unknown)[0]!r}; {_FORM}")
    originals = query.get("originals", [access.originals])[0]
    if not originals:
        raise StoreError(
            "nothing says where the originals of a library in Milvus are kept: add "
            "?originals=URL to its address or set FOOTNOTE_ORIGINALS, to a folder or bucket that "
            "every server reaches, such as file:///mnt/originals or s3://bucket/originals"
        )
    token = access.token
    if parts.username:
        token = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return MilvusLocation(
        host=parts.hostname,
        port=port,
        tls=parts.scheme.lower() == "milvus+tls",
        collection=collection,
        originals=originals,
        certificate=access.certificate,
        token=token,
    )
