"""What a file is and what importing it would do, before anything is written.

`inspect` is the dry run of the command and of the browser; `survey` is the same for a file that is open already.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from catalog.categories import canonical_names
from catalog.importing.checking import Checker, Row
from catalog.importing.columns import Choice, choose
from catalog.importing.dates.order import OrderOfDates
from catalog.importing.identity import key_of
from catalog.importing.options import UNCATEGORISED, DateOrder, Options
from catalog.importing.reading.opening import open_reader
from catalog.importing.rows import (
    Found,
    Meter,
    Reader,
    Refused,
    RefusedError,
    Remark,
    UnknownColumnsError,
    quoted,
    said,
)

SHOWN_ROWS = 3
SHOWN_REFUSED = 20
CATEGORIES_LIMIT = 2_000  # setting IMPORT_CATEGORIES_LIMIT
MOST_REMARKS = 50
MANY_CATEGORIES = 20
LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file is, and what importing it would do.

    `columns` maps fields to the file's names, `ignored` are the other names. `rows` counts all rows; of these
    `refused_count` would be refused, of which `refused` are the first. `left_out` counts drafts and pages, which are no
    rows. `categories` counts the articles of each category, by the name that it would have here; `new_categories` are
    those the site does not have. `notes` are sentences. `first` are the first three articles as they would be.
    """

    format: str
    encoding: str
    delimiter: str
    headers: tuple[str, ...]
    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    dates: DateOrder
    dates_reason: str
    rows: int
    refused_count: int
    refused: tuple[Refused, ...]
    left_out: int
    categories: Mapping[str, int]
    new_categories: tuple[str, ...]
    notes: tuple[str, ...]
    first: tuple[Row, ...]


def inspect(
    path: Path,
    options: Options | None = None,
    *,
    advance: Callable[[int, int], object] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """Read a file or folder and return the plan; nothing is written.

    `advance(done, total)` is called with bytes. Raises StoppedError when `stop()` is true, and UnsupportedFileError,
    with one sentence, when the file cannot be used; its subclasses say which of the options would help:
    UnknownColumnsError (with `names`), UnknownDatesError, UnknownEncodingError.
    """
    options = options or Options()
    meter = Meter(advance, stop)
    with open_reader(path, options, meter, passes=1) as reader:
        return survey(reader, options).plan(reader)


def survey(reader: Reader, options: Options, keep: Callable[[Row | Refused], object] | None = None) -> "Survey":
    """Read all rows once; `keep` is given each, checked. Raises UnsupportedFileError."""
    choice = choose(reader.names, options.columns)
    survey = Survey(options, choice, keep)
    for found in reader.rows(choice.columns):
        survey.look(found)
    return survey


@dataclass(slots=True)
class Survey:
    """What is known of a file after reading it. `checker` is right for another pass once the plan is made."""

    options: Options
    choice: Choice
    keep: Callable[[Row | Refused], object] | None = None
    site: Mapping[str, str] = field(default_factory=canonical_names)
    checker: Checker = field(init=False)
    dates: OrderOfDates = field(init=False)
    rows: int = 0
    refused_count: int = 0
    refused: list[Refused] = field(default_factory=list)
    left_out: int = 0
    new_categories: int = 0
    categories: Counter[str] = field(default_factory=Counter)  # by key
    names: dict[str, str] = field(default_factory=dict)  # the first spelling, by key
    remarks: dict[str, tuple[int, str]] = field(default_factory=dict)
    first: list[Found] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = self.site if self.options.only_known_categories else None
        self.checker = self.make_checker(self.options.dates, known)
        self.dates = OrderOfDates(self.options.dates)

    def make_checker(self, order: DateOrder, known: Mapping[str, str] | None) -> Checker:
        return Checker(self.options, self.choice.columns, order, known, self.choice.has_summaries)

    def look(self, found: Found | Refused | Remark) -> None:
        if isinstance(found, Remark):
            self.left_out += found.text.startswith(LEFT_OUT)
            self.remark(found.text, found.where)
            return
        if isinstance(found, Refused):
            self.refuse(found)
            return
        if reason := self.checker.left_out(found.values):
            self.left_out += 1
            self.remark(f"{LEFT_OUT}: {reason}", found.where)
            return
        try:
            row = self.checker.check(found.values)
        except RefusedError as error:
            self.refuse(Refused(found.where, str(error)))
            return
        self.accept(row, found)

    def refuse(self, refused: Refused) -> None:
        self.rows += 1
        self.refused_count += 1
        if self.keep:
            self.keep(refused)
        if len(self.refused) < SHOWN_REFUSED:
            self.refused.append(refused)

    def accept(self, row: Row, found: Found) -> None:
        self.rows += 1
        if self.keep:
            self.keep(row)
        if len(self.first) < SHOWN_ROWS:
            self.first.append(found)
        for text in self.checker.remarks:
            self.remark(text, found.where)
        self.count(row.category)
        self.dates.see(found.values.get("published_at"), self.checker.ambiguous_date, found.where)

    def count(self, category: str) -> None:
        key = key_of(category)
        self.categories[key] += 1
        if self.categories[key] > 1:
            return
        self.names[key] = self.site.get(key, category)
        self.new_categories += key not in self.site
        limit = getattr(settings, "IMPORT_CATEGORIES_LIMIT", CATEGORIES_LIMIT)
        if self.new_categories and self.new_categories + len(set(self.site.values())) > limit:
            column = quoted(self.choice.columns.get("category", "category"))
            raise UnknownColumnsError(
                f"With the column {column} as category, the site would have more than {limit:,} categories. Probably "
                f"another column is the category: --columns category=NAME, or raise IMPORT_CATEGORIES_LIMIT.",
                [*self.choice.columns.values(), *self.choice.ignored],
            )

    def remark(self, text: str, where: str) -> None:
        count, first = self.remarks.get(text, (0, where))
        if count or len(self.remarks) < MOST_REMARKS:
            self.remarks[text] = (count + 1, first)

    @property
    def needs_another_pass(self) -> bool:
        """Whether dates were read day first that turned out to be month first."""
        return self.checker.order == "mdy" and not self.options.dates

    def plan(self, reader: Reader) -> Plan:
        order, reason = self.dates.decide()
        self.checker = self.make_checker(order, self.checker.known)
        notes = [*reader.notes, *self.choice.notes, *self.missing(), *self.doubtful()]
        if reason:
            notes.append(f"Dates such as 01/02/2003 were read {reason}.")
        notes += [said(text, count, where) for text, (count, where) in self.remarks.items()]
        return Plan(
            format=reader.format,
            encoding=reader.encoding,
            delimiter=reader.delimiter,
            headers=tuple(reader.names),
            columns=self.choice.columns,
            ignored=self.choice.ignored,
            dates=order,
            dates_reason=reason,
            rows=self.rows,
            refused_count=self.refused_count,
            refused=tuple(self.refused),
            left_out=self.left_out,
            categories={self.names[key]: count for key, count in self.categories.most_common()},
            new_categories=tuple(self.names[key] for key in self.categories if key not in self.site),
            notes=tuple(dict.fromkeys(notes)),
            first=tuple(self.checker.check(found.values) for found in self.first),
        )

    def missing(self) -> list[str]:
        notes = []
        if "title" not in self.choice.columns:
            notes.append("There is no column of titles: the beginning of each text is the title.")
        if "category" not in self.choice.columns:
            name = self.options.category or UNCATEGORISED
            choice = "" if self.options.category else " --category NAME gives them another."
            notes.append(f"There is no column of categories: all articles are in {quoted(name)}.{choice}")
        return notes

    def doubtful(self) -> list[str]:
        """Tell when the categories look like something else: hardly any has two articles."""
        accepted = self.rows - self.refused_count
        if len(self.categories) > MANY_CATEGORIES and len(self.categories) * 2 > accepted:
            column = quoted(self.choice.columns.get("category", ""))
            return [f"{len(self.categories):,} categories for {accepted:,} articles: is {column} the category?"]
        return []
