"""What a reading process may not do, as far as the system lets it be forbidden."""

from __future__ import annotations

import ctypes
import math
import os
import signal
import sys
from functools import cache
from pathlib import Path

from ingest.confined.landlock import (
    VERSION_WITH_NETWORK,
    allow_only_below,
    allow_only_reading,
    landlock_version,
)

try:
    import resource
except ImportError:  # Windows has no such limits; time and size limits still hold there
    resource = None  # type: ignore[assignment]

_OPEN_FILES_AT_MOST = 64
_BACKGROUND_NICENESS = 10

# From linux/sched.h; the numbers are the same on every CPU.
_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1  # from linux/prctl.h

_OFFICE_OPEN_FILES_AT_MOST = 512
_OFFICE_FILE_BYTES_AT_MOST = 512 * 1024 * 1024
_OFFICE_READS = (
    *("/usr", "/lib", "/lib32", "/lib64", "/nix/store"),
    *("/etc/fonts", "/etc/libreoffice", "/etc/ld.so.cache", "/etc/localtime", "/etc/nsswitch.conf"),
    *("/var/lib/libreoffice", "/var/spool/libreoffice", "/var/cache/fontconfig"),
    *("/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu", "/dev/urandom", "/dev/random"),
)
"""Where programs, fonts and settings lie. Nobody's documents do, so that a file which links to
another one can't have it drawn, and no other process's secrets."""


def confine(*, memory_bytes: int) -> None:
    """Limit this process's memory and forbid it files to write and the network, for good.

    Memory and writing are limited on every system but Windows; changing folders, starting programs
    and reaching the network are forbidden where Linux offers it.
    """
    if resource is not None:
        _lower(resource.RLIMIT_AS, memory_bytes)
        _lower(resource.RLIMIT_FSIZE, 0)
        _lower(resource.RLIMIT_CORE, 0)
        _lower(resource.RLIMIT_NOFILE, _OPEN_FILES_AT_MOST)
    if sys.platform == "linux":
        _leave_the_network()
        allow_only_reading()


def confine_to_folder(folder: Path, *, reading: Path, memory_bytes: int) -> bool:
    """Forbid this process all files but those of a folder and of the system, and the network.

    Whether that was possible: it takes Linux with Landlock. The system's files, and those below
    ``reading``, can only be read, and no program can be started.
    """
    if resource is None or sys.platform != "linux":
        return False
    _lower(resource.RLIMIT_AS, memory_bytes)
    _lower(resource.RLIMIT_FSIZE, _OFFICE_FILE_BYTES_AT_MOST)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, _OFFICE_OPEN_FILES_AT_MOST)
    has_left = _leave_the_network() or landlock_version() >= VERSION_WITH_NETWORK
    readable = [reading, *map(Path, _OFFICE_READS)]
    return has_left and allow_only_below(readable=readable, writable=(folder, Path(os.devnull)))


def end_with_parent() -> None:
    """Have this process killed as soon as the thread that started it is gone, where Linux can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


@cache
def stand_back() -> None:
    """Give way to other processes from now on, so that reading slows nobody's chat."""
    if hasattr(os, "nice"):
        os.nice(_BACKGROUND_NICENESS)


def limit_processor_seconds(seconds: float) -> None:
    """Let this process use that much processor time from now on, and be killed at its end.

    The program that started it watches the clock; this holds when that program is gone.
    """
    if resource is None:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = usage.ru_utime + usage.ru_stime
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = math.ceil(spent + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (_within(wanted, hard), hard))


def _lower(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    value = _within(value, hard)
    resource.setrlimit(kind, (value, value))


def _within(value: int, hard: int) -> int:
    return value if hard == resource.RLIM_INFINITY else min(value, hard)


def _leave_the_network() -> bool:
    """Move to a network of nothing: as root, or else as the root of a new user namespace.

    Systems that allow neither, for which this is false, have Landlock, for TCP.
    """
    system = ctypes.CDLL(None)
    if system.unshare(_CLONE_NEWNET) == 0:
        return True
    return int(system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)) == 0
