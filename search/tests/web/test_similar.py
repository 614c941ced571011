"""More like this: what is listed for an article, and what is shown when a server is unavailable."""

import html
from collections.abc import Iterator

import pytest
from bson import ObjectId
from django.test import Client
from pytest_django import Settings

from catalog.models import Article
from search.engines.article.similar import neighbourhood
from search.engines.limits.breaker import Breaker
from search.tests.asking import by_testid
from search.tests.factories import Choose, index_article, index_articles, keep_articles, new_article
from search.tests.recording import record_requests
from search.tests.unavailable import answering_port, elasticsearch_at, mongodb_at, refusing_port, silent_port

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("archive")]

HTMX = {"HX-Request": "true"}
BACK = {**HTMX, "HX-History-Restore-Request": "true"}
CHEESE = "The cheddar from the dairy ripens in a cave, and the rennet is made by the dairymaid."
TRAMS = "The tramway has new rails, and its conductor sells tickets to the commuters."


@pytest.fixture
def cheddar(index: None) -> Article:
    """An article with one that is very similar, one that is a little similar, and four about something else."""
    article = new_article(title="Cheddar", content=CHEESE)
    index_articles(
        article,
        new_article(title="A cave for cheese", content=f"{CHEESE} So it was."),
        new_article(title="The dairymaid", content="A dairymaid of the dairy and her cave."),
        *(new_article(title=f"Tram {number}", content=TRAMS) for number in range(4)),
    )
    return article


def address(article: Article) -> str:
    return f"/articles/{article.pk}/similar/"


def titles(article: Article) -> list[str]:
    return [neighbour.title for neighbour in neighbourhood(str(article.pk)).neighbours]


def page(article: Article, headers: dict[str, str] | None = None) -> str:
    response = Client().get(address(article), headers=headers or {})
    assert response.status_code == 200
    return response.content.decode()


def test_similar_articles_are_listed_the_most_similar_first(cheddar: Article) -> None:
    assert titles(cheddar) == ["A cave for cheese", "The dairymaid"]


def test_a_word_is_like_its_other_forms(index: None) -> None:
    """Their stem is the word of one article and the marked stem of the other."""
    article = new_article(title="Alone", content="A dividend.")
    trams = (new_article(title=f"Tram {number}", content=TRAMS) for number in range(4))
    paydays = (new_article(title=title, content="Three dividends.") for title in ("Payday", "Windfall"))
    index_articles(article, *paydays, *trams)
    assert sorted(titles(article)) == ["Payday", "Windfall"]


def test_an_article_of_the_same_title_is_not_listed(cheddar: Article) -> None:
    index_article(title="CHEDDAR", content=CHEESE)
    assert "CHEDDAR" not in titles(cheddar)


def test_articles_that_share_a_title_are_listed_once(cheddar: Article) -> None:
    index_article(title="a cave for CHEESE", content=CHEESE)
    assert len(titles(cheddar)) == 2


def test_five_are_listed_at_most(cheddar: Article) -> None:
    index_articles(*(new_article(title=f"Dairy {number}", content=CHEESE) for number in range(7)))
    assert len(titles(cheddar)) == 5


def test_an_article_unlike_any_other_has_an_empty_list(index: None) -> None:
    assert titles(index_article(title="Alone", content="Nothing else.")) == []


@pytest.mark.parametrize("name", ["Ann Houses", "Séan O'Neill-Smith"])
def test_a_byline_makes_nothing_similar(cheddar: Article, name: str) -> None:
    one, _ = (
        index_article(title=title, content=content, author=[name])
        for title, content in (("Alone", "Nothing else."), ("Soup", "Leek with potato."))
    )
    assert titles(one) == []
    dairy = index_article(title="Dairy", content=CHEESE, author=[name])
    assert titles(dairy) == ["Cheddar", "A cave for cheese", "The dairymaid"]


def test_htmx_gets_the_list_alone(cheddar: Article) -> None:
    fragment = page(cheddar, HTMX)
    assert fragment.strip().startswith("<aside")
    assert "<h2" in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize("headers", [{}, BACK])
def test_without_htmx_there_is_a_whole_page(cheddar: Article, headers: dict[str, str]) -> None:
    whole = page(cheddar, headers)
    assert "<!DOCTYPE html>" in whole
    assert f'<a href="/articles/{cheddar.pk}/">Cheddar</a>' in whole


def test_both_hold_the_same_list(cheddar: Article) -> None:
    lists = [text[text.index("<ol") : text.index("</ol>")] for text in (page(cheddar), page(cheddar, HTMX))]
    assert lists[0] == lists[1]


@pytest.mark.parametrize("headers", [{}, HTMX, BACK])
def test_the_vary_header_names_htmx(cheddar: Article, headers: dict[str, str]) -> None:
    assert "HX-Request" in Client().get(address(cheddar), headers=headers)["Vary"]


def test_a_neighbour_is_shown_with_its_category_and_date(cheddar: Article) -> None:
    fragment = page(cheddar, HTMX)
    assert all(part in fragment for part in ("Tech</span>", "1 January 2024</time>"))


def test_a_neighbour_is_shown_with_the_canonical_name_of_its_category(cheddar: Article, categories: Choose) -> None:
    categories("TECH")
    assert "TECH</span>" in page(cheddar, HTMX)


def test_an_article_without_a_date_is_shown_without(cheddar: Article) -> None:
    index_article(title="Undated", content=CHEESE, published_at=None)
    assert "Undated" in page(cheddar, HTMX)


def test_script_shows_as_text(index: None) -> None:
    one, other = (new_article(title=f"<script>{name}", content=CHEESE) for name in ("one", "other"))
    index_articles(one, other)
    for headers in ({}, HTMX):
        assert "<script>o" not in page(one, headers)
        assert "&lt;script&gt;other" in page(one, headers)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_unknown_article_is_not_found(index: None, reader: Client, headers: dict[str, str]) -> None:
    assert reader.get(f"/articles/{ObjectId()}/similar/", headers=headers).status_code == 404


def test_an_article_that_is_not_indexed_yet_has_an_empty_list(index: None) -> None:
    article = new_article(title="Just added")
    keep_articles(article)
    assert page(article, HTMX).strip() == ""
    assert "There are no similar articles." in page(article)


def test_one_request_is_sent(cheddar: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = record_requests(monkeypatch)
    page(cheddar)
    assert len(requests) == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_without_mongodb_the_index_answers(cheddar: Article, headers: dict[str, str]) -> None:
    with refusing_port() as port, mongodb_at(port):
        assert "A cave for cheese" in page(cheddar, headers)


@pytest.fixture(params=["refuses", "is silent", "fails", "is something else"])
def elasticsearch_unavailable(request: pytest.FixtureRequest, settings: Settings) -> Iterator[None]:
    page = {
        **settings.ELASTICSEARCH_DSL["page"],
        "request_timeout": 0.2,
    }  # the page's timeout is a second, and three requests are sent
    settings.ELASTICSEARCH_DSL = {**settings.ELASTICSEARCH_DSL, "page": page}
    bodies = {"fails": (503, b"{}"), "is something else": (200, b"[1]")}
    if request.param in bodies:
        with answering_port(*bodies[request.param]) as answering, elasticsearch_at(answering.port):
            yield
    else:
        with refusing_port() if request.param == "refuses" else silent_port() as port, elasticsearch_at(port):
            yield


@pytest.mark.usefixtures("elasticsearch_unavailable")
def test_without_elasticsearch_nothing_is_shown_and_nothing_fails(breaker: Breaker) -> None:
    article = new_article(title="Salt & pepper")
    keep_articles(article)
    assert page(article, HTMX) == ""
    whole = html.unescape(page(article))
    assert "Salt & pepper" in whole
    assert "Similar articles are unavailable at the moment." in whole
    assert by_testid(whole, "neighbours") == []
    page(article)
    assert breaker.is_open


@pytest.mark.usefixtures("index")
def test_an_open_breaker_sends_no_request(breaker: Breaker, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = record_requests(monkeypatch)
    for _ in range(breaker.limit):
        breaker.failed()
    assert page(new_article(), HTMX) == ""
    assert len(requests) == 0


def test_without_both_servers_the_page_says_so_and_the_fragment_is_empty() -> None:
    article = new_article()
    with refusing_port() as port, elasticsearch_at(port), mongodb_at(port):
        assert page(article, HTMX) == ""
        assert Client().get(address(article)).status_code == 503
