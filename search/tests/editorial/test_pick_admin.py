"""The editors' picks in the admin: a refused one gets a reason, and one whose article is gone says so."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import ObjectId
from django.contrib.auth import get_user
from django.contrib.messages import get_messages
from django.test import Client

from catalog.models import Article
from search.editorial import picks
from search.models import EditorsPick
from search.tests.browsers import browser_of
from search.tests.editorial.kept import page, stored
from search.tests.factories import keep_articles, new_article

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("archive", "mongo")]
LIST = "/admin/search/editorspick/"
ADD = f"{LIST}add/"
WHEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
EVERYTHING = tuple(f"{action}_editorspick" for action in ("add", "change", "delete", "view"))


@pytest.fixture
def editor(mongo: None) -> Client:
    return browser_of(*EVERYTHING, "view_article")


@pytest.fixture
def war(archive: None) -> Article:
    return article("War")


def article(title: str) -> Article:
    made = new_article(title=title)
    keep_articles(made)
    return made


def post(editor: Client, where: str = ADD, **given: object) -> Any:
    return editor.post(where, {"query": "war", "sentence": "Why.", "second_article": "", **given})


def errors(editor: Client, **given: Any) -> dict[str, list[str]]:
    """Post the form; return its errors."""
    response = post(editor, **given)
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


def keep(query: str, *articles: object, **given: Any) -> ObjectId:
    first, second = (*articles, None)[:2]
    row = {"query": query, "key": query, "article_id": first, "second_article_id": second, "sentence": "Why."}
    made = stored("search_picks").insert_one({**row, "changed_by": "ann", "changed_at": WHEN, **given})
    return ObjectId(made.inserted_id)


def test_a_pick_is_added_with_who_and_when_and_takes_effect_soon(editor: Client, war: Article) -> None:
    response = post(editor, query="  War &  peace ", article=war.pk, second_article=article("Peace").pk)
    assert response.status_code == 302
    made = EditorsPick.objects.get()
    assert (made.query, made.article, str(made.second_article)) == ("War & peace", war, "Peace")
    assert made.changed_by == response.wsgi_request.user.get_username()
    assert made.changed_at
    said = 'Takes effect within two seconds: <a href="/?q=War+%26+peace">search for “War &amp; peace”</a>.'
    assert said in [str(message) for message in get_messages(response.wsgi_request)]


def test_a_change_says_who_made_it_last(editor: Client, war: Article) -> None:
    where = f"{LIST}{keep('war', war.pk)}/change/"
    assert post(editor, where, article=war.pk, sentence="Other.").status_code == 302
    made = EditorsPick.objects.get()
    assert (made.sentence, made.changed_by) == ("Other.", get_user(editor).get_username())
    assert made.changed_at > WHEN


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("🚚", "Enter at least one word."),
        ('"war"', "Enter words only: readers choose filters, and operators ask for something else."),
        ("war -peace", "Enter words only: readers choose filters, and operators ask for something else."),
        ("war category:sport", "Enter words only: readers choose filters, and operators ask for something else."),
        ("Peace  WARS", "There is a pick for this query already: “war peace”."),
    ],
)
def test_a_query_that_no_pick_can_be_for_is_refused(editor: Client, war: Article, query: str, reason: str) -> None:
    keep("war peace", war.pk, key="peac war")
    assert errors(editor, query=query, article=war.pk) == {"query": [reason]}
    assert EditorsPick.objects.count() == 1


def test_the_same_article_twice_and_a_long_sentence_are_refused(editor: Client, war: Article) -> None:
    assert errors(editor, article=war.pk, second_article=war.pk, sentence="a" * 201) == {
        "second_article": ["This is the first article. Choose another, or none."],
        "sentence": ["Ensure this value has at most 200 characters (it has 201)."],
    }


@pytest.mark.parametrize("pk", ["", "7", "x" * 1000, "\0", str(ObjectId())])
def test_a_pick_needs_an_article_that_there_is(editor: Client, pk: str) -> None:
    assert list(errors(editor, article=pk)) == ["article"]


def test_of_two_saved_at_the_same_moment_one_is_refused(
    editor: Client, war: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = picks.EditorsPickForm.clean

    def while_another_is_saved(form: picks.EditorsPickForm) -> dict[str, Any]:
        monkeypatch.setattr(picks.EditorsPickForm, "clean", check)
        keep("peace war", war.pk, key="peac war")
        return check(form)

    monkeypatch.setattr(picks.EditorsPickForm, "clean", while_another_is_saved)
    reason = "There is a pick for this query already: “peace war”."
    assert errors(editor, query="war peace", article=war.pk) == {"query": [reason]}
    assert EditorsPick.objects.count() == 1


def test_there_are_not_more_than_search_reads(editor: Client, war: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picks, "MOST_PICKS", 1)
    keep("peace", war.pk)
    said = "Search reads at most 1 picks. Delete one before you add another."
    assert errors(editor, article=war.pk) == {"query": [said]}


def column(shown: str, name: str) -> list[str]:
    return re.findall(rf'<t[hd] class="field-{name}[^"]*">(.*?)</t[hd]>', shown)


def test_the_list_shows_titles_who_and_which_articles_are_gone(editor: Client, war: Article) -> None:
    keep("a", war.pk, article("<Peace>").pk)
    keep("b", ObjectId(), war.pk)
    keep("c", ObjectId())
    shown = page(editor.get(LIST))
    assert column(shown, "picked") == ["War<br>&lt;Peace&gt;", "War", "-"]
    assert column(shown, "state") == ["in force", "gone: one of two articles", "gone: nothing is shown"]
    assert column(shown, "changed_by") == ["ann", "ann", "ann"]
    assert "24 Nov 2026" in column(shown, "changed_at")[0]


def test_a_pick_whose_article_is_gone_says_so_and_can_be_mended(editor: Client, war: Article) -> None:
    where = f"{LIST}{keep('war', ObjectId(), war.pk)}/change/"
    assert "An article of this pick is gone." in page(editor.get(where))
    assert post(editor, where, article=war.pk).status_code == 302
    assert "An article of this pick is gone." not in page(editor.get(where))


@pytest.mark.parametrize("broken", [{}, {"query": 7, "article_id": "war", "key": ["a"]}])
def test_what_another_program_wrote_can_be_viewed_and_changed(
    editor: Client, war: Article, broken: dict[str, Any]
) -> None:
    written = stored("search_picks").insert_one(broken).inserted_id
    page(editor.get(LIST))
    where = f"{LIST}{written}/change/"
    page(editor.get(where))
    assert post(editor, where, article=war.pk).status_code == 302
    assert EditorsPick.objects.get().query == "war"


@pytest.mark.parametrize("kind", ["editorspick", "expectation"])
def test_the_address_fills_in_the_form(war: Article, kind: str) -> None:
    """As the links beside hits do; what cannot be used is left out."""
    editor = browser_of(f"add_{kind}", "view_article")
    where = f"/admin/search/{kind}/add/"
    form = editor.get(where, {"query": "war & co", "article": str(war.pk)}).context["adminform"].form
    assert (form["query"].value(), form["article"].value()) == ("war & co", str(war.pk))
    for article_id in ("7", "\0", "x" * 1000):
        assert editor.get(where, {"query": "\0" + "w" * 1000, "article": article_id}).status_code == 200


def test_the_link_beside_a_hit_leads_to_the_pick_that_there_is(editor: Client, war: Article) -> None:
    written = keep("war peace", war.pk, key="peac war")
    response = editor.get(ADD, {"query": "peace, wars"})
    assert (response.status_code, response["Location"]) == (302, f"{LIST}{written}/change/")


def test_a_pick_can_be_deleted(editor: Client, war: Article) -> None:
    where = f"{LIST}{keep('war', war.pk)}/delete/"
    assert editor.post(where, {"post": "yes"}).status_code == 302
    assert EditorsPick.objects.count() == 0


def test_the_picks_need_their_permission() -> None:
    other = browser_of("view_article", "add_synonymgroup")
    assert [other.get(where).status_code for where in (LIST, ADD)] == [403, 403]
    assert Client().get(ADD).status_code == 302
