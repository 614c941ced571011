"""Writing the trail.

An entry is written after what it tells of has happened, so a write that failed leaves none. If the entry itself cannot
be written, the request fails as it does when MongoDB is away, and sent again it writes what is missing: `once` names
what happened, and MongoDB takes an entry of that name only once.

Ours, because the libraries for it (django-auditlog, django-easy-audit) listen to signals of save() and to requests, and
an edit here is a conditional update, which sends none.
"""

import hashlib
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bson import ObjectId
from django.conf import settings
from django.db import DatabaseError, IntegrityError
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from pymongo.errors import PyMongoError

from audit.models import DETAIL_LENGTH, NAME_LENGTH, Action, Entry, Source

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Thing:
    """What something was done to, as it was called then: after a deletion its model has no key any more."""

    kind: str = ""
    key: str = ""
    name: str = ""


@dataclass(slots=True)
class Sweeper:
    """Removes entries that are too old, now and then, after an entry was written. None at all for 0 days.

    Not an index that MongoDB expires by: the days are a setting, and it would have to be changed with it.
    """

    due: float = 0.0

    def sweep(self) -> None:
        """Remove them. What goes wrong is logged and tried again later: nobody's request is about it."""
        if not settings.AUDIT_KEEP_DAYS or time.monotonic() < self.due:
            return
        self.due = time.monotonic() + SWEEP_SECONDS
        try:
            Entry.objects.filter(at__lt=timezone.now() - timedelta(days=settings.AUDIT_KEEP_DAYS)).delete()
        except (DatabaseError, PyMongoError) as error:  # the backend does not wrap every error
            logger.warning("Old entries of the trail were not removed: %s", type(error).__name__)


sweeper = Sweeper()


def thing_of(obj: Model) -> Thing:
    return Thing(str(obj._meta.label_lower), str(obj.pk), str(obj))  # noqa: SLF001  # documented API


def source_of(request: HttpRequest | None) -> Source:
    if request is None:
        return Source.COMMAND
    match = request.resolver_match
    return Source.ADMIN if match and "admin" in match.app_names else Source.SITE


def entry_of(
    action: Action,
    *,
    request: HttpRequest | None = None,
    user: Any = None,
    username: str = "",
    source: Source | None = None,
    thing: Thing | None = None,
    fields: Iterable[str] = (),
    detail: str = "",
) -> Entry:
    """Return an entry that is not written yet. Without `user` and `username` it is the request's user."""
    if user is None and not username and request is not None:
        user = request.user
    if user is not None and not user.is_authenticated:
        user = None
    thing = thing or Thing()
    return Entry(
        action=action,
        user_key=user.pk if user else None,
        username=Truncator(user.get_username() if user else username).chars(NAME_LENGTH),
        source=source or source_of(request),
        address=request.META.get("REMOTE_ADDR", "")[:45] if request else "",
        kind=thing.kind,
        object_key=thing.key,
        name=Truncator(thing.name).chars(NAME_LENGTH),
        fields=list(fields),
        detail=Truncator(detail).chars(DETAIL_LENGTH),
    )


def record(action: Action, *, once: str = "", **about: Any) -> bool:
    """Write an entry (see `entry_of`). Return False if one with the same `once` is there already."""
    entry = entry_of(action, **about)
    if once:
        entry.pk = ObjectId(hashlib.sha256(once.encode()).digest()[:12])
    try:
        entry.save(force_insert=True)
    except IntegrityError:
        return False
    sweeper.sweep()
    return True


def record_many(entries: Iterable[Entry]) -> None:
    Entry.objects.bulk_create(entries, batch_size=1000)
    sweeper.sweep()
