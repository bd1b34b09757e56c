"""The page in a real browser, over parts that are quick and plain."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.conversation.sample_documents import FOLDER
from tests.browser.conftest import Site
from tests.browser.driving import (
    add_to_library,
    ask,
    attach,
    cards,
    document,
    documents,
    fill_with_sample,
    send,
    visit,
)

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
MOVING = FOLDER / "Moving house.pdf"
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7 and nothing else")
    return path


def test_a_pdf_dropped_into_the_chat_is_read_and_then_asked(
    site: Site, new_page: NewPage, screenshot: Callable[[Page, str], None]
) -> None:
    site.ingestion.slow_down(30.0)
    page = visit(new_page(), site.address)
    attach(page, [MOVING])
    expect(page.locator("#box .thumbnail-wrapper")).to_have_attribute("data-name", MOVING.name)
    send(page, "How many boxes does a family of four need?")
    expect(page.locator("#conversation .note")).to_contain_text("Adding your files")
    site.ingestion.slow_down(0.1)
    reply = page.locator("#conversation .reply")
    expect(cards(reply)).to_have_count(5)
    expect(reply.locator(".verdict")).to_contain_text("Moving house.pdf")
    expect(page.locator("#conversation .note")).to_contain_text("ready: 2 pages, 6 passages")
    expect(reply.locator(".models")).to_contain_text("hashing-encoder and overlap-reranker")
    expect(document(page, "Moving house.pdf")).to_be_visible()
    screenshot(page, "chat-drop")


def test_files_dropped_on_the_panel_come_in_with_progress(site: Site, new_page: NewPage) -> None:
    site.ingestion.slow_down(30.0)
    page = visit(new_page(), site.address)
    add_to_library(page, [MOVING, FOLDER / "Bicycle repair.md"])
    expect(page.locator("#jobs .job").first).to_contain_text(re.compile("reading|preparing"))
    expect(page.locator("#jobs progress").first).to_be_visible()
    site.ingestion.slow_down(0.1)
    expect(documents(page)).to_have_count(2)
    expect(document(page, "Moving house.pdf")).to_contain_text("2 pages, 6 passages")
    expect(page.locator("#jobs .job")).to_have_count(0)
    expect(page.locator("#documents .totals")).to_contain_text("2 documents")


DROP = """([column, names]) => {
  const carrier = new DataTransfer();
  for (const name of names) carrier.items.add(new File(["The text of " + name], name));
  const at = document.querySelector(column);
  const how = {dataTransfer: carrier, bubbles: true, cancelable: true};
  at.dispatchEvent(new DragEvent("dragover", how));
  at.dispatchEvent(new DragEvent("drop", how));
}"""


def test_files_can_be_dropped_anywhere_on_a_column(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(), site.address)
    page.evaluate(DROP, ["#library h2", ["one.txt", "two.txt"]])
    expect(documents(page)).to_have_count(2)
    page.evaluate(DROP, ["#welcome h1", ["three.txt"]])
    expect(page.locator("#box .thumbnail-wrapper")).to_have_attribute("data-name", "three.txt")
    send(page, "")
    expect(document(page, "three.txt")).to_be_visible()
    assert not page.evaluate("document.body.classList.contains('dropping')")


def test_a_failing_file_says_why_and_can_be_dismissed(
    site: Site, new_page: NewPage, broken: Path
) -> None:
    page = visit(new_page(), site.address)
    add_to_library(page, [broken])
    job = page.locator("#jobs .job.failed")
    expect(job).to_contain_text("can't be read: the PDF is damaged")
    job.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#jobs .job")).to_have_count(0)
    expect(documents(page)).to_have_count(0)


def test_a_running_file_can_be_cancelled_and_retried(site: Site, new_page: NewPage) -> None:
    site.ingestion.slow_down(40.0)
    page = visit(new_page(), site.address)
    add_to_library(page, [MOVING])
    page.get_by_role("button", name="Cancel Moving house.pdf").click()
    expect(page.locator("#jobs .job.cancelled")).to_be_visible()
    site.ingestion.slow_down(0.1)
    page.get_by_role("button", name="Retry").click()
    expect(document(page, "Moving house.pdf")).to_be_visible()


def test_the_chat_goes_on_while_files_are_read(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(), site.address)
    fill_with_sample(page)
    site.ingestion.slow_down(30.0)
    extra = site.library.folder / "long report.txt"
    extra.write_text("It takes its time.", encoding="utf-8")
    add_to_library(page, [extra])
    expect(page.locator("#jobs .job")).to_have_count(1)
    expect(cards(ask(page, "How often do I feed a sourdough starter?"))).to_have_count(5)
    expect(page.locator("#jobs .job")).to_have_count(1)


def test_progress_survives_a_reload(site: Site, new_page: NewPage) -> None:
    site.ingestion.slow_down(40.0)
    page = visit(new_page(), site.address)
    add_to_library(page, [MOVING])
    expect(page.locator("#jobs .job")).to_be_visible()
    page.reload()
    expect(page.locator("#jobs .job")).to_contain_text("Moving house.pdf")
    site.ingestion.slow_down(0.1)
    expect(document(page, "Moving house.pdf")).to_be_visible()


def test_ticked_documents_restrict_the_question(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(), site.address)
    fill_with_sample(page)
    page.get_by_role("checkbox", name="Ask only House plants.txt").check()
    expect(page.locator(".restriction")).to_contain_text("Asking only House plants.txt")
    reply = ask(page, "How many boxes does a family of four need?")
    names = cards(reply).locator(".name").all_text_contents()  # folded ones too
    assert set(names) == {"House plants.txt"}
    expect(reply).to_contain_text("Searched only: House plants.txt")
    page.get_by_role("button", name="Ask all documents").click()
    expect(page.locator(".restriction")).to_be_hidden()
    reply = ask(page, "How many boxes does a family of four need in a house?")
    assert len(set(cards(reply).locator(".name").all_inner_texts())) > 1


def test_a_removal_counts_at_once_in_every_tab_and_can_be_undone(
    site: Site, new_page: NewPage
) -> None:
    page, other = visit(new_page(), site.address), visit(new_page(), site.address)
    fill_with_sample(page)
    page.get_by_role("button", name="Remove House plants.txt").click()
    expect(documents(page)).to_have_count(5)
    expect(page.locator(".removal")).to_contain_text("House plants.txt was removed.")
    expect(page.locator(".removal button")).to_be_focused()
    reply = ask(page, "Which plants are safe for cats?")
    assert "House plants.txt" not in cards(reply).locator(".name").all_inner_texts()
    other.locator(".removal").get_by_role("button", name="Undo").click()
    expect(documents(other)).to_have_count(6)
    expect(documents(page)).to_have_count(6)
    expect(page.locator(".removal")).to_have_count(0)
    reply = ask(page, "Which plants are safe for cats, and which are not?")
    assert "House plants.txt" in cards(reply).locator(".name").all_inner_texts()


def test_the_library_is_searched_and_sorted(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(), site.address)
    fill_with_sample(page)
    page.get_by_role("searchbox", name="Search documents").fill("BREAD")
    expect(documents(page).locator("visible=true")).to_have_count(1)
    page.get_by_role("searchbox", name="Search documents").fill("")
    page.locator("[data-sort]").select_option("added")
    expect(documents(page).first).to_have_attribute("data-name", "Sourdough bread.md")
    expect(documents(page)).to_have_count(6)


def test_a_citation_opens_its_page_with_the_passage_highlighted(
    site: Site, new_page: NewPage
) -> None:
    page = visit(new_page(), site.address)
    add_to_library(page, [MOVING])
    expect(documents(page)).to_have_count(1)
    reply = ask(page, "When is the deposit due back after handing over the old flat?")
    cards(reply).first.locator(".place").click()
    viewer = page.locator(".viewer")
    expect(viewer.locator("h2")).to_have_text("Moving house.pdf")
    expect(viewer.locator(".page-of")).to_have_text("Page 2 of 2")
    image = viewer.locator(".sheet img")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.naturalWidth") >= image.evaluate("i => i.clientWidth")
    expect(viewer.locator(".hit").first).to_be_visible()
    sheet = viewer.locator(".sheet").bounding_box()
    hit = viewer.locator(".hit").first.bounding_box()
    assert sheet["x"] <= hit["x"] < hit["x"] + hit["width"] <= sheet["x"] + sheet["width"]

    viewer.get_by_role("button", name="Previous page").click()
    expect(viewer.locator(".page-of")).to_have_text("Page 1 of 2")
    expect(viewer.locator(".hit")).to_have_count(0)
    wide = viewer.locator(".sheet").bounding_box()["width"]
    viewer.get_by_role("button", name="Zoom in").click()
    expect(viewer.locator(".zoom")).to_have_text("125%")
    expect(viewer.locator(".sheet")).to_have_css("width", re.compile(rf"^{int(wide * 1.25)}"))
    original = viewer.get_by_role("link", name="Open original").get_attribute("href")
    assert page.request.get(original).body() == MOVING.read_bytes()
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()


def test_a_text_opens_with_its_lines_in_context(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(), site.address)
    fill_with_sample(page)
    reply = ask(page, "Which plants do cats no harm?")
    plants = cards(reply).filter(has_text="House plants.txt").first
    cited = plants.locator("blockquote").inner_text()
    plants.locator(".place").click()
    mark = page.locator(".viewer mark.hit")
    expect(mark).to_be_visible()
    assert "".join(mark.inner_text().split()) == "".join(cited.split())
    expect(page.locator(".viewer .sheet")).to_contain_text("HOUSE PLANTS: A SHORT GUIDE")


def test_the_page_is_up_before_the_models_and_answers_when_they_are(
    loading_site: Site, new_page: NewPage
) -> None:
    site = loading_site
    page = new_page()
    page.goto(site.address)
    expect(page.locator(".readiness.loading")).to_contain_text("models are loading")
    add_to_library(page, [MOVING])
    expect(documents(page)).to_have_count(1)
    send(page, "How many boxes does a family of four need?")
    expect(page.locator("#conversation .note")).to_contain_text("still loading")
    site.assistant.set_result(site.answering)
    expect(cards(page.locator("#conversation .reply"))).to_have_count(5)
    expect(page.locator(".readiness")).to_be_empty()


def test_a_question_without_an_answer_says_so(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(), site.address)
    fill_with_sample(page)
    reply = ask(page, "Zephyr quoll xylophone jamboree wombat?")
    expect(reply.locator(".verdict")).to_contain_text("doesn't seem to contain an answer")
    expect(cards(reply)).to_have_count(5)


def test_a_question_can_be_asked_again_and_edited(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(), site.address)
    fill_with_sample(page)
    ask(page, "Which plants are safe for cats?")
    page.locator("#conversation .question").hover()
    page.get_by_role("button", name="Edit this question").click()
    expect(page.locator("#box textarea")).to_have_value("Which plants are safe for cats?")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("#conversation .question")).to_have_count(1)
    expect(page.locator("#conversation .reply")).to_have_count(1)


def test_an_answer_can_be_stopped(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(), site.address)
    fill_with_sample(page)
    site.answering.seconds = 8.0
    send(page, "Which plants are safe for cats?")
    expect(page.locator("#conversation .provisional")).to_be_visible()
    page.locator("#box .stop-button").click()
    expect(page.locator("#conversation .note")).to_contain_text("Stopped.")
    expect(page.locator("#box .submit-button")).to_be_visible()
    site.answering.seconds = 0.0
    expect(cards(ask(page, "How do I patch a flat tyre on a bicycle?"))).to_have_count(5)


def test_a_quotation_is_copied_with_its_source(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(permissions=["clipboard-read", "clipboard-write"]), site.address)
    add_to_library(page, [MOVING])
    expect(documents(page)).to_have_count(1)
    card = cards(ask(page, "When is the deposit due back?")).first
    card.get_by_role("button", name="Copy", exact=True).click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"^“.*”\n— Moving house\.pdf, p\.\s2$", copied, re.DOTALL)


def test_a_conversation_is_saved_and_begun_anew(
    site: Site, new_page: NewPage, tmp_path: Path
) -> None:
    page = visit(new_page(), site.address)
    expect(page.get_by_role("button", name="New conversation")).to_be_hidden()
    expect(page.get_by_role("button", name="Save as Markdown")).to_be_hidden()
    add_to_library(page, [MOVING])
    expect(documents(page)).to_have_count(1)
    ask(page, "When is the deposit due back?")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as Markdown").click()
    saved = tmp_path / "saved.md"
    download.value.save_as(saved)
    text = saved.read_text(encoding="utf-8")
    assert text.startswith("## When is the deposit due back?\n\n")
    assert text.count("> — [Moving house.pdf, p.\u00a0") == 5
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#conversation .question")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()


def test_conversations_are_kept_opened_renamed_and_deleted(
    site: Site, new_page: NewPage, screenshot: Callable[[Page, str], None]
) -> None:
    page = visit(new_page(), site.address)
    fill_with_sample(page)
    ask(page, "Which plants are safe for cats?")
    expect(page.get_by_role("button", name="Save as Markdown")).to_be_visible()
    page.reload()
    expect(page.locator("#conversation .question")).to_have_text(re.compile("safe for cats"))
    expect(cards(page.locator("#conversation .reply"))).to_have_count(5)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#conversation .question")).to_have_count(0)
    ask(page, "How long is the loaf baked?")
    opener = page.get_by_role("button", name="Conversations")
    opener.click()
    rows = page.locator("#history .conversation")
    expect(rows.locator(".name")).to_have_text(
        [
            "How long is the loaf baked? – Sourdough bread.md",
            "Which plants are safe for cats? – House plants.txt",
        ]
    )
    expect(page.locator("#history [aria-current]")).to_contain_text("loaf")
    screenshot(page, "conversations")

    page.get_by_role("button", name="Rename Which plants").click()
    page.get_by_label("New title").locator("visible=true").fill("Cats & <b>plants</b>")
    page.keyboard.press("Enter")
    expect(rows.last.locator(".name")).to_have_text("Cats & <b>plants</b>")
    page.get_by_role("button", name="Open Cats & ").click()
    expect(page.locator("#conversation .question")).to_have_text(re.compile("safe for cats"))
    expect(page.locator("#history")).to_be_hidden()
    ask(page, "And which are deadly?")
    expect(page.locator("#conversation .question")).to_have_count(2)

    opener.click()
    expect(rows.first.locator(".name")).to_have_text("Cats & <b>plants</b>")
    page.get_by_role("button", name="Delete Cats & ").click()
    expect(rows).to_have_count(1)
    page.locator("#history").get_by_role("button", name="Undo").click()
    expect(rows.first.locator(".name")).to_have_text("Cats & <b>plants</b>")
    page.get_by_role("button", name="Open Cats & ").click()
    expect(page.locator("#conversation .question")).to_have_count(2)
    opener.click()
    page.get_by_role("button", name="Delete Cats & ").click()
    expect(rows).to_have_count(1)
    expect(page.locator("#conversation .question")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#history")).to_be_hidden()
    page.reload()
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator("#conversation .question")).to_have_count(0)


def test_a_list_that_is_drawn_anew_is_filled_again(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(), site.address)
    fill_with_sample(page)
    listed = page.locator("#documents li.document")
    count = listed.count()
    assert count
    page.evaluate(
        """document.querySelector("#documents .documents").outerHTML =
           '<ul class="documents" hidden></ul>'; window.footnote.refresh();"""
    )
    expect(listed).to_have_count(count)
    expect(listed.first).to_be_visible()


def test_a_question_that_names_a_document_asks_it_alone_until_that_is_undone(
    site: Site, new_page: NewPage
) -> None:
    page = visit(new_page(), site.address)
    fill_with_sample(page)
    reply = ask(page, "What does Moving house.pdf say about boxes?")
    expect(reply.locator(".searched")).to_contain_text("Asked of Moving house.pdf alone")
    expect(cards(reply)).to_have_count(cards(reply).filter(has_text="Moving house.pdf").count())
    reply.get_by_role("button", name="Ask all documents").click()
    expect(page.locator("#conversation .searched")).to_have_count(0)
    expect(page.locator("#conversation .reply")).to_have_count(1)


def test_a_follow_up_says_what_was_searched_and_is_undone_with_one_click(
    site: Site, new_page: NewPage
) -> None:
    page = visit(new_page(), site.address)
    fill_with_sample(page)
    ask(page, "Which plants are safe for cats?")
    reply = ask(page, "And dogs?")
    expect(reply.locator(".searched q")).to_have_text("Which plants are safe for cats? And dogs?")
    reply.get_by_role("button", name="Search as typed").click()
    expect(page.locator("#conversation .searched")).to_have_count(0)
    expect(page.locator("#conversation .question")).to_have_count(2)
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("#conversation .provisional")).to_have_count(0)
    expect(page.locator("#conversation .reply")).to_have_count(2)
    expect(page.locator("#conversation .searched")).to_have_count(0)
    expect(page.locator("#box .submit-button")).to_be_visible()
    page.reload()
    expect(page.locator("#conversation .question")).to_have_count(2)
    expect(page.locator("#conversation .searched")).to_have_count(0)


PLACES = """() => [...document.querySelectorAll("#conversation .turn:last-child .card, " +
  "#conversation .turn:last-child .verdict")].map(part => {
    const {top, height} = part.getBoundingClientRect();
    return [Math.round(top), Math.round(height)];
})"""


@pytest.mark.parametrize("size", [(1440, 900), (360, 740)], ids=["desktop", "phone"])
def test_nothing_moves_when_the_answer_takes_the_place_of_what_was_found(
    site: Site, new_page: NewPage, size: tuple[int, int]
) -> None:
    page = visit(new_page(viewport={"width": size[0], "height": size[1]}), site.address)
    site.library.put("a.txt", b"sample", "text", ["Cats sleep. " * 3])
    for path in sorted(FOLDER.glob("*.[mt]*")):
        text = path.read_text(encoding="utf-8")
        site.library.put(path.name, text.encode(), "text", [text])
    expect(documents(page)).to_have_count(6)
    site.answering.seconds = 4.0
    send(page, "Which plants are safe for cats?")
    expect(page.locator("#conversation .provisional .card")).to_have_count(5)
    expect(page.locator("#conversation .provisional .verdict")).to_contain_text("12 passages")
    before = page.evaluate(PLACES)
    expect(cards(page.locator("#conversation .reply"))).to_have_count(5)
    assert len(before) == 6
    assert page.evaluate(PLACES) == before


def test_a_folded_table_shows_its_marked_row(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(), site.address)
    rows = "".join(f"Row {number}\t{number}\n" for number in range(12))
    site.library.put("table.txt", b"t", "text", [f"{rows}Day. Cats sleep all day\t24. \n{rows}"])
    expect(documents(page)).to_have_count(1)
    card = cards(ask(page, "Do cats sleep all day?")).filter(has_text="table.txt")
    text, marked = card.locator("blockquote"), card.locator("mark").first
    folded = text.bounding_box()
    row = marked.bounding_box()
    assert folded["y"] <= row["y"] <= folded["y"] + folded["height"] - row["height"]
    expect(card.get_by_text("Row 3", exact=True).first).to_be_hidden()
    card.get_by_role("button", name="Show all").click()
    expect(card.get_by_text("Row 3", exact=True).first).to_be_visible()


@pytest.mark.parametrize("size", [(1440, 900), (360, 740)], ids=["desktop", "phone"])
@pytest.mark.parametrize("table", ["", "\nRow\t1\nRow\t2\n"], ids=["prose", "above a table"])
def test_a_folded_card_shows_its_marked_sentence_whole(
    site: Site, new_page: NewPage, size: tuple[int, int], table: str
) -> None:
    page = visit(new_page(viewport={"width": size[0], "height": size[1]}), site.address)
    other = "dogs are walked by their owners in the morning, "
    marked = "Cats sleep all day long, on the sofa and in the sun, wherever it is warm. "
    site.library.put(
        "pets.txt",
        b"p",
        "text",
        [f"{3 * other}rain or shine, come what may. {marked}\n\n{4 * other}{table}"],
    )
    expect(documents(page)).to_have_count(1)
    card = cards(ask(page, "Do cats sleep all day long?")).filter(has_text="pets.txt")
    shown = card.locator("blockquote").bounding_box()
    sentence = card.locator("mark").bounding_box()
    assert card.locator("mark").inner_text() == marked.strip()
    assert shown["y"] <= sentence["y"]
    assert sentence["y"] + sentence["height"] <= shown["y"] + shown["height"] + 1


def test_only_what_is_cut_off_can_be_unfolded(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(), site.address)
    site.library.put("short.txt", b"s", "text", ["Cats sleep all day and hunt at night."])
    site.library.put("long.txt", b"l", "text", ["Cats sleep all day.\n" * 12])
    expect(documents(page)).to_have_count(2)
    reply = ask(page, "When do cats hunt?")
    short = cards(reply).filter(has_text="short.txt")
    long = cards(reply).filter(has_text="long.txt")
    expect(short.locator("[data-fold]")).to_be_hidden()
    folded = long.bounding_box()["height"]
    long.get_by_role("button", name="Show all").click()
    assert long.bounding_box()["height"] > folded
    long.get_by_role("button", name="Show less").click()
    assert long.bounding_box()["height"] == folded


def test_right_to_left_passages_are_set_from_the_right(site: Site, new_page: NewPage) -> None:
    text = "تقع المدينة على ضفة النهر. يبلغ عدد سكانها مئة ألف نسمة."
    site.library.put("city.txt", text.encode(), "text", [text])
    page = visit(new_page(), site.address)
    expect(documents(page)).to_have_count(1)
    reply = ask(page, "كم عدد سكانها؟")
    direction = "part => getComputedStyle(part).direction"
    assert cards(reply).first.locator("blockquote").evaluate(direction) == "rtl"
    assert page.locator("#conversation .question p").evaluate(direction) == "rtl"
    cards(reply).first.locator(".place").click()
    expect(page.locator(".viewer mark.hit")).to_be_visible()
    assert page.locator(".viewer .sheet").evaluate(direction) == "rtl"
    assert page.locator("#library h2").evaluate(direction) == "ltr"


def test_hostile_text_does_nothing(site: Site, new_page: NewPage, tmp_path: Path) -> None:
    attack = (
        '<img src=x onerror="window.hit=1"><script>window.hit=2</script> ${window.hit=3} '
        "{{constructor.constructor('window.hit=4')()}} $$\\href{javascript:window.hit=5}{x}$$ "
        "[link](javascript:window.hit=6) </blockquote></div> <svg onload=window.hit=7> "
    )
    name = '"><img src=x onerror=window.hit=8>${window.hit=9}.txt'
    site.library.put(name, attack.encode(), "text", [attack + "zebra " + "W" * 3000])
    page = visit(new_page(), site.address)
    expect(documents(page)).to_have_count(1)
    reply = ask(page, attack + " zebra")
    expect(cards(reply)).to_have_count(5)
    cards(reply).first.locator(".place").click()
    expect(page.locator(".viewer .sheet")).to_be_visible()
    assert page.evaluate("window.hit") is None
    assert page.locator("#columns img, #columns script, #columns blockquote svg").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_phone_has_the_chat_alone_and_drawers(
    site: Site, new_page: NewPage, screenshot: Callable[[Page, str], None]
) -> None:
    page = visit(new_page(**PHONE, device_scale_factor=2), site.address)
    screenshot(page, "phone-empty")
    fill_with_sample(page)
    reply = ask(page, "How many boxes does a family of four need for moving house?")
    expect(cards(reply)).to_have_count(5)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    expect(page.locator("#library")).not_to_be_in_viewport()
    screenshot(page, "phone-answer")
    cards(reply).filter(has_text="Moving house.pdf").first.locator(".place").click()
    expect(page.locator(".viewer .sheet img")).to_be_visible()
    screenshot(page, "phone-page")
    page.get_by_role("button", name="Close").last.click()
    page.get_by_role("button", name="Library").click()
    expect(page.locator("#library")).to_be_in_viewport()
    page.wait_for_timeout(300)
    screenshot(page, "phone-library")


def test_chinese_browsers_are_spoken_to_in_chinese(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(locale="zh-CN"), site.address)
    expect(page.locator("#library h2")).to_have_text("文档库")
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.locator("#box textarea")).to_have_attribute("placeholder", re.compile("拖入文件"))
    add_to_library(page, [MOVING])
    expect(document(page, "Moving house.pdf")).to_contain_text("2 页")
    expect(ask(page, "deposit due back").locator(".models")).to_contain_text("秒")


def test_the_keyboard_alone_is_enough(site: Site, new_page: NewPage) -> None:
    page = visit(new_page(), site.address)
    add_to_library(page, [MOVING])
    expect(documents(page)).to_have_count(1)
    page.locator("#box textarea").focus()
    page.keyboard.type("When is the deposit due back?")
    page.keyboard.press("Enter")
    expect(page.locator("article.card")).to_have_count(5)
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.place')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".viewer .sheet img")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".page-of")).to_have_text("Page 1 of 2")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.place')")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_serious(site: Site, new_page: NewPage, colours: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(new_page(color_scheme=colours), site.address)
    first = axe.run(page).response["violations"]
    fill_with_sample(page)
    reply = ask(page, "How many boxes does a family of four need for moving house?")
    cards(reply).filter(has_text="Moving house.pdf").first.locator(".place").click()
    expect(page.locator(".viewer .sheet img")).to_be_visible()
    found = first + axe.run(page).response["violations"]
    page.get_by_role("button", name="Remove House plants.txt").click()
    expect(page.locator(".removal")).to_be_visible()
    page.get_by_role("button", name="Conversations").click()
    expect(page.locator("#history .conversation")).to_be_visible()
    found += axe.run(page).response["violations"]
    serious = {
        f"{violation['id']}: {node['html'][:200]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    }
    assert serious == set()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("desktop", {}),
        ("desktop-dark", {"color_scheme": "dark"}),
        ("wide", {"viewport": {"width": 1920, "height": 1080}}),
    ],
)
def test_pictures_for_people(
    site: Site,
    new_page: NewPage,
    screenshot: Callable[[Page, str], None],
    name: str,
    options: dict[str, object],
) -> None:
    page = visit(new_page(**options), site.address)
    screenshot(page, f"{name}-empty")
    site.ingestion.slow_down(40.0)
    page.get_by_role("button", name="Try it with a small sample").click()
    expect(page.locator("#jobs progress").first).to_be_visible()
    screenshot(page, f"{name}-ingesting")
    site.ingestion.slow_down(0.1)
    expect(documents(page)).to_have_count(6)
    reply = ask(page, "How many boxes does a family of four need for moving house?")
    screenshot(page, f"{name}-answer")
    cards(reply).filter(has_text="Moving house.pdf").first.locator(".place").click()
    expect(page.locator(".viewer .sheet img")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.wait_for_timeout(300)
    screenshot(page, f"{name}-page")


def test_a_low_window_and_a_narrow_chat_cut_nothing_off(site: Site, new_page: NewPage) -> None:
    fill_with_sample(visit(new_page(), site.address))
    low = visit(new_page(viewport={"width": 375, "height": 500}), site.address)
    expect(low.locator(".tries button").last).to_be_attached()
    at_box = """() => { const box = document.querySelector("#box textarea").getBoundingClientRect();
      return [10, 150, 200].every(x => document.elementFromPoint(box.x + x, box.y + 10)
        .closest("#box")); }"""
    room = low.locator("#welcome").evaluate("one => one.clientHeight < one.scrollHeight")
    assert room
    assert low.evaluate(at_box)
    assert low.locator("#welcome").evaluate("one => getComputedStyle(one).overflowY") == "auto"
    page = visit(new_page(viewport={"width": 1280, "height": 800}), site.address)
    reply = ask(page, "How many boxes does a family of four need?")
    cards(reply).first.locator(".place").click()
    expect(page.locator(".viewer .sheet")).to_be_visible()
    end = page.get_by_role("button", name="New conversation").bounding_box()
    assert end["x"] + end["width"] <= page.locator("#chat").bounding_box()["width"] + 300
    page.set_viewport_size({"width": 375, "height": 660})
    page.locator(".viewer .showing").evaluate("one => { one.hidden = false; }")
    tops = [
        page.locator(f".viewer-tools {part}").bounding_box()["y"]
        for part in (".paging", ".zooming", ".showing")
    ]
    assert abs(tops[0] - tops[1]) < 20 < tops[2] - tops[1]
