"""One line per event, for a person or, with LOG_FORMAT=json, for a program.

Ours and not python-json-logger: the form is the least of it. No line may hold what a reader typed, a password or a
cookie, each event shall have one line, and a mistake of a client no traceback, in both forms.
"""

import json
import logging
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.http import HttpRequest, QueryDict

from config.watching.current import CURRENT, of_request

JSON = "json"
MAX_TEXT = 300
CREDENTIALS = re.compile(r"//[^/\s@]+@")
# Django's own lines: one about each answer of 400 or more, and one about each suspicious request.
ANSWERS = "django.request"
SUSPICIOUS = "django.security."
SERVER_ERROR = 500
# What these say may quote the command or the query that failed, or an address that mail was for.
QUOTING = ("bson", "django.db", "django_mongodb_backend", "elastic", "pymongo", "smtplib")
LEFT_OUT = "(what it says is left out: it may hold what was typed)"


class ClientMistakes(logging.Filter):
    """Makes what Django logs about an answer one line without a traceback, unless the site itself has failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is logged, the same to each handler that asks."""
        kept: bool | None = getattr(record, "kept", None)
        if kept is None:
            record.kept = kept = self.mend(record)
        return kept

    def mend(self, record: logging.LogRecord) -> bool:
        """Return whether it is logged: not if a line of that level was already there for the same request."""
        current = CURRENT.get() or of_request(getattr(record, "request", None))
        if record.name.startswith(SUSPICIOUS):
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info = record.exc_text = None
            record.msg, record.args = one_line(record.getMessage())[:MAX_TEXT], ()
        if record.name == ANSWERS:
            if current and current.logged >= record.levelno and not record.exc_info:
                return False
            describe_answer(record)
        if current:
            current.logged = max(current.logged, record.levelno)
            record.request_id = current.id
        return True


def describe_answer(record: logging.LogRecord) -> None:
    request, status = getattr(record, "request", None), getattr(record, "status_code", 0)
    if isinstance(request, HttpRequest):
        record.msg, record.args = "%s %s was answered with %s", (request.method, path_of(request), status)
    if status < SERVER_ERROR:
        record.exc_info = record.exc_text = None


def path_of(request: HttpRequest) -> str:
    """Return the path of a request, or its pattern if it holds a token that is as good as a password."""
    match = getattr(request, "resolver_match", None)
    if match and "token" in match.kwargs:
        return f"/{match.route}"
    return request.path[:MAX_TEXT]


def one_line(text: str) -> str:
    """Return a text in one line, without the user and password of any address in it."""
    escaped = text.encode("unicode_escape").decode() if not text.isprintable() else text
    return CREDENTIALS.sub("//…@", escaped)


def lines_of(error: BaseException) -> Iterator[str]:
    """Yield a traceback. It holds lines of the code and no values, but for what the errors themselves say."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from lines_of(cause)
        yield "then"
    yield from "".join(traceback.format_tb(error.__traceback__)).splitlines()
    yield f"{type(error).__module__}.{type(error).__qualname__}: {said_by(error)}"


def said_by(error: BaseException) -> str:
    text = str(error)
    if type(error).__module__.startswith(QUOTING) or holds_what_was_sent(text):
        return LEFT_OUT
    return one_line(text)[:MAX_TEXT]


def holds_what_was_sent(text: str) -> bool:
    """Return whether a text has a word of the request's address, form or cookies."""
    current = CURRENT.get()
    if current is None:
        return False
    request = current.request
    form = vars(request).get("_post") or QueryDict()  # never read it here: that may be what failed
    sent = [*request.COOKIES.values()]
    for field in (request.GET, form):
        sent += [text for name, values in field.lists() for text in (name, *values)]
    words = {word for text in sent for word in re.split(r"[\W_]+", str(text)) if word}
    return any(word in words for word in re.split(r"[\W_]+", text))


class Lines(logging.Formatter):
    """For people: time, level, logger and message; the traceback of an error below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        line = one_line(super().formatMessage(record))
        return f"{line} [{found}]" if (found := getattr(record, "request_id", None)) else line

    def formatException(self, ei: Any) -> str:  # noqa: N802  # logging's name
        return "\n".join(lines_of(ei[1]))


class JsonLines(logging.Formatter):
    """For programs: an object a line, with the names of the fields as in docs/operations.md."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": one_line(record.getMessage()),
            "process": record.process,
        }
        if found := getattr(record, "request_id", None):
            fields["request_id"] = found
        if status := getattr(record, "status_code", None):
            fields["status"] = status
        if error := error_of(record):
            fields["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
            fields["traceback"] = list(lines_of(error))
        return json.dumps(fields, ensure_ascii=False)


def error_of(record: logging.LogRecord) -> BaseException | None:
    info: tuple[type[BaseException], BaseException, TracebackType | None] | Any = record.exc_info
    return info[1] if info else None


def configuration(level: str, form: str) -> dict[str, Any]:
    """Return the configuration of every process of the site, and of gunicorn's own."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"mistakes": {"()": ClientMistakes}},
        "formatters": {"lines": {"()": JsonLines if form.strip().lower() == JSON else Lines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["mistakes"]}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # A line for each request is of no use to an operator.
            "elastic_transport": {"level": "WARNING"},
            "gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
            # Django's own handlers would write mails and second lines.
            "django": {"level": level, "handlers": []},
            "django.request": {"level": "WARNING"},
        },
    }
