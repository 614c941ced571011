"""What was done to several articles is undone within ten minutes, unless somebody has changed them since."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from audit.models import Entry
from catalog.editing import done, recategorise
from catalog.editing.history import By, Change
from catalog.history_models import FormerVersion
from catalog.models import Article, Category
from catalog.tests.batch.asking import RESULTS, UNDO, categories, delete, left, move, report, there, token, undo
from catalog.tests.factories import make_article, make_articles, make_user
from catalog.tests.history.reading import allowed, edit, signed_in, text_of

pytestmark = pytest.mark.servers


def texts(*articles: Article) -> list[dict[str, object]]:
    """Return what an editor has written, of each as it is stored."""
    names = ("pk", "title", "content", "category", "author", "source_url", "published_at")
    return list(Article.objects.filter(pk__in=[each.pk for each in articles]).order_by("pk").values(*names))


def test_moved_articles_get_their_former_categories_back(mongo: None) -> None:
    client, user = signed_in()
    one, two = make_articles("One", "Two")
    Article.objects.filter(pk=two.pk).update(category="World news")
    before = texts(one, two)
    move(client, one, two)
    response = undo(client)
    assert (response.status_code, response["Location"]) == (302, RESULTS)
    assert texts(one, two) == before
    assert "Undone: 2 articles are as before." in text_of(client.get("/articles/"))
    assert categories(one, two) == [("tech", 3), ("World news", 3)]
    assert 'name="done"' not in client.get("/articles/").content.decode()
    page = text_of(client.get(f"/articles/{one.pk}/history/"))
    assert re.search(rf"· {user.username} Undid the move: category .* · {user.username} Changed: category ", page)
    noted = Entry.objects.filter(object_key=str(one.pk)).order_by("at")
    assert list(noted.values_list("action", "detail")) == [("changed", ""), ("changed", "undid the move")]


def test_deleted_articles_come_back_as_they_were_with_their_addresses(mongo: None) -> None:
    client, user = signed_in()
    articles = make_articles("One", "Two", author=["Jane Doe"], source_url="https://a.example/1")
    before = texts(*articles)
    delete(client, *articles)
    assert undo(client).status_code == 302
    assert texts(*articles) == before
    assert client.get(f"/articles/{articles[0].pk}/").status_code == 200
    assert "Deleted articles 0 articles" in text_of(client.get("/articles/deleted/"))
    assert f"· {user.username} Undid the deletion Deleted" in text_of(
        client.get(f"/articles/{articles[0].pk}/history/")
    )
    noted = Entry.objects.filter(object_key=str(articles[0].pk)).order_by("at")
    assert list(noted.values_list("action", "detail")) == [("deleted", ""), ("added", "undid the deletion")]


def test_one_that_was_deleted_on_its_page_comes_back_too(editor: Client) -> None:
    article = make_article(title="Gone")
    editor.post(f"/articles/{article.pk}/delete/", {"version": 1})
    assert undo(editor).status_code == 302
    assert there([article]) == ["Gone"]


def test_what_was_changed_since_is_left_and_named(mongo: None) -> None:
    (client, _), bert = signed_in(), make_user(username="bert")
    changed, gone, fine = make_articles("Changed", "Gone", "Fine")
    move(client, changed, gone, fine)
    edit(changed, Change(by=By(bert.pk, "bert")), title="Changed by him")
    Article.objects.filter(pk=gone.pk).delete()
    response = report(client, undo(client))
    found = dict(left(response))
    assert re.fullmatch(r"Changed by bert at \d\d:\d\d UTC", found["Changed by him"])
    assert len(found) == 2
    assert categories(changed, fine) == [("sport", 3), ("tech", 3)]
    assert "Not everything was undone 1 article is as before." in text_of(response)


def test_an_article_that_came_back_otherwise_is_left(editor: Client) -> None:
    article = make_article(title="Gone")
    delete(editor, article)
    Article.objects.create(pk=article.pk, title="Imported again", content="Text.", category="tech")
    response = report(editor, undo(editor))
    assert there([article]) == ["Imported again"]
    assert "Nothing was undone" in text_of(response)


def test_sent_twice_it_is_undone_once(editor: Client) -> None:
    moved, gone = make_articles("Moved", "Gone")
    move(editor, moved)
    statement = token(editor.get("/articles/"))
    assert [undo(editor, statement).status_code for _ in range(2)] == [302, 302]
    assert categories(moved) == [("tech", 3)]
    delete(editor, gone)
    statement = token(editor.get("/articles/"))
    assert [undo(editor, statement).status_code for _ in range(2)] == [302, 302]
    assert Article.objects.get(pk=gone.pk).version == 3
    assert FormerVersion.objects.filter(article=gone.pk).count() == 2
    assert Entry.objects.filter(object_key=str(gone.pk)).count() == 2


def test_the_former_category_has_its_new_name_if_it_was_renamed_meanwhile(editor: Client) -> None:
    article = make_article()
    move(editor, article)
    recategorise.settle(["tech"])
    recategorise.rename(Category.objects.get(key="tech"), "Technology")
    assert undo(editor).status_code == 302
    assert categories(article) == [("Technology", 3)]


def made_earlier(client: Client, minutes: float) -> str:
    """Return the statement of the list of articles, as if it had been made so many minutes before."""
    statement = done.read(token(client.get("/articles/")))
    assert statement
    return replace(statement, at=statement.at - timedelta(minutes=minutes)).token


def test_after_ten_minutes_it_says_so_and_leads_to_the_histories(editor: Client) -> None:
    moved, gone = make_articles("Moved", "Gone")
    move(editor, moved)
    page = report(editor, undo(editor, made_earlier(editor, 10))).content.decode()
    assert categories(moved) == [("sport", 2)]
    assert "Too late to undo" in page
    assert f'href="/articles/{moved.pk}/history/"' in page
    delete(editor, gone)
    page = report(editor, undo(editor, made_earlier(editor, 10))).content.decode()
    assert there([gone]) == []
    assert f'href="/articles/{gone.pk}/history/"' in page


def test_shortly_before_it_is_undone(editor: Client) -> None:
    article = make_article()
    move(editor, article)
    assert undo(editor, made_earlier(editor, 9)).status_code == 302
    assert categories(article) == [("tech", 3)]


def test_a_page_no_longer_offers_what_is_over(editor: Client) -> None:
    move(editor, make_article())
    have_noted(editor, made_earlier(editor, 10))
    assert 'name="done"' not in editor.get("/articles/").content.decode()


def have_noted(client: Client, statement: str) -> None:
    session = client.session
    session["done"] = statement
    session.save()
    client.cookies["sessionid"] = session.session_key or ""


def test_a_page_offers_nobody_else_what_was_done(mongo: None) -> None:
    (anna, _), (bert, _) = signed_in(), signed_in()
    move(anna, make_article())
    have_noted(bert, token(anna.get("/articles/")))
    assert 'name="done"' not in bert.get("/articles/").content.decode()


def test_only_who_did_it_undoes_it(mongo: None) -> None:
    (anna, _), (bert, _) = signed_in(), signed_in(make_user(username="bert", is_superuser=True))
    article = make_article()
    move(anna, article)
    statement = token(anna.get("/articles/"))
    assert undo(bert, statement).status_code == 403
    assert "/login/" in undo(Client(), statement)["Location"]
    assert categories(article) == [("sport", 2)]


@pytest.mark.parametrize("statement", ["", "made up", "a:b", "WyJtb3ZlZCJd:forged"])
def test_a_statement_that_this_site_did_not_make_is_refused(editor: Client, statement: str) -> None:
    assert editor.post(UNDO, {"done": statement}).status_code == 400


def test_undoing_needs_what_restoring_needs(mongo: None) -> None:
    user = make_user()
    permissions = Permission.objects.filter(codename__in=["change_article", "delete_article"])  # and not to add
    user.user_permissions.set(permissions)
    client, _ = signed_in(user)
    moved, gone = make_articles("Moved", "Gone")
    move(client, moved)
    statement = token(client.get("/articles/"))
    user.user_permissions.set(Permission.objects.filter(codename="delete_article"))
    assert undo(client, statement).status_code == 403
    user.user_permissions.set(permissions)
    delete(client, gone)
    assert undo(client, client.session["done"]).status_code == 403
    assert (categories(moved), there([gone])) == ([("sport", 2)], [])


def test_it_needs_the_token_and_a_post(mongo: None) -> None:
    client = allowed("change_article")
    assert client.get(UNDO).status_code == 405
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(signed_in()[1])
    assert guarded.post(UNDO, {"done": "x"}).status_code == 403
