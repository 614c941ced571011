"""Dead letters: articles that cannot be indexed, with the reason, until they are fixed or deleted."""

from collections.abc import Iterable, Sequence

from bson import ObjectId
from django.utils import timezone
from pymongo import UpdateOne

from search.models import DeadLetter
from search.sync.follow.bulk import Refusal
from search.sync.keys import Key, own_key
from search.sync.source import collection, existing, foreign_ids

TABLE = DeadLetter._meta.db_table  # noqa: SLF001  # Django's public _meta

HANDED_OVER = "handed_over"  # a field that the model lacks: true while the worker is to retry the article


def record(refusals: Sequence[Refusal]) -> None:
    """Store each refusal; of one that is stored already, update the reason and count the attempt."""
    now = timezone.now()
    changes = [
        UpdateOne(
            {"article_id": str(refusal.key)},
            {
                "$set": {"reason": refusal.reason, "last_seen": now},
                "$setOnInsert": {"first_seen": now},
                "$unset": {HANDED_OVER: ""},
                "$inc": {"attempts": 1},
            },
            upsert=True,
        )
        for refusal in refusals
    ]
    if changes:
        collection(TABLE).bulk_write(changes, ordered=False)


def remove(keys: Iterable[Key]) -> None:
    """Remove the letters of these articles: the index holds each as it is now."""
    names = [str(key) for key in keys]
    if names:
        collection(TABLE).delete_many({"article_id": {"$in": names}})


def remove_obsolete() -> int:
    """Remove the letters of articles that no longer exist; return how many.

    A collection that is dropped sends no delete event for each article.
    """
    keys = {name: own_key(name) for name in reasons()}
    known = existing([key for key in keys.values() if key])
    foreign = {str(key) for key in foreign_ids()}
    gone = [name for name, key in keys.items() if name not in foreign and key not in known]
    if gone:
        collection(TABLE).delete_many({"article_id": {"$in": gone}})
    return len(gone)


def hand_over(names: Sequence[str]) -> None:
    """Let the worker retry these articles: whoever asks for it may not write to the index, or cannot just now."""
    if names:
        collection(TABLE).update_many({"article_id": {"$in": list(names)}}, {"$set": {HANDED_OVER: True}})


def handed_over(limit: int) -> list[str]:
    rows = collection(TABLE).find({HANDED_OVER: True}, {"article_id": 1}).limit(limit)
    return [row["article_id"] for row in rows]


def keys_of(names: Sequence[str]) -> dict[str, Key]:
    """Return the `_id` of each article by its name; one that is no ObjectId is looked up among those that exist."""
    keys: dict[str, Key] = {name: ObjectId(name) for name in names if ObjectId.is_valid(name)}
    if len(keys) < len(names):
        foreign = {str(key): key for key in foreign_ids(limit=10_000)}
        keys |= {name: foreign[name] for name in names if name in foreign}
    return keys


def count() -> int:
    return collection(TABLE).count_documents({})


def reasons() -> dict[str, str]:
    """Return the reason of each dead letter, by article."""
    return {row["article_id"]: row["reason"] for row in collection(TABLE).find({}, {"article_id": 1, "reason": 1})}
