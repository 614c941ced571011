"""Pages by the rule of catalog/filters.py: a number outside the range is the nearest page that exists."""

import re

_INTEGER = re.compile(r"\s*([+-]?)0*(\d+)\s*", re.ASCII)
_DIGITS_OF_ANY_REAL_PAGE = 12


def nearest_page(number: object, pages: int) -> int:
    """Return the page for what an address says: between 1 and `pages`, 1 for what is not a whole number."""
    if not (found := _INTEGER.fullmatch(str(number))):
        return 1
    sign, digits = found.groups()
    if sign == "-":
        return 1
    if len(digits) > _DIGITS_OF_ANY_REAL_PAGE:  # Python refuses to read numbers of thousands of digits
        return max(pages, 1)
    return min(max(int(digits), 1), max(pages, 1))
