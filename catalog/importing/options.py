"""What the person who imports has chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

DateOrder = Literal["", "dmy", "mdy"]
# The fields of an article that a file can fill, and the names that an option may use for them.
FIELDS = ("title", "content", "category", "published_at", "author", "source_url")
FIELD_NAMES: Mapping[str, str] = {
    **{name: name for name in FIELDS},
    "headline": "title",
    "text": "content",
    "body": "content",
    "date": "published_at",
    "published": "published_at",
    "authors": "author",
    "url": "source_url",
    "source": "source_url",
}
UNCATEGORISED = "Uncategorised"


@dataclass(frozen=True, slots=True)
class Options:
    """`columns` maps a field (FIELDS) to the file's name of its column, or to "" when the field is to be left empty.

    `dates` is the order of numbers in dates such as 07/03/2005. `category` is given to rows that have none.
    `encoding` is a codec name of Python's, for files whose encoding cannot be told.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    dates: DateOrder = ""
    category: str = ""
    only_known_categories: bool = False
    encoding: str = ""


def parse_columns(text: str) -> dict[str, str]:
    """Parse `title=Headline,content=Full text`. Raises ValueError with a sentence."""
    chosen: dict[str, str] = {}
    for part in text.split(","):
        name, equals, column = part.partition("=")
        known = FIELD_NAMES.get(name.strip().lower())
        if not equals or known is None:
            raise ValueError(
                f"“{part.strip()}” is not a choice of a column. Write FIELD=COLUMN, such as title=Headline; the fields "
                f"are {', '.join(FIELDS)}."
            )
        chosen[known] = column.strip()
    return chosen
