"""What a reading process may not do, as far as the system lets it be forbidden."""

from __future__ import annotations

import ctypes
import math
import os
import sys
from functools import cache

try:
    import resource
except ImportError:  # Windows has no such limits; time and size limits still hold there
    resource = None  # type: ignore[assignment]

_OPEN_FILES_AT_MOST = 64
_BACKGROUND_NICENESS = 10

# From linux/landlock.h, linux/prctl.h and linux/sched.h; the numbers are the same on every CPU.
_LANDLOCK_CREATE_RULESET, _LANDLOCK_RESTRICT_SELF = 444, 446
_LANDLOCK_ASK_VERSION = 1
_LANDLOCK_VERSION_WITH_NETWORK = 4
_EVERYTHING_WITH_FILES = (1 << 13) - 1
_READING_FILES_AND_FOLDERS = 1 << 2 | 1 << 3
_BINDING_AND_CONNECTING = 1 << 0 | 1 << 1
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000


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
        _allow_only_reading()


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


def _leave_the_network() -> None:
    """Move to a network of nothing: as root, or else as the root of a new user namespace.

    Systems that allow neither have Landlock, which follows, for TCP.
    """
    system = ctypes.CDLL(None)
    if system.unshare(_CLONE_NEWNET) != 0:
        system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _allow_only_reading() -> None:
    """Landlock without exceptions; kernels before 5.13 don't have it."""
    system = ctypes.CDLL(None)
    system.syscall.restype = ctypes.c_long
    version = system.syscall(
        _LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), _LANDLOCK_ASK_VERSION
    )
    if version < 1:
        return
    handled = [_EVERYTHING_WITH_FILES & ~_READING_FILES_AND_FOLDERS]
    if version >= _LANDLOCK_VERSION_WITH_NETWORK:
        handled.append(_BINDING_AND_CONNECTING)
    rules = (ctypes.c_uint64 * len(handled))(*handled)
    ruleset = system.syscall(
        _LANDLOCK_CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(ctypes.sizeof(rules)), 0
    )
    if ruleset < 0:
        return
    system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    system.syscall(_LANDLOCK_RESTRICT_SELF, ctypes.c_int(ruleset), 0)
    os.close(ruleset)
