"""What may be in the body of a request: no file unless the view takes files, UTF-8 only, and no more than a limit.

A view that takes files says so, with the name of the setting that holds its limit in bytes, and who may send them:

    @takes_files("UPLOAD_MAX_BYTES", permission="catalog.add_article")
    def upload(request): ...
    path("upload/", self.admin_site.admin_view(self.upload))       # in an admin, on the method in the same way

With `reads_form=True` the view chooses its own upload handlers and reads the form, so it also checks the CSRF token.

Everywhere else a file in a form is skipped while it arrives: it is neither kept in memory nor on the disk. The web
server asks `limit_of` before it takes a body (config/wsgi.py), so a larger one is refused unread, and from somebody
who is not signed in any file.
"""

import codecs
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, load_handler
from django.http import HttpRequest, HttpResponse, UnreadablePostError, parse_cookie
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve

from catalog.middleware.answers import refusal
from catalog.outages import MONGODB_FAILED

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]

LIMIT, PERMISSION, READS_FORM = "takes_files_up_to", "takes_files_from", "reads_form"
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
# Django's own default, for the views that take files.
KEEP_FILES = (
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
)
# A LookupError: a part of the form names an encoding that does not exist.
UNREADABLE = (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError, LookupError, ValueError)


def takes_files(limit: str | Callable[[], int], *, permission: str, reads_form: bool = False) -> Callable[[View], View]:
    """Let a view take files, from users with the permission, in requests of up to that many bytes.

    `limit`: the name of a setting, or a function.
    """

    def decorate(view: View) -> View:
        @wraps(view)  # Django's admin wraps its views in the same way, so the marks are kept
        def marked(*args: Any, **kwargs: Any) -> HttpResponse:
            return view(*args, **kwargs)

        vars(marked).update({LIMIT: limit, PERMISSION: permission, READS_FORM: reads_form})
        return marked

    return decorate


def view_of(path: str) -> Any:
    """Return the view that answers a path, or None."""
    try:
        return resolve(path).func
    except Resolver404:
        return None


def limit_of(path: str, cookies: str) -> int:
    """Return how many bytes a request with this path and Cookie header may have: of files, only if a user sends it."""
    usual: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    limit: str | Callable[[], int] | None = getattr(view_of(path), LIMIT, None)
    if limit is None or not names_a_user(cookies):
        return usual
    most: int = getattr(settings, limit) if isinstance(limit, str) else limit()
    return max(most, usual)


def names_a_user(cookies: str) -> bool:
    """Return whether a session cookie signed by this site names a user. No database is asked whether it still holds."""
    cookie = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    return cookie is not None and SESSION_KEY in SessionStore(cookie)


class NoFiles(FileUploadHandler):
    """Skips every file. The default (settings.FILE_UPLOAD_HANDLERS), so that it holds where no view is called too."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called."""

    def file_complete(self, file_size: int) -> None:
        """Never called."""


class BodyMiddleware:
    """Refuses a body with a clear 4xx before anything reads it.

    Django itself answers 500 to a form that it cannot read: its page for 400 looks for the CSRF token in that form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.refusal(request) or self.get_response(request)

    def refusal(self, request: HttpRequest) -> HttpResponse | None:
        cookies = request.META.get("HTTP_COOKIE", "")
        limit = limit_of(request.path_info, cookies) if request.META.get("CONTENT_LENGTH") else 0
        if length_of(request) > limit and not reads_form_itself(request):
            return refused(request, 413, f"What was sent is larger than {limit:,} bytes, so nothing was taken.")
        if not is_utf_8(request.content_params or {}):
            return refused(request, 415, "What was sent is not in UTF-8, the only encoding that is read here.")
        request.encoding = "utf-8"  # Django knows it under this name only
        if request.method == "POST" and request.content_type in FORMS:
            return self.unread(request)
        return None

    def unread(self, request: HttpRequest) -> HttpResponse | None:
        """Read the form, and refuse it when that fails."""
        if reads_form_itself(request):
            return None
        if may_send_files(request):
            request.upload_handlers = [load_handler(handler, request) for handler in KEEP_FILES]
        try:
            request.POST  # noqa: B018  # reads it
        except RequestDataTooBig:
            return refused(request, 413, "What was sent is too large, so nothing was taken.")
        except UNREADABLE:
            return refused(request, 400, "What was sent cannot be read as a form.")
        return None


def length_of(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0  # as Django takes it


def is_utf_8(parameters: dict[str, str]) -> bool:
    """Return whether the charset of a Content-Type is UTF-8, under any of its names; none means UTF-8."""
    try:
        return codecs.lookup(parameters.get("charset", "utf-8")).name == "utf-8"
    except (LookupError, ValueError):
        return False


def reads_form_itself(request: HttpRequest) -> bool:
    """Return whether the view reads this user's form, and refuses it in its own words."""
    return getattr(view_of(request.path_info), READS_FORM, False) and may_send_files(request)


def may_send_files(request: HttpRequest) -> bool:
    """Return whether the view takes files from this user, asking MongoDB for the user only if it takes any."""
    permission = getattr(view_of(request.path_info), PERMISSION, None)
    if permission is None:
        return False
    try:
        return bool(request.user.has_perm(permission))  # type: ignore[union-attr]  # any of Django's users has it
    except MONGODB_FAILED:
        return False  # the view finds the same


def refused(request: HttpRequest, status: int, text: str) -> HttpResponse:
    """Answer a refusal. The rest of the body is left unread."""
    logger.warning("Refused the body of %s %s with %s", request.method, request.path_info, status)
    if "_post" not in request.__dict__:
        request._mark_post_parse_error()  # type: ignore[attr-defined]  # noqa: SLF001  # else the page would read it
    return refusal(request, status, text)
