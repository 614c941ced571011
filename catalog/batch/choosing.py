"""The chosen articles as they are now, for the page that asks whether they are the right ones."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bson import ObjectId

from catalog.batch.forms import Seen
from catalog.history.versions import last_versions
from catalog.history_models import FormerVersion
from catalog.models import Article


@dataclass(frozen=True, slots=True)
class Choice:
    article: Article
    seen: Seen
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """`gone` are the last versions of those that were deleted meanwhile."""

    there: tuple[Choice, ...]
    gone: tuple[FormerVersion, ...]


def choices_of(ids: Sequence[ObjectId], ticked: Collection[str] | None = None) -> Choices:
    """Return the articles in this order, without their texts. All are ticked, or those with the ids of `ticked`."""
    found = {each.pk: each for each in Article.objects.filter(pk__in=ids).defer("content").order_by()}
    there = tuple(
        Choice(found[pk], Seen.of(found[pk]), ticked is None or str(pk) in ticked) for pk in ids if pk in found
    )
    return Choices(there, tuple(last_versions([pk for pk in ids if pk not in found])))
