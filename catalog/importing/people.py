"""Names of authors, as files write them."""

import ast
import re
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError

from catalog.models import AUTHOR_LENGTH, MOST_AUTHORS
from catalog.text import clean, plain_text
from catalog.validators import validate_author

BY = re.compile(r"^by:?\s+(?=[^\W\d_])", re.IGNORECASE)
AND = re.compile(r"\s+(?:and|&|und|et|y|e|og|och|en)\s+")
MAIL_AND_NAME = re.compile(r"^\S+@\S+\s+\((.+)\)$")  # as RSS has it
NAME_AND_MAIL = re.compile(r"^(.+?)\s*<\S+@\S+>$")
NOTHING = frozenset(["", "null", "none", "nan", "n/a", "na", "-", "unknown", "[]"])
TWO_WORDS = 2


def names_of(value: object) -> list[str]:
    """Return the names in a cell or a value of JSON: text, an object with a name, or a list of these."""
    found = (tidy(name) for name in spread(value))
    return list(dict.fromkeys(name for name in found if name.casefold() not in NOTHING))


def fits(names: Sequence[str]) -> bool:
    try:
        for name in names:
            validate_author(name)
    except ValidationError:
        return False
    return len(names) <= MOST_AUTHORS and all(len(name) <= AUTHOR_LENGTH for name in names)


def cell(names: Sequence[str]) -> str:
    """Return the names as one cell that `names_of` reads back: “A; B”, with a semicolon at the end where needed."""
    joined = "; ".join(names)
    return joined if names_of(joined) == list(names) else f"{joined};"


def spread(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield from of_text(value)
    elif isinstance(value, Mapping):
        yield from of_object(value)
    elif isinstance(value, list | tuple):
        for each in value:
            # A list has separated the names already; only a byline among them has more than one.
            alone = isinstance(each, str) and not BY.match(each.strip()) and ";" not in each
            yield from [each] if alone else spread(each)


def of_object(value: Mapping[str, object]) -> Iterable[str]:
    """Read {"name": …} of schema.org and feeds, {"original": "By …"} of the New York Times, and first and last name."""
    for key in ("name", "display_name", "displayName", "fullName", "full_name", "original", "title", "#text"):
        if isinstance(value.get(key), str):
            yield from of_text(str(value[key])) if key == "original" else [str(value[key])]
            return
    parts = [
        str(value[key])
        for key in (
            "firstName",
            "firstname",
            "first_name",
            "givenName",
            "lastName",
            "lastname",
            "last_name",
            "familyName",
        )
        if isinstance(value.get(key), str)
    ]
    if parts:
        yield " ".join(parts)


def of_text(text: str) -> Iterable[str]:
    """Split a byline. A comma or an “and” separates names only where each part has a first and a last name."""
    text = plain_text(text).strip()
    if text.startswith("[") and text.endswith("]") and (several := listed_in(text)) is not None:
        return spread(several)
    for mark in (";", "|", "\n"):
        if mark in text:
            return [part for part in text.split(mark) if part.strip()]
    text = BY.sub("", text)
    commas = [part.strip() for part in text.split(",") if part.strip()]
    parts = [name.strip() for part in commas for name in AND.split(re.sub(r"^(?:and|&)\s+", "", part))]
    return parts if len(parts) > 1 and all(len(part.split()) >= TWO_WORDS for part in parts) else [text]


def listed_in(text: str) -> list[object] | None:
    """Read the list that pandas and others write into a cell: ['A', 'B']."""
    try:
        found = ast.literal_eval(text) if len(text) <= AUTHOR_LENGTH * MOST_AUTHORS else None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def tidy(name: str) -> str:
    name = " ".join(clean(plain_text(name)).split())
    found = MAIL_AND_NAME.match(name) or NAME_AND_MAIL.match(name)
    return BY.sub("", (found[1] if found else name).strip(" ,"))
