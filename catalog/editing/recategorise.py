"""Renaming, merging and deleting categories together with their articles, so that no edit is lost.

An article is moved by a conditional update that raises its version, like every other edit: an editor who had it open
sees the conflict instead of overwriting. Whoever writes an article with a name that is renamed at the same moment calls
`settle` after the write. Either the move finds the article, because it was written before the move looked, or `settle`
finds the former key, because that is stored before the move begins.

A move that is interrupted, or stopped by `most`, loses nothing: the former key leads to the new name meanwhile, and
`rename` to the same name continues.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from pymongo.errors import DuplicateKeyError

from catalog.categories import canonical_names, category_key, category_name, create, find, is_category_name, register
from catalog.editing import history
from catalog.editing.history import NOBODY, Action, By, Change
from catalog.editing.spellings import count_of, keys_of, spellings_of
from catalog.models import CATEGORY_LENGTH, Article, Category, collection_of

BATCH = 500


class CategoryExistsError(Exception):
    """Another category has this name already. It can be merged instead."""


class CategoryGoneError(Exception):
    """The category was renamed, merged or deleted in the meantime."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How many articles were moved, and about how many are still to be moved."""

    articles: int = 0
    remaining: int = 0


def rename(category: Category, name: str, *, most: int | None = None, by: By = NOBODY) -> Moved:
    """Rename the category and move its articles, up to `most` of them. Called again with the same name, it continues.

    Raises ValidationError, CategoryExistsError and CategoryGoneError. The slug stays, so that links stay good.
    """
    name = category_name(name)
    if not is_category_name(name):
        raise ValidationError(f"A category's name is one line of at most {CATEGORY_LENGTH} characters.")
    new = category_key(name)
    # One statement: a merge into this category at the same moment adds its keys, and both stay.
    formers = {"$setUnion": [{"$ifNull": ["$former_keys", []]}, [literal(category.key)]]}
    change = {
        "name": literal(name),
        "key": literal(new),
        "former_keys": {"$setDifference": [formers, [literal(new)]]},
    }
    try:
        there = {"_id": category.pk, "key": category.key}
        changed = collection_of(Category).update_many(there, [{"$set": change}])
    except DuplicateKeyError as error:
        raise CategoryExistsError(name) from error
    if not changed.matched_count:
        raise CategoryGoneError(category.name)
    take_over(new, category)
    category.refresh_from_db()
    return move(keys_of(category), category.name, most=most, by=by)


def take_over(key: str, category: Category) -> None:
    """Let a name lead to the category that has it now, and no longer to one that had it before."""
    others = {"former_keys": key, "_id": {"$ne": category.pk}}
    collection_of(Category).update_many(others, {"$pull": {"former_keys": key}})


def merge(categories: Sequence[Category], into: Category, *, most: int | None = None, by: By = NOBODY) -> Moved:
    """Move the articles of these categories into another, up to `most` of them, and delete the categories.

    Raises CategoryGoneError when `into` is gone, and at the end when one of the others was: it stays as it is. To
    continue, rename `into` to the name it has.
    """
    gone = [each.name for each in categories if each.pk != into.pk and not absorb(each, into)]
    target = present(into)
    moved = move(keys_of(target), target.name, most=most, by=by)
    if gone:
        raise CategoryGoneError(", ".join(gone))
    return moved


def absorb(category: Category, into: Category) -> bool:
    """Let the names of a category lead to another, and delete it; return whether it was still there."""
    keys = {category.key, *(category.former_keys or ())}
    if not add_former(into, keys):
        raise CategoryGoneError(into.name)
    deleted = collection_of(Category).find_one_and_delete({"_id": category.pk, "key": category.key})
    if deleted is None:
        if Category.objects.filter(pk=category.pk).exists():  # renamed: its former name stays its own
            collection_of(Category).update_many({"_id": into.pk}, {"$pullAll": {"former_keys": sorted(keys)}})
        return False
    # Again, with what another merge has added; and `into` may itself be gone by now.
    add_former(present(into), keys | set(deleted["former_keys"] or ()))
    return True


def present(category: Category) -> Category:
    """Return the category as it is now: renamed, or what it was merged into; created again if it was deleted."""
    found = Category.objects.filter(pk=category.pk).first() or find(category.name)
    if found is None:
        create(category.name)
        found = Category.objects.get(key=category_key(category.name))
    return found


def add_former(category: Category, keys: Collection[str]) -> bool:
    """Let these keys lead to the category; return whether it still exists."""
    added = {"$addToSet": {"former_keys": {"$each": sorted(keys)}}}
    return bool(collection_of(Category).update_many({"_id": category.pk}, added).matched_count)


def remove(category: Category) -> bool:
    """Delete the category if no article has it; return whether it was deleted."""
    if count_of(category):
        return False
    Category.objects.filter(pk=category.pk).delete()
    if count_of(category):  # written in the meantime
        category.save(force_insert=True)
        return False
    return True


def settle(names: Iterable[str], pks: Collection[object] = ()) -> None:
    """Register the categories of articles just written; move those that were renamed during the write.

    `pks` are the ids of these articles. Without them every article of such a category is moved.
    """
    names = set(names)
    keys = {category_key(name) for name in names}
    known = canonical_names(keys)
    if keys - set(known) and register(names):
        known = canonical_names(keys)
    for name in names:
        canonical = known.get(category_key(name), name)
        if canonical != name and pks:
            move_batch(list(pks), name, canonical)
        elif canonical != name:
            move({category_key(name)}, canonical)


def move(keys: set[str], name: str, *, most: int | None = None, by: By = NOBODY) -> Moved:
    """Give every article of these keys the category `name`, up to `most` of them."""
    found = [spelling for spelling in spellings_of(keys) if spelling.text != name]
    total, moved = sum(spelling.articles for spelling in found), 0
    for spelling in found:
        for pks in batches(spelling.text):
            if most is not None and moved >= most:
                return Moved(moved, max(total - moved, 1))
            moved += move_batch(pks, spelling.text, name, by)
    return Moved(moved)


def batches(spelling: str) -> Iterator[list[object]]:
    """Yield the ids of the articles that have exactly this spelling of a category."""
    batch: list[object] = []
    # The index is that of the collection's collation, for which other spellings are the same.
    for found in collection_of(Article).find({"category": spelling}, {"category": 1}, batch_size=BATCH):
        if found["category"] == spelling:
            batch.append(found["_id"])
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def move_batch(pks: Sequence[object], spelling: str, name: str, by: By = NOBODY) -> int:
    """Move these articles, unless somebody has given them another category since they were read; keep what they were.

    A statement moves those of one version, as most of them are.
    """
    articles = collection_of(Article)
    # An article that another program wrote has no version, or one that is not a number.
    version = {"$cond": [{"$isNumber": "$version"}, {"$add": ["$version", 1]}, 1]}
    values = {"category": literal(name), "version": version, "updated_at": timezone.now()}
    there = {"_id": {"$in": list(pks)}, "category": spelling}
    change = Change(Action.MOVED, by, f"“{spelling}” became “{name}”")
    return history.write_many(
        there, change, {"category": name}, lambda only: articles.update_many(only, [{"$set": values}]).modified_count
    )


def literal(text: str) -> dict[str, Any]:
    """Return the text for a pipeline, in which "$5 a day" would otherwise be the name of a field."""
    return {"$literal": text}
