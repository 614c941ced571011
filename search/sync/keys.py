"""The `_id` of an article: an ObjectId, or whatever else another program wrote."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import bson
from bson import ObjectId


@dataclass(frozen=True, slots=True)
class ForeignId:
    """An `_id` that is not an ObjectId, kept as BSON so that it is hashable: it may be an embedded document."""

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
    """Return the `_id` of the article that a document with this id stands for; None if no article can have it."""
    return ObjectId(text) if ObjectId.is_valid(text) and text == text.lower() else None
