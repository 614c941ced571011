"""What imports in the browser keep (catalog/imports/)."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_mongodb_backend.fields import ArrayField, ObjectIdField

CATEGORY_LENGTH = 100


class ImportJob(models.Model):
    """A file that an editor imports in the browser.

    `file` is its id in GridFS, None once it is removed. `options` and `plan` are JSON as text, so that any name of a
    column can be stored. `owner` is the worker that has it now and `attempts` how often one has begun; `wish` is what
    the editor wants of a running import.
    """

    class State(models.TextChoices):
        LOOKING = "looking", "being read"
        UNUSABLE = "unusable", "needs a decision"
        READY = "ready", "ready to start"
        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "imported"
        STOPPED = "stopped", "stopped"
        FAILED = "failed", "failed"
        UNDOING = "undoing", "being undone"
        UNDONE = "undone", "undone"

    class Wish(models.TextChoices):
        NONE = "", "none"
        STOP = "stop", "stop"
        UNDO = "undo", "stop and undo"

    file_name = models.CharField("file", max_length=150)
    file_size = models.BigIntegerField("size")
    file = ObjectIdField(null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="imported by"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.LOOKING)
    wish = models.CharField(max_length=4, choices=Wish.choices, default=Wish.NONE, blank=True)
    options = models.TextField(default="{}")
    plan = models.TextField(default="")
    message = models.TextField(default="")
    owner = models.CharField(max_length=100, default="")
    attempts = models.PositiveIntegerField(default=0)
    bytes_done = models.BigIntegerField(default=0)
    bytes_total = models.BigIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField("uploaded", default=timezone.now)
    changed_at = models.DateTimeField("last changed", default=timezone.now)

    class Meta:
        db_table = "import_jobs"
        ordering = ("-created_at",)
        verbose_name = "import"
        indexes = [
            # The worker's question for the next job.
            models.Index(fields=["state", "changed_at"], name="next_import"),
        ]

    def __str__(self) -> str:
        return str(self.file_name)

    @property
    def rows(self) -> int:
        return self.new + self.known + self.refused

    @property
    def plan_values(self) -> dict[str, Any] | None:
        values: dict[str, Any] | None = json.loads(self.plan) if self.plan else None
        return values


class ImportedBatch(models.Model):
    """Articles that an import adds, written down before they are written.

    `at` is the `updated_at` of these articles. With their version 1 it proves that nobody has changed them, and that
    they were not added by another import of the same file. `categories` are those that they are the first of.
    `removed` is how many articles an undo removes; once it has, `undone` is set and `articles` are those that stayed.
    """

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="batches")
    at = models.DateTimeField()
    articles = ArrayField(ObjectIdField())
    categories = ArrayField(models.CharField(max_length=CATEGORY_LENGTH), default=list)
    removed = models.PositiveIntegerField(default=0)
    undone = models.BooleanField(default=False)

    class Meta:
        db_table = "import_batches"
        indexes = [models.Index(fields=["articles"], name="imported_article")]

    def __str__(self) -> str:
        return f"{len(self.articles)} articles"


class RefusedRows(models.Model):
    """Rows that an import has refused, in the order of the file: a JSON list of pairs, place and reason."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="refused_rows")
    rows = models.TextField()

    class Meta:
        db_table = "import_refused_rows"

    def __str__(self) -> str:
        return "refused rows"
