"""Categories in Django's admin: listed with their articles, renamed, merged and deleted without losing one."""

import html
import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.admin import categories as category_admin
from catalog.categories import register
from catalog.editing import recategorise
from catalog.models import Article, Category
from catalog.tests.factories import make_article, make_articles, make_foreign_article, make_user

pytestmark = pytest.mark.servers
LIST = "/admin/catalog/category/"
MERGE = f"{LIST}merge/"


@pytest.fixture
def sport(mongo: None) -> Category:
    register(["sport", "tech"])
    make_articles("One", "Two", category="sport")
    make_article(title="Chip", category="tech")
    return Category.objects.get(name="sport")


def change(category: Category) -> str:
    return f"{LIST}{category.pk}/change/"


def form_values(response: Any) -> dict[str, Any]:
    values = {field.name: field.value() for field in response.context["adminform"].form}
    return {name: "" if value is None else value for name, value in values.items()}


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def save(client: Client, category: Category, **given: Any) -> Any:
    return client.post(change(category), form_values(client.get(change(category))) | given, follow=True)


def merge(client: Client, into: Category, *chosen: Category) -> Any:
    return client.post(MERGE, {"ids": ",".join(str(each.pk) for each in chosen), "into": str(into.pk)}, follow=True)


def errors(response: Any) -> str:
    return str(response.context["adminform"].form.errors.get("name", ""))


def names() -> dict[str, int]:
    """Return the categories by name, each with the number of articles that have it."""
    return {each.name: Article.objects.filter(category=each.name).count() for each in Category.objects.order_by("key")}


def test_the_list_shows_how_many_articles_each_category_has(editor: Client, sport: Category) -> None:
    page = editor.get(LIST).content.decode()
    rows = re.findall(r'class="field-label">.*?>(\w+)</a>.*?class="field-articles"><a [^>]*>(\d+)<', page)
    assert rows == [("Sport", "2"), ("Tech", "1")]


def test_the_list_costs_the_same_for_100_categories_as_for_two(editor: Client, sport: Category) -> None:
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
def test_a_search_that_mongodb_could_not_take_is_no_search(editor: Client, sport: Category, words: str) -> None:
    assert len(editor.get(LIST, {"q": words}).context["cl"].result_list) == 2


def test_a_category_is_added_by_hand(editor: Client) -> None:
    editor.post(f"{LIST}add/", {"name": " World  news ", "slug": "", "order": "3", "description": "All of it."})
    added = Category.objects.get()
    assert (added.name, added.key, added.slug, added.order) == ("World news", "world news", "world-news", 3)


def test_a_category_that_exists_cannot_be_added(editor: Client, sport: Category) -> None:
    response = editor.post(f"{LIST}add/", {"name": "SPORT", "slug": ""})
    assert "There is a category “sport” already." in errors(response)
    assert Category.objects.count() == 2


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "x" * 500, "a\0b", "\u200b"])
def test_what_cannot_be_a_name_is_refused(editor: Client, sport: Category, name: str) -> None:
    assert errors(editor.post(f"{LIST}add/", {"name": name, "slug": "a"}))
    assert errors(save(editor, sport, name=name))
    assert list(names()) == ["sport", "tech"]


def test_an_added_category_takes_a_former_name_over(editor: Client, sport: Category) -> None:
    save(editor, sport, name="Athletics")
    editor.post(f"{LIST}add/", {"name": "Sport", "slug": ""})
    assert Category.objects.get(name="Athletics").former_keys == []
    save(editor, sport, description="Saved again.")
    assert names() == {"Athletics": 2, "Sport": 0, "tech": 1}


def test_a_rename_takes_the_articles_along_and_says_how_many(editor: Client, sport: Category) -> None:
    assert "2 articles moved to “Athletics”." in said(save(editor, sport, name="Athletics"))
    assert names() == {"Athletics": 2, "tech": 1}
    assert set(Article.objects.filter(category="Athletics").values_list("version", flat=True)) == {2}


def test_a_rename_keeps_the_slug_and_is_in_the_history(editor: Client, sport: Category) -> None:
    save(editor, sport, name="Athletics")
    assert Category.objects.get(name="Athletics").slug == "sport"
    assert "Changed Name." in LogEntry.objects.get().get_change_message()


def test_the_other_fields_are_saved_without_moving_anything(editor: Client, sport: Category) -> None:
    response = save(editor, sport, slug="games", order="1", description="Balls.")
    sport.refresh_from_db()
    assert (sport.name, sport.slug, sport.order, sport.description) == ("sport", "games", 1, "Balls.")
    assert not any("moved" in text for text in said(response))
    assert set(Article.objects.values_list("version", flat=True)) == {1}


def test_the_name_of_another_category_is_refused_and_the_merge_is_offered(editor: Client, sport: Category) -> None:
    tech = Category.objects.get(name="tech")
    response = save(editor, sport, name="TECH")
    assert f"{MERGE}?ids={sport.pk}&into={tech.pk}" in html.unescape(errors(response))
    assert names() == {"sport": 2, "tech": 1}


def test_saving_a_description_does_not_undo_a_rename_by_someone_else(editor: Client, sport: Category) -> None:
    values = form_values(editor.get(change(sport)))
    recategorise.rename(sport, "Athletics")
    editor.post(change(sport), values | {"description": "Balls."})
    assert Category.objects.get(pk=sport.pk).description == "Balls."
    assert names() == {"Athletics": 2, "tech": 1}


def test_two_renames_are_a_conflict_that_the_second_may_settle(editor: Client, sport: Category) -> None:
    values = form_values(editor.get(change(sport))) | {"name": "Games"}
    recategorise.rename(sport, "Athletics")
    response = editor.post(change(sport), values)
    assert "Someone else renamed this category to “Athletics”" in errors(response)
    editor.post(change(sport), form_values(response))
    assert names() == {"Games": 2, "tech": 1}


def test_a_rename_in_the_last_moment_is_a_conflict_too(
    editor: Client, sport: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = recategorise.rename

    def after_another(category: Category, name: str, **options: Any) -> Any:
        monkeypatch.setattr(category_admin, "rename", rename)
        Category.objects.filter(pk=category.pk).update(name="Athletics", key="athletics")
        return rename(category, name, **options)

    monkeypatch.setattr(category_admin, "rename", after_another)
    assert "Someone else renamed" in errors(save(editor, sport, name="Games"))


def test_a_long_move_stops_says_so_and_continues_when_it_is_saved_again(
    editor: Client, sport: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(category_admin, "MOST_MOVED", 1)
    monkeypatch.setattr(recategorise, "BATCH", 1)
    first = said(save(editor, sport, name="Athletics"))
    assert "1 article moved to “Athletics”." in first
    assert any(text.startswith("About 1 article still to be moved.") for text in first)
    assert "(1 under another name; save to move)" in editor.get(LIST).content.decode()
    second = said(save(editor, sport))
    assert "1 article moved to “Athletics”." in second
    assert not any("still to be" in text for text in second)
    assert names() == {"Athletics": 2, "tech": 1}


def test_the_merge_page_says_how_many_articles_move_and_offers_all_others(editor: Client, sport: Category) -> None:
    register(f"Category {number}" for number in range(400))
    page = editor.get(MERGE, {"ids": str(sport.pk)}).content.decode()
    assert "2 articles will move" in page
    assert "Tech (1)" in page
    assert page.count("<option") == 402
    assert f'value="{sport.pk}"' in page
    assert "Sport (2)</option>" not in page


def test_the_action_leads_to_the_merge_page(editor: Client, sport: Category) -> None:
    response = editor.post(LIST, {"action": "merge_chosen", "_selected_action": [str(sport.pk)]})
    assert "2 articles will move" in response.content.decode()
    assert names() == {"sport": 2, "tech": 1}


def test_a_target_in_the_address_is_chosen(editor: Client, sport: Category) -> None:
    tech = Category.objects.get(name="tech")
    page = editor.get(MERGE, {"ids": str(sport.pk), "into": str(tech.pk)}).content.decode()
    assert f'<option value="{tech.pk}" selected>' in page


def test_a_merge_moves_the_articles_and_deletes_the_category(editor: Client, sport: Category) -> None:
    response = merge(editor, Category.objects.get(name="tech"), sport)
    assert said(response) == ["“sport” merged into “tech”.", "2 articles moved to “tech”."]
    assert names() == {"tech": 3}
    assert LogEntry.objects.get().get_change_message() == "Merged “sport” into it."


def test_several_are_merged_at_once(editor: Client, sport: Category) -> None:
    register(["world"])
    make_article(category="world")
    merge(editor, Category.objects.get(name="tech"), sport, Category.objects.get(name="world"))
    assert names() == {"tech": 4}


def test_a_long_merge_continues_when_the_target_is_saved(
    editor: Client, sport: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(category_admin, "MOST_MOVED", 1)
    monkeypatch.setattr(recategorise, "BATCH", 1)
    tech = Category.objects.get(name="tech")
    response = merge(editor, tech, sport)
    assert response.redirect_chain[-1][0] == change(tech)
    assert any("still to be moved" in text for text in said(response))
    save(editor, tech)
    assert names() == {"tech": 3}


@pytest.mark.parametrize("into", ["", "abc", "0" * 24])
def test_a_target_that_is_none_is_an_error_of_the_field(editor: Client, sport: Category, into: str) -> None:
    response = editor.post(MERGE, {"ids": str(sport.pk), "into": into})
    assert (response.status_code, names()) == (200, {"sport": 2, "tech": 1})
    assert "errorlist" in response.content.decode()


def test_a_category_is_not_merged_into_itself(editor: Client, sport: Category) -> None:
    assert merge(editor, sport, sport).status_code == 200
    assert names() == {"sport": 2, "tech": 1}


@pytest.mark.parametrize("ids", ["", "abc", "0" * 24, ",,,"])
def test_categories_that_are_gone_are_told(editor: Client, sport: Category, ids: str) -> None:
    response = editor.get(MERGE, {"ids": ids}, follow=True)
    assert said(response) == ["These categories are gone; somebody has merged them already."]


def test_a_merge_sent_twice_is_harmless(editor: Client, sport: Category) -> None:
    tech = Category.objects.get(name="tech")
    merge(editor, tech, sport)
    assert "gone" in said(merge(editor, tech, sport))[0]
    assert (names(), Category.objects.get().former_keys) == ({"tech": 3}, ["sport"])


def test_a_category_with_articles_is_not_deleted_and_the_merge_is_offered(editor: Client, sport: Category) -> None:
    where = f"{LIST}{sport.pk}/delete/"
    for page in (editor.get(where), editor.post(where, {"post": "yes"})):
        assert "“Sport” has 2 articles." in page.content.decode()
        assert f"{MERGE}?ids={sport.pk}" in page.content.decode()
    assert names() == {"sport": 2, "tech": 1}


def test_chosen_categories_with_articles_are_not_deleted(editor: Client, sport: Category) -> None:
    register(["empty"])
    chosen = [str(each.pk) for each in Category.objects.all()]
    for answer in ({}, {"post": "yes"}):
        given = {"action": "delete_selected", "_selected_action": chosen, **answer}
        assert "None was deleted" in editor.post(LIST, given).content.decode()
    assert names() == {"empty": 0, "sport": 2, "tech": 1}


def test_a_category_without_articles_is_deleted(editor: Client) -> None:
    register(["one", "two", "three"])
    editor.post(f"{LIST}{Category.objects.get(name='one').pk}/delete/", {"post": "yes"})
    two = str(Category.objects.get(name="two").pk)
    editor.post(LIST, {"action": "delete_selected", "_selected_action": [two], "post": "yes"})
    assert list(names()) == ["three"]


def test_who_may_only_look_can_neither_rename_nor_merge(mongo: None, sport: Category) -> None:
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_category"))
    client = Client()
    client.force_login(user)
    assert client.get(LIST).status_code == 200
    assert client.get(MERGE, {"ids": str(sport.pk)}).status_code == 403
    assert client.post(change(sport), {"name": "Athletics"}).status_code == 403
    assert "Merge" not in client.get(change(sport)).content.decode()


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
def test_a_bad_value_saves_nothing(editor: Client, sport: Category, field: str, value: str) -> None:
    response = save(editor, sport, name="Athletics", **{field: value})
    assert list(response.context["adminform"].form.errors) == [field]
    assert names() == {"sport": 2, "tech": 1}
