"""While a form is open: what it asks, what it shows beside itself, and one's own saves from elsewhere."""

from typing import Any

import pytest
from bson import ObjectId
from django.conf import settings
from django.test import Client

from catalog.categories import register
from catalog.models import Article
from catalog.tests.factories import make_article, typed
from catalog.tests.test_sign_ins import is_signed_in, later
from catalog.writing import preview
from config import buckets
from config.buckets import Allowance, Buckets

pytestmark = pytest.mark.servers
PREVIEW = "/articles/preview/"


def form_of(article: Article) -> str:
    return f"{article.get_absolute_url()}edit/"


def state_of(client: Client, article: Article) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"{form_of(article)}state/").json()
    return answer


def test_one_is_told_of_a_conflict_with_oneself_as_such(editor: Client) -> None:
    article = make_article()
    editor.post(form_of(article), typed(version=1, content="First words."))
    response = editor.post(form_of(article), typed(version=1, content="Second words."))
    page = response.content.decode()
    assert response.status_code == 409
    assert "You saved this article at <time" in page
    assert "Someone else" not in page
    assert all(text in page for text in ("First", "Second"))


def test_a_save_of_somebody_else_after_ones_own_is_somebody_elses(editor: Client) -> None:
    article = make_article()
    editor.post(form_of(article), typed(version=1, content="First words."))
    Article.objects.update(version=3, content="Theirs.")
    page = editor.post(form_of(article), typed(version=1, content="Second words.")).content.decode()
    assert "Someone else saved this article" in page


def test_the_state_tells_the_stored_version_and_whether_it_is_ones_own(editor: Client) -> None:
    article = make_article()
    before = state_of(editor, article)
    editor.post(form_of(article), typed(version=1, content="First words."))
    after = state_of(editor, article)
    assert (before["version"], before["saved_at"], after["version"]) == (1, None, 2)
    assert after["saved_at"].endswith("+00:00")
    assert after["user"]


def test_the_state_of_who_is_signed_out_names_nobody(reader: Client) -> None:
    article = make_article()
    assert set(state_of(reader, article)) == {"user", "token"}
    assert state_of(reader, article)["user"] == ""


def test_the_state_leads_from_the_form_of_a_new_article_to_the_one_that_was_added(editor: Client) -> None:
    key = str(ObjectId())
    state = f"/articles/new/state/?key={key}"
    before = editor.get(state).json()
    editor.post("/articles/new/", typed(key=key))
    assert ("edit_url" in before, editor.get(state).json()["edit_url"]) == (False, f"/articles/{key}/edit/")
    assert "edit_url" not in editor.get("/articles/new/state/?key=../x").json()


def test_asking_for_the_state_keeps_the_sign_in_alive(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        later(monkeypatch, seconds=settings.SIGN_IN_IDLE_SECONDS - 1)
        assert editor.get("/articles/new/state/").json()["user"]
    assert is_signed_in(editor)


def test_a_preview_is_the_part_that_the_page_shows(editor: Client) -> None:
    register(["World News"])
    text = "One.\n\nTwo <i>lines\nhere."
    fields = typed(title="A <b>title", category="world news", author=["Jane Doe"], content=text)
    shown = editor.post(PREVIEW, fields).content.decode()
    page = editor.post("/articles/new/", fields, follow=True).content.decode()
    part = page[page.index('<header class="reading-head') : page.index('<footer class="reading-foot')]
    assert shown.split() == part.split()


def test_a_preview_shows_what_is_valid_and_saves_nothing(editor: Client) -> None:
    shown = editor.post(PREVIEW, typed(title="", published_at="never", content="Two <i>lines")).content.decode()
    assert "Two &lt;i&gt;lines" in shown
    assert not Article.objects.exists()


def test_a_preview_is_for_who_may_write(reader: Client) -> None:
    assert reader.post(PREVIEW, typed()).status_code == 403


def test_previews_have_a_limit(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "shared", Buckets(rows=64))
    monkeypatch.setattr(preview, "PREVIEWS", Allowance(burst=2, per_second=0.01))
    assert [editor.post(PREVIEW, typed()).status_code for _ in range(3)] == [200, 200, 429]


def test_the_button_for_a_preview_saves_nothing_and_keeps_the_form(editor: Client) -> None:
    article = make_article(title="Before")
    response = editor.post(form_of(article), typed(version=1, title="", content="My words.", preview="1"))
    page = response.content.decode()
    assert (response.status_code, Article.objects.get().title) == (200, "Before")
    assert page.count("My words.") == 2
    assert "There is a problem" not in page


def test_a_refused_form_says_so_first(editor: Client) -> None:
    page = editor.post("/articles/new/", typed(title="")).content.decode()
    assert "<title>Error: New article" in page
    assert '<a href="#id_title">Title: Enter a title.</a>' in page
