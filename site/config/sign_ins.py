"""Who is signed in, kept in MongoDB, so that signing out ends it for every copy of the cookie too.

The session itself stays in a signed cookie and readers have none: the search page touches no database, for an editor
either. Only a view that asks for `request.user`, and so reads the user from MongoDB, reads the sign-in beside it.
Django's own sessions in a database would be read by every page, and no page would be left while MongoDB is unavailable.
"""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.db import connections
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

TABLE = "sign_ins"
KEY = "sign_in"
SEEN_SECONDS = 60  # how exactly it is known when somebody was last there; a write for each request would be too many


def now() -> datetime:
    return datetime.now(UTC)


def collection() -> Any:
    connection: Any = connections["default"]
    return connection.get_collection(TABLE)


def digest(token: str) -> str:
    """Return what is stored of a token: who reads the database cannot make a cookie of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def ends(began: datetime, seen: datetime) -> datetime:
    """Return when a sign-in ends: some time after the last request, and in any case some time after it began."""
    idle = timedelta(seconds=settings.SIGN_IN_IDLE_SECONDS)
    return min(seen + idle, began + timedelta(seconds=settings.SIGN_IN_SECONDS))


def begin(request: HttpRequest, user: Any, **_signal: Any) -> None:
    """Remember a sign-in, and whether there was a second factor. Called by Django's signal user_logged_in."""
    token, moment = secrets.token_urlsafe(32), now()
    collection().create_index("ends", expireAfterSeconds=0)  # MongoDB removes those that are over
    row = {"_id": digest(token), "user": user.pk, "began": moment, "seen": moment, "ends": ends(moment, moment)}
    collection().insert_one({**row, "second_factor": bool(getattr(request, "second_factor", ""))})
    request.session[KEY] = token


def end(request: HttpRequest, **_signal: Any) -> None:
    """Forget a sign-in. Called by Django's signal user_logged_out."""
    if token := request.session.get(KEY):
        collection().delete_one({"_id": digest(token)})


def end_all(user: Any) -> None:
    """End every sign-in of a user."""
    collection().delete_many({"user": user.pk})


def end_others(request: HttpRequest, user: Any) -> None:
    """End every sign-in of a user and begin this one anew, so that a copy of this cookie is nobody either."""
    row = collection().find_one({"_id": digest(request.session.get(KEY, ""))}) or {}
    if row.get("second_factor"):
        request.second_factor = "kept"  # type: ignore[attr-defined]  # read by begin
    end_all(user)
    begin(request, user)


def goes_on(token: str | None, user: Any) -> bool:
    """Return whether a user is still signed in with this token, and note that the user was there."""
    row = collection().find_one({"_id": digest(token), "user": user.pk}) if token else None
    if row is None:
        return False
    began, seen, moment = row["began"].replace(tzinfo=UTC), row["seen"].replace(tzinfo=UTC), now()
    if settings.STAFF_SECOND_FACTOR == "required" and not row.get("second_factor"):
        return False  # it began before the setting was changed, or before the factor was removed
    if moment >= ends(began, seen):  # by today's settings; MongoDB also takes up to a minute to remove it
        return False
    if moment - seen > timedelta(seconds=SEEN_SECONDS):
        fields = {"seen": moment, "ends": ends(began, moment)}
        collection().update_one({"_id": row["_id"]}, {"$set": fields})
    return True


def user_of(request: HttpRequest) -> Any:
    """Return the user of a request, who is anonymous if the sign-in is over."""
    user: Any = auth.get_user(request)
    if not user.is_authenticated or goes_on(request.session.get(KEY), user):
        return user
    request.session.flush()
    return AnonymousUser()


class SignInMiddleware(AuthenticationMiddleware):
    """Django's, with the check that the sign-in was not ended."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: user_of(request))  # type: ignore[assignment]  # as Django does
