"""The library panel: what each document and each file on its way says of itself."""

from __future__ import annotations

import re

import pytest

from bot.html.chinese import CHINESE
from bot.html.english import ENGLISH
from bot.html.jobs import added_html, jobs_html
from bot.html.languages import wording_for
from bot.html.library import documents_html, rows_html
from storage.listing import Listing
from storage.records import Document
from tests.bot.page_fakes import progress_of, report_of


def document(**changes: object) -> Document:
    fields = {
        "document_id": "ab" * 32,
        "name": "report.pdf",
        "names": ("report.pdf",),
        "kind": "pdf",
        "title": "",
        "size_bytes": 9,
        "page_count": 61,
        "pages_without_text": (),
        "passage_count": 1312,
        "added_at": 5.0,
        "reading": "pdf 1, splitting 1, 182 tokens",
    }
    return Document(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_file_that_is_ready_stands_only_among_the_documents() -> None:
    ready = progress_of(1, "a", "done", report=report_of("x", "ready", 1, (), 7, ""))
    assert jobs_html([ready], ENGLISH) == ""
    assert "ready: 1 page" in added_html([ready], "", ENGLISH)


def test_documents_name_their_size_and_what_they_lack() -> None:
    html = rows_html([document(pages_without_text=(1, 2, 9))], ENGLISH)
    assert "61 pages, 1,312 passages" in html
    assert "no text on pages 1–2, 9" in html
    assert "1 document, 1,312 passages" in documents_html(Listing([document()]), ENGLISH)


def test_folders_stand_above_their_documents_once() -> None:
    rows = [document(name=name) for name in ("a", "x/b", "x/c", "x/y/d")]
    assert rows_html(rows, ENGLISH).count('class="folder"') == 0
    whole = rows_html(rows, ENGLISH, by_folder=True)
    assert re.findall(r'class="folder">([^<]*)<', whole) == ["x", "x/y"]
    assert whole == rows_html(rows[:2], ENGLISH, by_folder=True) + rows_html(
        rows[2:], ENGLISH, by_folder=True, after=rows[1]
    )


def test_no_documents_and_not_yet_are_told_apart() -> None:
    assert 'class="empty"' in documents_html(Listing(()), ENGLISH)
    assert 'class="opening"' in documents_html(Listing(()), ENGLISH, opening=True)


def test_names_are_text() -> None:
    name = '<b>x</b>"><img src=x onerror=1>.pdf'
    html = rows_html([document(name=name)], ENGLISH, by_folder=True) + jobs_html(
        [progress_of(1, name)], ENGLISH
    )
    assert "<b>" not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("accepted", "wording"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", CHINESE),
        ("en-GB,zh;q=0.5", ENGLISH),
        ("fr,de", ENGLISH),
        ("fr,zh;q=0.4", CHINESE),
        ("", ENGLISH),
    ],
)
def test_the_browser_chooses_the_language(accepted: str, wording: object) -> None:
    assert wording_for(accepted) is wording
