"""Categories in Django's admin: listed with their articles, renamed, merged and deleted without losing one."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.admin import categories as category_admin
from catalog.categories import register
from catalog.editing import recategorise
from catalog.models import Article, Category
from catalog.tests.categories.pages import LIST, MERGE, change, errors, form_values, names, said, save
from catalog.tests.factories import make_article, make_foreign_article

pytestmark = pytest.mark.servers


def test_the_list_shows_how_many_articles_each_category_has(editor: Client, filled: Category) -> None:
    page = editor.get(LIST).content.decode()
    rows = re.findall(r'class="field-label">.*?>(\w+)</a>.*?class="field-articles"><a [^>]*>(\d+)<', page)
    assert rows == [("Sport", "2"), ("Tech", "1")]


def test_the_list_costs_the_same_for_100_categories_as_for_two(editor: Client, filled: Category) -> None:
    costs = []
    for number in (0, 98):
        register(f"Category {each}" for each in range(number))
        with CaptureQueriesContext(connection) as queries:
            editor.get(LIST)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_categories_with_an_order_are_first_then_by_name(editor: Client) -> None:
    register(["b", "A", "last", "first"])
    Category.objects.filter(name="last").update(order=2)
    Category.objects.filter(name="first").update(order=-1)
    assert [each.name for each in editor.get(LIST).context["cl"].result_list] == ["first", "last", "A", "b"]


def test_a_category_that_came_past_the_site_is_listed(editor: Client) -> None:
    make_foreign_article(category="Weather")
    assert [each.name for each in editor.get(LIST).context["cl"].result_list] == ["Weather"]


@pytest.mark.parametrize("words", ["x" * 10_000, "word " * 5_000, "a\0b"])
def test_a_search_that_mongodb_could_not_take_is_no_search(editor: Client, filled: Category, words: str) -> None:
    assert len(editor.get(LIST, {"q": words}).context["cl"].result_list) == 2


def test_a_category_is_added_by_hand(editor: Client) -> None:
    editor.post(f"{LIST}add/", {"name": " World  news ", "slug": "", "order": "3", "description": "All of it."})
    added = Category.objects.get()
    assert (added.name, added.key, added.slug, added.order) == ("World news", "world news", "world-news", 3)


def test_a_category_that_exists_cannot_be_added(editor: Client, filled: Category) -> None:
    response = editor.post(f"{LIST}add/", {"name": "SPORT", "slug": ""})
    assert "There is a category “sport” already." in errors(response)
    assert Category.objects.count() == 2


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "x" * 500, "a\0b", "\u200b"])
def test_what_cannot_be_a_name_is_refused(editor: Client, filled: Category, name: str) -> None:
    assert errors(editor.post(f"{LIST}add/", {"name": name, "slug": "a"}))
    assert errors(save(editor, filled, name=name))
    assert list(names()) == ["sport", "tech"]


def test_an_added_category_takes_a_former_name_over(editor: Client, filled: Category) -> None:
    save(editor, filled, name="Athletics")
    editor.post(f"{LIST}add/", {"name": "Sport", "slug": ""})
    assert Category.objects.get(name="Athletics").former_keys == []
    save(editor, filled, description="Saved again.")
    assert names() == {"Athletics": 2, "Sport": 0, "tech": 1}


def test_a_rename_takes_the_articles_along_and_says_how_many(editor: Client, filled: Category) -> None:
    assert "2 articles moved to “Athletics”." in said(save(editor, filled, name="Athletics"))
    assert names() == {"Athletics": 2, "tech": 1}
    assert set(Article.objects.filter(category="Athletics").values_list("version", flat=True)) == {2}


def test_a_rename_keeps_the_slug_and_is_in_the_history(editor: Client, filled: Category) -> None:
    save(editor, filled, name="Athletics")
    assert Category.objects.get(name="Athletics").slug == "sport"
    assert "Changed Name." in LogEntry.objects.get().get_change_message()


def test_the_other_fields_are_saved_without_moving_anything(editor: Client, filled: Category) -> None:
    response = save(editor, filled, slug="games", order="1", description="Balls.")
    filled.refresh_from_db()
    assert (filled.name, filled.slug, filled.order, filled.description) == ("sport", "games", 1, "Balls.")
    assert not any("moved" in text for text in said(response))
    assert set(Article.objects.values_list("version", flat=True)) == {1}


def test_saving_a_description_does_not_undo_a_rename_by_someone_else(editor: Client, filled: Category) -> None:
    values = form_values(editor.get(change(filled)))
    recategorise.rename(filled, "Athletics")
    editor.post(change(filled), values | {"description": "Balls."})
    assert Category.objects.get(pk=filled.pk).description == "Balls."
    assert names() == {"Athletics": 2, "tech": 1}


def test_two_renames_are_a_conflict_that_the_second_may_settle(editor: Client, filled: Category) -> None:
    values = form_values(editor.get(change(filled))) | {"name": "Games"}
    recategorise.rename(filled, "Athletics")
    response = editor.post(change(filled), values)
    assert "Someone else renamed this category to “Athletics”" in errors(response)
    editor.post(change(filled), form_values(response))
    assert names() == {"Games": 2, "tech": 1}


def test_a_rename_in_the_last_moment_is_a_conflict_too(
    editor: Client, filled: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = recategorise.rename

    def after_another(category: Category, name: str, **options: Any) -> Any:
        monkeypatch.setattr(category_admin, "rename", rename)
        Category.objects.filter(pk=category.pk).update(name="Athletics", key="athletics")
        return rename(category, name, **options)

    monkeypatch.setattr(category_admin, "rename", after_another)
    assert "Someone else renamed" in errors(save(editor, filled, name="Games"))


def test_a_long_move_stops_says_so_and_continues_when_it_is_saved_again(
    editor: Client, filled: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(category_admin, "MOST_MOVED", 1)
    monkeypatch.setattr(recategorise, "BATCH", 1)
    first = said(save(editor, filled, name="Athletics"))
    assert "1 article moved to “Athletics”." in first
    assert any(text.startswith("About 1 article still to be moved.") for text in first)
    assert "(1 under another name; save to move)" in editor.get(LIST).content.decode()
    second = said(save(editor, filled))
    assert "1 article moved to “Athletics”." in second
    assert not any("still to be" in text for text in second)
    assert names() == {"Athletics": 2, "tech": 1}


def test_who_is_not_signed_in_is_sent_to_sign_in(reader: Client) -> None:
    assert reader.get(MERGE)["Location"].startswith("/admin/login/")


def test_script_in_a_name_shows_as_text(editor: Client) -> None:
    register(["<script>alert(1)</script>"])
    category = Category.objects.get()
    make_article(category=category.name)
    for where in (LIST, change(category), f"{MERGE}?ids={category.pk}", f"{LIST}{category.pk}/delete/"):
        assert "<script>alert" not in editor.get(where).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("order", "abc"),
        ("order", str(10**30)),
        ("slug", "a b"),
        ("slug", "x" * 500),
        ("slug", "tech"),
        ("description", "a\0b"),
        ("description", "x" * 2_001),
    ],
)
def test_a_bad_value_saves_nothing(editor: Client, filled: Category, field: str, value: str) -> None:
    response = save(editor, filled, name="Athletics", **{field: value})
    assert list(response.context["adminform"].form.errors) == [field]
    assert names() == {"sport": 2, "tech": 1}
