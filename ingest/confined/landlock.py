"""What Linux's Landlock lets a process be forbidden for good, by files and by network.

The numbers are from linux/landlock.h and linux/prctl.h, and the same on every CPU.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1
_VERSION_WITH_REFER, _VERSION_WITH_TRUNCATE = 2, 3
_WRITE_FILE, _READ_FILE, _READ_FOLDER = 1 << 1, 1 << 2, 1 << 3
_EXECUTE, _REFER, _TRUNCATE = 1 << 0, 1 << 13, 1 << 14
_EVERYTHING_WITH_FILES = (1 << 13) - 1
_BINDING_AND_CONNECTING = 1 << 0 | 1 << 1
_PR_SET_NO_NEW_PRIVS = 38

VERSION_WITH_NETWORK = 4
"""The first that can forbid TCP too."""


def landlock_version() -> int:
    """Which version of it the kernel has; 0 for none, as before 5.13 and on other systems."""
    if sys.platform != "linux":
        return 0
    version = _system().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)
    return max(0, int(version))


def allow_only_reading() -> bool:
    """Forbid this process to change any file and to start programs; whether that was possible."""
    return _restrict(_EVERYTHING_WITH_FILES & ~(_READ_FILE | _READ_FOLDER), ())


def allow_only_below(*, readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Forbid this process all files but those; whether that was possible.

    Of paths that are folders, what is below counts; those that aren't there are passed over. No
    program can be started.
    """
    version = landlock_version()
    handled = _EVERYTHING_WITH_FILES
    handled |= _REFER if version >= _VERSION_WITH_REFER else 0
    handled |= _TRUNCATE if version >= _VERSION_WITH_TRUNCATE else 0
    reading = [(path, _READ_FILE | _READ_FOLDER) for path in readable]
    writing = [(path, handled & ~_EXECUTE) for path in writable]
    return _restrict(handled, (*reading, *writing))


def _restrict(handled: int, allowed: Iterable[tuple[Path, int]]) -> bool:
    version = landlock_version()
    if version < 1:
        return False
    system = _system()
    attributes = [handled]
    if version >= VERSION_WITH_NETWORK:
        attributes.append(_BINDING_AND_CONNECTING)
    rules = (ctypes.c_uint64 * len(attributes))(*attributes)
    ruleset = system.syscall(
        _CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(ctypes.sizeof(rules)), 0
    )
    if ruleset < 0:
        return False
    for path, rights in allowed:
        _allow(ruleset, path, rights)
    system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    done = system.syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), 0)
    os.close(ruleset)
    return int(done) == 0


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not path.is_dir():  # rights over folders are refused for anything else
        rights &= _READ_FILE | _WRITE_FILE | _TRUNCATE
    rule = struct.pack("=Qi", rights, descriptor)
    buffer = ctypes.create_string_buffer(rule, len(rule))
    _system().syscall(_ADD_RULE, ctypes.c_int(ruleset), _PATH_BENEATH, buffer, 0)
    os.close(descriptor)


def _system() -> ctypes.CDLL:
    system = ctypes.CDLL(None)
    system.syscall.restype = ctypes.c_long
    return system
