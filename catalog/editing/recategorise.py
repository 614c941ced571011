"""Renaming and merging categories together with their articles, so that no edit is lost.

An article is moved by a conditional update that raises its version, like every other edit: an editor who had it open
sees the conflict instead of overwriting. Whoever writes an article with a name that is renamed at the same moment calls
`settle` after the write. Either the move finds the article, because it was written before the move looked, or `settle`
finds the former key, because that is stored before the move begins.
"""

from collections.abc import Collection, Iterable, Sequence

from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from catalog.categories import canonical_names, category_key, category_name, register
from catalog.models import Article, Category

BATCH = 500


class CategoryExistsError(Exception):
    """Another category has this name already. It can be merged instead."""


class CategoryGoneError(Exception):
    """The category was renamed, merged or deleted in the meantime."""


def rename(category: Category, name: str) -> int:
    """Rename the category and return the number of articles moved. Called again, it continues.

    Raises CategoryExistsError and CategoryGoneError. The slug stays, so that links stay good.
    """
    name = category_name(name)
    old, new = category.key, category_key(name)
    former = [key for key in dict.fromkeys([*(category.former_keys or ()), old]) if key != new]
    try:
        changed = Category.objects.filter(pk=category.pk, key=old).update(name=name, key=new, former_keys=former)
    except IntegrityError as error:
        raise CategoryExistsError(name) from error
    if not changed:
        raise CategoryGoneError(category.name)
    category.name, category.key, category.former_keys = name, new, former
    return move({*former, new}, name)


def merge(category: Category, into: Category) -> int:
    """Move the articles of a category into another and delete it; return the number of articles moved.

    Raises CategoryGoneError when either is gone.
    """
    keys = [category.key, *(category.former_keys or ())]
    former = list(dict.fromkeys([*(into.former_keys or ()), *keys]))
    if not Category.objects.filter(pk=into.pk, key=into.key).update(former_keys=former):
        raise CategoryGoneError(into.name)
    into.former_keys = former
    Category.objects.filter(pk=category.pk, key=category.key).delete()
    return move(keys, into.name)


def settle(names: Iterable[str]) -> None:
    """Register the names of articles just written; move those whose category was renamed during the write."""
    names = set(names)
    register(names)
    known = canonical_names()
    for name in names:
        key = category_key(name)
        if known.get(key, name) != name:
            move({key}, known[key])


def move(keys: Collection[str], name: str) -> int:
    """Give every article of these keys the category `name`; return how many were changed."""
    moved = 0
    for spelling in spellings(keys):
        same = Article.objects.filter(category=spelling).order_by().values_list("pk", "category")
        # MongoDB compares by the collection's collation; the exact rule is that of category_key.
        found = [pk for pk, category in same.iterator() if category != name and category_key(category) in keys]
        for start in range(0, len(found), BATCH):
            moved += move_batch(found[start : start + BATCH], spelling, name)
    return moved


def spellings(keys: Collection[str]) -> list[str]:
    """Return the stored spellings of these keys; of those that differ in case only, one."""
    stored = Article.objects.order_by().values_list("category", flat=True).distinct()
    return [category for category in stored if isinstance(category, str) and category_key(category) in keys]


def move_batch(pks: Sequence[object], spelling: str, name: str) -> int:
    """Move these articles, unless somebody has given them another category since they were read."""
    there = Article.objects.filter(pk__in=pks, category=spelling)
    now = timezone.now()
    moved = there.filter(version__isnull=False).update(category=name, version=F("version") + 1, updated_at=now)
    # Null plus one is null: articles without a version, written by another program, are apart.
    return moved + there.filter(version__isnull=True).update(category=name, version=1, updated_at=now)
