"""What the readers of files hand on, and the names a file may use for its columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# The name we write, then what other archives call it.
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
REQUIRED = ("title", "content", "category")


class NotOursError(Exception):
    """The file as a whole is none we can read. The message is a sentence for a person."""


@dataclass(frozen=True)
class Found:
    """A row as the file has it: the values of our columns that it names, not checked yet."""

    where: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Refused:
    """A row that cannot be taken. `where` is its first line, or its file in a folder."""

    where: str
    reason: str


def our_columns(names: Iterable[str]) -> dict[str, str]:
    """Return, for each column of ours that is there, the file's own name of it; the best-known name wins."""
    there = {name.strip().lower().replace(" ", "_").replace("-", "_"): name for name in reversed(list(names))}
    chosen = {ours: next((there[name] for name in known if name in there), None) for ours, known in COLUMNS.items()}
    return {ours: name for ours, name in chosen.items() if name is not None}


def quoted(value: object) -> str:
    """Return a value of the file, short and safe to print."""
    text = str(value)
    shown = text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004
    return "“" + "".join(c if c.isprintable() else "?" for c in shown) + "”"
