"""Turning the values of a file into a row: cleaning them, and the rules of the model, with messages for the report."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bson import ObjectId
from django.core.exceptions import ValidationError

from catalog.categories import category_key, category_name
from catalog.importing.dates.moments import AmbiguousDateError, DateError
from catalog.importing.dates.values import parse_value
from catalog.importing.options import UNCATEGORISED, DateOrder, Options
from catalog.importing.people import fits, names_of
from catalog.importing.rows import RefusedError, quoted
from catalog.importing.values import beginning, category_names, written
from catalog.models import ADDRESS_LENGTH, CATEGORY_LENGTH, CONTENT_LENGTH, TITLE_LENGTH
from catalog.text import clean, mend_mojibake, plain_text
from catalog.validators import validate_one_line, validate_source_url, validate_storable, validate_visible

NOTHING = frozenset(["nan", "null", "none", "n/a"])
# What WordPress and its exports call posts that the public does not see.
NOT_PUBLISHED = frozenset(["draft", "pending", "private", "future", "trash", "auto-draft", "inherit", "unpublished"])
NOT_ARTICLES = frozenset(
    ["page", "attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset", "wp_block"]
)
OBJECT_ID = re.compile(r"^(?:ObjectId\([\"']?)?([0-9a-fA-F]{24})(?:[\"']?\))?$")
MOST_REMEMBERED = 10_000

HTML = "HTML became paragraphs of text"
MOJIBAKE = "letters decoded with the wrong encoding (“â€™” for “’”) were put right"
LOST = "“�” stands where letters were lost before this file was written"
SEVERAL = "several categories; the first counts"
NO_SUMMARY = "the summary is empty, so the title is the text"
NO_CATEGORY = "no category"
ADDRESS = "an address that is none of the web was left out"
AUTHORS = "names of authors that are too long or too many were left out"
OTHER_ID = "an _id that is not MongoDB's was not kept"


@dataclass(frozen=True, slots=True)
class Row:
    category: str
    title: str
    content: str
    published_at: datetime | None
    author: tuple[str, ...] = ()
    source_url: str = ""
    own_id: ObjectId | None = None


@dataclass(slots=True)
class Checker:
    """Checks rows. `remarks` and `ambiguous_date` are about the row checked last.

    `order` is that of numbers in dates. While it is "", an ambiguous date is read day first and kept in
    `ambiguous_date`. `known` are the keys of the site's categories, when only these are allowed. `summaries`: the texts
    are summaries, and the title stands in for one that is empty.
    """

    options: Options = field(default_factory=Options)
    columns: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(("title", "category"), ""))
    order: DateOrder = ""
    known: Mapping[str, str] | None = None
    summaries: bool = False
    remarks: list[str] = field(default_factory=list)
    ambiguous_date: str = ""
    categories: dict[str, str] = field(default_factory=dict)

    def check(self, values: Mapping[str, object]) -> Row:
        """Return the row, or raise RefusedError. Spaces around the title go; the text is kept unless it is HTML."""
        self.remarks, self.ambiguous_date = [], ""
        content = self.text("content", values.get("content"))
        title = self.title(values, content)
        if self.summaries and title and not content.strip():
            self.remarks.append(NO_SUMMARY)
            content = title
        category = self.category(values)
        for name, value in (("title", title), ("text", content.strip()), ("category", category)):
            if not value:
                raise RefusedError(f"the {name} is empty")
        check_length("title", title, TITLE_LENGTH)
        check_length("text", content, CONTENT_LENGTH)
        check_length("category", category, CATEGORY_LENGTH)
        check_with("title", title, validate_one_line, validate_visible)
        check_with("category", category, validate_one_line, validate_visible)
        check_with("text", content, validate_storable, validate_visible)
        if self.known is not None and category_key(category) not in self.known:
            raise RefusedError(f"{quoted(category)} is not a category of this site")
        return Row(
            category,
            title,
            content,
            self.date(values.get("published_at")),
            self.authors(values.get("author")),
            self.address(values.get("source_url")),
            self.own_id(values.get("_id")),
        )

    def left_out(self, values: Mapping[str, object]) -> str:
        """Return why a row is not for the public, or ""."""
        if not (values.get("status") or values.get("post_type")):
            return ""
        status = str(values.get("status") or "").strip().lower()
        if status in NOT_PUBLISHED:
            return f"“{status}” is not published"
        kind = str(values.get("post_type") or "").strip().lower()
        return f"“{kind}” is no article" if kind in NOT_ARTICLES else ""

    def text(self, name: str, value: object) -> str:
        text = written(name, value)
        if "<" in text or "&" in text:
            plain = plain_text(text)
            if plain != text and "<" in text and name == "content":
                self.remarks.append(HTML)
            text = plain
        if text.isascii():
            return text
        mended = mend_mojibake(text)
        if mended != text:
            self.remarks.append(MOJIBAKE)
        if "\ufffd" in mended:
            self.remarks.append(LOST)
        return clean(mended)

    def title(self, values: Mapping[str, object], content: str) -> str:
        if "title" not in self.columns:
            return beginning(content)
        title = self.text("title", values.get("title"))
        return " ".join(title.split()) if "<" in str(values.get("title")) else title.strip()

    def category(self, values: Mapping[str, object]) -> str:
        value = values.get("category")
        if isinstance(value, str) and value in self.categories:
            return self.categories[value]
        category = self.read_category(value)
        # Those with nothing to tell are remembered: an archive has few, each in many rows.
        if isinstance(value, str) and not self.remarks and len(self.categories) < MOST_REMEMBERED:
            self.categories[value] = category
        return category

    def read_category(self, value: object) -> str:
        names = [self.text("category", name) for name in category_names(value, self.columns.get("category", ""))]
        names = [name for name in map(category_name, names) if name and name.lower() not in NOTHING]
        if len(names) > 1:
            self.remarks.append(SEVERAL)
        if names:
            return names[0]
        if self.options.category or value is None or value == []:
            if "category" in self.columns:
                self.remarks.append(f"{NO_CATEGORY}, so “{self.options.category or UNCATEGORISED}”")
            return self.options.category or UNCATEGORISED
        return ""

    def date(self, value: object) -> datetime | None:
        try:
            return parse_value(value, self.order, self.remarks)
        except AmbiguousDateError:
            self.ambiguous_date = str(value)
            try:
                return parse_value(value, "dmy", [])
            except DateError as error:
                raise RefusedError(str(error)) from error
        except DateError as error:
            raise RefusedError(str(error)) from error

    def authors(self, value: object) -> tuple[str, ...]:
        if not value:
            return ()
        names = names_of(value)
        if fits(names):
            return tuple(names)
        self.remarks.append(AUTHORS)
        return ()

    def address(self, value: object) -> str:
        text = (written("source_url", value) if value else "").strip()
        if not text or text.lower() in NOTHING:
            return ""
        try:
            if len(text) <= ADDRESS_LENGTH:
                validate_source_url(text)
                return text
        except ValidationError:
            pass
        self.remarks.append(ADDRESS)
        return ""

    def own_id(self, value: object) -> ObjectId | None:
        if not value or isinstance(value, ObjectId):
            return value or None  # type: ignore[return-value]  # an ObjectId is true
        found = OBJECT_ID.match(value.strip()) if isinstance(value, str) else None
        if not found:
            self.remarks.append(OTHER_ID)
            return None
        return ObjectId(found[1])


def check(values: Mapping[str, object]) -> Row:
    """Check one row of a file that has all columns under our names."""
    return Checker().check(values)


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
