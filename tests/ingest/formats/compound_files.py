"""Compound files of Windows (OLE) with many streams and folders, made in memory."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import TypeAlias, Union

Tree: TypeAlias = Mapping[str, Union[bytes, "Tree"]]

_SECTOR, _SHORTEST = 512, 4096  # shorter streams would be kept in another way
_NONE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound_tree(tree: Tree) -> bytes:
    """A file with these streams, each filled up to 4,096 bytes, and folders of them.

    Source of the layout: Microsoft's specification MS-CFB.
    """
    entries: list[list[object]] = [["Root Entry", 5, _NONE, _NONE, b""]]
    _add(entries, 0, tree)
    streams = [bytes(entry[4]) for entry in entries]  # type: ignore[call-overload]
    folder = -(-len(entries) * 128 // _SECTOR)
    needed = folder + sum(-(-len(one) // _SECTOR) for one in streams)
    tables = -(-needed // (_SECTOR // 4 - 1))
    follows = [_TABLE] * tables + [*range(tables + 1, tables + folder), _END]
    written, body = b"", b""
    for (name, kind, after, child, _), stream in zip(entries, streams, strict=True):
        start, count = len(follows), -(-len(stream) // _SECTOR)
        follows += [*range(start + 1, start + count), _END] if count else []
        body += stream.ljust(count * _SECTOR, b"\0")
        called = str(name).encode("utf-16-le") + b"\0\0"
        written += called.ljust(64, b"\0") + struct.pack(
            "<HBBIII36xIQ", len(called), kind, 1, _NONE, after, child,
            start if count else _END, len(stream),
        )  # fmt: skip
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, tables, tables, 0, _SHORTEST, _END, 0, _END, 0, 0,
    )[:76]  # fmt: skip
    header += struct.pack(f"<{tables}I", *range(tables))
    table = struct.pack(f"<{len(follows)}I", *follows).ljust(tables * _SECTOR, b"\xff")
    return header.ljust(_SECTOR, b"\xff") + table + written.ljust(folder * _SECTOR, b"\0") + body


def _add(entries: list[list[object]], parent: int, tree: Tree) -> None:
    before = -1
    for name, content in tree.items():
        number = len(entries)
        stream = content.ljust(_SHORTEST, b"\0") if isinstance(content, bytes) else b""
        entries.append([name, 2 if isinstance(content, bytes) else 1, _NONE, _NONE, stream])
        if before < 0:
            entries[parent][3] = number
        else:
            entries[before][2] = number
        before = number
        if not isinstance(content, bytes):
            _add(entries, number, content)
