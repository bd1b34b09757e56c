"""Collections on the page: ticked, put together, asked and removed, by mouse, keys and finger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.driving import (
    add_to_library,
    ask,
    cards,
    document,
    documents,
    fill_with_sample,
    visit,
)

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DROP_FOLDER = """names => {
  const content = name => new File([`The ${name} lantern.`], name);
  const file = name => ({isFile: true, name, file: done => done(content(name))});
  let entries = names.map(file);
  const folder = {isDirectory: true, name: "Reports", createReader: () => ({
    readEntries: done => { done(entries); entries = []; }})};
  const dropped = new Event("drop", {bubbles: true, cancelable: true});
  dropped.dataTransfer = {types: ["Files"], files: [], items: [{webkitGetAsEntry: () => folder}]};
  document.querySelector("#drop").dispatchEvent(dropped);
}"""
DROP_FOLDERS_BELOW = """() => {
  const file = text => ({isFile: true, name: "notes.txt",
    file: done => done(new File([`The lantern of ${text}.`], "notes.txt"))});
  const folder = (name, entries) => ({isDirectory: true, name, createReader: () => ({
    readEntries: done => { done(entries); entries = []; }})});
  const whole = folder("Reports", [file("all years"), folder("2022", [file("2022")]),
    folder("2023", [file("2023")])]);
  const dropped = new Event("drop", {bubbles: true, cancelable: true});
  dropped.dataTransfer = {types: ["Files"], files: [], items: [{webkitGetAsEntry: () => whole}]};
  document.querySelector("#drop").dispatchEvent(dropped);
}"""


def ticks(page: Page) -> Locator:
    return page.locator("#documents [data-choose]")


def collection(page: Page, name: str) -> Locator:
    return page.locator(f'[data-collection="{name}"]')


@pytest.fixture
def page(site: Site, new_page: NewPage) -> Page:
    page = visit(new_page(), site.address)
    fill_with_sample(page)
    return page


def put_into(page: Page, name: str) -> None:
    page.locator(".acting input").fill(name)
    page.keyboard.press("Enter")
    expect(collection(page, name)).to_be_visible()


def test_a_range_is_ticked_put_together_and_asked_alone(page: Page) -> None:
    ticks(page).nth(0).click()
    ticks(page).nth(2).click(modifiers=["Shift"])
    expect(page.locator(".ticked")).to_have_text("3 ticked")
    expect(page.locator(".restriction")).to_contain_text("Asking 3 documents only")
    put_into(page, "House")
    expect(collection(page, "House")).to_contain_text("3")
    expect(page.locator(".restriction")).to_be_hidden()
    collection(page, "House").click()
    expect(page.locator(".restriction")).to_contain_text("Asking only House")
    expect(page.locator("#documents li.document:visible")).to_have_count(3)
    reply = ask(page, "How many boxes does a family of four need?")
    expect(reply.locator(".provenance")).to_contain_text("Searched only: House")
    expect(reply).not_to_contain_text("Moving house.pdf")
    page.get_by_role("button", name="Ask all documents").last.click()
    expect(page.locator(".restriction")).to_be_hidden()
    expect(page.locator("#documents li.document:visible")).to_have_count(6)


def test_all_found_are_ticked_and_removed_and_come_back(page: Page) -> None:
    page.locator("[data-filter]").fill("o")
    expect(documents(page)).not_to_have_count(6)
    found = documents(page).count()
    assert found > 3
    page.locator("[data-choose-all]").click()
    expect(page.locator(".ticked")).to_have_text(f"{found} ticked")
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(documents(page)).to_have_count(0)
    page.get_by_role("button", name="Undo all").click()
    expect(documents(page)).to_have_count(found)
    page.locator("[data-filter]").fill("")
    expect(documents(page)).to_have_count(6)


def test_it_all_goes_by_keyboard(page: Page) -> None:
    ticks(page).nth(0).focus()
    page.keyboard.press("Space")
    ticks(page).nth(1).focus()
    page.keyboard.press("Shift+Space")
    put_into(page, "Two")
    collection(page, "Two").focus()
    page.keyboard.press("Enter")
    expect(collection(page, "Two")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-choose-all]").focus()
    page.keyboard.press("Space")
    leave = page.get_by_role("button", name="Take out of Two")
    leave.focus()
    page.keyboard.press("Enter")
    expect(collection(page, "Two")).to_have_count(0)
    expect(page.locator("#documents li.document:visible")).to_have_count(6)


def test_a_dropped_folder_offers_its_own(page: Page) -> None:
    page.evaluate(DROP_FOLDER, ["first.txt", "second.txt"])
    expect(page.locator(".offer")).to_contain_text("Keep these 2 files together")
    expect(page.locator(".offer input")).to_have_value("Reports")
    page.keyboard.press("Enter")  # on the button that has the focus
    expect(collection(page, "Reports")).to_contain_text("2", timeout=30_000)
    page.evaluate(DROP_FOLDER, ["third.txt"])
    page.get_by_role("button", name="Only add").click()
    expect(documents(page)).to_have_count(9, timeout=30_000)
    expect(collection(page, "Reports")).to_contain_text("2")


def test_files_of_one_name_below_a_dropped_folder_stay_two(page: Page) -> None:
    page.evaluate(DROP_FOLDERS_BELOW)
    page.get_by_role("button", name="Only add").click()
    expect(documents(page)).to_have_count(9, timeout=30_000)
    for name in ("Reports/notes.txt", "Reports/2022/notes.txt", "Reports/2023/notes.txt"):
        expect(document(page, name)).to_be_visible()
    page.locator("[data-filter]").fill("2023")
    expect(document(page, "Reports/2023/notes.txt")).to_contain_text("Reports/2023")
    expect(documents(page)).to_have_count(1)


def test_what_can_not_be_read_of_a_dropped_folder_is_named_and_the_rest_is_added(
    page: Page,
) -> None:
    page.evaluate(
        DROP_FOLDERS_BELOW.replace(
            'file("all years"),',
            'file("all years"), {isFile: true, name: "locked.txt", file: (_, failed) => failed()},',
        )
    )
    page.get_by_role("button", name="Only add").click()
    expect(page.get_by_role("alert")).to_contain_text("could not read locked.txt")
    expect(documents(page)).to_have_count(9, timeout=30_000)


def test_a_collection_is_chosen_on_a_phone(site: Site, page: Page, new_page: NewPage) -> None:
    ticks(page).nth(0).click()
    put_into(page, "House")
    phone = visit(new_page(**PHONE), site.address)
    phone.get_by_role("button", name="Library").tap()
    collection(phone, "House").tap()
    phone.get_by_role("button", name="Close").first.tap()
    expect(phone.locator(".restriction")).to_be_visible()
    reply = ask(phone, "What is this about?")
    expect(cards(reply).first).to_be_visible()
    expect(reply.locator(".provenance")).to_contain_text("Searched only: House")


def test_more_documents_than_are_shown_are_found_and_ticked(page: Page, tmp_path: Path) -> None:
    files = [tmp_path / f"entry {number:03}.txt" for number in range(120)]
    for file in files:
        file.write_text(f"Lantern of {file.stem}.")
    add_to_library(page, files)
    expect(page.locator(".totals")).to_contain_text("126 documents", timeout=90_000)
    expect(documents(page)).to_have_count(100)
    page.get_by_role("button", name="Show more (26 not shown)").click()
    expect(documents(page)).to_have_count(126)
    expect(page.locator(".more")).to_be_hidden()
    page.locator("[data-filter]").fill("ENTRY")
    expect(documents(page)).to_have_count(100)
    page.locator("[data-choose-all]").click()
    expect(page.locator(".ticked")).to_have_text("120 ticked")
    put_into(page, "Entries")
    expect(collection(page, "Entries")).to_contain_text("120")
    page.locator("[data-sort]").select_option("added")
    page.locator("[data-filter]").fill("entry 11")
    expect(documents(page)).to_have_count(10)
    ticks(page).first.click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(documents(page)).to_have_count(9)
    expect(page.locator(".restriction")).to_be_hidden()


def test_the_focus_stays_at_its_document_while_the_list_is_drawn_anew(
    site: Site, page: Page
) -> None:
    count = documents(page).count()
    ticks(page).nth(1).focus()
    name = page.evaluate("document.activeElement.closest('li').dataset.document")
    site.ingestion._store("A first one.txt", b"The first lantern of all.")
    expect(documents(page)).to_have_count(count + 1, timeout=20_000)
    at = "document.activeElement.closest('li.document')?.dataset.document"
    assert page.evaluate(at) == name
    assert page.evaluate("document.activeElement.matches('[data-choose]')")
