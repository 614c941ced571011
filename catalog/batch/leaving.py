"""What was left of several articles, and why: noted in the session by who writes, and shown by the page of the report.

The session is a cookie, so it has ids and reasons in a letter. Who changed an article and when is in its history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any, Self

from bson import ObjectId
from django.http import HttpRequest
from django.utils import timezone

from catalog.editing.done import Kind, Written

NOTED = "left"


class Reason(StrEnum):
    """Why an article was left as it is. WRITTEN: somebody has changed or deleted it meanwhile."""

    WRITTEN = "w"
    SAME = "s"
    NOT_KNOWN = "n"
    LATE = "l"


@dataclass(frozen=True, slots=True)
class Left:
    pk: ObjectId
    reason: Reason


@dataclass(frozen=True, slots=True)
class Result:
    written: tuple[Written, ...]
    left: tuple[Left, ...]

    @classmethod
    def of(cls, outcomes: Sequence[Written | Left]) -> Self:
        written = tuple(each for each in outcomes if isinstance(each, Written))
        return cls(written, tuple(each for each in outcomes if isinstance(each, Left)))


@dataclass(frozen=True, slots=True)
class Report:
    """What was left by the last thing that was done. `at` in seconds tells it from others."""

    kind: Kind
    at: int
    written: int
    left: tuple[Left, ...]

    @property
    def is_late(self) -> bool:
        return any(each.reason is Reason.LATE for each in self.left)


def note(request: HttpRequest, kind: Kind, result: Result) -> None:
    rows = list(chain.from_iterable((str(each.pk), each.reason.value) for each in result.left))
    request.session[NOTED] = [kind.value, int(timezone.now().timestamp()), len(result.written), rows]


def noted(request: HttpRequest) -> Report | None:
    """Return the last report of this sign-in."""
    stored: Any = request.session.get(NOTED)
    if not stored:
        return None
    kind, at, written, rows = stored
    left = (Left(ObjectId(pk), Reason(reason)) for pk, reason in zip(rows[::2], rows[1::2], strict=True))
    return Report(Kind(kind), at, written, tuple(left))
