"""The fields of a Word document: their results are shown, and what computes those isn't."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.formats.office.package import is_on
from ingest.formats.xml import Element, attribute, child, children


@dataclass(slots=True)
class Fields:
    """The fields around the place that is read; begin each paragraph with fresh ones."""

    _in_instruction: list[bool] = field(default_factory=list)

    @property
    def are_computing(self) -> bool:
        """Whether what stands here computes something and isn't shown."""
        return any(self._in_instruction)

    def hear(self, sign: Element) -> str:
        """Take a sign that a field begins, has its result, or ends; what it shows by itself."""
        match attribute(sign, "fldCharType"):
            case "begin":
                self._in_instruction.append(True)
                return _chosen(child(sign, "ffData"))
            case "separate" if self._in_instruction:
                self._in_instruction[-1] = False
            case "end" if self._in_instruction:
                self._in_instruction.pop()
        return ""


def _chosen(form: Element | None) -> str:
    """What a form's list or box shows, neither of which has a result as text."""
    entries = [attribute(one, "val") for one in children(child(form, "ddList"), "listEntry")]
    if entries:
        told = child(form, "ddList", "result"), child(form, "ddList", "default")
        chosen = next((attribute(one, "val") for one in told if one is not None), "0")
        return entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""
    box = child(form, "checkBox")
    if box is None:
        return ""
    told = child(box, "checked"), child(box, "default")
    shown = next((one for one in told if one is not None), None)
    return "☒" if is_on(shown) else "☐"
