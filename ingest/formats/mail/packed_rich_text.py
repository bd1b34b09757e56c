"""Rich text as Outlook packs it, with a dictionary of what such texts say most.

Source of the layout and of the dictionary: Microsoft's specification MS-OXRTFCP.
"""

from __future__ import annotations

import struct

_HEAD = struct.Struct("<IIII")  # length packed, length unpacked, way, checksum
_PACKED, _AS_IT_IS = 0x75465A4C, 0x414C454D
_WINDOW = 4096
_UNPACKED_BYTES_AT_MOST = 64 * 1024 * 1024
_KNOWN = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def unpacked_rich_text(content: bytes) -> bytes:
    """The rich text, as much of it as there is; raises ``struct.error`` where nothing is."""
    _, length, way, _ = _HEAD.unpack_from(content)
    length = min(length, _UNPACKED_BYTES_AT_MOST)
    packed = content[_HEAD.size :]
    if way == _AS_IT_IS:
        return packed[:length]
    return _unpacked(packed, length) if way == _PACKED else b""


def _unpacked(packed: bytes, length: int) -> bytes:
    """Bytes as they are, or two that say where in the last 4,096 a run begins, and its length."""
    window = bytearray(_KNOWN.ljust(_WINDOW, b"\0"))
    write, at, found = len(_KNOWN), 0, bytearray()
    while at < len(packed) and len(found) < length:
        control = packed[at]
        at += 1
        for bit in range(8):
            is_run = control >> bit & 1
            if at + is_run >= len(packed):
                return bytes(found)
            run = bytearray(packed[at : at + 1])
            if is_run:
                start, count = divmod(packed[at] << 8 | packed[at + 1], 16)
                if start == write % _WINDOW:  # the end
                    return bytes(found)
                run.clear()
                for number in range(count + 2):  # a run may go on in what it adds itself
                    byte = window[(start + number) % _WINDOW]
                    window[(write + number) % _WINDOW] = byte
                    run.append(byte)
            else:
                window[write % _WINDOW] = run[0]
            at += 1 + is_run
            write += len(run)
            found += run
    return bytes(found)
