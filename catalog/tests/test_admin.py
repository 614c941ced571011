"""Writing articles in Django's admin leads to the site's form: every edit is kept, none is overwritten."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import ObjectId
from django.contrib.admin.models import LogEntry
from django.test import Client

from catalog.admin.articles import ArticleAdmin
from catalog.categories import register
from catalog.editing import conflicts
from catalog.models import Article, Category
from catalog.tests.factories import make_article, make_articles, make_foreign_article, typed
from catalog.tests.outage import outage

pytestmark = pytest.mark.servers
LIST = "/admin/catalog/article/"
MAY = datetime(2024, 5, 1, tzinfo=UTC)


def change(article: Article) -> str:
    return f"{LIST}{article.pk}/change/"


def opened(client: Client, where: str) -> Any:
    """Follow an address of the admin to the form that it leads to."""
    response = client.get(where, follow=True)
    ((address, status),) = response.redirect_chain
    assert (address.startswith("/articles/"), status) == (True, 302)
    return response


def form_values(response: Any) -> dict[str, Any]:
    form = response.context["form"]
    values = {field.name: field.value() for field in form} | {"published_at": ""}
    return {name: "" if value is None else value for name, value in values.items()}


def test_an_article_is_added(editor: Client) -> None:
    assert editor.post(f"{LIST}add/", typed(title="New")).status_code == 302
    assert Article.objects.values_list("title", "version").get() == ("New", 1)


@pytest.mark.parametrize(
    ("field", "value"), [("title", ""), ("title", "a\0b"), ("category", "x" * 101), ("content", " ")]
)
def test_the_rules_are_those_of_the_pages(editor: Client, field: str, value: str) -> None:
    response = editor.post(f"{LIST}add/", typed(**{field: value}))
    assert (list(response.context["form"].errors), Article.objects.count()) == ([field], 0)


def test_an_added_article_takes_the_name_that_its_category_has(editor: Client) -> None:
    register(["World News"])
    editor.post(f"{LIST}add/", typed(category="world  NEWS", author=["Jane Doe"], source_url="https://e.example/1"))
    added = Article.objects.get()
    assert (added.category, added.author, added.source_url) == ("World News", ["Jane Doe"], "https://e.example/1")
    assert LogEntry.objects.get().object_id == str(added.pk)


@pytest.mark.parametrize(("category", "told"), [("Sprot", True), ("SPORT", False)])
def test_a_new_category_is_told(editor: Client, category: str, told: bool) -> None:
    register(["sport"])
    response = editor.post(f"{LIST}add/", typed(title="New", category=category), follow=True)
    (said,) = [str(message) for message in response.context["messages"]]
    assert said == "“New” was added." + (f" Its category “{category}” is new." if told else "")
    assert Category.objects.count() == (2 if told else 1)


def test_the_archives_categories_are_offered(editor: Client) -> None:
    register(["World News", "<b>"])
    for where in (f"{LIST}add/", change(make_article())):
        page = opened(editor, where).content.decode()
        assert all(f'<option value="{name}">' in page for name in ("World News", "&lt;b&gt;"))


def test_an_edit_is_the_next_version(editor: Client) -> None:
    article = make_article(updated_at=MAY)
    values = form_values(opened(editor, change(article)))
    assert editor.post(change(article), values | {"title": "After"}).status_code == 302
    saved = Article.objects.get()
    assert (saved.title, saved.version, saved.updated_at > MAY) == ("After", 2, True)


def test_an_edit_is_in_the_history(editor: Client) -> None:
    article = make_article()
    editor.post(change(article), form_values(opened(editor, change(article))) | {"title": "After"})
    assert LogEntry.objects.get().get_change_message() == "Changed title."
    assert "Changed title." in editor.get(f"{LIST}{article.pk}/history/").content.decode()


def test_an_article_of_another_program_can_be_edited(editor: Client) -> None:
    article = make_foreign_article(content="Text.")
    editor.post(change(article), form_values(opened(editor, change(article))) | {"title": "After"})
    assert Article.objects.values_list("title", "version").get() == ("After", 1)


def test_a_conflict_overwrites_nothing_and_keeps_the_typed_text(editor: Client) -> None:
    article = make_article()
    values = form_values(opened(editor, change(article))) | {"content": "My long work."}
    Article.objects.update(title="Theirs", version=2)
    response = editor.post(change(article), values)
    page = response.content.decode()
    assert (response.status_code, Article.objects.get().title) == (409, "Theirs")
    assert "Someone else saved this article" in page
    assert "My long work.</textarea>" in page


def test_after_a_conflict_mine_can_be_saved_knowingly(editor: Client) -> None:
    article = make_article()
    values = form_values(opened(editor, change(article))) | {"title": "Mine"}
    Article.objects.update(title="Theirs", version=2)
    again = form_values(editor.post(change(article), values))
    assert editor.post(change(article), again).status_code == 302
    assert Article.objects.values_list("title", "version").get() == ("Mine", 3)


def test_a_conflict_in_the_last_moment_is_caught_as_well(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another editor saves after the form was checked and before it is written."""
    article = make_article()
    values = form_values(opened(editor, change(article))) | {"title": "Mine"}
    save_edit: Callable[..., Any] = conflicts.save_edit

    def save_after_another(*arguments: Any) -> Any:
        Article.objects.update(title="Theirs", version=2)
        return save_edit(*arguments)

    monkeypatch.setattr(conflicts, "save_edit", save_after_another)
    response = editor.post(change(article), values)
    assert response.status_code == 409
    assert "Someone else saved this article" in response.content.decode()
    assert Article.objects.values_list("title", "version").get() == ("Theirs", 2)
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("version", ["", "abc", "-1", str(10**30)])
def test_a_damaged_version_saves_nothing(editor: Client, version: str) -> None:
    article = make_article(title="Before")
    values = form_values(opened(editor, change(article))) | {"title": "After", "version": version}
    assert (editor.post(change(article), values).status_code, Article.objects.get().title) == (200, "Before")


def test_the_article_on_the_site_is_one_link_away(editor: Client) -> None:
    article = make_article()
    assert f'href="{article.get_absolute_url()}"' in opened(editor, change(article)).content.decode()


def test_an_article_is_deleted_after_a_confirmation(editor: Client) -> None:
    article = make_article(title="Old")
    where = f"{LIST}{article.pk}/delete/"
    assert "Old" in editor.get(where).content.decode()
    editor.post(where, {"post": "yes"})
    assert not Article.objects.exists()


def test_chosen_articles_are_deleted_together(editor: Client) -> None:
    one, two, _ = make_articles("One", "Two", "Three")
    chosen = {"action": "delete_selected", "_selected_action": [str(one.pk), str(two.pk)]}
    assert "One" in editor.post(LIST, chosen).content.decode()
    editor.post(LIST, {**chosen, "post": "yes"})
    assert [article.title for article in Article.objects.all()] == ["Three"]


def test_a_whole_list_is_deleted_across_its_pages(editor: Client) -> None:
    articles = make_articles(*(f"Article {number}" for number in range(60)))
    action = {
        "action": "delete_selected",
        "select_across": "1",
        "_selected_action": [str(articles[0].pk)],
        "post": "yes",
    }
    editor.post(LIST, action)
    assert not Article.objects.exists()


def test_script_shows_as_text(editor: Client) -> None:
    article = make_article(title="<script>alert(1)</script>", content="</textarea><script>alert(2)</script>")
    for where in (LIST, change(article), f"{LIST}{article.pk}/delete/"):
        assert "<script>alert" not in editor.get(where, follow=True).content.decode()


def test_mongodb_unavailable_is_a_clear_page(editor: Client, settings: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "catalog.outages.OutageMiddleware"]
    with outage():
        answers = [editor.get(LIST), editor.get(f"{LIST}{ObjectId()}/change/")]
    assert [answer.status_code for answer in answers] == [503, 503]


def test_another_error_is_still_an_error(editor: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "catalog.outages.OutageMiddleware"]

    def broken(*_: Any) -> None:
        raise RuntimeError("a bug")

    article = make_article()
    monkeypatch.setattr(ArticleAdmin, "get_object", broken)
    with pytest.raises(RuntimeError, match="a bug"):
        editor.get(change(article))


def test_an_article_whose_title_is_not_text_can_be_opened(editor: Client) -> None:
    """The link of a dead letter leads here, so that an editor can correct the article."""
    assert opened(editor, change(make_foreign_article(title=42))).status_code == 200


@pytest.mark.parametrize(
    "foreign",
    [
        {"category": None},
        {"category": 42},
        {"author": "Jane; John"},
        {"author": None},
        {"author": [1, None]},
        {"author": 7},
        {"source_url": None},
        {"source_url": 5},
        {"source_url": "javascript:x"},
    ],
)
def test_what_another_program_wrote_is_listed_opened_and_corrected(editor: Client, foreign: dict[str, Any]) -> None:
    article = make_foreign_article(content="Text.", **foreign)
    assert editor.get(LIST).status_code == 200
    values = form_values(opened(editor, change(article)))
    right = {"title": "After", "category": "tech", "author": "Jane Doe", "source_url": ""}
    assert editor.post(change(article), values | right).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.category, article.author, article.source_url) == ("After", "tech", ["Jane Doe"], "")


def test_an_edit_of_an_article_that_was_deleted_meanwhile_is_shown_and_can_be_added(editor: Client) -> None:
    article = make_article()
    values = form_values(opened(editor, change(article))) | {"content": "My long work."}
    Article.objects.all().delete()
    response = editor.post(change(article), values)
    page = response.content.decode()
    assert response.status_code == 409
    assert "This article was deleted" in page
    assert "My long work.</textarea>" in page
    assert 'action="/articles/new/"' in page
