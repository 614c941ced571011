"""The list of articles in Django's admin: found, filtered, sorted and paged, whatever the address says."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.categories import register
from catalog.tests.factories import make_article, make_articles

pytestmark = pytest.mark.servers
LIST = "/admin/catalog/article/"
MAY = datetime(2024, 5, 1, tzinfo=UTC)
JUNE = datetime(2024, 6, 1, tzinfo=UTC)


def shown(client: Client, **parameters: str) -> list[str]:
    response = client.get(LIST, parameters)
    assert response.status_code == 200
    return [article.title for article in response.context["cl"].result_list]


def test_who_is_not_signed_in_is_sent_to_sign_in(reader: Client) -> None:
    assert reader.get(LIST)["Location"].startswith("/admin/login/")


def test_the_list_names_what_an_editor_looks_for(editor: Client) -> None:
    make_article(title="Poles play", category="sport", published_at=MAY, author=["Jane Doe", "John Roe"])
    page = editor.get(LIST).content.decode()
    assert all(
        text in page for text in ("Poles play", "Sport", "Jane Doe, John Roe", "Published", "Last changed", "May 2024")
    )


@pytest.mark.parametrize("words", ["needle", "NEEDLE", "needle hay", "in+a (haystack"])
def test_search_looks_into_titles_and_texts(editor: Client, words: str) -> None:
    make_article(title="A needle")
    make_article(title="Hidden", content="hay, a needle in+a (haystack")
    assert "Hidden" in shown(editor, q=words)


@pytest.mark.parametrize("words", ["x" * 10_000, "word " * 5_000, "a\0b"])
def test_a_search_that_mongodb_could_not_take_is_no_search(editor: Client, words: str) -> None:
    make_articles("One")
    assert shown(editor, q=words) == ["One"]


def test_the_list_can_be_filtered_by_category(editor: Client) -> None:
    register(["sport", "tech"])
    make_article(title="Match", category="sport")
    make_article(title="Chip", category="tech")
    assert shown(editor, category__exact="tech") == ["Chip"]


def test_the_list_can_be_filtered_by_date(editor: Client) -> None:
    make_article(title="May", published_at=MAY)
    make_article(title="June", published_at=JUNE)
    make_article(title="Unknown")
    assert shown(editor, published_at__gte="2024-05-15 00:00:00+00:00") == ["June"]
    assert shown(editor, published_at__isnull="True") == ["Unknown"]


def test_every_category_is_offered_whatever_their_number_with_one_query(editor: Client) -> None:
    costs = []
    for number in (1, 400):
        register(f"Category {each}" for each in range(number))
        with CaptureQueriesContext(connection) as queries:
            page = editor.get(LIST, {"_facets": "True"}).content.decode()
        costs.append(len(queries))
        assert page.count("category__exact=Category") == number
    assert costs[0] == costs[1]


def test_filters_can_show_counts(editor: Client) -> None:
    register(["business", "sport"])
    make_article(category="sport", published_at=MAY)
    assert "Sport (1)" in editor.get(LIST, {"_facets": "True"}).content.decode()


def test_dates_can_be_drilled_down(editor: Client) -> None:
    make_article(title="May", published_at=MAY)
    make_article(title="June", published_at=JUNE)
    make_article(title="Before", published_at=datetime(2023, 5, 1, tzinfo=UTC))
    page = editor.get(LIST).content.decode()
    assert all(f"published_at__year={year}" in page for year in (2023, 2024))
    assert shown(editor, published_at__year="2024") == ["June", "May"]
    assert "published_at__month=6" in editor.get(LIST, {"published_at__year": "2024"}).content.decode()
    assert shown(editor, published_at__year="2024", published_at__month="6") == ["June"]
    assert shown(editor, published_at__year="2024", published_at__month="6", published_at__day="1") == ["June"]


def test_the_list_is_paged(editor: Client) -> None:
    make_articles(*(f"Article {number:02}" for number in range(60)))
    assert (len(shown(editor)), len(shown(editor, p="2"))) == (50, 10)


@pytest.mark.parametrize("order", ["1", "-2.1", "3", "-4"])
def test_the_list_can_be_sorted_by_each_column(editor: Client, order: str) -> None:
    make_articles("Two", "One")
    assert sorted(shown(editor, o=order)) == ["One", "Two"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"p": "abc"},
        {"p": str(10**30)},
        {"o": "99"},
        {"foo": "bar"},
        {"id__exact": "abc"},
        {"category__exact": "foo"},
        {"published_at__gte": "abc"},
        {"published_at__year": "abc"},
        {"published_at__year": "99999"},
    ],
)
def test_a_bad_parameter_is_no_error(editor: Client, parameters: dict[str, str]) -> None:
    assert editor.get(LIST, parameters).status_code in (200, 302, 400)


@pytest.mark.parametrize("pk", ["abc", "0" * 24, "_00"])
def test_a_malformed_or_unknown_id_is_no_error(editor: Client, pk: str) -> None:
    assert editor.get(f"{LIST}{pk}/change/")["Location"] == "/admin/"
