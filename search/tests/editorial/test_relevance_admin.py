"""The relevance contract in the admin: rows are validated, and each shows the rank of its article."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from bson import ObjectId
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Article
from search.admin import relevance
from search.models import Expectation
from search.tests.browsers import browser_of
from search.tests.factories import index_articles, keep_articles, new_article
from search.tests.recording import record_requests
from search.tests.unavailable import elasticsearch_at, refusing_port

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]
LIST = "/admin/search/expectation/"
ADD = f"{LIST}add/"


@pytest.fixture
def admin(mongo: None, archive: None) -> Client:
    """A browser in which a user with every permission on rows and articles is signed in."""
    actions = ("add", "change", "delete", "view")
    return browser_of(*(f"{action}_{model}" for action in actions for model in ("expectation", "article")))


@pytest.fixture
def war(admin: Client) -> Article:
    return article("War")


def article(title: str) -> Article:
    made = new_article(title=title)
    keep_articles(made)
    index_articles(made)
    return made


def expect(query: str, expected: Article) -> Expectation:
    return Expectation.objects.create(query=query, article=expected)


def errors_of(admin: Client, query: str, expected: object, where: str = ADD) -> dict[str, Any]:
    """Post the form; return its errors, none if it was saved."""
    response = admin.post(where, {"query": query, "article": str(expected)})
    return dict(response.context["adminform"].form.errors) if response.status_code == 200 else {}


def column(page: str, name: str) -> list[str]:
    return [
        re.sub("<[^>]*>", "", cell) for cell in re.findall(rf'<t[hd] class="field-{name}[^"]*">(.*?)</t[hd]>', page)
    ]


def listed(admin: Client, **parameters: str) -> list[tuple[str, str, str]]:
    """Return query, expected article and rank of each row."""
    response = admin.get(LIST, parameters)
    assert response.status_code == 200
    page = response.content.decode()
    return list(zip(*(column(page, name) for name in ("query", "expected", "rank")), strict=True))


def test_a_row_is_added(admin: Client, war: Article) -> None:
    assert errors_of(admin, "war", war.pk) == {}
    assert Expectation.objects.values_list("query", "article").get() == ("war", war.pk)


def test_a_row_is_changed(admin: Client, war: Article) -> None:
    row = expect("war", war)
    assert errors_of(admin, "wra", war.pk, f"{LIST}{row.pk}/change/") == {}
    assert Expectation.objects.get().query == "wra"


def test_a_query_is_cleaned_and_keeps_the_space_at_its_end(admin: Client, war: Article) -> None:
    errors_of(admin, "  the\t\tlong war  ", war.pk)
    assert Expectation.objects.get().query == "the long war "


@pytest.mark.parametrize("query", ["", " \t\n", "\0", "x" * 257])
def test_a_blank_or_long_query_is_refused(admin: Client, war: Article, query: str) -> None:
    assert list(errors_of(admin, query, war.pk)) == ["query"]
    assert not Expectation.objects.exists()


@pytest.mark.parametrize("expected", ["", "abc", "0" * 24, "\0"])
def test_an_article_that_does_not_exist_is_refused(admin: Client, expected: str) -> None:
    assert list(errors_of(admin, "war", expected)) == ["article"]
    assert not Expectation.objects.exists()


def test_the_same_row_twice_is_refused(admin: Client, war: Article) -> None:
    expect("war", war)
    assert errors_of(admin, " war", war.pk) == {"__all__": ["The contract already has this row."]}
    assert Expectation.objects.count() == 1


def test_a_row_is_not_its_own_duplicate(admin: Client, war: Article) -> None:
    row = expect("war", war)
    assert errors_of(admin, "war", war.pk, f"{LIST}{row.pk}/change/") == {}


def test_one_query_may_expect_two_articles(admin: Client, war: Article) -> None:
    expect("war", war)
    assert errors_of(admin, "war", article("War and peace").pk) == {}


def test_an_article_is_chosen_by_words_of_it(admin: Client, war: Article) -> None:
    article("Peace")
    parameters = {"app_label": "search", "model_name": "expectation", "field_name": "article", "term": "wa"}
    found = admin.get("/admin/autocomplete/", parameters).json()["results"]
    assert found == [{"id": str(war.pk), "text": "War"}]


def test_the_form_never_offers_to_delete_the_article(admin: Client, war: Article) -> None:
    assert "delete-related" not in admin.get(f"{LIST}{expect('war', war).pk}/change/").content.decode()


def test_the_list_shows_the_rank_of_each_article(admin: Client, war: Article) -> None:
    article("War and peace")
    expect("peace", war)
    expect("war", war)
    assert listed(admin) == [("peace", "War", "not in the first 10"), ("war", "War", "1")]


def test_a_row_whose_article_was_deleted_is_listed_and_can_be_changed_and_deleted(admin: Client, war: Article) -> None:
    gone = article("Gone")
    row = expect("war", gone)
    Article.objects.filter(pk=gone.pk).delete()
    assert listed(admin) == [("war", "the expected article no longer exists", "–")]
    assert admin.get(f"{LIST}{row.pk}/change/").status_code == 200
    assert list(errors_of(admin, "war", gone.pk, f"{LIST}{row.pk}/change/")) == ["article"]
    assert errors_of(admin, "war", war.pk, f"{LIST}{row.pk}/change/") == {}
    Expectation.objects.update(article=gone.pk)
    assert admin.get(f"{LIST}{row.pk}/delete/").status_code == 200
    admin.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})
    assert not Expectation.objects.exists()


def test_rows_are_found_by_their_query(admin: Client, war: Article) -> None:
    expect("war", war)
    expect("peace", war)
    assert [row[0] for row in listed(admin, q="pea")] == ["peace"]


def test_a_search_that_mongodb_would_reject_is_no_error(admin: Client, war: Article) -> None:
    expect("war", war)
    listed(admin, q="x" * 40_000)


def test_twenty_rows_are_on_a_page(admin: Client, war: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relevance, "SECONDS", -1)  # no ranks: each would be a search
    Expectation.objects.bulk_create(Expectation(query=f"war {number:02}", article=war) for number in range(21))
    assert (len(listed(admin)), len(listed(admin, p="2")), len(listed(admin, all=""))) == (20, 1, 20)


def test_titles_are_read_in_one_query(admin: Client, war: Article) -> None:
    counts = []
    for number in range(2):
        expect(f"war {number}", war)
        with CaptureQueriesContext(connection) as queries:
            listed(admin)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_action_searches_for_no_ranks(admin: Client, war: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    row = expect("war", war)
    requests = record_requests(monkeypatch)
    admin.post(LIST, {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"})
    assert (len(requests), Expectation.objects.count()) == (0, 0)


def test_without_elasticsearch_the_list_is_shown_with_a_warning(admin: Client, war: Article) -> None:
    expect("war", war)
    expect("war 2", war)
    with refusing_port() as port, elasticsearch_at(port):
        response: Any = admin.get(LIST)
    assert column(response.content.decode(), "rank") == ["–", "–"]
    assert [str(message) for message in get_messages(response.wsgi_request)] == [relevance.UNAVAILABLE]


def test_ranks_that_take_too_long_are_left_out(admin: Client, war: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    expect("war", war)
    monkeypatch.setattr(relevance, "SECONDS", -1)
    assert [row[2] for row in listed(admin)] == ["–"]


def test_script_shows_as_text(admin: Client) -> None:
    row = expect("<script>alert(1)", article("<script>alert(2)"))
    for where in (LIST, f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/delete/"):
        assert "<script>alert" not in admin.get(where).content.decode()


def test_the_permission_to_view_is_not_one_to_add(mongo: None, archive: None) -> None:
    looker = browser_of("view_expectation")
    row = expect("war", article("War"))
    assert looker.get(f"{LIST}{row.pk}/change/").status_code == 200
    assert looker.post(ADD, {"query": "x", "article": str(ObjectId())}).status_code == 403


@pytest.fixture
def statements(admin: Client) -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as queries:
        yield queries


@pytest.mark.parametrize(
    ("where", "form"),
    [
        ("/articles/{}/delete/", {"version": 1}),
        ("/admin/catalog/article/{}/delete/", {"post": "yes"}),
        ("/admin/catalog/article/", {"action": "delete_selected", "_selected_action": "{}", "post": "yes"}),
    ],
)
def test_deleting_an_expected_article_works_and_never_reads_the_contract(
    admin: Client, war: Article, statements: CaptureQueriesContext, where: str, form: dict[str, Any]
) -> None:
    row = expect("war", war)
    before = len(statements)
    filled = {name: str(value).format(war.pk) for name, value in form.items()}
    assert admin.post(where.format(war.pk), filled).status_code == 302
    assert not Article.objects.exists()
    assert not [each["sql"] for each in statements.captured_queries[before:] if "search_expectations" in each["sql"]]
    assert Expectation.objects.get() == row
