"""Several articles are deleted, and one on its page, each only if it is as the page showed it."""

import re

import pytest
from django.test import Client

from audit.models import Entry
from catalog.editing.history import By, Change
from catalog.history_models import FormerVersion
from catalog.models import Article
from catalog.tests.batch.asking import DELETE, RESULTS, address, delete, left, report, there
from catalog.tests.factories import make_article, make_articles, make_user
from catalog.tests.history.reading import allowed, edit, rows, signed_in, text_of

pytestmark = pytest.mark.servers


def test_the_page_asks_first(editor: Client) -> None:
    one, two = make_articles("One", "Two")
    page = text_of(editor.get(address(DELETE, one, two)))
    assert "Delete 2 articles? One" in page
    assert "kept under Deleted articles" in page
    assert there([one, two]) == ["One", "Two"]


def test_all_are_deleted_and_the_way_leads_back(editor: Client) -> None:
    articles = make_articles("One", "Two", "Three")
    response = delete(editor, *articles[:2])
    assert (response.status_code, response["Location"], there(articles)) == (302, RESULTS, ["Three"])
    assert "2 articles were deleted." in text_of(editor.get("/articles/"))
    assert text_of(editor.get("/articles/deleted/")).count("UTC") == 2


def test_what_was_changed_meanwhile_stays_and_is_named(mongo: None) -> None:
    (client, _), other = signed_in(), make_user(username="bert")
    changed, fine = make_articles("Changed", "Fine")
    edit(changed, Change(by=By(other.pk, "bert")), content="new")
    response = report(client, delete(client, changed, fine))
    assert [(title, reason[:16]) for title, reason in left(response)] == [("Changed", "Changed by bert ")]
    assert there([changed, fine]) == ["Changed"]
    assert "“Fine” was deleted." in text_of(response)


def test_sent_twice_it_is_done_once_and_says_the_same(mongo: None) -> None:
    client, user = signed_in()
    articles = make_articles("One", "Two")
    assert [delete(client, *articles).status_code for _ in range(2)] == [302, 302]
    assert rows("version", "username") == [(1, user.username)] * 2
    assert Entry.objects.filter(action="deleted").count() == 2
    assert "2 articles were deleted." in text_of(client.get("/articles/"))


def test_what_somebody_else_deleted_is_reported_as_that(mongo: None) -> None:
    (anna, _), (bert, _) = signed_in(), signed_in(make_user(username="bert", is_superuser=True))
    article = make_article(title="Gone")
    delete(bert, article)
    response = report(anna, delete(anna, article))
    assert re.fullmatch(r"Deleted by bert at \d\d:\d\d UTC", dict(left(response))["Gone"])


def test_another_version_than_the_one_that_is_gone_is_not_taken_for_done(editor: Client) -> None:
    article = make_article()
    edit(article, content="new")
    delete(editor, Article.objects.get())
    assert len(left(report(editor, delete(editor, article)))) == 1


def test_history_and_trail_note_each(mongo: None) -> None:
    client, user = signed_in()
    articles = make_articles("One", "Two")
    delete(client, *articles)
    assert sorted(rows("title", "action", "deletion")) == [("One", "deleted", True), ("Two", "deleted", True)]
    noted = Entry.objects.filter(action="deleted").order_by("name")
    assert list(noted.values_list("name", "username")) == [("One", user.username), ("Two", user.username)]


def test_an_article_is_deleted_on_its_page_with_the_same_button_to_undo_it(editor: Client) -> None:
    article = make_article(title="Gone")
    response = editor.post(f"/articles/{article.pk}/delete/", {"version": 1})
    assert response["Location"] == "/articles/"
    page = editor.get("/articles/")
    assert "“Gone” was deleted. Undo until " in text_of(page)
    assert FormerVersion.objects.get().deletion


def test_who_may_not_add_articles_is_offered_no_undo(mongo: None) -> None:
    client = allowed("delete_article")
    delete(client, make_article(title="Gone"))
    page = text_of(client.get("/articles/"))
    assert "“Gone” was deleted." in page
    assert "Undo" not in page
