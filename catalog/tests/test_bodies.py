"""What a request may carry: no files where none are asked for, UTF-8, and a limit."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from catalog.middleware.bodies import limit_of, takes_files

URL_ENCODED = "application/x-www-form-urlencoded"
CSRF_COOKIE = "csrftoken=abcdefghijklmnopqrstuvwxyzABCDEF"  # with it, the form is read for the token
PATHS = ["/", "/accounts/login/", "/admin/login/", "/zero-results/", "/nothing-found/"]
LARGE = 3 * 2**20  # more than what Django keeps in memory


def upload(request: HttpRequest) -> HttpResponse:
    """Says which files arrived, and how large they are."""
    files: Any = request.FILES.values()
    return HttpResponse(",".join(f"{file.name}:{file.size}" for file in files))


class Urls:
    """The site's addresses, with two more."""

    urlpatterns = [
        path("takes/", takes_files("TEST_UPLOAD_BYTES", permission="catalog.add_article")(upload)),
        path("takes-none/", upload),
        path("", include("config.urls")),
    ]


@pytest.fixture
def more_urls(settings: Settings) -> None:
    settings.ROOT_URLCONF = Urls
    settings.TEST_UPLOAD_BYTES = 20 * 2**20


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The temporary files that are made meanwhile, by name."""
    made: list[str] = []
    real = tempfile.NamedTemporaryFile

    def record(*args: Any, **kwargs: Any) -> Any:
        file = real(*args, **{**kwargs, "dir": tmp_path})
        made.append(file.name)
        return file

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", record)
    return made


def checked() -> Client:
    return Client(enforce_csrf_checks=True, headers={"cookie": CSRF_COOKIE})


def send(client: Client, where: str, size: int) -> Any:
    return client.post(where, {"file": SimpleUploadedFile("a.bin", b"x" * size)})


# --- files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", PATHS)
def test_a_file_is_not_kept_where_none_is_asked_for(spool: list[str], where: str) -> None:
    assert send(checked(), where, LARGE).status_code in {400, 403, 404, 405}
    assert spool == []


@pytest.mark.usefixtures("more_urls")
def test_a_view_gets_no_file_unless_it_says_so(spool: list[str]) -> None:
    assert send(Client(), "/takes-none/", LARGE).content == b""
    assert spool == []


@pytest.mark.servers
@pytest.mark.usefixtures("more_urls")
def test_a_view_that_says_so_gets_files_from_those_who_may(editor: Client, spool: list[str]) -> None:
    assert send(editor, "/takes/", 2 * LARGE).content == f"a.bin:{2 * LARGE}".encode()
    assert len(spool) == 1


@pytest.mark.servers
@pytest.mark.usefixtures("more_urls")
def test_it_gets_none_from_others(reader: Client, spool: list[str]) -> None:
    assert send(reader, "/takes/", LARGE).content == b""
    assert spool == []


@pytest.mark.parametrize("where", PATHS)
def test_a_body_over_the_limit_is_refused(where: str) -> None:
    response = send(checked(), where, settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    assert response.status_code == 413
    assert "5,242,880 bytes" in response.content.decode()
    assert "Content-Security-Policy" in response


@pytest.mark.usefixtures("more_urls")
def test_the_limit_is_that_of_the_view() -> None:
    assert limit_of("/takes/", signed_in_as("7")) == 20 * 2**20
    assert {limit_of(where, signed_in_as("7")) for where in ("/takes-none/", "/nothing-found/", "*")} == {5 * 2**20}


@pytest.mark.usefixtures("more_urls")
@pytest.mark.parametrize("cookies", ["", "sessionid=", "sessionid=eyJfYXV0aF91c2VyX2lkIjoiNyJ9:1x:forged", "a=b; ;="])
def test_who_is_not_signed_in_may_send_no_more_than_elsewhere(cookies: str) -> None:
    assert limit_of("/takes/", cookies) == 5 * 2**20


@pytest.mark.usefixtures("more_urls")
def test_a_session_without_a_user_is_not_signed_in() -> None:
    assert limit_of("/takes/", signed_in_as("")) == 5 * 2**20


@pytest.mark.usefixtures("more_urls")
def test_a_cookie_that_is_too_old_is_not_signed_in(settings: Settings) -> None:
    cookies = signed_in_as("7")
    settings.SESSION_COOKIE_AGE = -1
    assert limit_of("/takes/", cookies) == 5 * 2**20


def signed_in_as(user: str) -> str:
    """The Cookie header of a session, of that user if there is one."""
    session = SessionStore()
    session.update({SESSION_KEY: user} if user else {"_language": "en"})
    session.save()
    return f"theme=dark; {settings.SESSION_COOKIE_NAME}={session.session_key}"


# --- encodings ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", PATHS)
@pytest.mark.parametrize("kind", [URL_ENCODED, "multipart/form-data; boundary=x", "text/plain"])
@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "latin-1", "hex", "rot13", "idna", "undefined", "no-such", "ü"])
def test_another_encoding_is_refused(where: str, kind: str, charset: str) -> None:
    response = checked().generic("POST", where, b"a=b", content_type=f"{kind}; charset={charset}")
    assert (response.status_code, "not in UTF-8" in response.content.decode()) == (415, True)


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", '"utf-8"', "U8"])
def test_utf_8_under_any_of_its_names_is_read(charset: str) -> None:
    response = checked().generic("POST", "/accounts/login/", b"a=b", content_type=f"{URL_ENCODED}; charset={charset}")
    assert response.status_code == 403  # the form was read, and holds no token


@pytest.mark.parametrize("where", PATHS)
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"a=b"),
        ("multipart/form-data; boundary=", b"a=b"),
        ("multipart/form-data; boundary=\xfc", b"a=b"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=a; filename*=zz''%41\r\n\r\nb\r\n--x--\r\n",
        ),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n",
        ),
        (URL_ENCODED, b"&".join(b"a%d=b" % number for number in range(1001))),
    ],
)
def test_a_form_that_cannot_be_read_is_no_error_of_the_server(where: str, content_type: str, body: bytes) -> None:
    response = checked().generic("POST", where, body, content_type=content_type)
    assert response.status_code in {400, 403, 404, 405}


@pytest.mark.parametrize("length", ["x", "-1", "99999999999999999999"])
def test_a_length_that_is_none_is_no_error_of_the_server(length: str) -> None:
    response = checked().generic("POST", "/nothing-found/", b"a=b", content_type=URL_ENCODED, CONTENT_LENGTH=length)
    assert response.status_code < 500


# --- the form of a refusal, which limits and guessing share ---------------------------------------------------


@pytest.mark.parametrize(
    ("where", "headers", "begins"),
    [
        ("/zero-results/", {}, b"<!DOCTYPE html>"),
        ("/zero-results/", {"HX-Request": "true"}, b"What was sent is not in UTF-8"),
        ("/search.json", {}, b'{"error": "What was sent is not in UTF-8'),
    ],
)
def test_a_refusal_has_the_form_that_was_asked_for(where: str, headers: dict[str, str], begins: bytes) -> None:
    response = Client().generic("POST", where, b"a=b", content_type=f"{URL_ENCODED}; charset=utf-7", headers=headers)
    assert (response.status_code, response["Cache-Control"]) == (415, "no-store")
    assert response.content.strip().startswith(begins)
