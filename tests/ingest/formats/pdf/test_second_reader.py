from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import DamagedFile
from ingest.formats.pdf import second_reader
from tests.ingest.make_pdf import pdf_of_content


def test_whatever_pypdf_stumbles_over_is_a_damaged_file(tmp_path: Path) -> None:
    content = pdf_of_content(b"BT /F1 12 Tf (x) Tj ET")
    # A name of a filter that it knows and refuses, by an error that isn't one of its readers'.
    path = tmp_path / "old_filter.pdf"
    path.write_bytes(content.replace(b"<< /Length", b"<< /Filter /A85 /Length"))
    with pytest.raises(DamagedFile, match="damaged"):
        list(second_reader.raw_pages(path))
