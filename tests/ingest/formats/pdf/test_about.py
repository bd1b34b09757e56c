from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.pdf.about import title_of
from ingest.formats.pdf.engine import open_pdf
from tests.ingest.make_pdf import pdf_of_content


@pytest.mark.parametrize(
    ("written", "title"),
    [
        pytest.param("会議 Final”".encode(), "会議 Final”", id="utf-8-without-saying-so"),
        pytest.param("会議".encode("utf-16-be"), "会議", id="utf-16"),
        pytest.param(b"Caf\xe9 \x84 Grand", "Café — Grand", id="the-codes-of-pdf"),
        pytest.param(b"Rules", "Rules", id="plain"),
    ],
)
def test_a_title_is_read_in_the_codes_it_is_written_in(
    written: bytes, title: str, tmp_path: Path
) -> None:
    mark = b"\xfe\xff" if b"\x00" in written or written.startswith(b"\x4f\x1a") else b""
    path = tmp_path / "a.pdf"
    info = b"<< /Title <%s> >>" % (mark + written).hex().encode()
    content = pdf_of_content(b"", objects=[info])
    path.write_bytes(content.replace(b"/Root", b"/Info 6 0 R /Root", 1))
    with open_pdf(path) as document:
        assert title_of(document) == title
