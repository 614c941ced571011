"""What somebody has just done to articles, as a signed statement with which it can be undone for ten minutes.

It is in the form of the button that undoes, and in the session of who did it, so that the next pages have that button.
Nothing is stored for it: the history of the articles holds what they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from bson import ObjectId
from django.contrib.auth import SESSION_KEY
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator

UNDO_TIME = timedelta(minutes=10)
FRESH_TIME = timedelta(minutes=1)
NAME_LENGTH = 80
NOTED = "done"  # in the session, which is a cookie: at most fifty articles are a kilobyte of it

signer = Signer(salt="catalog.editing.done")


class Kind(StrEnum):
    MOVED = "moved"
    DELETED = "deleted"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Written:
    """An article that was written: the version that it has now, of a deleted one the last that it had."""

    pk: ObjectId
    version: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """`user` is the key of who did it. `title` is that of the only article, `category` where articles were moved to."""

    kind: Kind
    user: str
    at: datetime
    articles: tuple[Written, ...]
    title: str = ""
    category: str = ""

    @classmethod
    def now(cls, request: HttpRequest, kind: Kind, articles: Sequence[Written], category: str = "") -> Self:
        (title,) = [each.title for each in articles] if len(articles) == 1 else ("",)
        title = Truncator(title).chars(NAME_LENGTH)
        return cls(kind, user_of(request), timezone.now(), tuple(articles), title, category)

    @property
    def number(self) -> int:
        return len(self.articles)

    @property
    def ids(self) -> list[str]:
        return [str(each.pk) for each in self.articles]

    @property
    def what(self) -> str:
        """The articles as a page names them: “The title”, or how many they are."""
        if self.number == 1 and self.title:
            return f"“{self.title}”"
        return f"{self.number} article{'' if self.number == 1 else 's'}"

    @property
    def sentence(self) -> str:
        was = "was" if self.number == 1 else "were"
        match self.kind:
            case Kind.MOVED:
                return f"{self.what} {was} moved to “{self.category}”."
            case Kind.DELETED:
                return f"{self.what} {was} deleted."
        return f"Undone: {self.what} {'is' if self.number == 1 else 'are'} as before."

    @property
    def ends(self) -> datetime:
        return self.at + UNDO_TIME

    @property
    def is_over(self) -> bool:
        return timezone.now() >= self.ends

    @property
    def needs(self) -> str:
        """The permission that undoing it needs, which is that of restoring a version."""
        return "catalog.add_article" if self.kind is Kind.DELETED else "catalog.change_article"

    @property
    def token(self) -> str:
        articles = [[str(each.pk), each.version] for each in self.articles]
        values = [self.kind.value, self.user, int(self.at.timestamp()), articles, self.title, self.category]
        return signer.sign_object(values, compress=True)


def user_of(request: HttpRequest) -> str:
    """Return the key of who is signed in, from the session alone; '' for nobody."""
    return str(request.session.get(SESSION_KEY, ""))


def read(token: str) -> Done | None:
    """Return what a token of this site says, however old it is."""
    try:
        kind, user, at, articles, title, category = signer.unsign_object(token)
    except BadSignature:
        return None
    written = tuple(Written(ObjectId(pk), version) for pk, version in articles)
    return Done(Kind(kind), user, datetime.fromtimestamp(at, UTC), written, title, category)


def note(request: HttpRequest, done: Done) -> None:
    """Have the next pages of this browser say it, with the button that undoes it."""
    request.session[NOTED] = done.token


def note_undone(request: HttpRequest, done: Done) -> None:
    """Have the next pages know which articles are as they were, and offer nothing."""
    note(request, replace(done, kind=Kind.UNDONE, at=timezone.now()))


def noted(request: HttpRequest) -> Done | None:
    """Return what this user did last, within ten minutes. Reads no database."""
    token: Any = request.session.get(NOTED)
    done = read(token) if token else None
    return done if done and done.user == user_of(request) and not done.is_over else None


def to_undo(request: HttpRequest) -> Done | None:
    """Return what a page says and offers to undo."""
    done = noted(request)
    return done if done and done.kind is not Kind.UNDONE else None


def fresh_ids(request: HttpRequest) -> set[str]:
    """Return the ids of the articles that it was done to, if that was within the last minute."""
    done = noted(request)
    return set(done.ids) if done and timezone.now() - done.at < FRESH_TIME else set()
