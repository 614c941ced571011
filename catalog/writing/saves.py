"""What the browser is told of an editor's saves, so that it forgets the text that it kept, and its own conflicts.

The session holds the editor's last saves: the version that a conflict is with may be one's own, sent from another tab
or before going back. A session and not the article: categories that are moved, imports and other programs write
articles too, and none of them has to know of this.
"""

import re
from datetime import UTC, datetime

from bson import ObjectId
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

SAVES = "saves"
MOST_SAVES = 10  # the session is a cookie
USER_KEY = re.compile(r"[0-9a-f]{20}")
MOST_ATTEMPTS = 5
ATTEMPT = re.compile(r"[a-z0-9]{8,32}")
SAVED_COOKIE = "broadsheet-saved"
SIGNED_OUT_COOKIE = "broadsheet-signed-out"
KEPT_SECONDS = 7 * 24 * 3600  # the longest time that a browser keeps a text
FRESH_SECONDS = 60
YEAR_SECONDS = 365 * 24 * 3600


def user_key(request: HttpRequest) -> str:
    """Return the name under which a browser keeps the texts of this user; '' for nobody. Reads no database."""
    user = request.session.get(SESSION_KEY)
    return salted_hmac("catalog.writing", str(user)).hexdigest()[:20] if user else ""


def note(request: HttpRequest, response: HttpResponse, pk: ObjectId, version: int | None) -> None:
    """Remember the version that a save made, if any, in the session, and tell the browser which attempt it was.

    The cookie names the last attempts that succeeded: several tabs may have saved before one of them is read. One that
    met a conflict succeeds with the form of that page; its text may be kept under an article that is gone.
    """
    if version is not None:
        others = [row for row in request.session.get(SAVES, []) if row[:2] != [str(pk), version]]
        request.session[SAVES] = [*others, [str(pk), version, int(timezone.now().timestamp())]][-MOST_SAVES:]
    if attempts := [each for name in ("attempt_before", "attempt") if (each := attempt_in(request, name))]:
        others = request.COOKIES.get(SAVED_COOKIE, "").split(".")
        last = [each for each in others if ATTEMPT.fullmatch(each) and each not in attempts]
        set_cookie(response, SAVED_COOKIE, ".".join([*last, *attempts][-MOST_ATTEMPTS:]), KEPT_SECONDS)


def attempt_in(request: HttpRequest, name: str = "attempt") -> str:
    """Return the number of an attempt that a form names, '' if it is none."""
    sent = request.POST.get(name, "")
    return sent if ATTEMPT.fullmatch(sent) else ""


def own_save(request: HttpRequest, pk: ObjectId, version: int | None) -> datetime | None:
    """Return when this editor saved this version of the article, None if somebody else did."""
    for saved, number, moment in request.session.get(SAVES, []):
        if (saved, number) == (str(pk), version):
            return datetime.fromtimestamp(moment, UTC)
    return None


def is_fresh(request: HttpRequest, pk: ObjectId) -> bool:
    """Return whether this editor has saved the article within the last minute."""
    return str(pk) in fresh_ids(request)


def fresh_ids(request: HttpRequest) -> set[str]:
    """Return the ids of the articles that this editor has saved within the last minute."""
    now = timezone.now().timestamp()
    return {saved for saved, _, moment in request.session.get(SAVES, []) if now - moment < FRESH_SECONDS}


def was_saved(request: HttpRequest, pk: str) -> bool:
    """Return whether this editor has added or changed the article lately."""
    return any(saved == pk for saved, _, _ in request.session.get(SAVES, []))


def set_cookie(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    """Set a cookie that the scripts read; it holds nothing secret."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=settings.SESSION_COOKIE_PATH,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        samesite="Lax",
    )
