from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path, PurePath

import pytest

from ingest.confined.reader import FileReader
from ingest.errors import UnsupportedFile
from ingest.formats.source import SAMPLE_BYTES
from ingest.formats.table import FORMATS, recognise
from storage.kinds import KINDS
from tests.ingest.formats.containers import zipped
from tests.ingest.make_pdf import make_pdf, page_of
from tests.ingest.reading import read_file

LETTER = b"Dear all,\nthis is a letter. It has, well, commas."
TABLE = "quarter,sales,costs\nQ1,12,7\nQ2,15,8\n"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        pytest.param(make_pdf([page_of("words")]), "a.txt", "pdf", id="pdf-of-any-name"),
        pytest.param(b"# One\n\nwords", "a.md", "markdown", id="markdown"),
        pytest.param(b"plain words", "a.pdf", "text", id="text-of-any-name"),
        pytest.param(TABLE.encode(), "a.csv", "csv", id="table"),
        pytest.param(TABLE.replace(",", "\t").encode(), "a.tsv", "csv", id="tabs"),
        pytest.param(TABLE.replace(",", ";").encode("utf-16"), "a.CSV", "csv", id="semicolons"),
        pytest.param(b'a,b\n"two\nlines, quoted",2\n', "a.csv", "csv", id="quoted-line-break"),
        pytest.param(LETTER, "a.csv", "text", id="prose"),
        pytest.param(TABLE.encode(), "a.txt", "text", id="table-in-a-text-file"),
        pytest.param(b"one line, only", "a.csv", "text", id="one-row"),
        pytest.param("漢".encode() * SAMPLE_BYTES, "a.md", "markdown", id="cut-through-a-letter"),
    ],
)  # fmt: skip
def test_the_kind_is_told_by_bytes_and_the_digest_is_that_of_all_of_them(
    tmp_path: Path, content: bytes, name: str, kind: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    found = recognise(path, PurePath(name))
    assert (found.kind, found.size_bytes) == (kind, len(content))
    assert found.sha256 == hashlib.sha256(content).hexdigest()


def test_what_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(zipped({"a.txt": b"a"}))
    with pytest.raises(UnsupportedFile, match="ZIP archive"):
        recognise(path, PurePath("a.csv"))


def test_each_format_has_a_kind_and_a_reader() -> None:
    assert FORMATS.keys() <= KINDS.keys()
    for row in FORMATS.values():
        assert callable(import_module(row.reader).read)


def test_a_table_is_read_in_the_confined_process_as_its_own_kind(
    reader: FileReader, tmp_path: Path
) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(TABLE)
    document = read_file(reader, path)
    assert (document.kind, document.title, document.headings) == ("csv", "", ())
    assert [page.text for page in document.pages] == [TABLE.replace(",", "\t").strip()]


def test_long_texts_arrive_whole(reader: FileReader, tmp_path: Path) -> None:
    text = "".join(f"line {number} é漢😀\n" for number in range(150_000))
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    assert [page.text for page in read_file(reader, tmp_path / "long.txt").pages] == [text]
