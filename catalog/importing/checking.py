"""Validating rows: the rules of the model, with messages for an import report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date, parse_datetime

from catalog.categories import category_name
from catalog.importing.rows import quoted
from catalog.models import CATEGORY_LENGTH, CONTENT_LENGTH, TITLE_LENGTH
from catalog.validators import validate_date, validate_one_line, validate_storable, validate_visible

NAMES = {"title": "title", "content": "text", "category": "category", "published_at": "date"}


class RefusedError(Exception):
    """The row cannot become an article. The message gives the reason, without the line."""


@dataclass(frozen=True, slots=True)
class Row:
    category: str
    title: str
    content: str
    published_at: datetime | None
    author: tuple[str, ...] = ()
    source_url: str = ""


def check(values: Mapping[str, object]) -> Row:
    """Return the row, or raise RefusedError. Spaces around the title are stripped; the text is kept as it is."""
    title = text_value(values, "title").strip()
    content = text_value(values, "content")
    category = category_name(text_value(values, "category"))
    for name, value in (("title", title), ("text", content.strip()), ("category", category)):
        if not value:
            raise RefusedError(f"the {name} is empty")
    check_length("title", title, TITLE_LENGTH)
    check_length("text", content, CONTENT_LENGTH)
    check_length("category", category, CATEGORY_LENGTH)
    check_with("title", title, validate_one_line, validate_visible)
    check_with("category", category, validate_one_line, validate_visible)
    check_with("text", content, validate_storable, validate_visible)
    return Row(category, title, content, parse_date_value(text_value(values, "published_at").strip()))


def text_value(values: Mapping[str, object], column: str) -> str:
    value = values.get(column)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RefusedError(f"the {NAMES[column]} is not text: {quoted(value)}")
    return value


def check_length(name: str, text: str, most: int) -> None:
    if len(text) > most:
        raise RefusedError(f"the {name} has {len(text):,} characters; the limit is {most:,}")


def check_with(name: str, text: str, *validators: Callable[[str], None]) -> None:
    try:
        for validate in validators:
            validate(text)
    except ValidationError as error:
        message = error.messages[0]
        raise RefusedError(f"the {name} {message[0].lower()}{message[1:].rstrip('.')}") from error


def parse_date_value(text: str) -> datetime | None:
    """Parse an ISO date with or without time and zone; the defaults are midnight and UTC."""
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
    raise RefusedError(f"{quoted(text)} is not a date; write it as 2024-05-01 or 2024-05-01T09:30:00Z")
