"""A former version is restored, and a deleted article comes back."""

import re

import pytest
from django.test import Client

from audit.models import Entry
from catalog.editing import conflicts
from catalog.models import Article
from catalog.tests.factories import make_article, make_foreign_article
from catalog.tests.history.reading import allowed, deleted, edit, restore, rows, signed_in, text_of

pytestmark = pytest.mark.servers


def test_a_version_is_restored_as_a_new_one_and_noted(mongo: None) -> None:
    client, user = signed_in()
    article = make_article(title="Good", content="good text", author=["Jane Doe"], source_url="https://a.example/1")
    edit(article, title="Bad", content="bad", author=[], source_url="")
    page = client.get(f"/articles/{article.pk}/history/1/").content.decode()
    assert 'name="version" value="2"' in " ".join(page.split())
    assert restore(client, article, 1, 2).status_code == 302
    restored = Article.objects.get()
    assert (restored.title, restored.content, restored.version) == ("Good", "good text", 3)
    assert (restored.author, restored.source_url) == (["Jane Doe"], "https://a.example/1")
    assert f"· {user.username} Restored version 1: " in text_of(client.get(f"/articles/{article.pk}/history/"))
    assert Entry.objects.filter(action="changed").values_list("username", "detail").get() == (
        user.username,
        "restored version 1",
    )


def test_a_restore_overwrites_nothing_that_was_saved_meanwhile(editor: Client) -> None:
    article = make_article(content="good text")
    edit(article, content="bad text")
    edit(article, content="their text")
    response = restore(editor, article, 1, 2)
    page = response.content.decode()
    assert (response.status_code, Article.objects.get().content) == (409, "their text")
    assert "Nothing was restored" in page
    assert "their text" in page
    assert "<del>their </del><ins>good </ins>" in page
    form = response.context["form"]
    sent = {field.name: field.value() or "" for field in form}
    assert f'action="/articles/{article.pk}/edit/"' in page
    assert editor.post(f"/articles/{article.pk}/edit/", sent).status_code == 302
    assert Article.objects.values_list("content", "version").get() == ("good text", 4)


def test_a_restore_sent_twice_makes_one_version(editor: Client) -> None:
    article = make_article(content="good text")
    edit(article, content="bad text")
    assert [restore(editor, article, 1, 2).status_code for _ in range(2)] == [302, 302]
    assert (Article.objects.get().version, rows("version")) == (3, [1, 2])


def test_an_author_whom_another_program_stored_as_text_is_restored_as_a_name(editor: Client) -> None:
    article = make_foreign_article(content="its text", author="Jane Doe")
    edit(article, author=[], source_url="")
    assert restore(editor, article, 0, 1).status_code == 302
    assert Article.objects.get().author == ["Jane Doe"]


def test_what_no_form_would_take_is_not_restored(editor: Client) -> None:
    article = make_article()
    Article.objects.update(title="")
    edit(article, title="Better")
    response = restore(editor, article, 1, 2)
    assert (response.status_code, Article.objects.get().version) == (302, 2)
    assert "cannot be restored: title: Enter a title." in editor.get(response["Location"]).content.decode()


@pytest.mark.parametrize("version", ["1", "abc", "-1", str(10**30), "0" * 10 + "2" * 5_000])
def test_a_restore_of_another_version_than_the_present_one_is_a_conflict(editor: Client, version: str) -> None:
    article = make_article(content="good text")
    edit(article, content="bad text")
    assert (restore(editor, article, 1, version).status_code, Article.objects.get().version) == (409, 2)


def test_a_deleted_article_is_listed_and_comes_back_with_its_id(mongo: None) -> None:
    client, user = signed_in()
    article = deleted(client, title="Gone", content="the text")
    assert re.search(rf"Gone \d+ \w+ \d+, \d\d:\d\d UTC · {user.username}", text_of(client.get("/articles/deleted/")))
    page = text_of(client.get(f"/articles/{article.pk}/history/"))
    assert re.search(rf"Deleted \d+ \w+ \d+, \d\d:\d\d UTC · {user.username} Version 1 ", page)
    assert "Restore version 1" in text_of(client.get(f"/articles/{article.pk}/history/1/"))
    assert restore(client, article, 1, "").status_code == 302
    back = Article.objects.get()
    assert (back.pk, back.title, back.content, back.version) == (article.pk, "Gone", "the text", 3)
    assert "No deleted articles" in text_of(client.get("/articles/deleted/"))
    page = text_of(client.get(f"/articles/{article.pk}/history/"))
    assert re.search(r"Version 3, the present one .* Restored version 1 Deleted .* UTC · \w+ Version 1 ", page)
    assert list(Entry.objects.filter(object_key=str(article.pk)).order_by("at").values_list("action", "detail")) == [
        ("deleted", ""),
        ("added", "restored version 1"),
    ]


def test_a_restore_of_an_article_that_was_deleted_meanwhile_says_so(editor: Client) -> None:
    article = make_article()
    edit(article, content="second")
    conflicts.delete(article.pk, 2)
    response = restore(editor, article, 1, 2)
    assert (response["Location"], Article.objects.exists()) == (f"/articles/{article.pk}/history/", False)
    assert "was deleted after you opened its history" in editor.get(response["Location"]).content.decode()


def test_only_who_may_change_articles_reads_and_restores(mongo: None) -> None:
    article = make_article(content="good text")
    edit(article, content="bad text")
    reader, others = Client(), allowed("add_article", "delete_article", "view_article")
    for address in ("", "1/"):
        where = f"/articles/{article.pk}/history/{address}"
        assert reader.get(where)["Location"] == f"/accounts/login/?next={where}"
        assert others.get(where).status_code == 403
        response = allowed("change_article").get(where)
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    assert "/login/" in restore(reader, article, 1, 2)["Location"]
    assert restore(others, article, 1, 2).status_code == 403
    assert Article.objects.get().content == "bad text"
    assert restore(allowed("change_article"), article, 1, 2).status_code == 302


def test_of_a_deleted_one_who_may_add_restores(mongo: None) -> None:
    article = make_article()
    conflicts.delete(article.pk, 1)
    may_delete, may_add, may_change = allowed("delete_article"), allowed("add_article"), allowed("change_article")
    assert Client().get("/articles/deleted/").status_code == 302
    assert may_change.get("/articles/deleted/").status_code == 403
    for client in (may_delete, may_add):
        assert client.get("/articles/deleted/").status_code == 200
        assert client.get(f"/articles/{article.pk}/history/1/").status_code == 200
    for client in (may_delete, may_change):
        assert restore(client, article, 1, "").status_code == 403
    assert restore(may_add, article, 1, "").status_code == 302


def test_who_deletes_is_told_of_restoring_only_if_it_is_allowed(mongo: None) -> None:
    address = f"/articles/{make_article().pk}/delete/"
    clients = (allowed("delete_article"), allowed("delete_article", "add_article"))
    pages = [text_of(client.get(address)) for client in clients]
    assert ["kept under Deleted articles for 90 days" in page for page in pages] == [True, True]
    assert ["can be restored from there" in page for page in pages] == [False, True]


def test_restoring_needs_the_token_and_a_post(mongo: None) -> None:
    article = make_article()
    edit(article, content="second")
    client = Client(enforce_csrf_checks=True)
    client.force_login(signed_in()[1])
    assert restore(client, article, 1, 2).status_code == 403
    assert client.get(f"/articles/{article.pk}/history/1/restore/").status_code == 405
