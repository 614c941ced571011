"""Orderings that MongoDB can take from an index."""

from django.db.models import OrderBy, Value
from django.db.models.expressions import Ref


def by_index(*columns: str) -> list[OrderBy]:
    """Return arguments for `order_by` from column names (the id is `_id`), descending with a leading minus.

    For a plain name the backend (5.2.4) first copies the field onto itself with $addFields, after which MongoDB cannot
    use an index: a page of 100,000 articles takes 230 ms instead of 3, and an export sorts the whole archive on disk.
    A reference by name avoids that; its expression is never evaluated.
    """
    return [
        OrderBy(Ref(column.removeprefix("-"), Value(None)), descending=column.startswith("-")) for column in columns
    ]
