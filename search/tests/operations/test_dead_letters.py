"""The articles that cannot be indexed, in the admin: shown with their reason."""

import pytest
from bson import ObjectId
from django.test import Client

from search.models import DeadLetter
from search.sync.follow.checkpoints import Target
from search.sync.keys import key_of
from search.tests.browsers import browser_of
from search.tests.operations.letters import LIST, kept, letter_for, page

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


def test_a_letter_is_listed_with_its_reason(admin: Client) -> None:
    letter_for(ObjectId("0" * 24), "title is <b>int</b>")
    shown = page(admin.get(LIST))
    assert "0" * 24 in shown
    assert "title is &lt;b&gt;int&lt;/b&gt;" in shown


def test_an_article_that_exists_is_linked(admin: Client) -> None:
    article = kept()
    letter = letter_for(article.pk)
    link = f'href="/admin/catalog/article/{article.pk}/change/"'
    assert link in page(admin.get(LIST))
    assert link in page(admin.get(f"{LIST}{letter.pk}/change/"))


@pytest.mark.parametrize("value", [ObjectId(), 7, "words", {"a": 1}])
def test_an_article_that_has_no_page_is_not_linked(admin: Client, value: object) -> None:
    letter = letter_for(key_of(value))
    for where in (LIST, f"{LIST}{letter.pk}/change/"):
        assert "/admin/catalog/article/" not in page(admin.get(where)).split('id="content"')[1]


def test_letters_are_found_by_article_and_by_reason(admin: Client) -> None:
    letter_for(ObjectId("a" * 24), "first")
    letter_for(ObjectId("b" * 24), "second")
    for words, found, other in (("a" * 24, "a", "b"), ("second", "b", "a")):
        shown = page(admin.get(LIST, {"q": words}))
        assert found * 24 in shown.split('id="result_list"')[1]
        assert other * 24 not in shown.split('id="result_list"')[1]


@pytest.mark.parametrize("words", ["\0", "x" * 40_000, "*", "\ud800".encode("utf-8", "surrogatepass")])
def test_no_search_is_an_error(admin: Client, words: str | bytes) -> None:
    letter_for(ObjectId())
    page(admin.get(LIST, {"q": words}))


def test_nothing_is_added_or_changed_by_hand(admin: Client) -> None:
    letter = letter_for(ObjectId())
    assert admin.get(f"{LIST}add/").status_code == 403
    assert admin.post(f"{LIST}{letter.pk}/change/", {"reason": "other"}).status_code == 403
    assert 'name="reason"' not in page(admin.get(f"{LIST}{letter.pk}/change/"))


def test_a_letter_can_be_deleted(admin: Client) -> None:
    letter = letter_for(ObjectId())
    assert admin.post(f"{LIST}{letter.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not DeadLetter.objects.exists()


def test_letters_chosen_can_be_deleted_together(admin: Client) -> None:
    chosen = [str(letter_for(ObjectId()).pk), str(letter_for(ObjectId()).pk)]
    letter_for(ObjectId())
    admin.post(LIST, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})
    assert DeadLetter.objects.count() == 1


def test_staff_with_the_view_permission_alone_is_not_offered_a_retry(live: Target) -> None:
    letter = letter_for(kept().pk)
    looker = browser_of("view_deadletter")
    assert "Try again now" not in page(looker.get(LIST))
    looker.post(LIST, {"action": "try_again", "_selected_action": [str(letter.pk)]})
    assert DeadLetter.objects.exists()
