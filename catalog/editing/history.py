"""Keeping what an article was before each change of it.

The former version is kept first, then the article is written on the condition that it still has that version. So an
end in between leaves a row too many, equal to the present article, and never a version too few; and of two writers at
once both keep the same row, because its id is a hash of what is in it (docs/decisions/0031-history-of-an-article.md).

Not through the ORM: a row is the article's document as it is, whatever another program has put into it.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import bson
from bson import ObjectId
from bson.codec_options import DatetimeConversion
from django.conf import settings
from django.db import models
from django.utils import timezone
from pymongo import collection as driver
from pymongo.errors import BulkWriteError

from catalog.editing.summary import what_changed
from catalog.history_models import NAME_LENGTH, SUMMARY_LENGTH, FormerVersion
from catalog.models import Article, collection_of

Document = dict[str, Any]
Filter = Mapping[str, Any]
Action = FormerVersion.Action

FIELDS = tuple(field.name for field in Article._meta.fields if not field.primary_key)  # noqa: SLF001  # documented API
BATCH_CHARACTERS = 4_000_000
# After losing so often against other writers, a write of many articles no longer insists on keeping their last word.
ROUNDS = 5
NEWEST_FIRST = [("kept_at", -1), ("version", -1)]
MANY = 2**31 - 1  # the most that MongoDB takes
DUPLICATE_KEY = 11000  # MongoDB's code


@dataclass(frozen=True, slots=True)
class By:
    """Who wrote. The name is copied: the history outlives the user."""

    key: ObjectId | None = None
    name: str = ""


NOBODY = By()


@dataclass(frozen=True, slots=True)
class Change:
    action: FormerVersion.Action = Action.CHANGED
    by: By = NOBODY
    note: str = ""


EDIT = Change()


@dataclass(frozen=True, slots=True)
class Kept:
    """A former version that is kept. `was_there`: somebody else kept it before, who may not have written after it."""

    row: Document
    was_there: bool


def documents(model: type[models.Model]) -> driver.Collection[Document]:
    """Return a collection that reads whatever another program has stored, a date after the year 9999 too."""
    found = collection_of(model)
    return found.with_options(
        found.codec_options.with_options(
            datetime_conversion=DatetimeConversion.DATETIME_AUTO, unicode_decode_error_handler="replace"
        )
    )


def before_change(pk: ObjectId, version: int, change: Change, values: Mapping[str, Any] | None = None) -> Kept | None:
    """Keep the article as it is; None if it has another version by now. `values` are what it is to become."""
    there = {"_id": pk, "version": version or {"$in": [0, None]}}
    found = documents(Article).find_one(there)
    if found is None:
        return None
    return keep([row_of(found, change, what_changed(found, values) if values else "")])[0]


def before_return(pk: ObjectId, change: Change) -> Kept:
    """Keep that there was no article between its deletion and a change that brings it back."""
    last = documents(FormerVersion).find_one({"article": pk, "gone": False}, sort=NEWEST_FIRST) or {}
    version, at = last.get("version"), last.get("kept_at")
    gone = {"_id": pk, "version": (version if isinstance(version, int) else 0) + 1, "updated_at": at}
    return keep([{**row_of(gone, change, ""), "gone": True}])[0]


def was_ended_by(pk: ObjectId, version: int, by: By) -> bool:
    """Return whether it was this user who ended a version."""
    row = {"article": pk, "version": version or {"$in": [0, None]}, "gone": False, "user_key": by.key}
    return by.key is not None and documents(FormerVersion).find_one(row, {"_id": 1}) is not None


def after_change(kept: Kept) -> None:
    """Call this once the article is written: the change is this one, whoever kept the version first."""
    if kept.was_there:
        confirm(kept.row)
    prune([kept.row["article"]])


def write_many(there: Filter, change: Change, values: Mapping[str, Any], write: Callable[[Filter], int]) -> int:
    """Keep the articles of a filter and write them; return how many were. `write` takes a narrower filter.

    Those that were changed between the two are kept and written again. Articles that have these values are left alone.
    """
    written = 0
    for attempt in range(ROUNDS):
        found = documents(Article).find(there)
        batches = in_batches(each for each in found if not values or any(each.get(k) != v for k, v in values.items()))
        missed = False
        for batch in batches:
            kept = keep([row_of(each, change, ", ".join(values)) for each in batch])
            number = sum(write_groups(there, kept, write, is_last=attempt == ROUNDS - 1))
            written += number
            missed = missed or number < len(batch)
            prune([each.row["article"] for each in kept])
        if not missed:
            break
    return written


def write_groups(
    there: Filter, kept: Sequence[Kept], write: Callable[[Filter], int], *, is_last: bool
) -> Iterator[int]:
    """Write the articles of one version with one statement; each alone of which somebody else kept the same."""
    groups: dict[str, list[Kept]] = {}
    for each in kept:
        groups.setdefault(str(each.row["_id"]) if each.was_there else repr(each.row.get("version")), []).append(each)
    for group in groups.values():
        only: Document = {"_id": {"$in": [each.row["article"] for each in group]}}
        if not is_last:
            only["version"] = group[0].row.get("version")
        number = write({**there, **only})
        if number and group[0].was_there:
            confirm(group[0].row)
        yield number


def in_batches(found: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    characters = 0
    for each in found:
        batch.append(each)
        characters += len(str(each.get("content", "")))
        if characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def row_of(article: Document, change: Change, changes: str) -> Document:
    state = {name: article[name] for name in FIELDS if name in article}
    return {
        "_id": key_of(article["_id"], state),
        "article": article["_id"],
        **state,
        "gone": False,
        "kept_at": timezone.now(),
        "action": change.action.value,
        "user_key": change.by.key,
        "username": change.by.name[:NAME_LENGTH],
        "changes": changes[:SUMMARY_LENGTH],
        "note": change.note[:SUMMARY_LENGTH],
        "deletion": change.action is Action.DELETED,
    }


def key_of(article: Any, state: Document) -> ObjectId:
    return ObjectId(hashlib.sha256(bson.encode({"article": article, **state})).digest()[:12])


def keep(rows: Sequence[Document]) -> list[Kept]:
    former = documents(FormerVersion)
    there: set[Any] = set()
    try:
        former.insert_many(rows, ordered=False)
    except BulkWriteError as error:
        errors = error.details["writeErrors"]
        if any(each["code"] != DUPLICATE_KEY for each in errors):
            raise
        there = {rows[each["index"]]["_id"] for each in errors}
        # Left from a write that failed long ago, it would otherwise be removed as if the version had ended then.
        former.update_many({"_id": {"$in": list(there)}}, {"$max": {"kept_at": timezone.now()}})
    return [Kept(row, row["_id"] in there) for row in rows]


def confirm(row: Document) -> None:
    """Say of a version that somebody else has kept that it was ended by this change."""
    names = ("kept_at", "action", "user_key", "username", "changes", "note", "deletion")
    documents(FormerVersion).update_one({"_id": row["_id"]}, {"$set": {name: row[name] for name in names}})


def prune(articles: Collection[Any]) -> None:
    """Remove the oldest versions of these articles beyond settings.HISTORY_KEEP_VERSIONS; none for 0."""
    if not (most := settings.HISTORY_KEEP_VERSIONS):
        return
    former = documents(FormerVersion)
    counted: list[Document] = [
        {"$match": {"article": {"$in": list(articles)}}},
        {"$project": {"article": 1, "kept_at": 1, "version": 1}},
        {"$sort": dict(NEWEST_FIRST)},
        {"$group": {"_id": "$article", "rows": {"$push": "$_id"}}},
        {"$match": {f"rows.{most}": {"$exists": True}}},
        {"$project": {"rows": {"$slice": ["$rows", most, MANY]}}},
    ]
    if oldest := [row for each in former.aggregate(counted) for row in each["rows"]]:
        former.delete_many({"_id": {"$in": oldest}})
