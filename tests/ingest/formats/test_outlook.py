"""Messages as Outlook saves them, in the encodings and with the damage that people's have."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from tests.ingest.formats.compound_files import Tree, compound_tree
from tests.ingest.formats.containers import read_here

FIXED = "__properties_version1.0"


def fixed(head: int, *entries: tuple[int, int, int]) -> bytes:
    return bytes(head) + b"".join(struct.pack("<HHIQ", t, n, 6, value) for n, t, value in entries)


def said(number: int, text: str, encoding: str = "utf-16-le") -> dict[str, bytes]:
    kind = 0x001F if encoding == "utf-16-le" else 0x001E
    return {f"__substg1.0_{number:04X}{kind:04X}": text.encode(encoding)}


def read(tree: Tree, folder: Path) -> str:
    return read_here(compound_tree(tree), "a.msg", folder).pages[0].text


@pytest.mark.parametrize(
    ("page", "encoding", "text"),
    [
        (950, "cp950", "會議在星期五舉行"),
        (936, "gbk", "会议在星期五举行"),
        (932, "cp932", "会議は金曜日です"),
        (1251, "cp1251", "Встреча в пятницу"),
        (28592, "iso8859-2", "Spotkanie w środę"),
        (65001, "utf-8", "Grüße"),
    ],
)
def test_text_is_read_in_its_code_page(tmp_path: Path, page: int, encoding: str, text: str) -> None:
    tree = {FIXED: fixed(32, (0x3FFD, 3, page)), **said(0x0037, text, encoding),
            **said(0x1000, f"{text}, 9", encoding)}  # fmt: skip
    assert read(tree, tmp_path) == f"{text}\n\n{text}, 9"


def test_what_is_damaged_costs_nothing_else(tmp_path: Path) -> None:
    tree = {
        FIXED: fixed(32, (0x3FFD, 3, 1252), (0x0039, 0x40, 133_500_000_000_000_000)),
        **said(0x1000, "The keys are in the shed."),
        "__recip_version1.0_#00000000": said(0x3001, "Ida"),  # without its fixed properties
        "__recip_version1.0_#00000001": {FIXED: b"\1"},
    }
    shown = "To: Ida\nDate: 2024-01-17 21:20+00:00\n\nThe keys are in the shed."
    assert read(tree, tmp_path) == shown


def test_a_message_inside_is_a_file_of_its_own(tmp_path: Path) -> None:
    inner = {
        FIXED: fixed(24, (0x3FFD, 3, 950)), **said(0x0037, "鑰匙", "cp950"),
        **said(0x1000, "倉庫的鑰匙", "cp950"), **said(0x0C1A, "Ida"),
        "__attach_version1.0_#00000000": {
            FIXED: fixed(8), **said(0x3707, "list.txt"), "__substg1.0_37010102": b"nails"},
    }  # fmt: skip
    outer = {
        FIXED: fixed(32), **said(0x0037, "Fwd"), **said(0x1000, "See below."),
        "__attach_version1.0_#00000000": {FIXED: fixed(8), "__substg1.0_3701000D": inner},
    }  # fmt: skip
    document = read_here(compound_tree(outer), "a.msg", tmp_path)
    (part,) = document.parts
    assert part.name == "鑰匙.eml"
    inside = read_here(part.content, part.name, tmp_path)
    assert inside.pages[0].text == "鑰匙\n\nFrom: Ida\n\n倉庫的鑰匙"
    assert [(one.name, one.content[:5]) for one in inside.parts] == [("list.txt", b"nails")]


def test_text_that_is_only_kept_as_rich_text_is_a_file_inside(tmp_path: Path) -> None:
    rich = b"{\\rtf1 The keys are in the shed.}"
    packed = struct.pack("<IIII", len(rich) + 12, len(rich), 0x414C454D, 0) + rich
    tree = {FIXED: fixed(32), **said(0x0037, "Keys"), "__substg1.0_10090102": packed}
    document = read_here(compound_tree(tree), "a.msg", tmp_path)
    assert [one.name for one in document.parts] == ["message.rtf"]
    inside = read_here(document.parts[0].content, "message.rtf", tmp_path)
    assert inside.pages[0].text == "The keys are in the shed."
