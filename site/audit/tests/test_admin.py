"""What is done in the admin, and the trail itself, which is only read there."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import DatabaseError
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from audit import trail
from audit.models import Action, Entry
from catalog.editing import conflicts
from catalog.models import Article, Category
from catalog.tests.factories import make_article, make_articles, make_user, typed

pytestmark = pytest.mark.servers

LIST = "/admin/audit/entry/"


def last() -> Entry:
    return Entry.objects.exclude(action=Action.SIGNED_IN).order_by("-at")[0]


def test_an_edit_in_the_admin_is_noted_once(operator: Client) -> None:
    article = make_article(title="Before")
    form = typed(title="After", category="tech", content=article.content, seen_version=1)
    assert operator.post(f"/admin/catalog/article/{article.pk}/change/", form).status_code == 302
    entry = Entry.objects.exclude(action=Action.SIGNED_IN).get()
    assert (entry.action, entry.username, entry.source, entry.name) == ("changed", "operator", "admin", "After")
    assert entry.fields == ["title"]


def test_many_that_are_deleted_at_once_are_noted_one_by_one(operator: Client) -> None:
    articles = make_articles("One", "Two", "Three")
    chosen = {"action": "delete_selected", "post": "yes", "_selected_action": [str(a.pk) for a in articles]}
    operator.post("/admin/catalog/article/", chosen)
    assert Article.objects.count() == 0
    names = Entry.objects.filter(action=Action.DELETED).values_list("name", "object_key")
    assert sorted(names) == sorted((article.title, str(article.pk)) for article in articles)


def test_a_deletion_that_failed_leaves_none(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(conflicts, "delete_many", fail)
    where = f"/admin/catalog/article/{make_article().pk}/delete/"
    assert operator.post(where, {"post": "yes"}).status_code == 503
    assert Article.objects.count() == 1
    assert not Entry.objects.filter(action=Action.DELETED)


def test_a_deletion_that_is_refused_leaves_none(operator: Client) -> None:
    make_article(category="tech")
    category = Category.objects.create(name="tech", key="tech", slug="tech")
    operator.post(f"/admin/catalog/category/{category.pk}/delete/", {"post": "yes"})
    assert Category.objects.count() == 1
    assert not Entry.objects.filter(action=Action.DELETED)


def user_form(user: User, **changes: Any) -> dict[str, Any]:
    moment = {"date_joined_0": "2026-01-01", "date_joined_1": "12:00:00", "last_login_0": "", "last_login_1": ""}
    return {"username": user.username, "is_active": "on", **moment, **changes}


def test_a_change_of_permissions_is_told_from_others_with_what_holds_now(operator: Client) -> None:
    user, group = make_user(), Group.objects.create(name="Editors")
    where = f"/admin/auth/user/{user.pk}/change/"
    assert operator.post(where, user_form(user, first_name="Bea")).status_code == 302
    assert last().action == Action.CHANGED
    operator.post(where, user_form(user, first_name="Bea", is_staff="on", groups=[str(group.pk)]))
    entry = last()
    assert (entry.action, entry.name) == (Action.PERMISSIONS, user.username)
    assert {"staff status", "groups"} <= set(entry.fields)
    assert entry.detail == "now staff, in Editors, 0 permissions of its own"


def test_a_change_of_a_groups_permissions(operator: Client) -> None:
    group = Group.objects.create(name="Editors")
    chosen = [str(pk) for pk in Permission.objects.filter(codename="add_article").values_list("pk", flat=True)]
    operator.post(f"/admin/auth/group/{group.pk}/change/", {"name": "Editors", "permissions": chosen})
    assert (last().action, last().fields, last().detail) == (
        Action.PERMISSIONS,
        ["permissions"],
        "now 1 permissions",
    )


def test_a_password_that_an_administrator_sets(operator: Client) -> None:
    user = make_user()
    new = {
        "password1": "four beavers and a bucket",
        "password2": "four beavers and a bucket",
        "usable_password": "true",
    }
    assert operator.post(f"/admin/auth/user/{user.pk}/password/", new).status_code == 302
    assert (last().action, last().name) == (Action.PASSWORD_CHANGED, user.username)
    assert "beavers" not in str(list(Entry.objects.values()))


def test_an_entry_outlives_its_user(operator: Client) -> None:
    user = make_user()
    client = Client()
    client.force_login(user)
    operator.post(f"/admin/auth/user/{user.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=user.pk)
    assert Entry.objects.get(action=Action.SIGNED_IN, user_key=user.pk).username == user.username


# --- reading it ---------------------------------------------------------------------------------------------------


@pytest.fixture
def entry(mongo: None) -> Entry:
    trail.record(Action.DELETED, username="bea", thing=trail.Thing("catalog.article", "0" * 24, "An article"))
    return Entry.objects.get()


def test_it_is_a_page_of_the_admin_that_can_be_filtered_and_searched(entry: Entry, operator: Client) -> None:
    page = operator.get(LIST).content.decode()
    assert "An article" in page
    assert "bea" in page
    assert "An article" in operator.get(LIST, {"action__exact": "deleted"}).content.decode()
    assert "An article" not in operator.get(LIST, {"action__exact": "added"}).content.decode()
    assert "An article" in operator.get(LIST, {"q": "bea"}).content.decode()
    assert "An article" not in operator.get(LIST, {"q": "zoe"}).content.decode()
    assert "An article" in operator.get(LIST, {"username__exact": "bea"}).content.decode()
    assert operator.get(f"{LIST}{entry.pk}/change/").status_code == 200


@pytest.mark.parametrize("permissions", [(), ("view_entry",), None])
def test_nobody_changes_or_deletes_an_entry(entry: Entry, permissions: tuple[str, ...] | None) -> None:
    """None is a superuser."""
    user = make_user(is_staff=True, is_superuser=permissions is None)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions or ()))
    client = Client()
    client.force_login(user)
    reads = permissions != ()
    one = f"{LIST}{entry.pk}/"
    assert client.get(LIST).status_code == (200 if reads else 403)
    assert client.get(f"{one}change/").status_code == (200 if reads else 403)
    refused = [
        client.get(f"{LIST}add/"),
        client.post(f"{LIST}add/", {"action": "added"}),
        client.post(f"{one}change/", {"username": "zoe"}),
        client.get(f"{one}delete/"),
        client.post(f"{one}delete/", {"post": "yes"}),
    ]
    assert [response.status_code for response in refused] == [403] * 5
    client.post(LIST, {"action": "delete_selected", "post": "yes", "_selected_action": [str(entry.pk)]})
    assert Entry.objects.get(pk=entry.pk).username == "bea"


def test_a_reader_is_asked_to_sign_in(entry: Entry) -> None:
    assert Client().get(LIST)["Location"].startswith("/admin/login/")


def test_there_is_no_permission_to_give_but_to_look(mongo: None) -> None:
    found = Permission.objects.filter(content_type__app_label__in=("audit", "accounts"))
    assert [permission.codename for permission in found] == ["view_entry"]


@pytest.mark.parametrize(("days", "left"), [(30, 1), (0, 2)])
def test_what_is_too_old_goes_when_something_new_is_written(mongo: None, settings: Any, days: int, left: int) -> None:
    settings.AUDIT_KEEP_DAYS = days
    Entry.objects.create(action=Action.ADDED, username="old", at=timezone.now() - timedelta(days=31))
    trail.record(Action.ADDED, username="new")
    assert Entry.objects.count() == left


def test_a_sweep_that_fails_loses_no_entry(mongo: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(QuerySet, "delete", fail)
    assert trail.record(Action.ADDED, username="bea")
    trail.sweeper.due = 0.0
    trail.record_many([trail.entry_of(Action.DELETED, username="bea")])
    assert Entry.objects.count() == 2
