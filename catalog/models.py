"""The article. MongoDB is the source of truth; the search index follows it."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from catalog.categories import Category
from catalog.validators import validate_date, validate_one_line, validate_storable, validate_visible

TITLE_LENGTH = 300
CONTENT_LENGTH = 200_000


class Article(models.Model):
    """An article.

    `version` counts the edits. An edit is a conditional update on it (catalog/editing/conflicts.py), because
    `select_for_update` does nothing on this backend. `published_at` is None when it is unknown.

    The collection ignores case and accents when it sorts and compares (see the first migration).
    """

    title = models.CharField(max_length=TITLE_LENGTH, validators=[validate_one_line, validate_visible])
    content = models.TextField(
        validators=[MaxLengthValidator(CONTENT_LENGTH), validate_storable, validate_visible],
    )
    category = models.CharField(max_length=20, choices=Category.choices)
    published_at = models.DateTimeField("published", null=True, blank=True, validators=[validate_date])
    updated_at = models.DateTimeField("last changed", default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        db_table = "articles"
        ordering = ("title", "pk")
        indexes = [
            # The alphabetical list, and the importer's look-up by title.
            models.Index(fields=["title", "id"], name="title_id"),
            # The same list within a category.
            models.Index(fields=["category", "title", "id"], name="category_title_id"),
            # The admin's date hierarchy, and newest first when MongoDB answers a search.
            models.Index(fields=["-published_at"], name="newest"),
        ]

    def __str__(self) -> str:
        return str(self.title)  # another program may store a title that is not text; the admin must still open it

    def get_absolute_url(self) -> str:
        return reverse("catalog:article", args=[self.pk])
