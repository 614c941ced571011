"""The log of searches without results in the admin, and what an editor can do about each."""

from datetime import date, timedelta

import pytest
from django.test import Client

from search.models import ZeroResultSearch
from search.tests.browsers import browser_of
from search.tests.editorial.kept import DAY, page

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]
LIST = "/admin/search/zeroresultsearch/"
MONTH_BEFORE = DAY - timedelta(days=40)


@pytest.fixture
def editor(mongo: None) -> Client:
    return browser_of("view_zeroresultsearch", "delete_zeroresultsearch", "add_synonymgroup", "add_article")


def searched(text: str, count: int = 1, day: date = DAY) -> ZeroResultSearch:
    return ZeroResultSearch.objects.create(day=day, text=text, count=count)


def listed(editor: Client, **parameters: str) -> list[str]:
    response = editor.get(LIST, parameters)
    page(response)
    return [row.text for row in response.context["cl"].result_list]


def test_the_latest_day_comes_first_and_the_highest_count_within_a_day(editor: Client) -> None:
    searched("seldom", 1)
    searched("often", 9)
    searched("today", 2, DAY + timedelta(days=1))
    assert listed(editor) == ["today", "often", "seldom"]


def test_a_row_shows_day_text_and_count(editor: Client) -> None:
    searched("<b>quokka</b>", 1234)
    shown = page(editor.get(LIST))
    assert all(
        part in shown
        for part in (
            "Searches without results in the last 90 days",
            f"{DAY:%-d %b %Y}",
            "&lt;b&gt;quokka&lt;/b&gt;",
            "1234",
        )
    )


def test_a_row_links_to_a_synonym_an_article_and_the_search(editor: Client) -> None:
    searched('r&d, "cuts"')
    shown = page(editor.get(LIST))
    assert '<a href="/admin/search/synonymgroup/add/?terms=r%26d+%22cuts%22">add a synonym</a>' in shown
    assert '<a href="/articles/new/?title=r%26d%2C+%22cuts%22">write an article</a>' in shown
    assert '<a href="/?q=r%26d%2C+%22cuts%22">search again</a>' in shown


def test_a_row_links_only_to_what_its_reader_may_do(mongo: None) -> None:
    searched("war")
    links = (
        "synonymgroup/add/?terms=war",
        "editorspick/add/?query=war",
        "expectation/add/?query=war",
        "new/?title=war",
    )
    for permission, link in zip(("synonymgroup", "editorspick", "expectation", "article"), links, strict=True):
        shown = page(browser_of("view_zeroresultsearch", f"add_{permission}").get(LIST))
        assert [each for each in links if each in shown] == [link]


def test_the_synonym_form_starts_with_the_text(editor: Client) -> None:
    searched("juggernaut")
    form = editor.get("/admin/search/synonymgroup/add/", {"terms": "juggernaut"}).context["adminform"].form
    assert form["terms"].value() == "juggernaut"


def test_rows_are_found_by_their_text(editor: Client) -> None:
    searched("quokka")
    searched("wombat")
    assert listed(editor, q="QUOK") == ["quokka"]


def test_rows_are_found_by_their_day(editor: Client) -> None:
    searched("quokka")
    searched("wombat", day=MONTH_BEFORE)
    day = {"day__year": str(DAY.year), "day__month": str(DAY.month)}
    assert listed(editor, **day) == ["quokka"]
    assert listed(editor, **day, day__day=str(DAY.day)) == ["quokka"]
    assert listed(editor, day__year=str(MONTH_BEFORE.year), day__month=str(MONTH_BEFORE.month)) == ["wombat"]
    assert f"day__year={DAY.year}" in page(editor.get(LIST))


@pytest.mark.parametrize(("order", "texts"), [("3", ["b", "a", "c"]), ("-3", ["c", "a", "b"]), ("2", ["a", "b", "c"])])
def test_rows_can_be_ordered_by_count_and_text(editor: Client, order: str, texts: list[str]) -> None:
    for text, count in (("a", 2), ("b", 1), ("c", 3)):
        searched(text, count)
    assert listed(editor, o=order) == texts


def test_a_search_that_mongodb_would_reject_is_no_error(editor: Client) -> None:
    searched("quokka")
    page(editor.get(LIST, {"q": "x" * 40_000}))


def test_rows_can_be_neither_added_nor_changed(editor: Client) -> None:
    row = searched("quokka")
    assert editor.get(f"{LIST}add/").status_code == 403
    assert editor.post(f"{LIST}{row.pk}/change/", {"count": "9"}).status_code == 403


def test_selected_rows_can_be_deleted(editor: Client) -> None:
    chosen = [str(searched(text).pk) for text in ("one", "two")]
    searched("three")
    editor.post(LIST, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})
    assert listed(editor) == ["three"]


def test_the_log_needs_its_permission() -> None:
    assert browser_of("view_article").get(LIST).status_code == 403
