"""The desk of a small ferry company: 23 files of eight kinds, written as such files are.

All names and figures are invented. What each is asked stands in ``questions/desk.jsonl``.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

from tests import desk_files as desk
from tests.desk_files import Rows

_ROUTES = ("Skarholm", "Vesterby", "Tangen", "Lomvi", "Ravnsund")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip


def files() -> Mapping[str, bytes]:
    """Each file by its name."""
    return {**_word_files(), **_decks(), **_workbooks(), **_pages(), **_books(), **_mails(),
            **_scans(), **_tables()}  # fmt: skip


def kind_of(name: str) -> str:
    """What people call such a file."""
    endings = {"docx": "docx", "pptx": "pptx", "xlsx": "xlsx", "html": "html", "epub": "epub",
               "eml": "eml", "csv": "csv"}  # fmt: skip
    return endings.get(name.rpartition(".")[2], "scan")


def _word_files() -> dict[str, bytes]:
    handbook = desk.word(
        ("h", 1, "Staff handbook"),
        "This handbook is for everyone who works on board or ashore. It is renewed each spring.",
        ("h", 2, "Working hours"),
        ("h", 3, "On board"),
        "A watch lasts six hours and is followed by at least eight hours of rest. Watches may be "
        "swapped if both officers sign the sheet on the bridge.",
        ("h", 3, "In the office"),
        "The office is staffed from 8:30 to 16:00. Flexible time of up to twelve hours may be "
        "carried into the next month.",
        ("h", 2, "Holidays"),
        "Everyone has twenty-six days of holiday a year. After the fiftieth birthday there are "
        "three days more. Holidays in July have to be asked for before the end of February.",
        ("h", 2, "Illness"),
        "Whoever is ill tells the duty officer before the watch begins. A doctor's note is needed "
        "from the fourth day on.",
        ("h", 2, "Clothing"),
        (
            "list",
            (
                "Crew on deck wear the orange jacket and shoes with steel caps.",
                "Stewards wear the blue pullover; it is replaced every two years.",
                "Name badges are worn on the left.",
            ),
        ),
        ("h", 2, "Allowances"),
        (
            "table",
            (
                ("Allowance", "Who", "Amount"),
                ("Night", "Crew on watch after 22:00", "95 kr"),
                ("Sunday", "Everyone on duty", "180 kr"),
                ("Language", "Stewards", "40 kr"),
                ("Smoke diving", "Trained firefighters", "310 kr"),
            ),
        ),
        header="Skarv Line, staff handbook 2026",
    )
    charter = desk.word(
        ("h", 1, "Charter agreement"),
        "between Skarv Line and the Lomvi Music Festival on the use of the vessel Alke.",
        ("h", 2, "1 Subject"),
        "Skarv Line provides the Alke with a crew of nine from 10 August, 14:00, to 13 August, "
        "10:00.",
        ("h", 2, "2 Price"),
        "The charter costs 186,000 kr. A third is paid when this agreement is signed, the rest "
        "fourteen days before departure. Fuel is billed by consumption.",
        ("h", 2, "3 Cancellation"),
        "If the festival cancels more than sixty days before departure, a tenth of the price is "
        "due; between sixty and twenty days, half of it; later, all of it. Skarv Line may cancel "
        "only because of damage to the vessel or an order of the authorities.",
        ("h", 2, "4 Guests"),
        "No more than 240 guests may be on board. Fireworks, open fire and glass bottles on the "
        "sun deck are forbidden.",
        ("h", 2, "5 Liability"),
        "Damage caused by guests is paid by the festival up to 400,000 kr. Disputes are heard by "
        "the court in Vesterby.",
    )
    minutes = desk.word(
        ("h", 1, "Minutes of the safety committee, 14 January"),
        "Present: Ingeborg Moe (chair), Samir Haddad, Lotte Vik, Per Aune. Excused: Anna Lie.",
        ("h", 2, "Drills"),
        "The evacuation drill on the Lunde took eleven minutes; the aim is nine. The ladder at "
        "muster station B was blocked by a vending machine, which has been moved.",
        ("h", 2, "Near misses"),
        "On 3 January the ramp at Tangen was lowered while a cyclist still stood on it. Nobody was "
        "hurt. From now on the ramp is lowered only after the deckhand has shown the green paddle.",
        ("h", 2, "Decisions"),
        (
            "table",
            (
                ("Measure", "Responsible", "Due"),
                ("Second camera at the bow door", "Samir Haddad", "1 March"),
                ("New immersion suits for the Alke", "Lotte Vik", "15 April"),
                ("Repaint the muster signs", "Per Aune", "30 January"),
            ),
        ),
        "The committee meets again on 11 March in the canteen.",
    )
    return {"Staff handbook.docx": handbook, "Charter Lomvi festival.docx": charter,
            "Safety committee minutes.docx": minutes}  # fmt: skip


def _decks() -> dict[str, bytes]:
    strategy = desk.slides(
        ("Strategy 2030", ("Board seminar, Skarv Line",), ""),
        (
            "Where we stand",
            (
                "1.9 million passengers a year",
                "Market share of 38 percent",
                "Average age of the fleet: 21 years",
            ),
            "",
        ),
        (
            "Three aims",
            (
                "Two battery ferries by 2028",
                "Punctuality of 97 percent",
                "A third of the tickets sold as subscriptions",
            ),
            "Mention that the shipyard in Gdynia has an option until October.",
        ),
        (
            "What it costs",
            (
                "Investment over five years",
                (
                    "table",
                    (
                        ("Item", "Million kr"),
                        ("Battery ferries", "412"),
                        ("Charging stations", "87"),
                        ("Ticket system", "23"),
                    ),
                ),
            ),
            "",
        ),
        (
            "Risks",
            (
                "The grid at Ravnsund delivers only 2 megawatts",
                "Lithium prices",
                "Fewer commuters since home offices",
            ),
            "",
        ),
    )
    training = desk.slides(
        ("Fire on the car deck", ("Training for deck crew",), ""),
        (
            "First minute",
            (
                "Press the alarm, then call the bridge on channel 4",
                "Never open an electric car that smokes",
            ),
            "Show the film of the Oslo drill here; it lasts four minutes.",
        ),
        (
            "Electric cars",
            (
                "Cool the battery from below with the flat nozzle",
                "Keep twelve metres away from the vapour",
                "A battery can catch fire again within 72 hours",
            ),
            "",
        ),
        (
            "Extinguishers",
            (
                (
                    "table",
                    (
                        ("Colour of label", "For", "Not for"),
                        ("Blue", "Liquids", "Metals"),
                        ("Yellow", "Electrical fires", "Cooking fat"),
                        ("Green", "Paper and wood", "Electrical fires"),
                    ),
                ),
            ),
            "",
        ),
    )
    survey = desk.slides(
        ("Passenger survey, autumn", ("2,314 answers, 61 percent of them from commuters",), ""),
        ("What people like", ("Staff: 4.6 of 5", "Coffee: 4.4 of 5", "Punctuality: 3.9 of 5"), ""),
        (
            "What annoys them",
            (
                "Queues at the ticket machine in Vesterby",
                "The wireless network between Lomvi and Tangen",
                "Dogs without a leash in the saloon",
            ),
            "The network supplier Telekyst has promised new masts for May.",
        ),
        (
            "By age",
            (
                "Overall satisfaction by age",
                (
                    "table",
                    (
                        ("Age", "Satisfied"),
                        ("Under 30", "71 %"),
                        ("30 to 59", "78 %"),
                        ("60 and over", "89 %"),
                    ),
                ),
            ),
            "",
        ),
    )
    return {"Strategy 2030.pptx": strategy, "Fire training.pptx": training,
            "Passenger survey.pptx": survey}  # fmt: skip


def _workbooks() -> dict[str, bytes]:
    chance = random.Random(41)  # noqa: S311 - figures of a made-up table
    passengers: Rows = (
        ("Route", *_MONTHS),
        *((route, *(chance.randrange(4_000, 60_000) for _ in _MONTHS)) for route in _ROUTES),
    )
    crew: Rows = (
        ("Name", "Post", "Vessel", "Since", "Certificate valid until"),
        ("Ingeborg Moe", "Master", "Alke", 2009, "2028-05-31"),
        ("Samir Haddad", "Chief engineer", "Lunde", 2014, "2027-02-28"),
        ("Lotte Vik", "Boatswain", "Alke", 2018, "2026-11-30"),
        ("Per Aune", "Deckhand", "Lunde", 2021, "2029-01-31"),
        ("Anna Lie", "Chief officer", "Teist", 2016, "2027-09-30"),
        ("Kofi Mensah", "Cook", "Teist", 2020, "2026-08-31"),
        ("Elin Dahl", "Master", "Lunde", 2011, "2028-12-31"),
        ("Goran Ilić", "Motorman", "Alke", 2022, "2027-06-30"),
        ("Mette Sand", "Steward", "Teist", 2019, "2028-03-31"),
        ("Olaf Brun", "Deckhand", "Teist", 2023, "2029-10-31"),
    )
    budget: Rows = (
        ("Account", "Budget 2025", "Actual 2025", "Budget 2026"),
        ("Marine fuel", 38_400_000, 41_250_000, 36_900_000),
        ("Wages on board", 61_200_000, 60_870_000, 63_500_000),
        ("Harbour dues", 9_100_000, 9_340_000, 9_600_000),
        ("Docking and repairs", 14_500_000, 17_820_000, 12_300_000),
        ("Insurance", 4_250_000, 4_250_000, 4_480_000),
        ("Catering supplies", 6_700_000, 6_150_000, 6_900_000),
        ("Marketing", 2_100_000, 1_940_000, 2_400_000),
        ("Training", 1_300_000, 880_000, 1_750_000),
    )
    revenue: Rows = (
        ("Source", "2025", "2026"),
        ("Single tickets", 92_400_000, 94_100_000),
        ("Subscriptions", 31_700_000, 38_200_000),
        ("Vehicles", 44_900_000, 46_300_000),
        ("Café", 12_600_000, 13_400_000),
    )
    stock: Rows = (
        ("Part number", "Part", "Shelf", "In stock", "Minimum", "Price"),
        ("SK-1041", "Impeller for the bilge pump", "A3", 4, 2, 1_240.0),
        ("SK-1077", "Fuel filter, fine", "A5", 31, 20, 189.5),
        ("SK-2210", "Gasket of the bow door", "C1", 1, 1, 23_800.0),
        ("SK-2215", "Hydraulic hose, 2 m", "C2", 9, 6, 655.0),
        ("SK-3002", "Emergency light, green", "D4", 52, 40, 98.0),
        ("SK-3019", "Lifejacket light", "D4", 310, 250, 74.25),
        ("SK-4120", "Wiper blade of the bridge", "B2", 7, 8, 412.0),
        ("SK-4166", "Radar magnetron", "B6", 2, 1, 17_350.0),
        ("SK-5003", "Zinc anode, 6 kg", "E1", 24, 16, 530.0),
    )
    return {
        "Passengers and crew.xlsx": desk.workbook({"Passengers": passengers, "Crew": crew}),
        "Budget 2026.xlsx": desk.workbook(
            {"Costs": budget, "Revenue": revenue},
            formats=dict.fromkeys("BCD", "#,##0"),
        ),
        "Spare parts.xlsx": desk.workbook({"Stock": stock}, formats={"F": "#,##0.00"}),
    }


def _pages() -> dict[str, bytes]:
    fares = desk.web_page(
        "Fares and conditions | Skarv Line",
        ("h", 1, "Fares and conditions"),
        "Tickets are sold on board, at machines and in the app.",
        ("h", 2, "Passengers"),
        (
            "table",
            (
                ("Passenger", "Single", "Return", "Ten trips"),
                ("Adult", "64 kr", "110 kr", "480 kr"),
                ("Child, 4 to 15", "32 kr", "55 kr", "240 kr"),
                ("Senior", "45 kr", "78 kr", "340 kr"),
            ),
        ),
        ("h", 2, "Vehicles"),
        (
            "table",
            (
                ("Vehicle", "Up to", "Price"),
                ("Car", "6 m", "212 kr"),
                ("Camper", "8 m", "390 kr"),
                ("Motorcycle", "3 m", "96 kr"),
                ("Bicycle", "", "free"),
            ),
        ),
        ("h", 2, "Refunds"),
        "Unused tickets are refunded within ninety days; 25 kr are kept for handling. Season "
        "tickets are refunded only in case of illness or moving house.",
        ("h", 2, "Lost property"),
        "What is found on board is kept for eight weeks at the office in Vesterby and then given "
        "to the Sailors' Mission.",
    )
    help_page = desk.web_page(
        "Travelling with animals and wheelchairs",
        ("h", 1, "Travelling with us"),
        ("h", 2, "Animals"),
        "Dogs travel free of charge and stay on a leash. Cats need a closed basket. Horses are "
        "carried in trailers only and must be announced two days before.",
        ("h", 2, "Wheelchairs"),
        "All ferries but the Teist have a lift. On the Teist two deckhands help with the stair "
        "chair; call 5550 1188 an hour before departure.",
        ("h", 2, "Seasickness"),
        (
            "list",
            (
                "Sit amidships on the lower deck.",
                "Ginger tablets are sold at the café for 18 kr.",
                "Look at the horizon, not at a screen.",
            ),
        ),
        ("h", 2, "Weather"),
        "From a wave height of 2.8 metres the route to Lomvi is not served. News is sent by text "
        "message to all who have bought in the app.",
    )
    history = desk.web_page(
        "Our history",
        ("h", 1, "A hundred years of Skarv Line"),
        ("h", 2, "The beginning"),
        "In 1924 the widow Henrikke Strand bought the steamer Havørn from a bankrupt whaler and "
        "carried milk, mail and schoolchildren across the sound.",
        ("h", 2, "The war"),
        "In 1943 the Havørn brought sixty-one refugees to neutral waters. A plaque in the old "
        "waiting room at Ravnsund names them.",
        ("h", 2, "Cars"),
        "The first car ferry, the Terne, came in 1958 and held fourteen vehicles. She sails today "
        "as a restaurant in Hamburg.",
        ("h", 2, "Today"),
        "Since 1996 the company belongs to the five island municipalities; Tangen holds the "
        "largest share with 29 percent.",
    )
    return {"Fares.html": fares, "Travelling with us.html": help_page, "History.html": history}


def _books() -> dict[str, bytes]:
    logbook = desk.book(
        "The keeper's winter",
        {
            "The stove": (
                "The keeper burned driftwood until the coal came, and the first fire smelled "
                "of tar and oranges.",
                "His cat, Admiral, slept in the sextant's box.",
            ),
            "The wreck": (
                "On the eleventh of December the barque Concordia struck the Sow, a rock that "
                "no chart showed.",
                "Nine men came ashore in a boat meant for four. The mate "
                "carried the ship's clock under his coat.",
            ),
            "The letter": (
                "In February a letter came that had gone by way of Valparaíso. His sister "
                "asked him to come home and take over the chandlery.",
                "He answered on the back of a tide table that he would rather keep the light.",
            ),
            "The thaw": (
                "When the ice went, he painted the gallery white and counted 412 steps of lamp "
                "oil left.",
                "Admiral had five kittens, which settled the matter of her name.",
            ),
        },
    )
    knots = desk.book(
        "Knots for deckhands",
        {
            "The bowline": (
                "The bowline makes a loop that doesn't slip. Remember the rabbit, the hole "
                "and the tree.",
                "It loses about a third of the rope's strength.",
            ),
            "The clove hitch": (
                "The clove hitch is quick to make on a post and quick to come loose: add "
                "two half hitches if the load moves.",
            ),
            "The sheet bend": (
                "The sheet bend joins two ropes of different thickness. Double it when "
                "one of them is wet nylon.",
            ),
            "Care of ropes": (
                "Wash salt out with fresh water twice a year. Never dry a rope near the engine.",
                (
                    "table",
                    (
                        ("Rope", "Lasts", "Sinks"),
                        ("Hemp", "3 years", "yes"),
                        ("Nylon", "6 years", "yes"),
                        ("Polypropylene", "4 years", "no"),
                    ),
                ),
            ),
        },
    )
    return {"The keeper's winter.epub": logbook, "Knots for deckhands.epub": knots}


def _mails() -> dict[str, bytes]:
    engine = desk.mail(
        "Vibrations of the Lunde",
        "Dear Elin,\n\nwe looked at the shaft of the Lunde on Friday. The vibrations at 1,150 "
        "revolutions come from the aft bearing, which has 0.9 mm of play; 0.5 mm is allowed.\n\n"
        "I would take her out of service from 16 to 19 February and use the Teist on the route to "
        "Tangen meanwhile. The bearing costs 64,000 kr, delivery from Rostock takes nine days.\n\n"
        "Regards\nSamir\n",
        sender="Samir Haddad <samir@skarv.example>",
        to="Elin Dahl <elin@skarv.example>",
        date="Mon, 09 Feb 2026 16:40:00 +0100",
    )
    coffee = desk.mail(
        "Coffee on board: offer of the roastery",
        "Dear Mette,\n\nas agreed on the phone: 260 kg of the dark roast each month at 139 kr a "
        "kilogram, delivered to the quay at Vesterby on the first Tuesday. The grinders are lent "
        "free of charge for three years.\n\nThe offer is valid until the end of April.\n\n"
        "Kind regards\nYusuf Demir\nRoastery Blue Gull\n",
        sender="Yusuf Demir <yusuf@bluegull.example>",
        to="Mette Sand <mette@skarv.example>",
        markup="<p>Dear Mette,</p><p>as agreed on the phone: <b>260 kg</b> of the dark roast each "
        "month at 139 kr a kilogram, delivered to the quay at Vesterby on the first Tuesday. The "
        "grinders are lent free of charge for three years.</p><p>The offer is valid until the end "
        "of April.</p><p>Kind regards<br>Yusuf Demir<br>Roastery Blue Gull</p>",
    )
    complaint = desk.mail(
        "Complaint: missed wedding",
        "Hello,\n\non 6 June the 10:15 from Ravnsund left twelve minutes early. My parents stood "
        "on the quay with the cake and missed our wedding. I ask for the "
        "taxi boat, 2,900 kr, and for an apology.\n\nHedda Falk\n\n> From: service@skarv.example\n"
        "> Thank you for travelling with us. How was your trip?\n",
        sender="Hedda Falk <hedda@example.net>",
        to="service@skarv.example",
        date="Mon, 08 Jun 2026 08:05:00 +0200",
        attached={
            "receipt.txt": b"Taxi boat Svale, 6 June, receipt number 5517, skipper Jonas Eide.\n"
        },
    )
    return {"Vibrations.eml": engine, "Coffee offer.eml": coffee, "Complaint.eml": complaint}


def _scans() -> dict[str, bytes]:
    certificate = desk.page_picture(
        "# Passenger ship safety certificate",
        "",
        "Name of ship: Alke",
        "Call sign: LFQR",
        "Gross tonnage: 1,186",
        "Port of registry: Vesterby",
        "",
        "This is to certify that the ship has been surveyed and that the",
        "structure, machinery and equipment comply with the rules.",
        "Number of persons: 250 in summer, 180 in winter.",
        "",
        "Valid until 21 October 2027, subject to yearly survey.",
        "Issued at Haugesund by surveyor T. Nygaard.",
    )
    invoice = desk.page_picture(
        "# Invoice 20418",
        "Boatyard Mortensen & Daughters",
        "",
        "Sandblasting of the hull of the Teist, 640 square metres",
        "Two coats of antifouling, red",
        "Exchange of eleven anodes",
        "",
        "Total: 318,750 kr, payable within thirty days.",
        "For late payment we charge nine percent a year.",
        askew=2.0,
        noisy=True,
    )
    letter = desk.page_picture(
        "# Municipality of Tangen",
        "To Skarv Line, 2 May",
        "",
        "Dear Sir or Madam,",
        "the pontoon at Tangen will be renewed from 1 September to",
        "24 October. During this time ferries land at the fish quay.",
        "Cars cannot be carried on Wednesdays, when the quay is used",
        "for the auction.",
        "",
        "The shuttle bus from the fish quay runs every twenty minutes.",
        "Roar Lien, harbour office",
        noisy=True,
    )
    return {
        "Certificate Alke.png": desk.scan(certificate),
        "Invoice boatyard.pdf": desk.scan(invoice, kind="PDF"),
        "Letter from Tangen.jpg": desk.scan(letter, kind="JPEG"),
    }


def _tables() -> dict[str, bytes]:
    timetable: Rows = (
        ("Departure", "From", "To", "Vessel", "Days"),
        ("05:50", "Ravnsund", "Vesterby", "Lunde", "Mon-Fri"),
        ("06:20", "Tangen", "Vesterby", "Teist", "Mon-Fri"),
        ("07:05", "Vesterby", "Skarholm", "Alke", "daily"),
        ("08:45", "Skarholm", "Lomvi", "Alke", "Sat, Sun"),
        ("10:15", "Ravnsund", "Tangen", "Lunde", "daily"),
        ("13:30", "Lomvi", "Vesterby", "Alke", "daily"),
        ("17:40", "Vesterby", "Ravnsund", "Lunde", "Mon-Fri"),
        ("22:25", "Vesterby", "Tangen", "Teist", "Fri, Sat"),
    )
    suppliers: Rows = (
        ("Supplier", "Goods", "Contact", "Payment", "Remarks"),
        (
            "Nordfuel",
            "Marine diesel",
            "Grete Holm",
            "14 days",
            "Delivers by barge,\nnever on Sundays",
        ),
        ("Blue Gull", "Coffee", "Yusuf Demir", "30 days", "Grinders on loan"),
        ("Telekyst", "Wireless network", "Vidar Ness", "yearly", "Contract ends in 2027"),
        ("Mortensen & Daughters", "Docking", "Sunniva Mortensen", "30 days", ""),
        ("Reinas Laundry", "Linen", "Reina Cruz", "cash", "Collects at 6 in the morning"),
    )
    chance = random.Random(17)  # noqa: S311 - figures of a made-up table
    deviations: Rows = (
        ("Date", "Route", "Delay in minutes", "Cause"),
        *(
            (
                f"2026-{month:02}-{day:02}",
                chance.choice(_ROUTES),
                chance.randrange(6, 40),
                chance.choice(("fog", "late bus", "many cars", "ramp", "crew")),
            )
            for month in range(1, 6)
            for day in range(2, 28, 2)
        ),
        ("2026-06-06", "Ravnsund", 47, "whale in the fairway"),
        ("2026-06-09", "Lomvi", 63, "forgotten mooring line in the propeller"),
        ("2026-06-14", "Skarholm", 25, "school choir on board"),
    )
    return {
        "Timetable.csv": desk.table_file(timetable),
        "Suppliers.csv": desk.table_file(suppliers, delimiter=";"),
        "Deviations.csv": desk.table_file(deviations),
    }
