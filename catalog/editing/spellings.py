"""The categories as articles have them: every spelling, those of other programs too, with the number of articles."""

from collections import defaultdict
from dataclasses import dataclass

import pymongo

from catalog.categories import canonical_names, category_key, category_name, register
from catalog.models import Article, Category, collection_of

# The collection's own collation takes "Sport" for "sport", and "ニュース" for "にゅーす".
EXACT = {"locale": "simple"}
SCAN_SECONDS = 30  # the web process's own limit for a statement is that of a page
# An archive with more than this has most likely taken them from the wrong column.
MOST_CATEGORIES = 2_000


@dataclass(frozen=True, slots=True)
class Spelling:
    text: str
    articles: int


@dataclass(frozen=True, slots=True)
class Count:
    """The articles of a category, and how many of them still have a former name or another spelling of it."""

    articles: int = 0
    to_move: int = 0


def spellings() -> list[Spelling]:
    """Return every text that articles have as their category. Reads the whole collection: 0.1 s for 100,000."""
    pipeline = [{"$group": {"_id": "$category", "articles": {"$sum": 1}}}]
    with pymongo.timeout(SCAN_SECONDS):
        found = list(collection_of(Article).aggregate(pipeline, collation=EXACT, allowDiskUse=True))
    return [Spelling(each["_id"], each["articles"]) for each in found if isinstance(each["_id"], str)]


def spellings_of(keys: set[str]) -> list[Spelling]:
    return [spelling for spelling in spellings() if category_key(spelling.text) in keys]


def counts() -> dict[str, Count]:
    """Return the number of articles of each category by its name, with one query."""
    names = canonical_names()
    found: dict[str, Count] = defaultdict(Count)
    for spelling in spellings():
        name = names.get(category_key(spelling.text), spelling.text)
        before, others = found[name], 0 if spelling.text == name else spelling.articles
        found[name] = Count(before.articles + spelling.articles, before.to_move + others)
    return found


def keys_of(category: Category) -> set[str]:
    """Return the keys whose articles are in the category. A former key that another one uses now is not among them."""
    keys = {category.key, *(category.former_keys or ())}
    others = Category.objects.filter(key__in=keys).exclude(pk=category.pk).order_by()
    return keys - set(others.values_list("key", flat=True))


def count_of(category: Category) -> int:
    return sum(spelling.articles for spelling in spellings_of(keys_of(category)))


def register_stored() -> tuple[str, ...]:
    """Create the categories of articles that came past the site, the largest first, up to MOST_CATEGORIES in all."""
    free = MOST_CATEGORIES - Category.objects.count()
    if free <= 0:
        return ()
    known = canonical_names()
    new: dict[str, list[Spelling]] = defaultdict(list)
    for spelling in spellings():
        if (key := category_key(spelling.text)) not in known:
            new[key].append(spelling)
    largest = sorted(new.values(), key=lambda group: -sum(each.articles for each in group))[:free]
    return register(min(group, key=best_first).text for group in largest)


def best_first(spelling: Spelling) -> tuple[int, bool, str]:
    """Order the spellings of a category: the most frequent, then one without needless space, then capitals first."""
    return -spelling.articles, spelling.text != category_name(spelling.text), spelling.text
