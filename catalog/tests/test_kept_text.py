"""A form that cannot be saved comes back with what was typed, and with a way to go on."""

from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import PermissionDenied
from django.test import Client

from audit.models import Entry
from catalog.models import Article
from catalog.tests.factories import make_article, make_editor, make_user, typed
from catalog.tests.outage import outage
from config import guessing, sign_ins

pytestmark = pytest.mark.servers
NEW = "/articles/new/"
TEXT = "An hour of <b>work</b>. " * 45
ESCAPED = "An hour of &lt;b&gt;work&lt;/b&gt;. " * 45
PASSWORD = "three otters and a kettle"
FROM_ANOTHER_SITE = [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]


@pytest.fixture
def anna(mongo: None) -> User:
    user = make_user(username="anna", password=PASSWORD)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_article", "change_article"]))
    return user


@pytest.fixture
def checked(anna: User) -> Client:
    """A client in which anna is signed in, and whose CSRF tokens are checked."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    client.get(NEW)
    return client


@pytest.fixture
def quick_guesses() -> Iterator[None]:
    """No failure of another test counts."""
    guessing.collection().delete_many({})
    yield
    guessing.collection().delete_many({})


def with_sign_in(password: str = PASSWORD, **given: object) -> dict[str, object]:
    return typed(**given) | {"sign-in-username": "anna", "sign-in-password": password}


@pytest.mark.parametrize("action", ["new", "edit"])
def test_a_text_that_is_sent_after_the_sign_in_ended_comes_back_with_a_sign_in(reader: Client, action: str) -> None:
    where = NEW if action == "new" else f"{make_article().get_absolute_url()}edit/"
    response = reader.post(where, typed(title="", content=TEXT, version=1))
    page = response.content.decode()
    assert response.status_code == 403
    assert ESCAPED in page
    assert 'name="sign-in-password"' in page
    assert "<title>Error: " in page
    assert "no-store" in response["Cache-Control"]
    assert not Article.objects.filter(content=TEXT).exists()


@pytest.mark.usefixtures("anna", "quick_guesses")
def test_the_same_form_signs_in_and_saves(reader: Client) -> None:
    response = reader.post(NEW, with_sign_in(content=TEXT))
    added = Article.objects.get()
    assert (response.status_code, response["Location"], added.content) == (302, added.get_absolute_url(), TEXT)
    assert reader.get(NEW).status_code == 200


@pytest.mark.usefixtures("anna", "quick_guesses")
def test_a_wrong_password_loses_no_text_and_is_not_shown(reader: Client) -> None:
    pages = [reader.post(NEW, with_sign_in("a wrong one", content=TEXT)).content.decode() for _ in range(7)]
    assert all(ESCAPED in page and "a wrong one" not in page for page in pages)
    assert "Please enter a correct username" in pages[0]
    assert "Too many attempts to sign in. Wait " in pages[-1]
    assert not Article.objects.exists()


@pytest.mark.usefixtures("quick_guesses")
def test_signing_in_with_an_account_that_may_not_write_saves_nothing(reader: Client, anna: User) -> None:
    anna.user_permissions.clear()
    response = reader.post(NEW, with_sign_in(content=TEXT))
    page = response.content.decode()
    assert (response.status_code, Article.objects.count()) == (403, 0)
    assert ESCAPED in page
    assert "your account may not save this" in page


@pytest.mark.usefixtures("anna", "quick_guesses")
def test_signing_in_as_another_ends_the_sign_in_before(reader: Client) -> None:
    bert = make_user()
    reader.force_login(bert)
    copy = Client()
    copy.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: reader.cookies[settings.SESSION_COOKIE_NAME].value})
    assert copy.get(NEW).status_code == 403, "signed in, and may not"
    assert reader.post(NEW, with_sign_in(content=TEXT)).status_code == 302
    assert copy.get(NEW).status_code == 302, "signed out"
    assert not sign_ins.collection().count_documents({"user": bert.pk})


@pytest.mark.usefixtures("anna", "quick_guesses")
def test_neither_password_nor_code_is_in_the_report_of_an_error(reader: Client) -> None:
    request = reader.post(NEW, with_sign_in()).wsgi_request
    assert {"sign-in-password", "sign-in-code"} <= set(vars(request)["sensitive_post_parameters"])


@pytest.mark.parametrize(("made_for", "brings"), [("empty", False), ("document", True)])
def test_a_script_without_a_token_is_refused_without_another(made_for: str, brings: bool) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Dest": made_for})
    client.force_login(make_user())
    response = client.post("/articles/preview/", typed(content=TEXT))
    assert response.status_code == 403
    assert ("csrftoken" in response.cookies) is brings


def test_a_form_whose_token_is_old_comes_back_with_a_new_one(checked: Client) -> None:
    response = checked.post(NEW, typed(content=TEXT, csrfmiddlewaretoken="x" * 64))
    page = response.content.decode()
    assert (response.status_code, Article.objects.count()) == (403, 0)
    assert ESCAPED in page
    assert "older than your sign-in" in page
    again = typed(content=TEXT) | {"csrfmiddlewaretoken": str(response.context["csrf_token"])}
    assert checked.post(NEW, again).status_code == 302
    assert Article.objects.get().content == TEXT


def test_a_form_whose_token_is_old_comes_back_while_mongodb_is_unavailable_too(checked: Client) -> None:
    with outage():
        response = checked.post(NEW, typed(content=TEXT, csrfmiddlewaretoken="x" * 64))
    assert (response.status_code, ESCAPED in response.content.decode()) == (503, True)
    assert "no-store" in response["Cache-Control"]


def test_an_old_token_and_an_ended_sign_in_ask_for_one_more_save(checked: Client, quick_guesses: None) -> None:
    checked.post("/accounts/logout/", {"csrfmiddlewaretoken": checked.cookies["csrftoken"].value})
    response = checked.post(NEW, with_sign_in(content=TEXT))
    assert (response.status_code, Article.objects.count()) == (403, 0)
    again = with_sign_in(content=TEXT) | {"csrfmiddlewaretoken": str(response.context["csrf_token"])}
    assert checked.post(NEW, again).status_code == 302


@pytest.mark.usefixtures("quick_guesses")
def test_a_text_is_not_saved_under_the_name_of_who_signed_in_since(checked: Client) -> None:
    opened = {name: checked.get(NEW).context[name] for name in ("writer", "user_key")}
    bert = Client(enforce_csrf_checks=True)
    bert.force_login(make_editor())
    token = str(bert.get(NEW).context["csrf_token"])
    for sent in (token, "x" * 64):
        response = bert.post(NEW, typed(content=TEXT, writer=opened["writer"], csrfmiddlewaretoken=sent))
        page = response.content.decode()
        assert (response.status_code, Article.objects.count()) == (403, 0)
        assert ESCAPED in page
        assert "somebody else is signed in now" in page
        assert ('data-user=""' in page, response.context["writer"]) == (True, opened["user_key"])
    again = with_sign_in(content=TEXT, writer=opened["writer"], csrfmiddlewaretoken=str(response.context["csrf_token"]))
    assert bert.post(NEW, again).status_code == 302
    assert Entry.objects.get(action="added").username == "anna"


@pytest.mark.parametrize("headers", FROM_ANOTHER_SITE)
def test_what_another_site_sends_is_not_shown(checked: Client, headers: dict[str, str]) -> None:
    response = checked.post(NEW, typed(content=TEXT), headers=headers)
    assert response.status_code == 403
    assert "An hour of" not in response.content.decode()
    assert not Article.objects.exists()


def test_the_sign_out_makes_the_browser_forget_its_texts(editor: Client) -> None:
    kept = [editor.get(NEW).cookies.get("broadsheet-signed-out")]
    response = editor.post("/accounts/logout/")
    assert kept == [None]
    assert response["Clear-Site-Data"] == '"storage"'
    assert len(response.cookies["broadsheet-signed-out"].value) == 16


def test_the_browser_is_told_which_attempts_were_saved(editor: Client) -> None:
    attempts = ("abcdefgh1234", 'x"; path=/', "ijklmnop1234", "abcdefgh1234")
    sent = [editor.post(NEW, typed(attempt=attempt)) for attempt in attempts]
    said = [answer.cookies["broadsheet-saved"].value if "broadsheet-saved" in answer.cookies else "" for answer in sent]
    assert said == ["abcdefgh1234", "", "abcdefgh1234.ijklmnop1234", "ijklmnop1234.abcdefgh1234"]
    for number in range(9):
        editor.post(NEW, typed(attempt=f"attempt{number}"))
    assert editor.cookies["broadsheet-saved"].value.split(".") == [f"attempt{number}" for number in range(4, 9)]


def test_the_attempt_that_met_a_conflict_is_over_when_its_page_is_saved(editor: Client) -> None:
    """Otherwise the text of an article that was deleted would be kept in the browser, under its id."""
    where = f"{make_article().get_absolute_url()}edit/"
    Article.objects.all().delete()
    page = editor.post(where, typed(content=TEXT, version=1, attempt="abcdefgh1234")).content.decode()
    assert 'name="attempt_before" value="abcdefgh1234"' in " ".join(page.split())
    answer = editor.post(NEW, typed(content=TEXT, attempt_before="abcdefgh1234", attempt="ijklmnop1234"))
    assert answer.cookies["broadsheet-saved"].value == "abcdefgh1234.ijklmnop1234"


@pytest.mark.usefixtures("anna", "quick_guesses")
def test_who_needs_more_than_a_password_is_led_to_the_sign_in_page_and_loses_no_text(reader: Client) -> None:
    def insist(**_: object) -> None:
        raise PermissionDenied

    user_logged_in.connect(insist)
    try:
        response = reader.post(NEW, with_sign_in(content=TEXT))
    finally:
        user_logged_in.disconnect(insist)
    page = response.content.decode()
    assert (response.status_code, Article.objects.count()) == (403, 0)
    assert ESCAPED in page
    assert "Sign in in a new tab" in page
