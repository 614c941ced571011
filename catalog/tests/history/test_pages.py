"""The history's pages: who, when and what; compared; restored; deleted articles brought back."""

import re
from typing import Any

import pytest
from bson import ObjectId
from django.contrib.auth.models import Permission
from django.test import Client

from audit.models import Entry
from catalog.editing import conflicts
from catalog.editing.history import EDIT, before_change
from catalog.history_models import FormerVersion
from catalog.models import Article
from catalog.tests.factories import make_article, make_user, typed
from catalog.tests.history.reading import edit, rows, send, signed_in
from catalog.tests.importing import import_text

pytestmark = pytest.mark.servers


def text_of(response: Any) -> str:
    """Return what a page says in its main part, in one line."""
    _, _, page = response.content.decode().partition("<main")
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def restore(client: Client, article: Article, number: int, version: object) -> Any:
    return client.post(f"/articles/{article.pk}/history/{number}/restore/", {"version": version})


def deleted(client: Client, **given: Any) -> Article:
    """An article that was deleted on its page."""
    article = make_article(**given)
    assert client.post(f"/articles/{article.pk}/delete/", {"version": 1}).status_code == 302
    return article


def allowed(*codenames: str) -> Client:
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return signed_in(user)[0]


def test_who_when_and_what_newest_first(mongo: None) -> None:
    (anna, first), (bert, second) = signed_in(), signed_in()
    key = ObjectId()
    anna.post("/articles/new/", typed(title="One", content="a b", key=str(key)))
    article = Article.objects.get()
    assert send(bert, article, 1, title="Two", content="a b c") == 302
    page = text_of(anna.get(f"/articles/{key}/history/"))
    assert re.search(
        rf"Version 2, the present one \d+ \w+ \d+, \d\d:\d\d UTC · {second.username} Changed: title, 1 word added "
        rf"Version 1 \d+ \w+ \d+, \d\d:\d\d UTC · {first.username} Added",
        page,
    )


def test_an_import_is_named(editor: Client, tmp_path: Any) -> None:
    import_text(tmp_path, "title,content,category\nOne,Text.,tech\n")
    assert "Added or imported" in text_of(editor.get(f"/articles/{Article.objects.get().pk}/history/"))


def test_a_version_is_compared_with_the_present_one(editor: Client) -> None:
    article = make_article(title="Old", content="Common start.\n\nOld end.")
    edit(article, title="New", content="Common start.\n\nNew end.")
    page = editor.get(f"/articles/{article.pk}/history/1/").content.decode()
    assert "<del>Old</del> <ins>New</ins>" in page
    assert "<del>Old </del><ins>New </ins>" in page


def test_or_with_another_one_the_older_struck_out(editor: Client) -> None:
    article = make_article(content="first")
    for text in ("second", "third"):
        edit(article, content=text)
    for address in ("1/?with=2", "2/?with=1"):
        page = editor.get(f"/articles/{article.pk}/history/{address}").content.decode()
        assert "<del>first</del><ins>second</ins>" in page


def test_markup_in_a_version_shows_as_text(editor: Client) -> None:
    article = make_article(title="<b>Old</b>", content="<script>alert(1)</script>")
    edit(article, title="<b>New</b>", content="<script>alert(2)</script>")
    for address in ("", "1/"):
        page = editor.get(f"/articles/{article.pk}/history/{address}").content.decode()
        assert "<b>" not in page
        assert "<script>alert" not in page


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


def test_what_no_form_would_take_is_not_restored(editor: Client) -> None:
    article = make_article()
    Article.objects.update(title="")
    edit(article, title="Better")
    response = restore(editor, article, 1, 2)
    assert (response.status_code, Article.objects.get().version) == (302, 2)
    assert "cannot be restored: title: Enter a title." in editor.get(response["Location"]).content.decode()


@pytest.mark.parametrize("version", ["1", "abc", "-1", str(10**30)])
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


def test_deleted_again_it_is_noted_and_listed_again(mongo: None) -> None:
    client, _ = signed_in()
    article = deleted(client)
    restore(client, article, 1, "")
    edit(article, content="more")
    assert client.post(f"/articles/{article.pk}/delete/", {"version": 4}).status_code == 302
    assert client.get("/articles/deleted/").content.decode().count('data-testid="deleted"') == 1
    assert Entry.objects.filter(action="deleted").count() == 2
    assert restore(client, article, 4, "").status_code == 302
    assert Article.objects.values_list("content", "version").get() == ("more", 6)


def test_two_who_bring_it_back_at_once_bring_back_one(editor: Client) -> None:
    article = deleted(editor, content="good text")
    assert restore(editor, article, 1, "").status_code == 302
    assert restore(editor, article, 1, "").status_code == 409, "it is there by now"
    values = {name: getattr(Article.objects.get(), name) for name in conflicts.FIELDS}
    assert conflicts.bring_back(article.pk, values, EDIT) is None, "the form was sent twice"
    assert Article.objects.get().version == 3
    assert rows("version", "gone") == [(1, False), (2, True)]


def test_a_restore_of_an_article_that_was_deleted_meanwhile_says_so(editor: Client) -> None:
    article = make_article()
    edit(article, content="second")
    conflicts.delete(article.pk, 2)
    response = restore(editor, article, 1, 2)
    assert (response["Location"], Article.objects.exists()) == (f"/articles/{article.pk}/history/", False)
    assert "was deleted after you opened its history" in editor.get(response["Location"]).content.decode()


def test_one_left_from_a_failed_write_is_not_shown(editor: Client) -> None:
    article = make_article()
    edit(article, content="second")
    stored = Article.objects.get()
    assert before_change(article.pk, stored.version, EDIT)
    assert rows("version") == [1, 2]
    assert text_of(editor.get(f"/articles/{article.pk}/history/")).count("Version 2") == 1


def test_an_id_that_was_used_before_shows_both_lives(editor: Client) -> None:
    article = deleted(editor, content="first life")
    again = Article.objects.create(pk=article.pk, title="Again", content="second life", category="tech")
    edit(again, content="now")
    page = editor.get(f"/articles/{article.pk}/history/").content.decode()
    (row,) = re.findall(rf"/articles/{article.pk}/history/1/\?row=([0-9a-f]+)", page)
    assert "second life" in editor.get(f"/articles/{article.pk}/history/1/").content.decode()
    older = editor.get(f"/articles/{article.pk}/history/1/?row={row}").content.decode()
    assert "first life" in older
    assert FormerVersion.objects.get(pk=row).content == "first life"


@pytest.mark.parametrize("address", ["history/", "history/1/", "history/7/", "history/1/?with=9", "history/1/?with=²"])
def test_what_there_is_not_is_not_found_or_left_out(editor: Client, address: str) -> None:
    article = make_article()
    expected = 404 if "7" in address else 200
    assert editor.get(f"/articles/{article.pk}/{address}").status_code == expected
    assert editor.get(f"/articles/{ObjectId()}/{address}").status_code == 404


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


def test_restoring_needs_the_token_and_a_post(mongo: None) -> None:
    article = make_article()
    edit(article, content="second")
    client = Client(enforce_csrf_checks=True)
    client.force_login(signed_in()[1])
    assert restore(client, article, 1, 2).status_code == 403
    assert client.get(f"/articles/{article.pk}/history/1/restore/").status_code == 405


def test_the_article_leads_there_for_who_may_change_it(mongo: None) -> None:
    article = make_article()
    link = f'href="/articles/{article.pk}/history/"'
    pages = [client.get(f"/articles/{article.pk}/").content.decode() for client in (Client(), allowed("add_article"))]
    assert not any(link in page for page in pages)
    assert link in allowed("change_article").get(f"/articles/{article.pk}/").content.decode()
