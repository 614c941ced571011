"""What is known of the request that this thread answers, for the logs and the figures."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.http import HttpRequest

ELASTICSEARCH, MONGODB = "elasticsearch", "mongodb"


@dataclass(slots=True)
class Current:
    """`logged`: the highest level of a line about it. `seconds` and `calls`: what it cost at each server."""

    id: str
    request: HttpRequest
    logged: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)


ATTRIBUTE = "watched"
CURRENT: ContextVar[Current | None] = ContextVar("current", default=None)


@contextmanager
def answering(request_id: str, request: HttpRequest) -> Iterator[Current]:
    current = Current(request_id, request)
    vars(request)[ATTRIBUTE] = current
    token = CURRENT.set(current)
    try:
        yield current
    finally:
        CURRENT.reset(token)


def of_request(request: HttpRequest | None) -> Current | None:
    """Return what is known of a request that was answered: Django logs some answers after the last middleware."""
    found: Current | None = getattr(request, ATTRIBUTE, None)
    return found


def request_id() -> str | None:
    """Return the id of the request that this thread answers, if it answers one."""
    current = CURRENT.get()
    return current.id if current else None


def spent(server: str, seconds: float) -> None:
    """Note a call to a server. Outside of requests nothing is noted."""
    if current := CURRENT.get():
        current.seconds[server] = current.seconds.get(server, 0.0) + seconds
        current.calls[server] = current.calls.get(server, 0) + 1
