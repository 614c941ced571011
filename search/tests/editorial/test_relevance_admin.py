"""The relevance contract in the admin: rows are kept clean, and each shows where its article stands now."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from bson import ObjectId
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Article
from catalog.tests.factories import make_user
from search.admin import relevance
from search.models import Expectation
from search.tests.away import elasticsearch_at, refusing_port
from search.tests.factories import index_articles, keep_articles, new_article
from search.tests.recording import record_requests

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]
LIST = "/admin/search/expectation/"
ADD = f"{LIST}add/"


@pytest.fixture
def admin(transactional_db: None) -> Client:
    """A browser in which somebody is signed in who may do with rows and articles whatever there is to do."""
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__model__in=["expectation", "article"]))
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def war(admin: Client) -> Article:
    return article("War")


def article(title: str) -> Article:
    made = new_article(title=title)
    keep_articles(made)
    index_articles(made)
    return made


def expect(query: str, wanted: Article) -> Expectation:
    return Expectation.objects.create(query=query, article=wanted)


def errors_of(admin: Client, query: str, wanted: object, where: str = ADD) -> dict[str, Any]:
    """Send the form; return what is wrong with it, nothing when it was saved."""
    response = admin.post(where, {"query": query, "article": str(wanted)})
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


@pytest.mark.parametrize("query", ["", " ", "\t\n", "\0", "x" * 257])
def test_a_query_that_is_none_is_refused(admin: Client, war: Article, query: str) -> None:
    assert list(errors_of(admin, query, war.pk)) == ["query"]
    assert not Expectation.objects.exists()


@pytest.mark.parametrize("wanted", ["", "abc", "0" * 24, "\0", "0" * 5000])
def test_an_article_that_is_none_is_refused(admin: Client, wanted: str) -> None:
    assert list(errors_of(admin, "war", wanted)) == ["article"]
    assert not Expectation.objects.exists()


def test_the_same_row_twice_is_refused(admin: Client, war: Article) -> None:
    expect("war", war)
    assert errors_of(admin, " war", war.pk) == {"__all__": ["The contract holds this row already."]}
    assert Expectation.objects.count() == 1


def test_a_row_is_not_its_own_twin(admin: Client, war: Article) -> None:
    row = expect("war", war)
    assert errors_of(admin, "war", war.pk, f"{LIST}{row.pk}/change/") == {}


def test_one_query_may_be_for_two_articles(admin: Client, war: Article) -> None:
    expect("war", war)
    assert errors_of(admin, "war", article("War and peace").pk) == {}


def test_an_article_is_chosen_by_words_of_it(admin: Client, war: Article) -> None:
    article("Peace")
    parameters = {"app_label": "search", "model_name": "expectation", "field_name": "article", "term": "wa"}
    found = admin.get("/admin/autocomplete/", parameters).json()["results"]
    assert found == [{"id": str(war.pk), "text": "War"}]


def test_the_form_never_offers_to_delete_the_article(admin: Client, war: Article) -> None:
    assert "delete-related" not in admin.get(f"{LIST}{expect('war', war).pk}/change/").content.decode()


def test_the_list_tells_where_each_article_stands(admin: Client, war: Article) -> None:
    article("War and peace")
    expect("peace", war)
    expect("war", war)
    assert listed(admin) == [("peace", "War", "not in the first 10"), ("war", "War", "1")]


def test_a_row_whose_article_is_gone_is_listed_can_be_opened_mended_and_deleted(admin: Client, war: Article) -> None:
    gone = article("Gone")
    row = expect("war", gone)
    Article.objects.filter(pk=gone.pk).delete()
    assert listed(admin) == [("war", "the expected article is gone", "–")]
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


@pytest.mark.parametrize("words", ["\0", "x" * 40_000, "*"])
def test_no_search_is_an_error(admin: Client, war: Article, words: str) -> None:
    expect("war", war)
    listed(admin, q=words)


def test_twenty_rows_are_on_a_page(admin: Client, war: Article) -> None:
    for number in range(21):
        expect(f"war {number:02}", war)
    assert (len(listed(admin)), len(listed(admin, p="2")), len(listed(admin, all=""))) == (20, 1, 20)


def test_titles_are_looked_up_together(admin: Client, war: Article) -> None:
    counts = []
    for number in range(2):
        expect(f"war {number}", war)
        with CaptureQueriesContext(connection) as queries:
            listed(admin)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_action_asks_for_no_ranks(admin: Client, war: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    row = expect("war", war)
    requests = record_requests(monkeypatch)
    admin.post(LIST, {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"})
    assert (len(requests), Expectation.objects.count()) == (0, 0)


def test_without_elasticsearch_the_list_is_there_and_says_so(admin: Client, war: Article) -> None:
    expect("war", war)
    expect("war 2", war)
    with refusing_port() as port, elasticsearch_at(port):
        response: Any = admin.get(LIST)
    assert column(response.content.decode(), "rank") == ["–", "–"]
    assert [str(message) for message in get_messages(response.wsgi_request)] == [relevance.AWAY]


def test_ranks_that_take_too_long_are_left_out(admin: Client, war: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    expect("war", war)
    monkeypatch.setattr(relevance, "SECONDS", -1)
    assert [row[2] for row in listed(admin)] == ["–"]


def test_script_shows_as_text(admin: Client) -> None:
    row = expect("<script>alert(1)", article("<script>alert(2)"))
    for where in (LIST, f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/delete/"):
        assert "<script>alert" not in admin.get(where).content.decode()


def test_whoever_may_only_look_changes_nothing(transactional_db: None) -> None:
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_expectation"))
    looker = Client()
    looker.force_login(user)
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
