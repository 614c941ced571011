"""Validators of text and dates, shared by forms, admin, importer and filters."""

import re
import unicodedata
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

# Characters that no page, feed or index can hold: control characters except tab and line ends (XML forbids them), and
# lone surrogates, which UTF-8 cannot encode. JSON can contain both.
NOT_STORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
CONTROLS = bytes(code for code in range(0x20) if chr(code) not in "\t\n\r")  # those of NOT_STORABLE
LINE_OR_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
SPACE = re.compile(r"[\s<>\"]")
WEB = frozenset({"http", "https"})
LINE_BREAKS = "\n\r\x85\u2028\u2029"
# Between these a date has a year of four digits in any time zone.
EARLIEST = datetime(1000, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 30, tzinfo=UTC)


def validate_storable(text: str) -> None:
    if text.isprintable() or has_no_controls(text):
        return
    if found := NOT_STORABLE.search(text):
        raise ValidationError(f"Contains U+{ord(found[0]):04X}, which is not text.", code="not_storable")


def has_no_controls(text: str) -> bool:
    """Return whether NOT_STORABLE surely finds nothing, six times as fast: it is asked for every text of an import."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        return False
    return len(encoded.translate(None, CONTROLS)) == len(encoded)


def validate_one_line(text: str) -> None:
    if text.isprintable():  # no control characters, line ends or surrogates
        return
    validate_storable(text)
    if found := LINE_OR_CONTROL.search(text):
        what = "a line break" if found[0] in LINE_BREAKS else f"a control character (U+{ord(found[0]):04X})"
        raise ValidationError(f"Contains {what}.", code="not_one_line")


def validate_visible(text: str) -> None:
    """Refuse text without any visible character, such as zero-width spaces only."""
    if text[:1].isalnum():  # nearly every text: a letter or a number
        return
    if not any(unicodedata.category(character)[0] in "LMNPS" for character in text):
        raise ValidationError("Contains no visible characters.", code="invisible")


def validate_author(name: str) -> None:
    """Refuse a semicolon too: forms and files separate the names of several authors with it."""
    validate_one_line(name)
    validate_visible(name)
    if ";" in name:
        raise ValidationError("Contains a semicolon, which separates authors.", code="semicolon")


def validate_source_url(address: str) -> None:
    """Take any address of the web that a page can link to; archives hold many that stricter rules refuse."""
    validate_one_line(address)
    try:
        parts = urlsplit(address)
        is_web = parts.scheme.lower() in WEB and bool(parts.hostname) and (parts.port or 0) >= 0
    except ValueError:  # brackets without an IPv6 address, a port that is not a number
        is_web = False
    if not is_web or SPACE.search(address):
        raise ValidationError(
            "Is not an address of the web. Write it in full, such as https://example.org/story.", code="not_an_address"
        )


def validate_date(moment: datetime) -> None:
    # Compared without time zones: an aware date at either end of the range cannot be converted to UTC.
    if not EARLIEST.replace(tzinfo=None) <= moment.replace(tzinfo=None) <= LATEST.replace(tzinfo=None):
        raise ValidationError("Must be between the years 1000 and 9999.", code="out_of_range")
