"""Slows down those who guess passwords, counts their failures in MongoDB, and logs each.

Ours, because django-axes and the like count in a cache that all processes share, or in tables of a relational database;
the MongoDB backend for Django 5.2 has no cache.

The first failures cost nothing. After them each doubles the time until the next try is looked at, up to a limit: for
one account from one address, for an address whatever the account, and, later and less, for an account from anywhere, so
that a stranger cannot keep its owner out for long. A try in that time is refused without a hash, and not counted.

Looking at the limits, trying and counting are one turn, so that many that come at once do not all pass. Turns are of
one process: each other process of the web server may let one more through.
"""

import hashlib
import ipaddress
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, TypeVar

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import HttpRequest, HttpResponse
from pymongo import ReturnDocument

from catalog.middleware.answers import TOO_MANY, refusal

logger = logging.getLogger(__name__)

Proved = TypeVar("Proved")

TABLE = "failed_sign_ins"
BUSY_SECONDS = 2
# A hash takes a core for half a second. One at a time, and few who wait: the other threads are for readers.
HASHING = threading.Semaphore(1)
IN_LINE = threading.Semaphore(4)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures are free, how long the wait may become, both in seconds, and when failures are forgotten."""

    free: int
    longest: int
    forget: timedelta = timedelta(hours=1)  # after the last failure

    def wait(self, failures: int) -> timedelta:
        beyond = failures - self.free
        return timedelta(seconds=min(self.longest, 2 ** min(beyond, 30)) if beyond >= 0 else 0)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one kind of try: for an account from an address, for an address, for an account from anywhere."""

    kind: str
    pair: Limit
    address: Limit
    account: Limit


PASSWORDS = Limits(
    kind="",
    pair=Limit(free=5, longest=900),
    address=Limit(free=30, longest=900),  # an office has one address
    account=Limit(free=50, longest=60),
)
# Only who knows the password gets so far. Of a million codes three are right at a time, so that a hundred tries a day
# would need years; the owner may reset the password meanwhile.
CODES = Limits(
    kind="code",
    pair=Limit(free=5, longest=900, forget=timedelta(days=1)),
    address=Limit(free=30, longest=900),
    account=Limit(free=10, longest=900, forget=timedelta(days=1)),
)
# Links to reset a password: each request counts, whether there is such an account or not.
RESETS = Limits(
    kind="reset",
    pair=Limit(free=3, longest=900),
    address=Limit(free=20, longest=900),
    account=Limit(free=5, longest=60),  # a stranger cannot keep the owner from it
)


def now() -> datetime:
    return datetime.now(UTC)


def collection() -> Any:
    connection: Any = connections["default"]
    return connection.get_collection(TABLE)


def network_of(address: str) -> str:
    """Return an IPv4 address as it is, and of an IPv6 address the part that one customer has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)  # noqa: PLR2004


def keys_of(username: str, address: str, limits: Limits = PASSWORDS) -> dict[str, Limit]:
    """Return what is counted. Hashed: a name that is typed may be a password."""
    account, network = username.casefold(), network_of(address)
    named = {f"{account}\n{network}": limits.pair, f"\n{network}": limits.address, account: limits.account}
    kind = f"{limits.kind}\n\n" if limits.kind else ""
    return {hashlib.sha256((kind + key).encode(errors="replace")).hexdigest(): limit for key, limit in named.items()}


def keys_of_request(request: HttpRequest, username: str, limits: Limits) -> dict[str, Limit]:
    """Return what is counted, and refuse the request if there is to be waited. Raises PermissionDenied."""
    keys = keys_of(username, request.META.get("REMOTE_ADDR", ""), limits)
    if seconds := seconds_to_wait(keys):
        refuse(request, seconds)
    return keys


def seconds_to_wait(keys: dict[str, Limit]) -> int:
    rows = collection().find({"_id": {"$in": list(keys)}, "until": {"$gt": now()}}, {"until": 1})
    waits = [(row["until"].replace(tzinfo=UTC) - now()).total_seconds() for row in rows]
    return ceil(max(waits, default=0))


def count_failure(keys: dict[str, Limit]) -> None:
    collection().create_index("forgotten", expireAfterSeconds=0)  # MongoDB removes the rows then
    for key, limit in keys.items():
        row = collection().find_one_and_update(
            {"_id": key}, {"$inc": {"failures": 1}}, upsert=True, return_document=ReturnDocument.AFTER
        )
        moments = {"until": now() + limit.wait(row["failures"]), "forgotten": now() + limit.forget}
        collection().update_one({"_id": key}, {"$set": moments})


def counted(request: HttpRequest, username: str, limits: Limits, prove: Callable[[], Proved]) -> Proved:
    """Look at the limits, try, and count: a try that proves nothing (None, False) is a failure. Call it in a turn.

    Raises PermissionDenied.
    """
    keys = keys_of_request(request, username, limits)
    proved = prove()
    if proved:
        forget_account(keys, limits)
    else:
        count_failure(keys)
    return proved


def forget_account(keys: dict[str, Limit], limits: Limits) -> None:
    """Forget the failures of an account whose password was right, and not those of the address."""
    collection().delete_many({"_id": {"$in": [key for key, limit in keys.items() if limit is not limits.address]}})


@contextmanager
def turn_of(request: HttpRequest) -> Iterator[None]:
    """Wait for a turn to try a password or a code, or refuse the request. Raises PermissionDenied. Cannot be nested."""
    with turn() as mine:
        if not mine:
            refuse(request, BUSY_SECONDS)
        yield


@contextmanager
def turn() -> Iterator[bool]:
    """Wait for a turn; False at once when too many wait."""
    if not IN_LINE.acquire(blocking=False):
        yield False
        return
    try:
        with HASHING:
            yield True
    finally:
        IN_LINE.release()


class ThrottledBackend(ModelBackend):
    """Django's users and passwords, with a limit to guessing."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        if request is None or username is None or password is None:
            return super().authenticate(request, username=username, password=password, **kwargs)
        keys_of_request(request, username, PASSWORDS)  # who has to wait takes no turn
        with turn_of(request):
            django = super().authenticate
            user = counted(request, username, PASSWORDS, lambda: django(request, username, password, **kwargs))
        if user is None:
            name = name_in_log(username)
            logger.warning("A wrong password for %s from %s", name, request.META.get("REMOTE_ADDR", ""))
        return user


def name_in_log(username: str) -> str:
    """Return the account's name if there is such an account: else it may be a password in the wrong field."""
    return repr(username) if User.objects.filter(username=username).exists() else "an unknown account"


def refuse(request: HttpRequest, seconds: int) -> None:
    """Have the middleware answer with a 429. Raises PermissionDenied, which ends Django's tries."""
    request.sign_in_wait = seconds  # type: ignore[attr-defined]  # read by the middleware
    raise PermissionDenied


def in_words(seconds: int) -> str:
    minutes = ceil(seconds / 60)
    return f"{minutes} minutes" if minutes > 1 else "a second" if seconds == 1 else f"{seconds} seconds"


class GuessingMiddleware:
    """Answers a try that was refused with 429 and the time to wait."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        seconds: int = getattr(request, "sign_in_wait", 0)
        if not seconds:
            return response
        text = f"Too many attempts. Wait {in_words(seconds)}, then try again."
        return refusal(request, TOO_MANY, text, wait=seconds)
