"""What documents are about, on the page: without markup of theirs, each heading one click away."""

from __future__ import annotations

from dataclasses import replace

from bot.html.about import about_html
from bot.html.chinese import CHINESE
from bot.html.english import ENGLISH
from bot.records import About
from tests.bot.passages import passage


def test_a_document_is_told_with_its_outline_and_nothing_of_it_is_markup() -> None:
    heading = replace(passage(1, "Bees gather honey."), heading="1 <b>Hive</b>", page=3)
    about = About(
        document_id="d",
        name="bees.pdf",
        kind="pdf",
        title="Bees & <i>hives</i>",
        pages=12,
        facts=(("author", "<script>"), ("title", "Bees")),
        outline=(heading,),
    )
    html = about_html([about], ENGLISH)
    assert "Bees &amp; &lt;i&gt;hives&lt;/i&gt; (bees.pdf)" in html
    assert "12 pages, author: &lt;script&gt;" in html
    assert "1 &lt;b&gt;Hive&lt;/b&gt;" in html
    assert "not a summary" in html
    assert "并非摘要" in about_html([about], CHINESE)
