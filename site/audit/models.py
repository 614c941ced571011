"""One entry of the trail."""

from django.db import models
from django.utils import timezone
from django_mongodb_backend.fields import ArrayField, ObjectIdField

NAME_LENGTH = 150
DETAIL_LENGTH = 300


class Action(models.TextChoices):
    ADDED = "added", "added"
    CHANGED = "changed", "changed"
    DELETED = "deleted", "deleted"
    PERMISSIONS = "permissions", "permissions changed"
    IMPORTED = "imported", "imported"
    IMPORT_UNDONE = "import-undone", "import undone"
    SIGNED_IN = "signed-in", "signed in"
    SIGNED_OUT = "signed-out", "signed out"
    SIGNED_OUT_ELSEWHERE = "signed-out-elsewhere", "signed out elsewhere"
    SIGN_IN_FAILED = "sign-in-failed", "wrong password"
    CODE_REFUSED = "code-refused", "wrong code"
    PASSWORD_CHANGED = "password-changed", "password changed"
    RESET_MAILED = "reset-mailed", "link to reset the password mailed"
    PASSWORD_RESET = "password-reset", "password reset"
    FACTOR_SET_UP = "factor-set-up", "second factor set up"
    FACTOR_REMOVED = "factor-removed", "second factor removed"
    RECOVERY_RENEWED = "recovery-renewed", "new recovery codes"


class Source(models.TextChoices):
    SITE = "site", "the site"
    ADMIN = "admin", "the admin"
    WORKER = "worker", "the import worker"
    COMMAND = "command", "a command"


class Entry(models.Model):
    """Who did what, when and from where. Names are copied: an entry outlives its user and its object.

    `user_key` is None for whoever was not signed in, and `username` then empty, or the account that was tried. `fields`
    are those that changed, never what was in them. Nobody may add, change or delete an entry.
    """

    at = models.DateTimeField("when", default=timezone.now)
    action = models.CharField(max_length=24, choices=Action.choices)
    user_key = ObjectIdField("user's id", null=True)
    username = models.CharField("who", max_length=NAME_LENGTH)
    source = models.CharField("through", max_length=8, choices=Source.choices)
    address = models.CharField("from", max_length=45)
    kind = models.CharField(max_length=60)
    object_key = models.CharField("object's id", max_length=40)
    name = models.CharField("what", max_length=NAME_LENGTH)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    detail = models.CharField(max_length=DETAIL_LENGTH)

    class Meta:
        db_table = "audit_entries"
        default_permissions = ("view",)
        ordering = ("-at", "-pk")
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest_first"),
            models.Index(fields=["kind", "object_key", "-at"], name="audit_of_object"),
        ]

    def __str__(self) -> str:
        return f"{self.username or 'nobody'}: {self.get_action_display()} {self.name}".rstrip()
