"""What is kept of an article's former versions (catalog/editing/history.py)."""

from django.db import models
from django.utils import timezone
from django_mongodb_backend.fields import ArrayField, ObjectIdField

SUMMARY_LENGTH = 200
NAME_LENGTH = 150


class FormerVersion(models.Model):
    """An article as it was, and what ended that: who did what, when, and which words it changed.

    The id is a hash of the article's id and of everything in this version, so keeping it twice keeps it once. A version
    that is the present one is left from a write that failed, and is not shown. `deletion`: it may be the last one of an
    article that is gone. `gone`: there was no article then; the row is between a deletion and its being taken back.
    """

    class Action(models.TextChoices):
        CHANGED = "changed", "changed"
        RESTORED = "restored", "restored"
        MOVED = "moved", "moved with its category"
        DELETED = "deleted", "deleted"

    article = ObjectIdField()
    version = models.PositiveIntegerField(null=True)
    title = models.TextField(null=True)  # noqa: DJ001  # another program may have left it out
    content = models.TextField(null=True)  # noqa: DJ001  # as above
    category = models.TextField(null=True)  # noqa: DJ001  # as above
    published_at = models.DateTimeField(null=True)
    author = ArrayField(models.TextField(), null=True)
    source_url = models.TextField(null=True)  # noqa: DJ001  # as above
    updated_at = models.DateTimeField(null=True)
    gone = models.BooleanField(default=False)

    kept_at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=8, choices=Action.choices)
    user_key = ObjectIdField(null=True)
    username = models.CharField(max_length=NAME_LENGTH)
    changes = models.CharField(max_length=SUMMARY_LENGTH)
    note = models.CharField(max_length=SUMMARY_LENGTH)
    deletion = models.BooleanField(default=False)

    class Meta:
        db_table = "article_history"
        default_permissions = ()
        ordering = ("-kept_at", "-version")
        indexes = [
            models.Index(fields=["article", "-kept_at"], name="history_of_article"),
            models.Index(fields=["-kept_at", "article"], name="deleted_articles", condition=models.Q(deletion=True)),
        ]

    def __str__(self) -> str:
        return f"{self.title} (version {self.version})"
