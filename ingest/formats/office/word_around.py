"""What stands around the text of a Word document: its headers and footers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.formats.office.package import is_on
from ingest.formats.xml import Element, attribute, below, child, name_of


def headers_and_footers(
    body: Element, settings: Sequence[Element], targets: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """The parts that are shown on some page, each once; Word also keeps those switched off."""
    has_even = any(is_on(child(one, "evenAndOddHeaders")) for one in settings)
    chosen: dict[tuple[str, str], str] = {}  # goes on from section to section
    shown: dict[str, dict[str, None]] = {"headerReference": {}, "footerReference": {}}
    for section in below(body, "sectPr"):
        if name_of(section.getparent()) == "sectPrChange":
            continue
        for one in section:
            if name_of(one) in shown:
                key = name_of(one), attribute(one, "type") or "default"
                chosen[key] = targets.get(attribute(one, "id"), "")
        has_first = is_on(child(section, "titlePg"))
        for (what, which), target in chosen.items():
            if which == "default" or (has_first if which == "first" else has_even):
                shown[what][target] = None
    return list(shown["headerReference"]), list(shown["footerReference"])
