"""The one list of sort orders."""

from django.db.models import TextChoices


class Sort(TextChoices):
    RELEVANCE = "relevance", "Best match"
    NEWEST = "newest", "Newest first"
    TITLE = "title", "Title A–Z"
