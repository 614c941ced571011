"""The article and the categories. MongoDB is the source of truth; the search index follows it."""

from typing import Any
from unicodedata import normalize
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import connections, models
from django.urls import reverse
from django.utils import timezone
from django_mongodb_backend.fields import ArrayField
from pymongo.collection import Collection

from catalog import history_models, import_models  # noqa: F401  # Django looks for models in this module
from catalog.validators import (
    validate_author,
    validate_date,
    validate_one_line,
    validate_source_url,
    validate_storable,
    validate_visible,
)

TITLE_LENGTH = 300
CONTENT_LENGTH = 200_000
CATEGORY_LENGTH = 100
AUTHOR_LENGTH = 200
MOST_AUTHORS = 50
ADDRESS_LENGTH = 2_000


def collection_of(model: type[models.Model]) -> Collection[dict[str, Any]]:
    """Return the collection of a model, for what the ORM cannot express. Its errors are the driver's own."""
    connection: Any = connections["default"]
    connection.ensure_connection()
    collection: Collection[dict[str, Any]] = connection.get_collection(model._meta.db_table)  # noqa: SLF001  # documented API
    return collection


class Category(models.Model):
    """A category of the archive (catalog/categories.py). Articles keep its name as text.

    `key` is what all spellings of the name have in common, `former_keys` are those of names that it had before or of
    categories merged into it. Categories with an `order` come first, by it; the others follow by name.
    """

    name = models.CharField(max_length=CATEGORY_LENGTH, validators=[validate_one_line, validate_visible])
    key = models.CharField(max_length=CATEGORY_LENGTH * 3, unique=True, editable=False)
    slug = models.SlugField(max_length=CATEGORY_LENGTH + 10, unique=True, allow_unicode=True)
    order = models.IntegerField(null=True, blank=True, help_text="Categories with a number come first, lowest first.")
    description = models.TextField(blank=True, max_length=2_000, validators=[validate_storable])
    former_keys = ArrayField(models.CharField(max_length=CATEGORY_LENGTH * 3), default=list, blank=True, editable=False)

    class Meta:
        db_table = "categories"
        ordering = ("name",)
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return str(self.name)

    @property
    def label(self) -> str:
        return category_label(self.name)

    @classmethod
    def in_order(cls) -> "list[Category]":
        """Return all categories without their descriptions: first those with an order, then by name."""
        stored = cls.objects.defer("description").order_by()
        # Decomposed, "Économie" stands at the end of E and not behind Z.
        return sorted(stored, key=lambda each: (each.order is None, each.order or 0, normalize("NFD", each.key)))


def category_label(name: str) -> str:
    """Return a name as pages show it: "world news" begins with a capital, "iPhone" stays as it is."""
    return f"{name[:1].upper()}{name[1:]}" if name.islower() else name


class Article(models.Model):
    """An article.

    `version` counts the edits. An edit is a conditional update on it (catalog/editing/conflicts.py), because
    `select_for_update` does nothing on this backend. `published_at` is None when it is unknown.

    `author` lists the names of the authors, and `source_url` is where the article came from; both are often empty.
    Another program may have stored None or anything else: pages read `authors` and `source_link`.

    The collection ignores case and accents when it sorts and compares (see the first migration).
    """

    title = models.CharField(max_length=TITLE_LENGTH, validators=[validate_one_line, validate_visible])
    content = models.TextField(
        validators=[MaxLengthValidator(CONTENT_LENGTH), validate_storable, validate_visible],
    )
    category = models.CharField(max_length=CATEGORY_LENGTH, validators=[validate_one_line, validate_visible])
    published_at = models.DateTimeField("published", null=True, blank=True, validators=[validate_date])
    author = ArrayField(
        models.CharField(max_length=AUTHOR_LENGTH, validators=[validate_author]),
        max_size=MOST_AUTHORS,
        default=list,
        blank=True,
    )
    source_url = models.CharField(
        "source",
        max_length=ADDRESS_LENGTH,
        blank=True,
        default="",
        validators=[validate_source_url],
    )
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
            models.Index(fields=["-published_at", "-id"], name="newest_first"),
        ]

    def __str__(self) -> str:
        return str(self.title)  # another program may store a title that is not text; the admin must still open it

    @property
    def category_label(self) -> str:
        return category_label(self.category) if isinstance(self.category, str) else ""

    @property
    def authors(self) -> list[str]:
        """The names of the authors; one name as text, as other programs store it, is a list of one."""
        stored = [self.author] if isinstance(self.author, str) else self.author
        if not isinstance(stored, list):
            return []
        return [name for each in stored if isinstance(each, str) and (name := each.strip())]

    @property
    def source_link(self) -> str:
        """The address of the source, or nothing if a page must not link to it ("javascript:")."""
        address = self.source_url if isinstance(self.source_url, str) else ""
        try:
            validate_source_url(address)
        except ValidationError:
            return ""
        return address

    @property
    def source_host(self) -> str:
        """The source as pages show it: "news.example" of "https://www.news.example/a/b"."""
        return (urlsplit(self.source_link).hostname or "").removeprefix("www.")

    def get_absolute_url(self) -> str:
        return reverse("catalog:article", args=[self.pk])
