"""A text that is sent to the admin's address of an article is kept as at the form's own address."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from catalog.models import Article
from catalog.tests.factories import make_article, make_editor, make_user, typed
from catalog.tests.outage import KINDS, outage
from config import guessing

pytestmark = pytest.mark.servers
LIST = "/admin/catalog/article/"
TEXT = "An hour of <b>work</b>. " * 45
ESCAPED = "An hour of &lt;b&gt;work&lt;/b&gt;. " * 45
PASSWORD = "three otters and a kettle"


def address(action: str) -> str:
    """Return the admin's address for a new article, or for one that there is, at version 1."""
    return f"{LIST}add/" if action == "add" else f"{LIST}{make_article().pk}/change/"


def sent(**given: Any) -> dict[str, Any]:
    return typed(content=TEXT, version=1, **given)


def kept(client: Client, where: str, form: dict[str, Any]) -> tuple[int, bool, int]:
    """Send a form; return the status, whether the answer holds its text, and how many articles have it."""
    response = client.post(where, form)
    return response.status_code, f"{ESCAPED}</textarea>" in response.content.decode(), count()


def count() -> int:
    return Article.objects.filter(content__contains="An hour of").count()


@pytest.fixture
def anna(mongo: None) -> User:
    guessing.collection().delete_many({})
    user = make_user(username="anna", password=PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_article", "change_article"]))
    return user


@pytest.mark.parametrize("action", ["add", "change"])
def test_after_the_sign_in_ended_it_comes_back_and_is_saved_with_a_sign_in(anna: User, action: str) -> None:
    where = address(action)
    client = Client()
    assert kept(client, where, sent()) == (403, True, 0)
    assert client.post(where, sent() | {"sign-in-username": "anna", "sign-in-password": PASSWORD}).status_code == 302
    assert count() == 1


@pytest.mark.parametrize("action", ["add", "change"])
def test_with_an_old_token_it_comes_back_with_a_new_one(anna: User, action: str) -> None:
    where = address(action)
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    client.get("/articles/new/")
    response = client.post(where, sent(csrfmiddlewaretoken="x" * 64))
    assert (response.status_code, f"{ESCAPED}</textarea>" in response.content.decode(), count()) == (403, True, 0)
    again = sent() | {"csrfmiddlewaretoken": str(response.context["csrf_token"])}
    assert client.post(where, again).status_code == 302
    assert count() == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("action", ["add", "change"])
def test_while_mongodb_is_unavailable_it_comes_back(editor: Client, action: str, kind: str) -> None:
    where = address(action)
    with outage(kind):
        response = editor.post(where, sent())
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert f"{ESCAPED}</textarea>" in response.content.decode()


@pytest.mark.parametrize("action", ["add", "change"])
def test_who_may_not_save_loses_no_text(mongo: None, action: str) -> None:
    client = Client()
    client.force_login(make_user(is_staff=True))
    assert kept(client, address(action), sent()) == (403, True, 0)


@pytest.mark.parametrize("pk", ["zz", "a" * 24, "%00", "x/y"])
def test_an_id_of_no_article_is_that_of_one_that_was_deleted(editor: Client, reader: Client, pk: str) -> None:
    where = f"{LIST}{pk}/change/"
    assert kept(editor, where, sent()) == (409, True, 0)
    assert kept(reader, where, sent()) == (403, True, 0)


def test_a_form_of_the_admin_that_was_opened_before_is_saved(editor: Client) -> None:
    """It had a name of its own for the version."""
    article = make_article()
    where = f"{LIST}{article.pk}/change/"
    assert editor.post(where, typed(content=TEXT, seen_version=1)).status_code == 302
    assert kept(editor, where, typed(content="Theirs.", seen_version=1)) == (409, False, 1)


def test_who_may_only_view_sees_the_article_and_no_form(mongo: None) -> None:
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_article"))
    client = Client()
    client.force_login(user)
    article = make_article(content="The text.", author=["Jane Doe"])
    response = client.get(f"{LIST}{article.pk}/change/")
    page = response.content.decode()
    assert (response.status_code, "The text." in page, "Jane Doe" in page) == (200, True, True)
    assert "<textarea" not in page
    assert client.get(f"{LIST}add/").status_code == 403


@pytest.mark.parametrize("user", ["nobody", "reader"])
def test_who_may_not_enter_the_admin_is_asked_to_sign_in(mongo: None, user: str) -> None:
    client = Client()
    if user == "reader":
        client.force_login(make_user())
    for where in (address("add"), address("change")):
        assert client.get(where)["Location"] == f"/admin/login/?next={where}"


def test_the_suggested_title_of_a_new_article_goes_along(editor: Client) -> None:
    assert editor.get(f"{LIST}add/", {"title": "Sea & sky"})["Location"] == "/articles/new/?title=Sea+%26+sky"
    assert editor.get(f"{LIST}add/", {"_popup": "1"})["Location"] == "/articles/new/"


def test_a_text_is_saved_under_the_name_of_its_writer_only(editor: Client) -> None:
    other = Client()
    other.force_login(make_editor())
    writer = editor.get("/articles/new/").context["writer"]
    assert kept(other, f"{LIST}add/", sent(writer=writer)) == (403, True, 0)
