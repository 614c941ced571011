"""Each creation, edit and deletion of an article leaves one entry, and what failed leaves none."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connections
from django.test import Client
from pymongo.errors import ServerSelectionTimeoutError

from audit import trail
from audit.models import Action, Entry
from catalog.models import Article
from catalog.tests.factories import make_article, typed

pytestmark = pytest.mark.servers

WRITES = (Action.ADDED, Action.CHANGED, Action.DELETED)


def entries() -> list[Entry]:
    return list(Entry.objects.filter(action__in=WRITES).order_by("at"))


def actions() -> list[str]:
    return [entry.action for entry in entries()]


def edit(client: Client, article: Article, version: int = 1, **changes: Any) -> int:
    values = {name: getattr(article, name) for name in ("title", "content", "category")} | changes
    return client.post(f"{article.get_absolute_url()}edit/", typed(version=version, **values)).status_code


def delete(client: Client, article: Article, version: int = 1) -> int:
    return client.post(f"{article.get_absolute_url()}delete/", {"version": version}).status_code


def test_who_when_what_and_which_fields(pages: Client, editor: User) -> None:
    article = make_article(title="Before")
    assert edit(pages, article, title="After", category="sport") == 302
    (entry,) = entries()
    assert (entry.action, entry.username, entry.user_key) == ("changed", editor.username, editor.pk)
    assert (entry.kind, entry.object_key, entry.name) == ("catalog.article", str(article.pk), "After")
    assert entry.fields == ["title", "category"]
    assert (entry.source, entry.address) == ("site", "127.0.0.1")


def test_what_was_in_a_field_is_not_kept(pages: Client) -> None:
    article = make_article()
    edit(pages, article, content="the wording of it")
    assert "wording" not in str(list(Entry.objects.values()))


def test_a_new_article_and_a_deletion(pages: Client) -> None:
    key = str(ObjectId())
    pages.post("/articles/new/", typed(title="Fresh", key=key))
    delete(pages, Article.objects.get())
    assert [(entry.action, entry.name, entry.object_key) for entry in entries()] == [
        ("added", "Fresh", key),
        ("deleted", "Fresh", key),
    ]


def test_a_form_that_is_sent_twice_leaves_one_entry(pages: Client) -> None:
    form = typed(title="Fresh", key=str(ObjectId()))
    for _ in range(2):
        pages.post("/articles/new/", form)
    article = Article.objects.get()
    for _ in range(2):
        assert edit(pages, article, title="After") == 302
    assert actions() == ["added", "changed"]


def test_a_conflict_leaves_none(pages: Client) -> None:
    article = make_article(version=3)
    assert edit(pages, article, title="After") == 409
    assert delete(pages, article) == 409
    assert actions() == []


def test_an_invalid_form_and_a_missing_permission_leave_none(pages: Client, mongo: None) -> None:
    article = make_article()
    assert edit(pages, article, title=" ") == 200
    assert edit(Client(), article, title="After") == 403
    assert actions() == []


def test_an_edit_whose_entry_failed_is_noted_when_it_is_sent_again(
    pages: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article()

    def fail(*_args: Any, **_about: Any) -> bool:
        raise ServerSelectionTimeoutError

    with monkeypatch.context() as patch:
        patch.setattr(trail, "record", fail)
        assert edit(pages, article, title="After") == 503
    assert edit(pages, article, title="After") == 302
    assert actions() == ["changed"]


def test_of_forty_editors_at_once_each_who_saved_is_there(editor: User) -> None:
    article = make_article()

    def save(number: int) -> int:
        client = Client()
        try:
            client.force_login(editor)
            return edit(client, article, title=f"Version of {number}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(save, range(40))) == [302] + [409] * 39
    (entry,) = entries()
    assert entry.name == Article.objects.get().title


def test_the_history_in_the_admin_has_what_was_done_on_the_site(pages: Client, operator: Client) -> None:
    article = make_article()
    edit(pages, article, title="After")
    shown = operator.get(f"/admin/catalog/article/{article.pk}/history/").content.decode()
    assert "Changed title" in shown
    assert LogEntry.objects.count() == 1


def test_the_command_leaves_one_entry_for_a_file(mongo: None, tmp_path: Path) -> None:
    path = tmp_path / "articles.csv"
    path.write_text("title,category,content\nOne,tech,Text of one.\nTwo,tech,Text of two.\n")
    call_command("import_articles", path, verbosity=0, stdout=StringIO())
    (entry,) = Entry.objects.all()
    assert (entry.action, entry.username, entry.source) == ("imported", "manage.py", "command")
    assert (entry.name, entry.detail) == ("articles.csv", "2 rows: 2 new, 0 known, 0 refused")


def test_an_entry_that_is_to_be_there_once_is_there_once(mongo: None) -> None:
    assert [trail.record(Action.ADDED, once="this", username="ann") for _ in range(3)] == [True, False, False]
    assert Entry.objects.count() == 1
