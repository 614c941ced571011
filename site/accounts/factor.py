"""The second factor of a user. Each step is one conditional write, so that no code is taken twice.

Ours and not django-otp's devices, which count on `select_for_update` for that, and this backend ignores it
(docs/decisions/0026).
"""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from accounts import codes
from accounts.models import RecoveryCode, SecondFactor


class How(StrEnum):
    """What a user proved the second factor with."""

    CODE = "with a code"
    RECOVERY = "with a recovery code"


def is_set_up(user: Any) -> bool:
    return SecondFactor.objects.filter(user=user).exclude(key="").exists()


def is_asked_of(user: Any) -> bool:
    """Return whether a password alone does not sign this user in."""
    return settings.STAFF_SECOND_FACTOR == "required" or is_set_up(user)


def confirm(user: User, key: str, code: str) -> list[str] | None:
    """Set the factor up if the code is right for the key, and return the recovery codes, which nobody can read again.

    None too for who has one already.
    """
    step = codes.step_of(key, code)
    if step is None:
        return None
    SecondFactor.objects.get_or_create(user=user)
    there = SecondFactor.objects.filter(user=user, key="")
    if not there.update(key=key, last_step=step, since=timezone.now()):
        return None
    return renew_recovery_codes(user)


def take(user: User, code: str) -> How | None:
    """Return how a code proves the factor, and use it up; None if it does not."""
    row = SecondFactor.objects.filter(user=user).exclude(key="").first()
    if row is None:
        return None
    step = codes.step_of(row.key, code)
    if step is not None:
        fresh = SecondFactor.objects.filter(user=user, key=row.key, last_step__lt=step).update(last_step=step)
        return How.CODE if fresh else None
    used, _ = RecoveryCode.objects.filter(user=user, digest=codes.digest(code)).delete()
    return How.RECOVERY if used else None


def recovery_codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user).count()


def renew_recovery_codes(user: User) -> list[str]:
    """Replace the recovery codes of a user, and return them."""
    fresh = codes.new_recovery_codes()
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=codes.digest(code)) for code in fresh)
    return fresh


def remove(user: User) -> bool:
    """Forget the factor and its recovery codes; return whether there was one."""
    found = is_set_up(user)
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    return found
