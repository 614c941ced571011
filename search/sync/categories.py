"""Registers the categories of the articles that the worker applies, which another program may have brought.

The importer and the forms register what they write. An article that was written past them has a chip all the same, with
the name that it holds itself; registered, its category is in the admin and in the query language too.
"""

import logging
from collections.abc import Iterable
from time import monotonic

from catalog.categories import category_key, register
from catalog.models import Article
from catalog.outages import short_reason

logger = logging.getLogger(__name__)

# So that a category deleted in the admin, which articles still have, comes back.
FORGET_AFTER = 60.0  # seconds
# A category for each article is a column taken for another one. Registering them would only slow down the sync.
MOST_CATEGORIES = 5_000


class KnownCategories:
    """The keys that are registered as far as this process knows: usually an article costs one look-up here."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.since = monotonic()

    def register(self, articles: Iterable[Article | Exception]) -> None:
        """Register the categories that are not known yet. A failure is logged and stops nothing."""
        if monotonic() - self.since > FORGET_AFTER:
            self.keys, self.since = set(), monotonic()
        names = {category_key(text): text for article in articles if (text := category_text(article))}
        new = {key: text for key, text in names.items() if key and key not in self.keys}
        if not new or len(self.keys) + len(new) > MOST_CATEGORIES:
            return
        try:
            created = register(new.values())
        except Exception as error:  # noqa: BLE001  # the index must follow whatever happens here
            logger.warning("The categories of some articles could not be registered: %s", short_reason(error))
            return
        self.keys.update(new)
        if created:
            logger.info("New categories: %d, such as “%.60s”", len(created), created[0])


def category_text(article: Article | Exception) -> str:
    category = getattr(article, "category", None)
    return category if isinstance(category, str) else ""


# The process's.
known = KnownCategories()


def register_categories(articles: Iterable[Article | Exception]) -> None:
    known.register(articles)
