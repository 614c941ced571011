"""Several articles get another category, each only if it is as the page showed it."""

import hashlib
import re
from typing import Any

import pytest
from bson import ObjectId
from django.contrib.admin.models import LogEntry
from django.test import Client

from audit.models import Entry
from catalog.categories import register
from catalog.editing import conflicts, history
from catalog.editing.history import By, Change
from catalog.history_models import FormerVersion
from catalog.models import Article, Category
from catalog.tests.batch.asking import (
    CATEGORY,
    REPORT,
    RESULTS,
    address,
    categories,
    left,
    move,
    report,
    token,
    undo,
)
from catalog.tests.factories import article_fields, make_article, make_articles, make_foreign_article, make_user
from catalog.tests.history.reading import edit, rows, signed_in, text_of

pytestmark = pytest.mark.servers


def test_the_page_shows_the_articles_as_they_are_and_the_categories_to_choose_from(editor: Client) -> None:
    one, two = make_articles("One", "Two")
    register(["tech", "World news"])
    edit(two, title="Two & more")
    page = editor.get(address(CATEGORY, one, two)).content.decode()
    flat = " ".join(page.split())
    assert "Change the category of 2 articles" in flat
    assert re.findall(r'name="article" value="([^"]+)"', flat) == [f"{one.pk}:1", f"{two.pk}:2"]
    assert flat.index("One") < flat.index("Two &amp; more")
    assert '<option value="World news">' in page
    assert 'href="/?q=war&amp;category=tech"' in page


def test_all_are_moved_and_the_way_leads_back(editor: Client) -> None:
    articles = make_articles("One", "Two", "Three")
    response = move(editor, *articles, category=" Sport ")
    assert (response.status_code, response["Location"]) == (302, RESULTS)
    assert categories(*articles) == [("Sport", 2)] * 3
    page = text_of(editor.get("/articles/"))
    assert "3 articles were moved to “Sport”." in page
    assert "The category “Sport” is new." in page


def test_only_those_that_are_ticked_are_moved(editor: Client) -> None:
    one, two = make_articles("One", "Two")
    where = address(CATEGORY, one, two)
    assert editor.post(where, {"article": [f"{two.pk}:1"], "category": "sport"}).status_code == 302
    assert categories(one, two) == [("tech", 1), ("sport", 2)]
    assert "“Two” was moved to “sport”." in text_of(editor.get("/articles/"))


def test_a_name_in_another_spelling_or_a_former_name_is_the_category_that_there_is(editor: Client) -> None:
    article = make_article()
    register(["World News"])
    Category.objects.update(former_keys=["abroad"])
    move(editor, article, category="ABROAD")
    assert categories(article) == [("World News", 2)]
    assert "is new" not in text_of(editor.get("/articles/"))


def test_what_was_changed_or_deleted_meanwhile_is_left_and_named_with_the_reason(mongo: None) -> None:
    (client, _), user = signed_in(), make_user(username="bert")
    changed, gone, fine, known = make_articles("Changed", "Gone", "Fine", "Known")
    edit(changed, Change(by=By(user.pk, "bert")), title="Changed by him")
    conflicts.delete(gone.pk, 1, By(user.pk, "bert"))
    Article.objects.filter(pk=known.pk).update(category="sport")
    response = report(client, move(client, changed, gone, fine, known))
    found = dict(left(response))
    assert re.fullmatch(r"Changed by bert at \d\d:\d\d UTC", found["Changed by him"])
    assert re.fullmatch(r"Deleted by bert at \d\d:\d\d UTC", found["Gone"])
    assert found["Known"] == "Has this category already"
    assert categories(changed, fine, known) == [("tech", 2), ("sport", 2), ("sport", 1)]
    page = response.content.decode()
    assert "“Fine” was moved to “sport”." in page
    assert f'href="/articles/{gone.pk}/history/"' in page
    assert f'href="/articles/{changed.pk}/"' in page
    assert 'href="/?q=war&amp;category=tech"' in page


def test_what_is_saved_between_keeping_and_writing_is_not_overwritten(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article(content="first")
    before_change = history.before_change

    def save_between(*args: Any) -> Any:
        kept = before_change(*args)
        monkeypatch.setattr(history, "before_change", before_change)
        edit(article, content="second")
        return kept

    monkeypatch.setattr(history, "before_change", save_between)
    assert len(left(report(editor, move(editor, article)))) == 1
    assert Article.objects.values_list("content", "category", "version").get() == ("second", "tech", 2)


def test_when_nothing_was_done_there_is_nothing_to_undo(editor: Client) -> None:
    article = make_article(category="sport")
    response = report(editor, move(editor, article))
    assert left(response) == [(article.title, "Has this category already")]
    assert "Nothing was done" in text_of(response)
    assert all('name="done"' not in page.content.decode() for page in (response, editor.get("/articles/")))


def test_one_who_changed_it_oneself_is_told_so(mongo: None) -> None:
    client, user = signed_in()
    article = make_article()
    edit(article, Change(by=By(user.pk, user.username)), title="Mine")
    assert left(report(client, move(client, article)))[0][1].startswith("Changed by you at ")


def test_sent_twice_it_is_done_once_and_says_the_same(mongo: None) -> None:
    client, user = signed_in()
    articles = make_articles("One", "Two")
    assert [move(client, *articles).status_code for _ in range(2)] == [302, 302]
    assert categories(*articles) == [("sport", 2)] * 2
    assert rows("version", "username") == [(1, user.username)] * 2
    assert (Entry.objects.filter(action="changed").count(), LogEntry.objects.count()) == (2, 2)


def test_what_somebody_else_did_is_not_taken_for_ones_own(mongo: None) -> None:
    (anna, _), (bert, other) = signed_in(), signed_in(make_user(username="bert", is_superuser=True))
    article = make_article()
    assert move(bert, article).status_code == 302
    assert left(report(anna, move(anna, article)))[0][1].startswith("Changed by bert at ")
    assert Entry.objects.get(action="changed").user_key == other.pk


def test_history_trail_and_admin_note_each_as_an_edit(mongo: None) -> None:
    client, user = signed_in()
    article = make_article()
    move(client, article)
    (row,) = FormerVersion.objects.all()
    assert (row.category, row.action, row.changes, row.username) == ("tech", "changed", "category", user.username)
    entry = Entry.objects.get(action="changed")
    assert (entry.fields, entry.object_key, entry.name) == (["category"], str(article.pk), article.title)
    assert f"· {user.username} Changed: category Version 1" in text_of(client.get(f"/articles/{article.pk}/history/"))


def test_nothing_but_the_category_of_an_article_of_another_program_is_written(editor: Client) -> None:
    article = make_foreign_article(content="its text", author="Jane Doe")
    assert move(editor, article).status_code == 302
    stored = Article.objects.get()
    assert (stored.category, stored.version, stored.author, stored.content) == ("sport", 1, "Jane Doe", "its text")


@pytest.mark.parametrize("category", ["", " ", "two\nlines", "x" * 101])
def test_a_category_that_is_none_is_said_beside_its_field_and_nothing_is_done(editor: Client, category: str) -> None:
    one, two = make_articles("One", "Two")
    response = editor.post(address(CATEGORY, one, two), {"article": [f"{two.pk}:1"], "category": category})
    page = " ".join(response.content.decode().split())
    assert "There is a problem: nothing was done" in page
    assert 'aria-invalid="true"' in page
    ticked = re.findall(r'value="(\w+):1" autocomplete="off" (checked)?', page)
    assert ticked == [(str(one.pk), ""), (str(two.pk), "checked")]
    assert categories(one, two) == [("tech", 1)] * 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ([], "Choose at least one article."),
        (["zz:1"], "This form is damaged."),
        (["{pk}"], "This form is damaged."),
        (["{pk}:-1"], "This form is damaged."),
        ([f"{number:024x}:1" for number in range(51)], "Choose at most 50 articles at once."),
    ],
)
def test_what_no_page_sends_is_refused(editor: Client, sent: list[str], said: str) -> None:
    article = make_article()
    fields = {"article": [each.format(pk=article.pk) for each in sent], "category": "sport"}
    assert said in text_of(editor.post(address(CATEGORY, article), fields))
    assert categories(article) == [("tech", 1)]


def test_more_than_fifty_are_refused_before_they_are_shown(editor: Client) -> None:
    ids = "&".join(f"article={number:024x}" for number in range(51))
    response = editor.get(f"{CATEGORY}?{ids}")
    assert response.status_code == 400
    assert "Choose at most 50 articles at once. These are 51." in text_of(response)


def test_those_that_are_gone_are_named_and_without_any_there_is_the_way_back(editor: Client) -> None:
    article = make_article(title="Gone")
    conflicts.delete(article.pk, 1)
    page = editor.get(address(CATEGORY, article))
    assert "No articles are selected Deleted meanwhile Gone Back to the results" in text_of(page)
    assert "No articles are selected" in text_of(editor.get(f"{CATEGORY}?article=zz&article="))


def test_one_can_come_back_to_the_report(mongo: None) -> None:
    (anna, _), (bert, _) = signed_in(), signed_in(make_user(username="bert", is_superuser=True))
    article = make_article()
    edit(article, title="Changed")
    move(anna, article)
    assert [left(anna.get(REPORT))[0][0] for _ in range(2)] == ["Changed"] * 2
    assert bert.get(REPORT).status_code == 404
    assert "/login/" in Client().get(REPORT)["Location"]


def test_fifty_that_are_left_fit_into_the_cookie(editor: Client) -> None:
    """A browser drops a cookie of more than 4,096 bytes, and with it the sign-in."""
    ids = [ObjectId(hashlib.sha256(bytes([number])).digest()[:12]) for number in range(50)]
    articles = Article.objects.bulk_create(Article(pk=pk, **article_fields()) for pk in ids)
    move(editor, *articles)
    statement = token(editor.get("/articles/"))
    Article.objects.update(version=9)
    report(editor, undo(editor, statement))
    assert len(left(editor.get(REPORT))) == 50
    assert 2_000 < len(editor.cookies["sessionid"].value) < 3_500
