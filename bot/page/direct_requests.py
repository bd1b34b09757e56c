"""Requests of this process to itself, which must not go through a proxy."""

from __future__ import annotations

import os
from urllib.request import getproxies_environment

_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def reach_directly(host: str) -> None:
    """From now on ask ``host`` and this machine without the proxy that the environment names.

    A server that starts asks itself for its page; an office's proxy would look for that page on
    its own machine. Where no proxy is named nothing is set, since a setting would hide those that
    some systems keep elsewhere.
    """
    named = getproxies_environment()
    direct = named.pop("no", "")
    if named and direct != "*":
        hosts = ",".join(filter(None, (direct, *_THIS_MACHINE, host)))
        # Who reads the one name doesn't always read the other.
        os.environ["no_proxy"] = os.environ["NO_PROXY"] = hosts
