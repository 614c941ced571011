"""Headers on every answer, over a table of addresses."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from config.headers import FEATURES

ADDRESSES = [
    "/livez",
    "/metrics",
    "/nothing/",
    "/accounts/login/",
    "/admin/",
    "/opensearch.xml",
    "/robots.txt",
    "/openapi.json",
    "/favicon.ico",
    "/articles/no-id/",
    "/static/icons.svg",
]
WITH_SERVERS = ["/", "/?q=war", "/search.json?q=war", "/search.atom", "/search.csv", "/articles/", "/readyz"]


def check(response: Any) -> None:
    allowed = response["Permissions-Policy"].split(", ")
    assert allowed == [f"{feature}=()" for feature in FEATURES]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Request-ID"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_them(address: str) -> None:
    response = Client(REMOTE_ADDR="203.0.113.7").get(address)
    check(response)
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_refused_host_has_them() -> None:
    check(Client(headers={"host": "evil.example"}).get("/accounts/login/"))


def test_a_body_that_is_refused_has_them() -> None:
    response = Client().post("/accounts/login/", "x", content_type="text/plain; charset=utf-7")
    assert response.status_code == 415
    check(response)


@pytest.mark.servers
@pytest.mark.django_db(transaction=True, databases=["default", "sync"])
@pytest.mark.parametrize("address", WITH_SERVERS)
def test_what_a_user_sees_is_stored_nowhere_and_what_a_reader_sees_is_kept(address: str) -> None:
    reader = Client().get(address)
    check(reader)
    user = Client()
    user.force_login(User.objects.create_user("ann"))
    signed_in = user.get(address)
    check(signed_in)
    assert {"private", "no-store"} <= set(signed_in["Cache-Control"].split(", "))
    if address != "/readyz":
        assert "no-store" not in reader.get("Cache-Control", "")


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_after_signing_out_pages_are_kept_again() -> None:
    user = Client()
    user.force_login(User.objects.create_user("ann"))
    user.post("/accounts/logout/")
    assert "no-store" not in user.get("/opensearch.xml").get("Cache-Control", "")
