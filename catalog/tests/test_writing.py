"""Adding, editing and deleting on the pages."""

import re
from datetime import UTC, datetime

import pytest
from bson import ObjectId
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.categories import register
from catalog.models import CONTENT_LENGTH, TITLE_LENGTH, Article, Category
from catalog.tests.factories import make_article, make_foreign_article, typed

pytestmark = pytest.mark.servers
NEW = "/articles/new/"


def edit(client: Client, article: Article, **fields: object) -> int:
    return client.post(f"{article.get_absolute_url()}edit/", typed(version=article.version, **fields)).status_code


def test_an_article_is_added_and_shown(editor: Client) -> None:
    response = editor.post(NEW, typed(title="New kit", content="One.\n\nTwo.", category="sport"), follow=True)
    added = Article.objects.get()
    assert response.redirect_chain == [(added.get_absolute_url(), 302)]
    assert (added.title, added.content, added.category, added.version) == ("New kit", "One.\n\nTwo.", "sport", 1)


def test_a_message_says_what_was_added(editor: Client) -> None:
    register(["tech"])
    response = editor.post(NEW, typed(title="New <b>kit"), follow=True)
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["“New <b>kit” was added."]
    assert "New &lt;b&gt;kit” was added" in response.content.decode()


def test_a_category_in_another_case_is_the_one_there_is(editor: Client) -> None:
    register(["World News"])
    response = editor.post(NEW, typed(title="Kit", category=" world  NEWS "), follow=True)
    assert Article.objects.get().category == "World News"
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["“Kit” was added."]


def test_a_message_says_that_a_category_is_new(editor: Client) -> None:
    register(["Sport"])
    response = editor.post(NEW, typed(title="Kit", category="Sprot"), follow=True)
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["“Kit” was added. Its category “Sprot” is new."]
    assert sorted(Category.objects.values_list("name", flat=True)) == ["Sport", "Sprot"]


def test_authors_and_source_are_saved_and_come_back_into_the_form(editor: Client) -> None:
    given = {"author": ["Jane Doe", "Roe, John"], "source_url": "https://news.example/1"}
    editor.post(NEW, typed(**given))
    added = Article.objects.get()
    assert (added.author, added.source_url) == (given["author"], given["source_url"])
    form = editor.get(f"{added.get_absolute_url()}edit/").context["form"]
    assert (form["author"].value(), form["source_url"].value()) == ("Jane Doe; Roe, John", "https://news.example/1")


def test_the_archives_categories_are_offered(editor: Client) -> None:
    register(["World News", "<b>"])
    page = editor.get(NEW).content.decode()
    assert all(f'<option value="{name}">' in page for name in ("World News", "&lt;b&gt;"))


def test_a_save_costs_the_same_with_2000_categories(editor: Client) -> None:
    costs = []
    for number in (1, 2_000):
        Category.objects.bulk_create(
            Category(name=f"C {number} {each}", key=f"c {number} {each}", slug=f"c-{number}-{each}")
            for each in range(number)
        )
        with CaptureQueriesContext(connection) as queries:
            editor.post(NEW, typed(category="C 1 0"))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_same_form_sent_twice_makes_one_article(editor: Client) -> None:
    form = typed(key=str(editor.get(NEW).context["form"]["key"].value()))
    first, second = editor.post(NEW, form), editor.post(NEW, form)
    assert first["Location"] == second["Location"]
    assert Article.objects.count() == 1


def test_a_form_changed_after_back_and_sent_again_makes_another_article(editor: Client) -> None:
    form = typed(key=str(ObjectId()))
    editor.post(NEW, form)
    editor.post(NEW, {**form, "title": "Another"})
    assert Article.objects.count() == 2


@pytest.mark.parametrize("key", ["", "abc", "\0", "0" * 25, "g" * 24])
def test_a_damaged_key_is_replaced(editor: Client, key: str) -> None:
    assert editor.post(NEW, typed(key=key)).status_code == 302


def test_the_longest_title_and_text_are_taken(editor: Client) -> None:
    assert editor.post(NEW, typed(title="x" * TITLE_LENGTH, content="y" * CONTENT_LENGTH)).status_code == 302


def test_an_error_is_tied_to_its_field(editor: Client) -> None:
    page = editor.post(NEW, typed(title="")).content.decode()
    assert 'aria-describedby="id_title_error"' in page
    assert 'id="id_title_error"' in page
    assert 'href="#id_title"' in page


def test_what_was_typed_comes_back_with_an_error(editor: Client) -> None:
    page = editor.post(NEW, typed(title="", content="Long <b>work")).content.decode()
    assert "Long &lt;b&gt;work" in page
    assert not Article.objects.exists()


def test_spaces_around_a_title_go_and_those_around_the_text_stay(editor: Client) -> None:
    editor.post(NEW, typed(title="  Title ", content="  Text\n"))
    added = Article.objects.get()
    assert (added.title, added.content) == ("Title", "  Text\n")


def test_an_edit_is_saved_as_the_next_version(editor: Client) -> None:
    article = make_article(updated_at=datetime(2020, 1, 1, tzinfo=UTC))
    before = timezone.now()
    assert edit(editor, article, title="After") == 302
    saved = Article.objects.get()
    assert (saved.title, saved.version) == ("After", 2)
    assert saved.updated_at.timestamp() >= int(before.timestamp())


def test_an_edit_is_one_conditional_statement(editor: Client) -> None:
    article = make_article()
    with CaptureQueriesContext(connection) as queries:
        edit(editor, article)
    writes = [query["sql"] for query in queries if "update_many" in query["sql"]]
    assert len(writes) == 1
    assert "'version': 1" in writes[0]


@pytest.mark.parametrize("moment", ["2024-05-01T09:30", "2024-05-01T09:30:15", "2024-05-01T09:30:15.250"])
def test_an_edit_of_the_title_keeps_the_date_to_the_millisecond(editor: Client, moment: str) -> None:
    date = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    article = make_article(published_at=date)
    shown = editor.get(f"{article.get_absolute_url()}edit/").context["form"]
    fields = {field.name: field.value() for field in shown} | {"published_at": moment, "title": "After"}
    assert f'value="{moment}"' in str(shown["published_at"])
    editor.post(f"{article.get_absolute_url()}edit/", fields)
    assert Article.objects.get().published_at == date


def test_opening_and_saving_the_form_changes_no_line_of_the_text(editor: Client) -> None:
    article = make_article(content="\n One.\n\nTwo. \n")
    edit(editor, article, title=article.title, content=article.content)
    assert Article.objects.get().content == "\n One.\n\nTwo. \n"


@pytest.mark.parametrize("version", ["", "abc", "-1", "1.5", str(10**30)])
def test_a_form_without_a_proper_version_saves_nothing(editor: Client, version: str) -> None:
    article = make_article(title="Before")
    response = editor.post(f"{article.get_absolute_url()}edit/", typed(version=version, title="After"))
    assert (response.status_code, Article.objects.get().title) == (200, "Before")


def test_an_article_of_another_program_can_be_edited(editor: Client) -> None:
    article = make_foreign_article()
    page = editor.get(f"{article.get_absolute_url()}edit/").context["form"]
    response = editor.post(f"{article.get_absolute_url()}edit/", typed(version=page["version"].value(), title="After"))
    assert response.status_code == 302
    assert Article.objects.values_list("title", "version").get() == ("After", 1)


def test_deleting_asks_first(editor: Client) -> None:
    article = make_article()
    assert editor.get(f"{article.get_absolute_url()}delete/").status_code == 200
    assert Article.objects.exists()


def test_a_confirmed_article_is_deleted_with_a_message(editor: Client) -> None:
    article = make_article(title="Old")
    response = editor.post(f"{article.get_absolute_url()}delete/", {"version": 1}, follow=True)
    assert re.findall(r'<p role="status">(.*?)</p>', response.content.decode()) == ["“Old” was deleted."]
    assert not Article.objects.exists()


def test_a_delete_is_one_conditional_statement(editor: Client) -> None:
    article = make_article()
    with CaptureQueriesContext(connection) as queries:
        editor.post(f"{article.get_absolute_url()}delete/", {"version": 1})
    writes = [query["sql"] for query in queries if "delete_many" in query["sql"]]
    assert len(writes) == 1
    assert "'version': 1" in writes[0]


def test_an_article_of_another_program_can_be_deleted(editor: Client) -> None:
    article = make_foreign_article(content="Text.")
    page = editor.get(f"{article.get_absolute_url()}delete/").content.decode()
    assert 'value="0"' in page
    editor.post(f"{article.get_absolute_url()}delete/", {"version": 0})
    assert not Article.objects.exists()


def test_an_article_that_is_gone_cannot_be_deleted_again(editor: Client) -> None:
    assert editor.post(f"/articles/{ObjectId()}/delete/", {"version": 1}).status_code == 404
