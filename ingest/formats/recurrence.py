"""How often an appointment comes again, as people say it."""

from __future__ import annotations

_UNITS = {
    "SECONDLY": "second", "MINUTELY": "minute", "HOURLY": "hour", "DAILY": "day", "WEEKLY": "week",
    "MONTHLY": "month", "YEARLY": "year",
}  # fmt: skip
_DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday",
    "SA": "Saturday", "SU": "Sunday",
}  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_PLACES = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last"}


def recurrence_in_words(rule: str) -> str:
    """What a rule says, such as "every 2 weeks on Monday"; the rule itself where it says more.

    Source of the rules: RFC 5545, section 3.3.10.
    """
    parts = dict(part.partition("=")[::2] for part in rule.strip().upper().split(";") if part)
    unit = _UNITS.get(parts.pop("FREQ", ""))
    every = parts.pop("INTERVAL", "1")
    parts.pop("WKST", None)
    if unit is None or not every.isdecimal():
        return rule
    said = [f"every {unit}" if int(every) == 1 else f"every {every} {unit}s"]
    try:
        if days := parts.pop("BYDAY", ""):
            said.append("on " + ", ".join(map(_day, days.split(","))))
        if dates := parts.pop("BYMONTHDAY", ""):
            said.append("on day " + dates.replace(",", ", "))
        if months := parts.pop("BYMONTH", ""):
            said.append("in " + ", ".join(_MONTHS[int(one) - 1] for one in months.split(",")))
    except (KeyError, ValueError, IndexError):
        return rule
    if count := parts.pop("COUNT", ""):
        said.append(f"{count} times")
    if until := parts.pop("UNTIL", ""):
        said.append(f"until {until[:4]}-{until[4:6]}-{until[6:8]}")
    return rule if parts else " ".join(said)


def _day(day: str) -> str:
    """What "TU" and "2TU" mean."""
    place = day[:-2].removeprefix("+")
    named = _DAYS[day[-2:]]
    return f"the {_PLACES[place]} {named}" if place else named
