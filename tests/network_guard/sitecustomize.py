"""Refuses and records every connection and name look-up that leaves this machine.

Python imports this module at start when its folder is on PYTHONPATH, so child processes are
guarded too. Attempts are appended, a line each, to the file named by FOOTNOTE_NETWORK_LOG.
"""

from __future__ import annotations

import ipaddress
import os
import sys

LOCAL_NAMES = {"localhost", "localhost.localdomain", ""}


def is_local(host: object) -> bool:
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if not isinstance(address, tuple) or is_local(address[0]):
            return
        target = repr(address)
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        if is_local(arguments[0]):
            return
        target = repr(arguments[0])
    else:
        return
    with open(os.environ["FOOTNOTE_NETWORK_LOG"], "a", encoding="utf-8") as log:  # noqa: PTH123
        log.write(f"{event} {target} by {sys.argv[:2]}\n")
    raise OSError(f"the network guard refused {event} to {target}")


if "FOOTNOTE_NETWORK_LOG" in os.environ:
    sys.addaudithook(refuse)
