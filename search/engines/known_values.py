"""What this process knows of the values of facets: the names of the categories, and the values of the whole archive.

The names are read from MongoDB (search/engines/read_cache.py). Which values the archive has now is counted by
Elasticsearch in the request of a search that is due, every two seconds at most: no further request, and no search waits
for it.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

import pymongo

from catalog.models import Category
from search.documents import indexed_category
from search.engines.read_cache import ReadCache, read_rows
from search.engines.vocabulary import KnownCategory, Vocabulary

# The importer refuses more; another program may have written what it likes.
MOST_CATEGORIES = 5_000
READ_SECONDS = 0.25
COUNT_SECONDS = 2.0
FIELDS = {"name": True, "key": True, "slug": True, "former_keys": True, "order": True}
NOTHING_KNOWN = Vocabulary()

Rows = tuple[KnownCategory, ...]
Counts = Mapping[str, Mapping[str, int]]


def read_categories() -> Rows:
    """Return the usable categories in the order of `Category.in_order`."""
    with pymongo.timeout(READ_SECONDS):
        rows = read_rows(Category, FIELDS, limit=MOST_CATEGORIES)
    usable = [row for row in rows if all(isinstance(row.get(name), str) for name in ("name", "key"))]
    return tuple(known_category(row) for row in sorted(usable, key=order_of))


def order_of(row: Mapping[str, Any]) -> tuple[bool, float, str]:
    order = row.get("order")
    numbered = isinstance(order, int | float)
    return not numbered, float(order) if numbered else 0.0, normalize("NFD", row["key"])  # type: ignore[arg-type]  # checked before


def known_category(row: Mapping[str, Any]) -> KnownCategory:
    slug, former = row.get("slug"), row.get("former_keys")
    return KnownCategory(
        name=row["name"],
        key=row["key"],
        slug=slug if isinstance(slug, str) else "",
        former_keys=tuple(key for key in former if isinstance(key, str)) if isinstance(former, list) else (),
    )


class CategoryList(ReadCache[Rows, Vocabulary]):
    def __init__(self, read: Callable[[], Rows] = read_categories, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(read=read, parse=Vocabulary.of, empty=NOTHING_KNOWN, noun="categories", clock=clock)


@dataclass(slots=True)
class KnownValues:
    """`archive` has the count of each term of the archive by facet, as of the last search that counted them.

    `seen` has the names of terms that only articles have shown so far. `has_dates` says whether the last front page
    had articles with dates.
    """

    categories: CategoryList = field(default_factory=CategoryList)
    clock: Callable[[], float] = time.monotonic
    archive: Counts = field(default_factory=dict)
    seen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    has_dates: bool = False
    _good_until: float = float("-inf")

    def vocabularies(self) -> Mapping[str, Vocabulary]:
        """Return the vocabulary of each facet that has one. Never raises."""
        known = self.categories.current()
        return {"category": known.with_names(self.seen.get("category", {}))}

    def category_of(self, stored: str) -> str:
        """Return the canonical name of the category that an article holds."""
        return self.vocabularies()["category"].names.get(indexed_category(stored), stored)

    def is_due(self) -> bool:
        """Return whether the next search should count the archive."""
        return self.clock() >= self._good_until

    def learn(self, archive: Counts, names: Mapping[str, Mapping[str, str]]) -> None:
        """Take over what a search has counted and shown. `archive` is empty if it counted only what it found."""
        if archive:
            self.archive = archive
            self._good_until = self.clock() + COUNT_SECONDS
        known = self.categories.current().names
        unknown = {term: name for term, name in names.get("category", {}).items() if term not in known}
        seen = self.seen.get("category", {})
        if not unknown.items() <= seen.items() and len(seen) < MOST_CATEGORIES:
            self.seen = {"category": {**seen, **unknown}}


# The process's.
known = KnownValues()


def current() -> KnownValues:
    return known
