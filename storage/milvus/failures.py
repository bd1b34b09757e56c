"""What goes wrong with a Milvus server, in words for people."""

from __future__ import annotations

from storage.errors import StoreError, StoreFull, StoreUnreachable

_UP_BUT_NOT_READY = (
    "not loaded", "not ready", "not healthy", "no available", "unavailable", "not fully loaded",
    "channel not", "node not", "shard leader",
)  # fmt: skip
_NOT_ALLOWED = ("auth check", "unauth", "authentic", "permission")
_NO_ROOM = ("quota", "deny to write", "memory", "no space", "disk full")


def away(place: str) -> StoreUnreachable:
    """The server can't be reached."""
    return StoreUnreachable(
        f"no Milvus server can be reached at {place}; it is asked again at the next try. "
        "Check that it runs and that the address is right"
    )


def late(place: str, seconds: float, what: str) -> StoreUnreachable:
    """The server took longer than it may."""
    return StoreUnreachable(
        f"Milvus at {place} didn't answer within {seconds:g} seconds ({what}); "
        "it may be overloaded. Try again in a moment"
    )


def refusal(place: str, message: str, what: str) -> StoreError:
    """The server answered that it can't or won't; ``message`` is its own."""
    lower = message.lower()
    if "fail connecting" in lower or "connection" in lower:
        return away(place)
    if any(words in lower for words in _NOT_ALLOWED):
        return StoreError(
            f"Milvus at {place} refuses this user ({what}); "
            "set MILVUS_TOKEN to user:password or to an API key"
        )
    if any(words in lower for words in _NO_ROOM):
        return StoreFull(f"Milvus at {place} has no room left ({what}): {message}")
    if any(words in lower for words in _UP_BUT_NOT_READY):
        return StoreUnreachable(
            f"Milvus at {place} is up but not ready yet ({what}); "
            "it may be starting. Try again in a moment"
        )
    return StoreError(f"Milvus at {place} failed ({what}): {message}")
