"""Reading is open; writing needs sign-in and the permission."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from catalog.models import Article
from catalog.tests.factories import make_article, make_user, typed

pytestmark = pytest.mark.servers
ACTIONS = [("new", "add_article"), ("edit", "change_article"), ("delete", "delete_article")]


def address(article: Article, action: str) -> str:
    return "/articles/new/" if action == "new" else f"{article.get_absolute_url()}{action}/"


def signed_in(*codenames: str) -> Client:
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(("action", "method"), [("new", "get"), ("edit", "get"), ("delete", "get"), ("delete", "post")])
def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(reader: Client, action: str, method: str) -> None:
    """But for a POST that holds a text: test_kept_text.py."""
    where = address(make_article(), action)
    response = getattr(reader, method)(where)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={where}")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("action", "codename"), ACTIONS)
def test_who_lacks_just_this_permission_is_refused(mongo: None, action: str, codename: str, method: str) -> None:
    article = make_article()
    client = signed_in(*(other for _, other in ACTIONS if other != codename))
    assert getattr(client, method)(address(article, action), typed(version=1)).status_code == 403


@pytest.mark.parametrize(("action", "codename"), ACTIONS)
def test_this_permission_is_enough(mongo: None, action: str, codename: str) -> None:
    article = make_article()
    assert signed_in(codename).get(address(article, action)).status_code == 200


def test_nothing_is_written_for_who_may_not(reader: Client) -> None:
    article = make_article(title="Before")
    for client in (reader, signed_in()):
        for action, _ in ACTIONS:
            client.post(address(article, action), typed(version=1, title="After"))
    assert [article.title for article in Article.objects.all()] == ["Before"]


def test_a_form_from_another_site_is_refused(mongo: None) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/articles/new/", typed()).status_code == 403


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("action", [action for action, _ in ACTIONS])
def test_other_methods_are_not_for_pages(editor: Client, action: str, method: str) -> None:
    assert getattr(editor, method)(address(make_article(), action)).status_code == 405
