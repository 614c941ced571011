"""What is stored of a second factor."""

from django.conf import settings
from django.db import models


class SecondFactor(models.Model):
    """An app that shows codes. `key` is what it and the site share, in base32; empty until a first code has proved it.

    `last_step` is the half minute of the last code that was taken.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="second_factor"
    )
    key = models.CharField(max_length=32, default="")
    last_step = models.BigIntegerField(default=0)
    since = models.DateTimeField(null=True)

    class Meta:
        db_table = "second_factors"
        default_permissions = ()

    def __str__(self) -> str:
        return f"second factor of {self.user}"


class RecoveryCode(models.Model):
    """A code for who has lost the app, which works once. What is stored of it cannot be typed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "recovery_codes"
        default_permissions = ()

    def __str__(self) -> str:
        return f"recovery code of {self.user}"
