"""One line per event, in both forms, and nothing in it that nobody may read."""

import io
import json
import logging
import logging.config
from collections.abc import Callable, Iterator
from smtplib import SMTPRecipientsRefused
from typing import Any, NoReturn

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pymongo.errors import OperationFailure
from pytest_django import Settings

from config import urls
from config.public import Public
from config.watching import logs

Read = Callable[[], list[str]]


def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError(f"cannot read {request.GET['q']!r}")


def broken_plainly(_request: HttpRequest) -> HttpResponse:
    raise LookupError("no such chapter")


def broken_server(request: HttpRequest) -> HttpResponse:
    raise OperationFailure(f"Plan executor error for {{title: /{request.GET['q']}/}}")


def broken_by_mongodb() -> NoReturn:
    raise OperationFailure("a " + "query")


def broken_twice(_request: HttpRequest) -> HttpResponse:
    try:
        broken_by_mongodb()
    except OperationFailure as error:
        password = "hunter" + "2"  # a traceback has the lines of the code
        raise RuntimeError(f"mongodb://user:{password}@host/ failed") from error


def suspicious(_request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("a strange\nrequest")


def reset(_request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse(status=404)


urlpatterns = [
    path("broken/", broken),
    path("broken-plainly/", broken_plainly),
    path("broken-server/", broken_server),
    path("broken-twice/", broken_twice),
    path("suspicious/", suspicious),
    path("reset/<token>/", reset),
    *urls.urlpatterns,
]


@pytest.fixture(params=["", "json"])
def written(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Read]:
    """Return what is written to the log, in each form."""
    yield from captured(request.param, settings)


@pytest.fixture
def objects(settings: Settings) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    for read in captured("json", settings):
        yield lambda read=read: [json.loads(line) for line in read()]  # type: ignore[misc]


def captured(form: str, settings: Settings) -> Iterator[Read]:
    settings.ROOT_URLCONF = __name__
    stream = io.StringIO()
    wanted = logs.configuration("INFO", form)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(wanted["formatters"]["lines"]["()"]())
    handler.addFilter(wanted["filters"]["mistakes"]["()"]())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: stream.getvalue().splitlines()
    root.removeHandler(handler)


def get(address: str, **options: Any) -> Any:
    return Client(raise_request_exception=False, **options).get(address)


# --- mistakes of clients --------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/nothing/?q=hunter2", "/suspicious/?q=hunter2", "/reset/hunter2/"])
def test_a_mistake_of_a_client_is_one_line_at_warning(written: Read, address: str) -> None:
    assert 400 <= get(address).status_code < 500
    (line,) = written()
    assert "WARNING" in line
    assert "Traceback" not in line
    assert "hunter2" not in line


def test_a_wrong_host_is_one_line_at_warning(written: Read) -> None:
    assert get("/nothing/", headers={"host": "evil.example"}).status_code == 400
    (line,) = written()
    assert "WARNING" in line
    assert "evil.example" in line
    assert "Traceback" not in line


def test_a_wrong_host_is_refused_before_there_is_a_session(written: Read, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert get("/nothing/", headers={"host": "evil.example"}).status_code == 400
    assert len(written()) == 1


def test_a_refusal_that_the_site_has_logged_itself_is_not_logged_again(written: Read) -> None:
    response = Client().post("/nothing/", "x", content_type="text/plain; charset=utf-7")
    assert response.status_code == 415
    assert len(written()) == 1


# --- mistakes of ours -----------------------------------------------------------------------------------------


def test_an_error_is_one_event_with_one_traceback(objects: Callable[[], list[dict[str, Any]]]) -> None:
    assert get("/broken-plainly/").status_code == 500
    (event,) = objects()
    assert (event["level"], event["status"], event["error"]) == ("ERROR", 500, "builtins.LookupError")
    assert event["traceback"][-1] == "builtins.LookupError: no such chapter"
    assert any("in broken_plainly" in line for line in event["traceback"])


def test_an_error_for_people_has_its_traceback_below(settings: Settings) -> None:
    for read in captured("", settings):
        get("/broken-plainly/")
        lines = read()
    assert lines[0].endswith("]")
    assert lines[-1] == "builtins.LookupError: no such chapter"
    assert sum(" ERROR " in line for line in lines) == 1


@pytest.mark.parametrize("address", ["/broken/", "/broken-server/"])
def test_what_was_typed_is_in_no_traceback(written: Read, address: str) -> None:
    get(f"{address}?q=hunter2+secret")
    text = "\n".join(written())
    assert logs.LEFT_OUT in text
    assert "hunter2" not in text
    assert "secret" not in text


def test_a_cookie_is_in_no_traceback(written: Read) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "hunter2"
    client.get("/broken/", {"q": "hunter2"})
    assert "hunter2" not in "\n".join(written())


def test_causes_are_told_and_passwords_of_addresses_are_not(written: Read) -> None:
    get("/broken-twice/")
    text = "\n".join(written())
    assert "OperationFailure" in text
    assert "mongodb://…@host/ failed" in text
    assert "hunter2" not in text
    assert "a query" not in text


def test_an_address_that_a_mail_server_refuses_is_not_told(written: Read) -> None:
    error = SMTPRecipientsRefused({"hunter2@example.org": (550, b"nobody")})
    logging.getLogger("anything").error("No mail", exc_info=error)
    text = "\n".join(written())
    assert logs.LEFT_OUT in text
    assert "hunter2" not in text


def test_a_message_stays_one_line(written: Read) -> None:
    logging.getLogger("anything").warning("a line\nERROR forged https://user:hunter2@host")
    (line,) = written()
    assert "hunter2" not in line


# --- ids of requests ------------------------------------------------------------------------------------------


def test_the_line_and_the_answer_have_the_same_id(objects: Callable[[], list[dict[str, Any]]]) -> None:
    response = get("/nothing/")
    assert [event["request_id"] for event in objects()] == [response["X-Request-ID"]]


def test_each_request_has_an_id_of_its_own() -> None:
    assert get("/livez")["X-Request-ID"] != get("/livez")["X-Request-ID"]


@pytest.mark.parametrize(
    ("proxies", "given", "taken"),
    [
        (1, "from-the-proxy.1", True),
        (0, "from-a-reader", False),
        (1, "two words", False),
        (1, "x" * 65, False),
    ],
)
def test_an_id_is_taken_from_a_trusted_proxy_only(settings: Settings, proxies: int, given: str, taken: bool) -> None:
    settings.PUBLIC = Public(proxies=proxies)
    assert (get("/livez", headers={"x-request-id": given})["X-Request-ID"] == given) is taken


def test_outside_of_requests_a_line_has_no_id(objects: Callable[[], list[dict[str, Any]]]) -> None:
    logging.getLogger("search.sync").info("Following %s", "articles")
    (event,) = objects()
    assert event["message"] == "Following articles"
    assert "request_id" not in event
