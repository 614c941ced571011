"""Two editors at once: the second sees the conflict and loses nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from audit.models import Entry
from catalog.categories import register
from catalog.editing.conflicts import Conflict, save_edit
from catalog.forms import EditArticleForm
from catalog.history_models import FormerVersion
from catalog.models import Article, Category
from catalog.tests.factories import article_fields, make_article, typed

pytestmark = pytest.mark.servers
EDITORS = 8


def save(client: Client, article: Article, **fields: object) -> Any:
    return client.post(f"{article.get_absolute_url()}edit/", typed(**{"version": article.version, **fields}))


@pytest.fixture
def article(mongo: None) -> Article:
    """An article that another editor has saved since it was read."""
    read = make_article(title="First", content="Common start.\n\nOld end.")
    Article.objects.update(title="Theirs", content="Common start.\n\nTheir end.", version=2)
    return read


def test_the_second_of_two_edits_is_a_conflict(editor: Client, article: Article) -> None:
    assert save(editor, article, title="Mine").status_code == 409


def test_a_conflict_overwrites_nothing(editor: Client, article: Article) -> None:
    save(editor, article, title="Mine")
    assert Article.objects.values_list("title", "version").get() == ("Theirs", 2)


def test_both_texts_are_shown(editor: Client, article: Article) -> None:
    page = save(editor, article, title="Mine", content="Common start.\n\nMy end.").content.decode()
    assert all(text in page for text in ("Theirs", "Their end.", "Mine", "My end."))


def test_what_differs_is_shown_word_by_word(editor: Client, article: Article) -> None:
    page = save(editor, article, content="Common start.\n\nMy end.").content.decode()
    assert "<del>Their </del><ins>My </ins>" in page


def test_fields_that_differ_are_shown(editor: Client, article: Article) -> None:
    Article.objects.update(category="sport", author=["Jane Doe"], source_url="https://a.example/1")
    mine = {"category": "World news", "author": ["John Roe"], "source_url": "https://b.example/2"}
    page = save(editor, article, title="Theirs", **mine).content.decode()
    assert "<del>Sport</del> <ins>World news</ins>" in page
    assert "<del>Jane Doe</del> <ins>John Roe</ins>" in page
    assert "<del>https://a.example/1</del> <ins>https://b.example/2</ins>" in page
    assert "<del>Theirs</del>" not in page


def test_a_category_in_another_case_does_not_differ(editor: Client, article: Article) -> None:
    page = save(editor, article, category="TECH").content.decode()
    assert "<ins>TECH</ins>" not in page


def test_a_conflict_offers_the_archives_categories(editor: Client, article: Article) -> None:
    register(["World News"])
    assert '<option value="World News">' in save(editor, article, title="Mine").content.decode()


def test_mine_can_be_saved_over_theirs_knowingly(editor: Client, article: Article) -> None:
    form = save(editor, article, title="Mine").context["form"]
    sent = {field.name: field.value() for field in form}
    assert editor.post(f"{article.get_absolute_url()}edit/", sent).status_code == 302
    assert Article.objects.values_list("title", "version").get() == ("Mine", 3)


def test_the_same_edit_sent_twice_is_no_conflict(editor: Client) -> None:
    article = make_article()
    edit = typed(version=1, title="Mine")
    answers = [editor.post(f"{article.get_absolute_url()}edit/", edit).status_code for _ in range(2)]
    assert (answers, Article.objects.get().version) == ([302, 302], 2)


def test_a_save_that_changes_nothing_makes_no_version(editor: Client) -> None:
    article = make_article(title="Theirs", published_at=datetime(2025, 3, 11, 7, 15, 30, 100_000, UTC))
    form = EditArticleForm.of(Article.objects.get())
    sent = {field.name: field.value() or "" for field in form} | {"published_at": "2025-03-11T07:15:30.100"}
    response = editor.post(f"{article.get_absolute_url()}edit/", sent | {"attempt": "abcdefgh1234"}, follow=True)
    assert "“Theirs” was saved." in response.content.decode()
    assert editor.cookies["broadsheet-saved"].value == "abcdefgh1234"
    noted = Entry.objects.filter(kind="catalog.article")
    assert (Article.objects.get().version, FormerVersion.objects.count(), noted.count()) == (1, 0, 0)
    state = editor.get(f"{article.get_absolute_url()}edit/state/").json()
    assert (state["version"], state["saved_at"]) == (1, None), "it is not this editor's version"


def test_an_edit_sent_again_after_an_outage_registers_its_category(editor: Client) -> None:
    article = make_article()
    edit = typed(version=1, category="World News")
    for _ in range(2):
        assert editor.post(f"{article.get_absolute_url()}edit/", edit).status_code == 302
        # As if MongoDB had gone away between the write and this.
        found, _deleted = Category.objects.filter(name="World News").delete()
        assert found == 1


def test_an_edit_of_a_deleted_article_is_kept(editor: Client, article: Article) -> None:
    Article.objects.all().delete()
    response = save(editor, article, title="Mine", content="My work.")
    assert response.status_code == 409
    assert "My work." in response.content.decode()


def test_an_edit_of_a_deleted_article_can_be_saved_as_a_new_one(editor: Client, article: Article) -> None:
    Article.objects.all().delete()
    response = save(editor, article, title="Mine", content="My work.")
    assert 'action="/articles/new/"' in response.content.decode()
    sent = {field.name: field.value() or "" for field in response.context["form"]}
    assert [editor.post("/articles/new/", sent).status_code for _ in range(2)] == [302, 302]
    assert Article.objects.get().content == "My work."


def test_script_in_a_conflict_shows_as_text(editor: Client, article: Article) -> None:
    Article.objects.update(content="Common <script>alert(1)</script>")
    page = save(editor, article, content="Common <script>alert(2)</script>").content.decode()
    assert "<script>alert" not in page


def test_an_article_changed_meanwhile_is_not_deleted(editor: Client, article: Article) -> None:
    response = editor.post(f"{article.get_absolute_url()}delete/", {"version": 1})
    assert (response.status_code, Article.objects.count()) == (409, 1)


def test_it_can_be_deleted_after_another_look(editor: Client, article: Article) -> None:
    page = editor.post(f"{article.get_absolute_url()}delete/", {"version": 1}).content.decode()
    assert 'value="2"' in page
    editor.post(f"{article.get_absolute_url()}delete/", {"version": 2})
    assert not Article.objects.exists()


@pytest.mark.parametrize("version", ["", "abc", "-1", str(10**30)])
def test_a_delete_without_a_proper_version_deletes_nothing(editor: Client, version: str) -> None:
    article = make_article()
    response = editor.post(f"{article.get_absolute_url()}delete/", {"version": version})
    assert (response.status_code, Article.objects.count()) == (409, 1)


def test_of_many_editors_at_once_exactly_one_wins(mongo: None) -> None:
    article = make_article()

    def edit(_: int) -> Conflict | None:
        try:
            return save_edit(article.pk, 1, article_fields())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(EDITORS) as pool:
        outcomes = list(pool.map(edit, range(EDITORS)))
    assert [outcome for outcome in outcomes if outcome is None] == [None]
    assert Article.objects.get().version == 2
