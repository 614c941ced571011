"""The link to the admin in the masthead: for those who may do something there, without reading a database."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from catalog.tests.factories import make_user
from catalog.tests.outage import outage

pytestmark = pytest.mark.servers
LINK = 'href="/admin/">Admin</a>'


def links(client: Client) -> list[bool]:
    return [LINK in client.get(where).content.decode() for where in ("/accounts/login/", "/articles/", "/nothing/")]


@pytest.mark.parametrize(
    ("given", "permission", "shown"),
    [
        ({"is_staff": True}, "view_synonymgroup", True),
        ({"is_staff": True, "is_superuser": True}, "", True),
        ({"is_staff": True}, "", False),
        ({}, "view_synonymgroup", False),
    ],
)
def test_it_is_for_the_staff_who_may_do_something(
    mongo: None, given: dict[str, bool], permission: str, shown: bool
) -> None:
    user = make_user(**given)
    user.user_permissions.set(Permission.objects.filter(codename=permission))
    client = Client()
    client.force_login(user)
    assert links(client) == [shown] * 3


def test_it_is_on_the_page_of_the_account_too(mongo: None) -> None:
    for staff in (True, False):
        client = Client()
        client.force_login(make_user(is_staff=staff, is_superuser=staff))
        assert client.get("/accounts/").content.decode().count('href="/admin/"') == (2 if staff else 0)


def test_nobody_else_sees_it(mongo: None) -> None:
    assert links(Client()) == [False] * 3


def test_it_reads_no_database(mongo: None) -> None:
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    with outage():
        assert LINK in client.get("/nothing/").content.decode()


def test_signing_in_as_somebody_else_forgets_it(mongo: None) -> None:
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    client.force_login(make_user())
    assert links(client) == [False] * 3
