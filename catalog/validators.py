"""What an article may hold. Forms, the admin, the importer and the filters all ask here."""

import re
import unicodedata
from datetime import UTC, datetime

from django.core.exceptions import ValidationError

# Text that no page, feed or index can carry: control characters but for tab and line ends (XML forbids
# them), and lone surrogates, which are not Unicode and cannot be written as UTF-8. JSON can bring both.
_NOT_STORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_LINE_OR_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LINE_BREAKS = "\n\r\x85\u2028\u2029"
# From here to the end of year 9999 a date has four digits of year everywhere, in any time zone.
EARLIEST = datetime(1000, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 30, tzinfo=UTC)


def validate_storable(text: str) -> None:
    if found := _NOT_STORABLE.search(text):
        raise ValidationError(f"Contains U+{ord(found[0]):04X}, which is not text.", code="not_storable")


def validate_one_line(text: str) -> None:
    validate_storable(text)
    if found := _LINE_OR_CONTROL.search(text):
        what = "a line break" if found[0] in _LINE_BREAKS else f"a control character (U+{ord(found[0]):04X})"
        raise ValidationError(f"Contains {what}.", code="not_one_line")


def validate_visible(text: str) -> None:
    """Refuse text of which a reader would see nothing, such as spaces of no width only."""
    if not any(unicodedata.category(character)[0] in "LMNPS" for character in text):
        raise ValidationError("Contains no visible characters.", code="invisible")


def validate_date(moment: datetime) -> None:
    # Compared without the zone: an aware date at either end of time cannot be moved to UTC at all.
    if not EARLIEST.replace(tzinfo=None) <= moment.replace(tzinfo=None) <= LATEST.replace(tzinfo=None):
        raise ValidationError("Must be between the years 1000 and 9999.", code="out_of_range")
