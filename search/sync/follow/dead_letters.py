"""Articles that cannot be indexed: kept with their reason, forgotten when they are mended or gone."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from pymongo import UpdateOne

from search.models import DeadLetter
from search.sync.follow.bulk import Refusal
from search.sync.keys import Key, own_key
from search.sync.source import collection, existing, foreign_ids

TABLE = DeadLetter._meta.db_table  # noqa: SLF001  # Django's public _meta


def bury(refusals: Sequence[Refusal]) -> None:
    """Keep each refusal; one that is known already only counts up."""
    now = timezone.now()
    changes = [
        UpdateOne(
            {"article_id": str(refusal.key)},
            {
                "$set": {"reason": refusal.reason, "last_seen": now},
                "$setOnInsert": {"first_seen": now},
                "$inc": {"attempts": 1},
            },
            upsert=True,
        )
        for refusal in refusals
    ]
    if changes:
        collection(TABLE).bulk_write(changes, ordered=False)


def forget(keys: Iterable[Key]) -> None:
    """The index has these as they are now."""
    names = [str(key) for key in keys]
    if names:
        collection(TABLE).delete_many({"article_id": {"$in": names}})


def forget_the_gone() -> int:
    """Forget the letters of articles that are no more, for which no event comes: the collection was dropped."""
    keys = {name: own_key(name) for name in reasons()}
    known = existing([key for key in keys.values() if key])
    foreign = {str(key) for key in foreign_ids()}
    gone = [name for name, key in keys.items() if name not in foreign and key not in known]
    if gone:
        collection(TABLE).delete_many({"article_id": {"$in": gone}})
    return len(gone)


def count() -> int:
    return collection(TABLE).count_documents({})


def reasons() -> dict[str, str]:
    """Return the reason of each dead letter, by article."""
    return {row["article_id"]: row["reason"] for row in collection(TABLE).find({}, {"article_id": 1, "reason": 1})}
