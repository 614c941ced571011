"""What a row must be to become an article: the model's own rules, said in the words of an import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date, parse_datetime

from catalog.categories import Category
from catalog.importing.rows import quoted
from catalog.models import CONTENT_LENGTH, TITLE_LENGTH
from catalog.validators import validate_date, validate_one_line, validate_storable, validate_visible

NAMES = {"title": "title", "content": "text", "category": "category", "published_at": "date"}
_KNOWN = ", ".join(Category.values[:-1]) + " or " + Category.values[-1]


class RefusedError(Exception):
    """The row cannot be an article; the message says why, without its place."""


@dataclass(frozen=True)
class Row:
    category: str
    title: str
    content: str
    published_at: datetime | None


def check(values: Mapping[str, object]) -> Row:
    """Return the row, or raise RefusedError. The text is kept to the letter; the title loses spaces around it."""
    title = _text(values, "title").strip()
    content = _text(values, "content")
    category = _text(values, "category").strip().lower()
    for name, value in (("title", title), ("text", content.strip()), ("category", category)):
        if not value:
            raise RefusedError(f"the {name} is empty")
    _limit("title", title, TITLE_LENGTH)
    _limit("text", content, CONTENT_LENGTH)
    _valid("title", title, validate_one_line, validate_visible)
    _valid("text", content, validate_storable, validate_visible)
    if category not in Category.values:
        raise RefusedError(f"{quoted(category)} is not a category: it is {_KNOWN}")
    return Row(category, title, content, _date(_text(values, "published_at").strip()))


def _text(values: Mapping[str, object], column: str) -> str:
    value = values.get(column)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RefusedError(f"the {NAMES[column]} is not text: {quoted(value)}")
    return value


def _limit(name: str, text: str, most: int) -> None:
    if len(text) > most:
        raise RefusedError(f"the {name} has {len(text):,} characters; {most:,} is the most")


def _valid(name: str, text: str, *validators: Callable[[str], None]) -> None:
    try:
        for validate in validators:
            validate(text)
    except ValidationError as error:
        said = error.messages[0]
        raise RefusedError(f"the {name} {said[0].lower()}{said[1:].rstrip('.')}") from error


def _date(text: str) -> datetime | None:
    """Read an ISO date, with or without time and zone; UTC and midnight where it says nothing."""
    if not text:
        return None
    try:
        moment = parse_datetime(text)
        if moment is None and (day := parse_date(text)):
            moment = datetime.combine(day, time())
        if moment is not None:
            validate_date(moment)
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return aware.astimezone(UTC)
    except (ValueError, ValidationError):
        pass
    raise RefusedError(f"{quoted(text)} is not a date: write it as 2024-05-01 or 2024-05-01T09:30:00Z")
