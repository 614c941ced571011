"""Page numbers by the rule of catalog/filters.py, which Paginator.get_page does not follow for negative ones."""

import re

INTEGER = re.compile(r"\s*([+-]?)0*(\d+)\s*", re.ASCII)
MAX_DIGITS = 12


def nearest_page(number: object, pages: int) -> int:
    """Return the page number nearest to `number`, from 1 to `pages`; 1 if it is not an integer."""
    if not (found := INTEGER.fullmatch(str(number))):
        return 1
    sign, digits = found.groups()
    if sign == "-":
        return 1
    if len(digits) > MAX_DIGITS:  # int() refuses thousands of digits
        return max(pages, 1)
    return min(max(int(digits), 1), max(pages, 1))
