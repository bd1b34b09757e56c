"""Values of cells as a spreadsheet displays them."""

from __future__ import annotations

import datetime

from ingest.formats.office.number_formats import formatted, general


def displayed(value: object, number_format: str = "General") -> str:  # noqa: PLR0911 - a table
    """The value as it is shown; dates and times as ISO 8601 writes them, "" for no value."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime.datetime():
            return _moment(value)
        case datetime.date():
            return value.isoformat()
        case datetime.time():
            return value.isoformat("seconds" if value.second else "minutes")
        case datetime.timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            shown = f"{minutes // 60}:{minutes % 60:02}"
            return f"{shown}:{seconds:02}" if seconds else shown
        case int() | float():
            return formatted(value, number_format) if number_format else general(value)
    return str(value)


def _moment(value: datetime.datetime) -> str:
    if value.time() == datetime.time():
        return value.date().isoformat()
    return value.replace(microsecond=0, tzinfo=None).isoformat(
        " ", "seconds" if value.second else "minutes"
    )
