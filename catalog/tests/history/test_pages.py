"""The history's pages: who, when and what; compared; and the lives of an id."""

import re

import pytest
from bson import ObjectId
from django.test import Client

from audit.models import Entry
from catalog.editing import conflicts
from catalog.editing.history import EDIT, before_change
from catalog.history_models import FormerVersion
from catalog.import_models import ImportedBatch, ImportJob
from catalog.models import Article
from catalog.tests.factories import article_fields, make_article, make_user, typed
from catalog.tests.history.reading import allowed, deleted, edit, restore, rows, send, signed_in, text_of

pytestmark = pytest.mark.servers


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


def test_an_import_is_named(editor: Client) -> None:
    article, other = make_article(), make_article()
    user = make_user()
    job = ImportJob.objects.create(file_name="articles.csv", file_size=1, user=user)
    ImportedBatch.objects.create(job=job, at=article.updated_at, articles=[article.pk])
    page, fallback = (text_of(editor.get(f"/articles/{each.pk}/history/")) for each in (article, other))
    assert f"UTC · {user.username} Imported from articles.csv" in page
    assert "Added or imported" in fallback


def test_what_happens_in_a_second_life_is_noted_too(editor: Client) -> None:
    """An import gives an article that it brings back the same id, and version 1."""
    pk = ObjectId()
    for _ in range(2):
        article = Article.objects.create(pk=pk, **article_fields(title="One"))
        assert [send(editor, article, 1, title="Two") for _twice in range(2)] == [302, 302]
        assert editor.post(f"/articles/{pk}/delete/", {"version": 2}).status_code == 302
    noted = Entry.objects.filter(object_key=str(pk)).order_by("at")
    assert list(noted.values_list("action", flat=True)) == ["changed", "deleted"] * 2


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


def test_a_former_life_is_told_from_the_present_article_of_the_same_version(editor: Client) -> None:
    article = deleted(editor, content="first life")
    Article.objects.create(pk=article.pk, title="Again", content="second life", category="tech")
    page = editor.get(f"/articles/{article.pk}/history/").content.decode()
    (row,) = re.findall(rf"/articles/{article.pk}/history/1/\?row=([0-9a-f]+)", page)
    assert "first life" in editor.get(f"/articles/{article.pk}/history/1/?row={row}").content.decode()


@pytest.mark.parametrize("address", ["history/", "history/1/", "history/7/", "history/1/?with=9", "history/1/?with=²"])
def test_what_there_is_not_is_not_found_or_left_out(editor: Client, address: str) -> None:
    article = make_article()
    expected = 404 if "7" in address else 200
    assert editor.get(f"/articles/{article.pk}/{address}").status_code == expected
    assert editor.get(f"/articles/{ObjectId()}/{address}").status_code == 404


def test_the_article_leads_there_for_who_may_change_it(mongo: None) -> None:
    article = make_article()
    link = f'href="/articles/{article.pk}/history/"'
    pages = [client.get(f"/articles/{article.pk}/").content.decode() for client in (Client(), allowed("add_article"))]
    assert not any(link in page for page in pages)
    assert link in allowed("change_article").get(f"/articles/{article.pk}/").content.decode()
