"""The `_id` of an article as the sync code passes it on: an ObjectId, or whatever somebody wrote past the site."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import bson
from bson import ObjectId


@dataclass(frozen=True, slots=True)
class ForeignId:
    """An `_id` that is no ObjectId, kept as BSON: it may be an embedded document, which no dictionary takes as key."""

    encoded: bytes

    @property
    def value(self) -> Any:
        return bson.decode(self.encoded)["_id"]

    def __str__(self) -> str:
        return repr(self.value)[:500]


Key: TypeAlias = ObjectId | ForeignId


def key_of(value: Any) -> Key:
    return value if isinstance(value, ObjectId) else ForeignId(bson.encode({"_id": value}))


def own_key(text: str) -> ObjectId | None:
    """Return the `_id` of the article that a document of this id stands for; None for an id that no article has."""
    return ObjectId(text) if ObjectId.is_valid(text) and text == text.lower() else None
