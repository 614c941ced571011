"""What the history has of a version that was ended."""

from bson import ObjectId
from django.db.models import Q

from catalog.history_models import FormerVersion


def ended(pk: ObjectId, version: int) -> FormerVersion | None:
    """Return the version as it was, and who ended it; the last one of this number. 0 is that of another program."""
    numbered = Q(version=version) | Q(version__isnull=True) if version == 0 else Q(version=version)
    return FormerVersion.objects.filter(numbered, article=pk, gone=False).first()


def last_deletion(pk: ObjectId) -> FormerVersion | None:
    """Return the version that was deleted last, without its text."""
    return FormerVersion.objects.filter(article=pk, deletion=True).defer("content").first()
