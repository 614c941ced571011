"""Every former version is kept exactly once, whoever writes and whatever ends in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from pymongo.errors import AutoReconnect

from catalog.categories import register
from catalog.editing import conflicts, history, recategorise
from catalog.editing.history import By, Change
from catalog.history_models import FormerVersion
from catalog.models import Article, Category, collection_of
from catalog.tests.factories import article_fields, make_article, make_articles, make_foreign_article
from catalog.tests.history.reading import edit, rows, send, signed_in
from catalog.tests.importing import import_text

pytestmark = pytest.mark.servers
SAVERS = 8


def test_an_edit_keeps_what_was_before(mongo: None) -> None:
    article = make_article(title="Before", content="one two three", author=["Jane Doe"])
    saved_at = Article.objects.get().updated_at
    edit(article, Change(by=By(name="anna")), title="After", content="one two and four")
    (row,) = FormerVersion.objects.all()
    assert (row.article, row.version, row.title, row.content) == (article.pk, 1, "Before", "one two three")
    assert (row.author, row.updated_at) == (["Jane Doe"], saved_at)
    assert (row.username, row.action, row.changes) == ("anna", "changed", "title, 2 words added, 1 removed")


def test_a_date_that_stays_is_not_told_of(mongo: None) -> None:
    edit(make_article(published_at=datetime(2025, 3, 11, 7, 15, 30, 100_000, UTC)), title="After")
    assert rows("changes") == ["title"]


def test_of_savers_at_once_each_former_text_is_kept_once_and_told_of_who_won(mongo: None) -> None:
    article = make_article()
    for version in (1, 2, 3):
        at_once = Barrier(SAVERS)

        def save(number: int, version: int = version, at_once: Barrier = at_once) -> bool:
            try:
                at_once.wait()
                values = article_fields(content=f"Text {number} of {version}")
                return conflicts.save_edit(article.pk, version, values, Change(by=By(name=f"saver {number}"))) is None
            finally:
                connections.close_all()

        with ThreadPoolExecutor(SAVERS) as pool:
            (winner,) = [number for number, won in enumerate(pool.map(save, range(SAVERS))) if won]
        assert Article.objects.get().content == f"Text {winner} of {version}"
        assert rows("version", "username")[-1] == (version, f"saver {winner}")
    assert rows("version") == [1, 2, 3]


def test_an_end_between_keeping_and_writing_leaves_no_hole(mongo: None, monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article(content="first")

    def fail(*_args: Any) -> None:
        raise AutoReconnect("gone")

    with monkeypatch.context() as patch:
        patch.setattr(conflicts, "at_version", fail)
        with pytest.raises(AutoReconnect):
            edit(article, Change(by=By(name="anna")), content="second")
    assert (Article.objects.get().content, rows("content")) == ("first", ["first"])
    edit(article, Change(by=By(name="bert")), content="third")
    assert (Article.objects.get().content, rows("content", "username")) == ("third", [("first", "bert")])


def test_an_end_after_writing_leaves_no_hole(mongo: None, monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article(content="first")
    at_version = conflicts.at_version

    class Dying:
        """It writes, and then the process ends."""

        def __init__(self, pk: Any, version: int) -> None:
            self.found = at_version(pk, version)

        def update(self, **values: Any) -> None:
            self.found.update(**values)
            raise AutoReconnect("gone")

    monkeypatch.setattr(conflicts, "at_version", Dying)
    with pytest.raises(AutoReconnect):
        edit(article, content="second")
    assert (Article.objects.get().content, rows("content")) == ("second", ["first"])


def test_an_edit_sent_twice_keeps_one(mongo: None) -> None:
    article = make_article()
    values = article_fields(content="second")
    for _ in range(2):
        assert conflicts.save_edit(article.pk, 1, values) is None
    assert rows("version") == [1]


def test_a_conflict_keeps_nothing(mongo: None) -> None:
    article = make_article()
    edit(article, content="second")
    assert conflicts.save_edit(article.pk, 1, article_fields()) is not None
    assert rows("version") == [1]


def test_a_deleted_article_is_kept(mongo: None) -> None:
    article = make_article(content="last words")
    assert conflicts.delete(article.pk, 1, By(name="anna")) is None
    assert rows("content", "action", "username", "deletion") == [("last words", "deleted", "anna", True)]


def test_an_article_of_another_program_is_kept_as_it_was(mongo: None) -> None:
    article = make_foreign_article(content="its text", author="Jane Doe", extra=1)
    edit(article, content="ours", author=[], source_url="")
    stored = collection_of(FormerVersion).find_one()
    assert stored
    assert (stored["content"], stored["author"], "version" in stored) == ("its text", "Jane Doe", False)


def test_a_renamed_category_keeps_what_its_articles_were(mongo: None) -> None:
    first, second = make_articles("One", "Two", category="tech")
    edit(first, content="edited")
    register(["tech"])
    recategorise.rename(Category.objects.get(), "Science", by=By(name="anna"))
    assert sorted(Article.objects.values_list("title", "category", "version")) == [
        ("One", "Science", 3),
        ("Two", "Science", 2),
    ]
    moved = FormerVersion.objects.filter(action="moved").order_by("title")
    assert [(row.title, row.category, row.version, row.username, row.note) for row in moved] == [
        ("One", "tech", 2, "anna", "“tech” became “Science”"),
        ("Two", "tech", 1, "anna", "“tech” became “Science”"),
    ]
    assert second.pk in rows("article")


def test_what_is_edited_while_its_category_moves_is_kept_too(mongo: None, monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article(content="first", category="tech")
    write_groups = history.write_groups

    def edit_between(*args: Any, **options: Any) -> Any:
        monkeypatch.setattr(history, "write_groups", write_groups)
        edit(article, content="second")
        return write_groups(*args, **options)

    monkeypatch.setattr(history, "write_groups", edit_between)
    assert recategorise.move_batch([article.pk], "tech", "Science") == 1
    assert Article.objects.values_list("content", "category", "version").get() == ("second", "Science", 3)
    assert rows("version", "content", "action") == [(1, "first", "changed"), (2, "second", "moved")]


def test_the_admin_keeps_what_was_before(mongo: None) -> None:
    client, user = signed_in()
    article = make_article(title="Before")
    fields = {"title": "After", "category": "tech", "content": "new", "seen_version": 1}
    day = {"published_at_0": "", "published_at_1": "", "author": "", "source_url": ""}
    assert client.post(f"/admin/catalog/article/{article.pk}/change/", {**fields, **day}).status_code == 302
    assert rows("title", "username", "user_key") == [("Before", user.username, user.pk)]


def test_what_the_admin_deletes_is_kept(mongo: None) -> None:
    client, user = signed_in()
    one, two, three = make_articles("One", "Two", "Three")
    assert client.post(f"/admin/catalog/article/{one.pk}/delete/", {"post": "yes"}).status_code == 302
    chosen = {"action": "delete_selected", "_selected_action": [str(two.pk), str(three.pk)], "post": "yes"}
    assert client.post("/admin/catalog/article/", chosen).status_code == 302
    assert not Article.objects.exists()
    assert sorted(rows("title", "action", "username")) == [
        ("One", "deleted", user.username),
        ("Three", "deleted", user.username),
        ("Two", "deleted", user.username),
    ]


def test_an_import_replaces_nothing_and_so_keeps_nothing(mongo: None, tmp_path: Path) -> None:
    """The article itself is its first version; a row that is there already is left alone, edited or not."""
    article = make_article(title="Here", content="Stored.")
    edit(article, content="Edited.")
    rows_of_file = f"_id,title,content,category\n{article.pk},Here,From the file.,tech\n,New,Text.,tech\n"
    import_text(tmp_path, rows_of_file)
    assert sorted(Article.objects.values_list("content", flat=True)) == ["Edited.", "Text."]
    assert rows("content") == ["Stored."]


def test_the_form_on_the_page_tells_who_it_was(mongo: None) -> None:
    (anna, user), article = signed_in(), make_article()
    assert send(anna, article, 1, content="new") == 302
    assert rows("username") == [user.username]
