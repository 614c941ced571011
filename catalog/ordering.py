"""Sorting that MongoDB can do from an index."""

from django.db.models import OrderBy, Value
from django.db.models.expressions import Ref


def by_index(*columns: str) -> list[OrderBy]:
    """Return what to give to `order_by` for these columns (the id's is `_id`), ascending, or descending after a minus.

    For a plain name the backend (5.2.4) first copies the field onto itself with $addFields, and no index
    survives that: a page of 100,000 articles then takes 230 ms instead of 3, and an export sorts the whole
    archive on disk. A reference by name is sorted by as it is; what it refers to is never looked at.
    """
    return [
        OrderBy(Ref(column.removeprefix("-"), Value(None)), descending=column.startswith("-")) for column in columns
    ]
