"""The date in a value of a file."""

import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from catalog.importing.dates.moments import DateError, in_utc
from catalog.importing.dates.numeric import parse_number, parse_numeric
from catalog.importing.dates.words import parse_words
from catalog.importing.options import DateOrder

NOTHING = frozenset(["", "-", "--", "null", "none", "nan", "nat", "n/a", "na", "nil", "unknown", "undefined", "\\n"])
ZERO_DATE = "0000-00-00"  # MySQL's date that is none
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
LONGEST = 100


def parse_value(value: object, order: DateOrder, remarks: list[str]) -> datetime | None:
    """Return the moment in UTC, or None when the value says that there is none.

    Adds to `remarks` what was assumed. Raises DateError, and AmbiguousDateError when the order decides and is "".
    """
    if value is None:
        return None
    if isinstance(value, datetime):
        return in_utc(value, value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return parse_number(float(value), str(value), remarks)
    if not isinstance(value, str) or len(value) > LONGEST:
        raise DateError(value)
    moment, assumed = parse_text(value.strip(), order)
    remarks += assumed
    return moment


@lru_cache(maxsize=4096)
def parse_text(text: str, order: DateOrder) -> tuple[datetime | None, tuple[str, ...]]:
    if text.casefold() in NOTHING or text.startswith(ZERO_DATE):
        return None, ()
    remarks: list[str] = []
    try:
        if NUMBER.fullmatch(text):
            moment = parse_number(float(text), text, remarks)
        else:
            moment = parse_numeric(text, order, remarks) or parse_words(text, remarks)
    except (ValueError, OverflowError) as error:
        raise DateError(text) from error
    return moment, tuple(remarks)
