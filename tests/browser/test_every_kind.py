"""Each kind of file, as people have it: dropped on the page, asked, opened at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from ingest.formats.ocr.reading import is_available
from tests import desk_files as desk
from tests.browser.driving import add_to_library, ask, cards, document
from tests.browser.test_whole_product import MINUTE, PHONE, NewPage, Running, opened, served
from tests.ingest.formats.containers import zipped

pytestmark = [pytest.mark.browser, pytest.mark.models]

Screenshot = Callable[[Page, str], None]

FEES = (("Berth", "Length", "Fee per night"), ("North quay", "12 m", "41 euros"),
        ("Old basin", "9 m", "28 euros"), ("Fish dock", "30 m", "115 euros"))  # fmt: skip
STALLS = (("Stall", "Width", "Fee per day"), ("Corner", "4 m", "63 euros"),
          ("Fish hall", "3 m", "115 euros"), ("Arcade", "2 m", "38 euros"))  # fmt: skip
VISITS = (("Month", "Visitors", "Revenue"), ("January", 1204, 18411.5), ("February", 987, 14052.0),
          ("March", 1533, 22870.25))  # fmt: skip
NOTICE = (
    "# Notice to all tenants", "The water in the house will be turned off on Thursday,",
    "12 March, from nine until eleven in the morning.", "",
    "Please fill a kettle before, and leave your taps closed.",
    "Questions go to the caretaker, Mrs Okafor, in the yard house.",
)  # fmt: skip
CONTRACT = (
    "# Mooring contract", "The houseboat Linnea may lie at the chalk bridge",
    "until the thirtieth of September.", "", "The rent is 310 crowns each month.",
)  # fmt: skip
LETTER = (
    "# Insurance certificate", "The lighthouse at Point Farewell is insured against storm",
    "and lightning for a sum of 840,000 crowns.", "",
    "The premium is due on the first of July each year.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A file, a question, words of the passage that answers, its place, and how it looks.

    ``looks`` is a selector of the viewer's sheet and the text of what it finds; for a file whose
    pages are pictures it says nothing. ``found_in`` is the document cited, where it is a part,
    ``paging`` what stands above one of several pages.
    """

    name: str
    content: Callable[[], bytes]
    question: str
    words: str
    place: str
    looks: tuple[str, str] | None = None
    found_in: str = ""
    paging: str = ""


CASES = (
    Case(
        "Harbour rules.docx",
        lambda: desk.word(
            ("h", 1, "Harbour rules"), "These rules hold for all guests of the harbour.",
            ("h", 2, "Speed"), "No boat may go faster than four knots between the piers.",
            ("h", 2, "Fees"), ("table", FEES), ("list", ("Pay at the office", "Keep the slip"))),
        "How fast may a boat go between the piers?", "four knots", "Speed", ("h3", "Speed"),
    ),
    Case(
        "Allotment lease.odt",
        lambda: desk.open_text(
            ("h", 1, "Allotment lease"), ("h", 2, "Hedges"),
            "Hedges may be no higher than one hundred and forty centimetres.",
            ("h", 2, "Water"), ("table", (("Tap", "Opened"), ("East", "April"), ("West", "May")))),
        "How high may hedges of the allotment be?", "forty centimetres", "Hedges", ("h3", "Hedges"),
    ),
    Case(
        "Recipe.rtf",
        lambda: desk.rich_text("Saffron buns", "Knead the dough for eighteen minutes, crème aside.",
                               "Bake the buns at 225 degrees."),
        "How long is the saffron dough kneaded?", "eighteen minutes", "", ("p", "Saffron buns"),
    ),
    Case(
        "Kickoff.pptx",
        lambda: desk.slides(
            ("Aurora kickoff", ("Why we are here",), ""),
            ("Milestones of Aurora", ("The pilot of Aurora starts in Tromsø on 4 May",
             ("table", (("Phase", "Owner"), ("Pilot", "Ylva"), ("Rollout", "Jon")))),
             "Say that the date depends on the permits.")),
        "Where does the pilot of Aurora start?", "Tromsø", "2", ("h3", "Milestones of Aurora"),
        paging="Slide 2 of 2",
    ),
    Case(
        "Visitors.xlsx",
        lambda: desk.workbook({"Museum": VISITS}, formats={"C": '#,##0.00 "kr"'}),
        "How many museum visitors came in March?", "1533", "Museum!A1:C4", ("tr td", "1533"),
    ),
    Case(
        "Seeds.ods",
        lambda: desk.open_sheets({"Seeds": (("Sort", "Sown", "Germination"),
                                            ("Black kale", "March", "91 %"),
                                            ("Sea beet", "April", "64 %"))}),
        "What is the germination of sea beet?", "64 %", "Seeds!A1:C3", ("tr td", "Sea beet"),
    ),
    Case(
        "Market stalls.csv", lambda: desk.table_file(STALLS),
        "What does a stall in the Fish hall cost per day?", "115 euros", "row",
        ("tr td", "Fish hall"),
    ),
    Case(
        "Opening hours.html",
        lambda: desk.web_page("Opening hours", ("h", 1, "Swimming hall"), ("h", 2, "Sauna"),
                              "The sauna of the swimming hall is heated to ninety degrees.",
                              ("table", (("Day", "Open"), ("Sunday", "9 to 18")))),
        "How hot is the sauna of the swimming hall?", "ninety degrees", "Sauna", ("h3", "Sauna"),
    ),
    Case(
        "Ferry.mhtml",
        lambda: desk.saved_page("https://ferry.example/", desk.web_page(
            "Ferry", ("h", 1, "Ferry to Skarholm"), "The last ferry to Skarholm leaves at 22:40.")),
        "When does the last ferry to Skarholm leave?", "22:40", "Ferry to Skarholm",
        ("h3", "Ferry to Skarholm"),
    ),
    Case(
        "The salt road.epub",
        lambda: desk.book("The salt road", {
            "The mule": ("The mule was called Bartholomew and would not cross water.",),
            "The pass": ("They reached the Grey Pass on the ninth day of snow.",)}),
        "What was the mule called?", "Bartholomew", "The mule", ("h3", "The mule"),
        paging="Part 1 of 2",
    ),
    Case(
        "Roof.eml",
        lambda: desk.mail("Estimate for the roof", "Dear Tomas,\n\nthe slater asks 7,350 euros for "
                          "the roof, scaffolding included.\n\nRosa\n",
                          attached={"ladder.txt": b"The ladder is locked with the code 8812.\n"}),
        "How much does the slater ask for the roof?", "7,350 euros", "",
        ("h3", "Estimate for the roof"),
    ),
    Case(
        "Key.eml",
        lambda: desk.mail("The key", "See the note.\n", attached={
            "note.txt": b"The key of the boathouse hangs behind the third beam.\n"}),
        "Where does the key of the boathouse hang?", "third beam", "", None, "note.txt in Key.eml",
    ),
    Case(
        "Club.mbox",
        lambda: desk.mail_folder(
            desk.mail("Chess night", "Chess night moves to the bakery.\n"),
            desk.mail("Choir", "The choir rehearses in the chapel from six.\n")),
        "Where does the choir rehearse?", "chapel", "2", ("h3", "Choir"), paging="Message 2 of 2",
    ),
    Case(
        "Rowing.ics",
        lambda: desk.calendar("Rowing lesson", "The coach brings the oars of ash.",
                              RRULE="FREQ=WEEKLY;BYDAY=SA", LOCATION="Willow jetty"),
        "Who brings the oars to the rowing lesson?", "oars of ash", "Rowing lesson",
        ("h3", "Rowing lesson"),
    ),
    Case(
        "Sailmakers.vcf",
        lambda: desk.address_card("Ingrid Solheim", ORG="Solheim Sails", TEL="+47 5550 1234"),
        "What is the phone number of Ingrid Solheim?", "+47 5550 1234", "Ingrid Solheim",
        ("h3", "Ingrid Solheim"),
    ),
    Case(
        "Diving.srt",
        lambda: desk.subtitles("The wreck lies at thirty-one metres.", "Bring two torches each."),
        "How deep does the wreck lie?", "thirty-one metres", "", ("pre", "two torches"),
    ),
    Case(
        "Tides.ipynb",
        lambda: desk.notebook(
            ("markdown", "# Tide model\n\nThe tide model uses the gauge at Vlissingen.", ""),
            ("code", "def lag(hours):\n    return hours * 0.84\n", "mean lag 3.7 hours\n")),
        "Which gauge does the tide model use?", "Vlissingen", "", None,
    ),
    Case(
        "Station.json",
        lambda: b'{"station": {"name": "Kattegat buoy", "battery": {"volts": 12.6}}}',
        "Which volts has the battery of the Kattegat buoy?", "12.6", "", ("pre", "Kattegat buoy"),
    ),
    Case(
        "Orders.xml",
        lambda: b'<?xml version="1.0"?><orders><order number="771"><item>Brass porthole</item>'
        b"<to>Captain Ellery</to></order></orders>",
        "Who ordered the brass porthole?", "Captain Ellery", "", ("pre", "Brass porthole"),
    ),
    Case(
        "retry.py",
        lambda: b'"""Retries of the uploader."""\n\nMAX_RETRIES = 7\n\n\ndef retry(job):\n'
        b'    """The uploader tries each job at most MAX_RETRIES times."""\n'
        b"    for _ in range(MAX_RETRIES):\n        job.run()\n",
        "What is MAX_RETRIES of the uploader?", "MAX_RETRIES = 7", "line",
        ("pre", "def retry(job):"),
    ),
    Case("Notice.png", lambda: desk.scan(desk.page_picture(*NOTICE)),
         "When will the water in the house be turned off?", "Thursday", "p."),
    Case("Fax.tiff", lambda: desk.scan(desk.page_picture(*NOTICE[:1]), desk.page_picture(*LETTER),
                                       kind="TIFF"),
         "For what sum is the lighthouse insured?", "840,000 crowns", "2"),
    Case("Mooring.pdf",
         lambda: desk.scan(desk.page_picture(*CONTRACT, askew=1.5, noisy=True), kind="PDF"),
         "Until when may the houseboat Linnea lie there?", "thirtieth of September", "p."),
)  # fmt: skip
READ_BY_OCR = ("Notice.png", "Fax.tiff", "Mooring.pdf")
PICTURED = ("Harbour rules.docx", "Kickoff.pptx", "Visitors.xlsx", "Roof.eml", "Notice.png")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    yield from served(tmp_path_factory.mktemp("every-kind"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_is_dropped_asked_and_opened_at_its_place(
    running: Running,
    new_page: NewPage,
    tmp_path: Path,
    screenshot: Screenshot,
    case: Case,
) -> None:
    if case.name in READ_BY_OCR and not is_available():
        pytest.skip("OCR is not installed")
    path = tmp_path / case.name
    path.write_bytes(case.content())
    page = opened(running, new_page)
    add_to_library(page, [path])
    expect(document(page, case.name)).to_be_visible(timeout=MINUTE)
    expect(page.locator("#jobs .job")).to_have_count(0, timeout=MINUTE)
    card = cards(ask(page, case.question)).first
    expect(card.locator(".name")).to_have_text(case.found_in or case.name)
    expect(card.locator(".place")).to_contain_text(case.place)
    expect(page).to_have_url(re.compile("#/conversation/"))
    conversation = page.url
    its_place_is_marked(page, card, case)
    pictured = case.name in PICTURED
    if pictured:
        screenshot(page, f"kind-{path.stem}")
    phone = new_page(**PHONE, color_scheme="dark" if pictured else "light")
    phone.goto(conversation)
    its_place_is_marked(phone, cards(phone.locator("#conversation .reply").last).first, case)
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    if pictured:
        screenshot(phone, f"kind-phone-{path.stem}")


def its_place_is_marked(page: Page, card: Locator, case: Case) -> None:
    """The card's passage opens, marked and in view, among what is around it."""
    expect(card).to_contain_text(case.words)
    card.locator(".place").click()
    viewer = page.locator(".viewer")
    expect(viewer.locator("h2")).to_have_text(case.found_in or case.name)
    as_text = viewer.get_by_role("button", name="Text")
    if as_text.is_visible():  # where LibreOffice makes pages of it
        as_text.click()
    if case.paging:
        expect(viewer.locator(".page-of")).to_have_text(case.paging)
    if case.name in READ_BY_OCR:
        expect(viewer.locator(".hit").first).to_be_in_viewport()
        expect(viewer.locator(".sheet img")).to_be_visible()
        return
    expect(viewer.locator("mark.hit").first).to_be_in_viewport()  # of the text, not of its pages
    marked = " ".join(viewer.locator("mark.hit").all_inner_texts())
    assert case.words in " ".join(marked.split())
    if case.looks:
        selector, text = case.looks
        expect(viewer.locator(f".sheet {selector}, {selector}.sheet").filter(has_text=text).first
               ).to_be_visible()  # fmt: skip


def test_an_archive_says_what_to_do_instead(
    running: Running, new_page: NewPage, tmp_path: Path
) -> None:
    path = tmp_path / "Papers.zip"
    path.write_bytes(zipped({"a.txt": "Words of a file."}))
    page = opened(running, new_page)
    add_to_library(page, [path])
    expect(page.locator("#jobs .job.failed")).to_contain_text(
        "a ZIP archive; unpack it and add the files in it", timeout=MINUTE
    )
