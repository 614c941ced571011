"""The errors of dates, times of day, and time zones."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from catalog.importing.rows import quoted
from catalog.validators import validate_date

HOURS = 12
# Zones that have one meaning in the dates of mail (RFC 2822) and of news. IST, for one, has three.
ZONES = {
    **dict.fromkeys(("UTC", "GMT", "UT", "Z", "WET"), 0),
    **dict.fromkeys(("BST", "WEST", "CET"), 1),
    **dict.fromkeys(("CEST", "EET"), 2),
    **dict.fromkeys(("EEST", "MSK"), 3),
    **dict.fromkeys(("EDT",), -4),
    **dict.fromkeys(("EST", "CDT"), -5),
    **dict.fromkeys(("CST", "MDT"), -6),
    **dict.fromkeys(("MST", "PDT"), -7),
    **dict.fromkeys(("PST",), -8),
    **dict.fromkeys(("JST",), 9),
}
# As American news sites write them, for standard and daylight time alike.
AMERICAN = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
ZONE_ONLY = re.compile(r"(?P<zone>Z)|(?P<sign>[+-])(?P<zh>\d{2}):(?P<zm>\d{2})")
TIME = re.compile(
    r"(?:[T,\s]+|\s+at\s+)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>[A-Za-z]{1,5})?(?:(?P<sign>[+-])(?P<zh>\d{2}):?(?P<zm>\d{2})?)?(?:\s*UTC)?",
    re.IGNORECASE,
)
COMMENT = re.compile(r"\s*\([^)]*\)\s*$")  # “(Central European Time)”, after a zone that says it already


class DateError(Exception):
    """The value is not a date. The message is a reason without the line."""

    def __init__(self, value: object) -> None:
        super().__init__(f"{quoted(value)} is not a date; write it as 2024-05-01 or 2024-05-01T09:30:00Z")


class AmbiguousDateError(Exception):
    """The value can be day first or month first."""


def in_utc(shown: object, moment: datetime) -> datetime:
    """Return the moment in UTC; a moment without a zone is UTC. Raises DateError when it is out of range."""
    try:
        validate_date(moment)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValidationError, OverflowError) as error:
        raise DateError(shown) from error


def with_time(day: datetime, rest: str) -> datetime:
    """Add the time of day and the zone that follow a date. Raises ValueError for anything else."""
    rest = COMMENT.sub("", rest)
    if not rest.strip():
        return day
    if only := ZONE_ONLY.fullmatch(rest):  # a date of XML Schema
        return day.replace(tzinfo=zone_of(only["zone"], only["sign"], only["zh"], only["zm"]))
    found = TIME.fullmatch(rest.rstrip())
    if not found:
        raise ValueError(rest)
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= HOURS:
            raise ValueError(rest)
        hour = hour % HOURS + (HOURS if found["half"][0] in "pP" else 0)
    return day.replace(
        hour=hour,
        minute=int(found["minute"]),
        second=int(found["second"] or 0),
        microsecond=int((found["fraction"] or "0")[:6].ljust(6, "0")),
        tzinfo=zone_of(found["zone"], found["sign"], found["zh"], found["zm"]),
    )


def zone_of(name: str | None, sign: str | None, hours: str | None, minutes: str | None) -> tzinfo:
    if sign:
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        return timezone(-offset if sign == "-" else offset)
    return zone_named(name) if name else UTC


def zone_named(name: str) -> tzinfo:
    if name.upper() in AMERICAN:
        return ZoneInfo(AMERICAN[name.upper()])
    if name.upper() not in ZONES:
        raise ValueError(name)
    return timezone(timedelta(hours=ZONES[name.upper()]))
