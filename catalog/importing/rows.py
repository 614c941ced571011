"""Rows as the readers of files yield them, and the column names that a file may use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# The name that an export uses, then those of other archives.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline", "heading", "subject", "name"),
    "content": ("content", "text", "body", "article", "article_body", "full_text", "story"),
    "category": ("category", "section", "topic", "label", "desk", "class"),
    "published_at": (
        "published_at",
        "published",
        "date",
        "published_date",
        "publication_date",
        "pub_date",
        "pubdate",
        "publish_date",
        "datetime",
        "timestamp",
    ),
}
MAX_QUOTED = 40
REQUIRED = ("title", "content", "category")


class UnsupportedFileError(Exception):
    """The file as a whole cannot be read. The message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the file, by column name, not validated yet."""

    where: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be imported. `where` is its first line, or its file in a folder."""

    where: str
    reason: str


def known_columns(names: Iterable[str]) -> dict[str, str]:
    """Return the file's name of each column that it has; of several, the one listed first in COLUMNS."""
    there = {name.strip().lower().replace(" ", "_").replace("-", "_"): name for name in reversed(list(names))}
    chosen = {column: next((there[name] for name in known if name in there), None) for column, known in COLUMNS.items()}
    return {column: name for column, name in chosen.items() if name is not None}


def quoted(value: object) -> str:
    """Return a value of the file in quotes, truncated and safe to print."""
    text = str(value)
    shown = text if len(text) <= MAX_QUOTED else f"{text[: MAX_QUOTED - 1]}…"
    return "“" + "".join(c if c.isprintable() else "?" for c in shown) + "”"
