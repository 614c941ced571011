"""Categories merged and deleted in Django's admin, without losing an article."""

import html

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client

from catalog.admin import categories as category_admin
from catalog.categories import register
from catalog.editing import recategorise
from catalog.models import Category
from catalog.tests.categories.pages import LIST, MERGE, change, errors, merge, names, said, save
from catalog.tests.factories import make_article, make_user

pytestmark = pytest.mark.servers


def test_the_name_of_another_category_is_refused_and_the_merge_is_offered(editor: Client, filled: Category) -> None:
    tech = Category.objects.get(name="tech")
    response = save(editor, filled, name="TECH")
    assert f"{MERGE}?ids={filled.pk}&into={tech.pk}" in html.unescape(errors(response))
    assert names() == {"sport": 2, "tech": 1}


def test_the_merge_page_says_how_many_articles_move_and_offers_all_others(editor: Client, filled: Category) -> None:
    register(f"Category {number}" for number in range(400))
    page = editor.get(MERGE, {"ids": str(filled.pk)}).content.decode()
    assert "2 articles will move" in page
    assert "Tech (1)" in page
    assert page.count("<option") == 402
    assert f'value="{filled.pk}"' in page
    assert "Sport (2)</option>" not in page


def test_the_action_leads_to_the_merge_page(editor: Client, filled: Category) -> None:
    response = editor.post(LIST, {"action": "merge_chosen", "_selected_action": [str(filled.pk)]})
    assert "2 articles will move" in response.content.decode()
    assert names() == {"sport": 2, "tech": 1}


def test_a_target_in_the_address_is_chosen(editor: Client, filled: Category) -> None:
    tech = Category.objects.get(name="tech")
    page = editor.get(MERGE, {"ids": str(filled.pk), "into": str(tech.pk)}).content.decode()
    assert f'<option value="{tech.pk}" selected>' in page


def test_a_merge_moves_the_articles_and_deletes_the_category(editor: Client, filled: Category) -> None:
    response = merge(editor, Category.objects.get(name="tech"), filled)
    assert said(response) == ["“sport” merged into “tech”.", "2 articles moved to “tech”."]
    assert names() == {"tech": 3}
    assert LogEntry.objects.get().get_change_message() == "Merged “sport” into it."


def test_several_are_merged_at_once(editor: Client, filled: Category) -> None:
    register(["world"])
    make_article(category="world")
    merge(editor, Category.objects.get(name="tech"), filled, Category.objects.get(name="world"))
    assert names() == {"tech": 4}


def test_a_long_merge_continues_when_the_target_is_saved(
    editor: Client, filled: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(category_admin, "MOST_MOVED", 1)
    monkeypatch.setattr(recategorise, "BATCH", 1)
    tech = Category.objects.get(name="tech")
    response = merge(editor, tech, filled)
    assert response.redirect_chain[-1][0] == change(tech)
    assert any("still to be moved" in text for text in said(response))
    save(editor, tech)
    assert names() == {"tech": 3}


@pytest.mark.parametrize("into", ["", "abc", "0" * 24])
def test_a_target_that_is_none_is_an_error_of_the_field(editor: Client, filled: Category, into: str) -> None:
    response = editor.post(MERGE, {"ids": str(filled.pk), "into": into})
    assert (response.status_code, names()) == (200, {"sport": 2, "tech": 1})
    assert "errorlist" in response.content.decode()


def test_a_category_is_not_merged_into_itself(editor: Client, filled: Category) -> None:
    assert merge(editor, filled, filled).status_code == 200
    assert names() == {"sport": 2, "tech": 1}


@pytest.mark.parametrize("ids", ["", "abc", "0" * 24, ",,,"])
def test_categories_that_are_gone_are_told(editor: Client, filled: Category, ids: str) -> None:
    response = editor.get(MERGE, {"ids": ids}, follow=True)
    assert said(response) == ["These categories are gone; somebody has merged them already."]


def test_a_merge_sent_twice_is_harmless(editor: Client, filled: Category) -> None:
    tech = Category.objects.get(name="tech")
    merge(editor, tech, filled)
    assert "gone" in said(merge(editor, tech, filled))[0]
    assert (names(), Category.objects.get().former_keys) == ({"tech": 3}, ["sport"])


def test_a_category_with_articles_is_not_deleted_and_the_merge_is_offered(editor: Client, filled: Category) -> None:
    where = f"{LIST}{filled.pk}/delete/"
    for page in (editor.get(where), editor.post(where, {"post": "yes"})):
        assert "“Sport” has 2 articles." in page.content.decode()
        assert f"{MERGE}?ids={filled.pk}" in page.content.decode()
    assert names() == {"sport": 2, "tech": 1}


def test_chosen_categories_with_articles_are_not_deleted(editor: Client, filled: Category) -> None:
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


def test_who_may_only_look_can_neither_rename_nor_merge(mongo: None, filled: Category) -> None:
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_category"))
    client = Client()
    client.force_login(user)
    assert client.get(LIST).status_code == 200
    assert client.get(MERGE, {"ids": str(filled.pk)}).status_code == 403
    assert client.post(change(filled), {"name": "Athletics"}).status_code == 403
    assert "Merge" not in client.get(change(filled)).content.decode()
