"""Dates in numbers: year first, year last in the order of the file, and numbers that count from 1970.

Strict patterns, not dateutil: it would fill in what is missing from today, and turn the order around for a day over 12.
"""

import re
from datetime import UTC, datetime, timedelta

from catalog.importing.dates.moments import AmbiguousDateError, DateError, in_utc, with_time
from catalog.importing.options import DateOrder

YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)(.*)", re.DOTALL)
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)(.*)", re.DOTALL)
EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일](.*)", re.DOTALL)
YEAR_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
MONTHS, DAYS = 12, 31
YEAR, SHORT_YEAR, DAY, SECOND = 4, 2, 8, 14  # digits
PIVOT = 69  # as POSIX has it: 69 is 1969, 68 is 2068
# Twelve days of 1970: a smaller number is rather the serial number of a spreadsheet, or of the row.
SMALLEST = 1e6
UNITS = ((1e11, 1), (1e14, 1e3), (1e17, 1e6), (1e20, 1e9))  # below the first number, this many a second
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CENTURIES = ("10", *map(str, range(15, 22)))
NO_DAY = "dates without a day or month were taken as the first"
TWO_DIGITS = "years of two digits were taken as 1969 to 2068"
POINTS = "dates with points were read day first"


def parse_numeric(text: str, order: DateOrder, remarks: list[str]) -> datetime | None:
    """Return the moment of a date in numbers, or None for another form. Raises ValueError and AmbiguousDateError."""
    if found := YEAR_FIRST.fullmatch(text) or EAST_ASIAN.fullmatch(text):
        year, month, day, rest = (found[1], *found.groups()[-3:])
        return in_utc(text, with_time(datetime(int(year), int(month), int(day)), rest))  # noqa: DTZ001  # zone follows
    if text[:YEAR].isdecimal() and "T" in text:  # the basic form of ISO 8601: 20050309T093000Z
        return in_utc(text, datetime.fromisoformat(text))
    if found := YEAR_LAST.fullmatch(text):
        first, mark, second, written_year, rest = found.groups()
        short = len(written_year) == SHORT_YEAR
        day, month = day_and_month(int(first), int(second), order, points=mark == ".", short=short)
        if short:
            remarks.append(TWO_DIGITS)
        elif mark == "." and not order and day <= MONTHS and day != month:
            remarks.append(POINTS)
        moment = datetime(full_year(written_year), month, day)  # noqa: DTZ001  # the zone follows
        return in_utc(text, with_time(moment, rest))
    if found := YEAR_MONTH.fullmatch(text):
        remarks.append(NO_DAY)
        return in_utc(text, datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC))
    return None


def day_and_month(first: int, second: int, order: DateOrder, *, points: bool, short: bool) -> tuple[int, int]:
    """Return day and month in the order of the file. Dates with points are day first unless the file says else."""
    if order == "mdy":
        return second, first
    if order == "dmy" or (points and not short and second <= MONTHS):
        return first, second
    if short or (first != second and first <= MONTHS and second <= MONTHS):
        raise AmbiguousDateError
    return (second, first) if second > MONTHS else (first, second)


def evidence(value: object) -> DateOrder:
    """Return the order that this value proves: a day over 12 cannot be a month."""
    found = YEAR_LAST.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found or len(found[4]) == SHORT_YEAR:
        return ""
    first, second = int(found[1]), int(found[3])
    if MONTHS < first <= DAYS and 1 <= second <= MONTHS:
        return "dmy"
    return "mdy" if MONTHS < second <= DAYS and 1 <= first <= MONTHS else ""


def full_year(year: str) -> int:
    return int(year) if len(year) == YEAR else int(year) + (1900 if int(year) >= PIVOT else 2000)


def parse_number(value: float, text: str, remarks: list[str]) -> datetime | None:
    """Read 2005, 20050309, 20050309093000, or seconds, milli-, micro- or nanoseconds since 1970, told by their size."""
    digits = text.partition(".")[0]
    try:
        if value == 0 or value != value:  # noqa: PLR0124  # NaN
            return None
        if digits[:2] in CENTURIES and (moment := of_digits(digits, remarks)):
            return moment
        if abs(value) < SMALLEST:
            raise DateError(text)
        unit = next(unit for limit, unit in UNITS if abs(value) < limit)
        return in_utc(text, EPOCH + timedelta(milliseconds=round(value / unit * 1000)))
    except (ValueError, OverflowError, StopIteration) as error:
        raise DateError(text) from error


def of_digits(digits: str, remarks: list[str]) -> datetime | None:
    """Read a year, a day or a second. Eight digits that are no day count seconds. Raises ValueError."""
    if not digits.isdecimal():
        return None
    if len(digits) == YEAR:
        remarks.append(NO_DAY)
        return datetime(int(digits), 1, 1, tzinfo=UTC)
    if len(digits) == SECOND:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    if len(digits) != DAY:
        return None
    try:
        return datetime.strptime(digits, "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return None
