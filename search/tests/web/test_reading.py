"""An article that was opened from a search: its neighbours among the hits, the marks, the way back."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from catalog.models import Article
from search.engines.limits.breaker import Breaker
from search.query.build import NEARBY
from search.tests.asking import answer, by_testid, html
from search.tests.factories import new_article
from search.tests.recording import record_requests
from search.tests.unavailable import elasticsearch_at, mongodb_at, refusing_port, silent_port
from search.tests.web.reading_pages import back, hit_links, link, marked, open_page, publish, published

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index", "archive")]


@pytest.fixture
def wars() -> list[Article]:
    """Twenty-three articles that the search for "war" finds."""
    articles = [new_article(title=f"War {number:02}", content="The war of a year.") for number in range(23)]
    publish(*articles)
    return articles


def test_the_links_of_hits_hold_the_search_and_their_number(wars: list[Article]) -> None:
    links = hit_links(html(q="war", category="tech", page=2))
    assert [urlsplit(each).query for each in links] == [f"q=war&category=tech&at={at}" for at in range(11, 21)]


def test_the_links_of_hits_without_a_search_are_the_articles_own(wars: list[Article]) -> None:
    assert {urlsplit(each).query for each in hit_links(html())} == {""}


def test_other_programs_get_the_articles_own_address(wars: list[Article]) -> None:
    assert {urlsplit(hit["url"]).query for hit in answer(q="war")["hits"]} == {""}
    assert b"at=" not in Client().get("/search.atom?q=war").content


@pytest.mark.parametrize("parameters", [{"q": "war"}, {"q": "war", "sort": "title", "size": 7}, {"category": "tech"}])
def test_next_and_previous_visit_every_hit_once_in_order(wars: list[Article], parameters: dict[str, Any]) -> None:
    pages = [html(**parameters, page=number) for number in range(1, 5)]
    in_order = list(dict.fromkeys(urlsplit(each).path for page in pages for each in hit_links(page)))
    assert len(in_order) == len(wars)
    address, visited = hit_links(pages[0])[0], []
    while address:
        visited.append(urlsplit(address).path)
        page = open_page(address)
        assert by_testid(page, "place") == [f"{len(visited)} of {len(wars)}"]
        last, address = address, link(page, "next")
    assert visited == in_order
    backwards = [urlsplit(last).path]
    while before := link(open_page(last), "prev"):
        backwards.append(urlsplit(before).path)
        last = before
    assert backwards == in_order[::-1]


def test_the_way_back_leads_to_the_page_of_the_hit_and_to_the_hit(wars: list[Article]) -> None:
    (third,) = [each for each in hit_links(html(q="war", page=2)) if each.endswith("at=13")]
    pk = urlsplit(third).path.split("/")[2]
    assert back(open_page(third)) == f"/?q=war&page=2#hit-{pk}"
    assert f'id="hit-{pk}"' in html(q="war", page=2)


def test_one_request_finds_neighbours_and_marks_and_none_is_sent_without_a_search(
    wars: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = hit_links(html(q="war"))[4]
    requests = record_requests(monkeypatch)
    assert marked(open_page(address))
    assert len(requests) == 1
    open_page(urlsplit(address).path)
    open_page(f"{urlsplit(address).path}?at=5&match=similar&sort=title&q=+")
    assert len(requests) == 1


def test_words_with_a_slip_cost_one_request_too(wars: list[Article], monkeypatch: pytest.MonkeyPatch) -> None:
    published(title="Parliament", content="The parliament sits.")
    (address,) = hit_links(html(q="parlaiment", spelling="off"))
    assert "match=similar" in address
    requests = record_requests(monkeypatch)
    page = open_page(address)
    assert marked(page) == ["Parliament", "parliament"]
    assert by_testid(page, "place") == ["1 of 1"]
    assert len(requests) == 1


def test_an_address_that_does_not_say_so_finds_the_slip_as_well() -> None:
    article = published(title="Parliament", content="The parliament sits.")
    page = open_page(f"{article.get_absolute_url()}?q=parlaiment&at=1")
    assert by_testid(page, "place") == ["1 of 1"]
    assert marked(page) == ["Parliament", "parliament"]


def test_hits_of_a_better_spelling_belong_to_that() -> None:
    publish(*(new_article(title=f"Parliament {name}", content="A text.") for name in ("sits", "rises", "votes")))
    address = hit_links(html(q="parlaimnet "))[1]
    page = open_page(address)
    assert by_testid(page, "place") == ["2 of 3"]
    assert back(page).startswith("/?q=parliament")


@pytest.mark.parametrize("moved", [1, NEARBY, -NEARBY])
def test_an_article_that_has_moved_is_found_nearby(wars: list[Article], moved: int) -> None:
    address = hit_links(html(q="war", page=2, sort="title"))[1]
    page = open_page(re.sub(r"at=12$", f"at={12 + moved}", address))
    assert by_testid(page, "place") == ["12 of 23"]
    assert link(page, "next").endswith("at=13")
    assert "page=2#hit" in back(page)


@pytest.mark.parametrize("at", [1, 9_999])
def test_an_article_that_is_no_longer_found_says_so(wars: list[Article], at: int) -> None:
    article = published(title="Peace")
    page = open_page(f"{article.get_absolute_url()}?q=war&at={at}")
    assert len(by_testid(page, "gone")) == 1
    assert link(page, "next") == link(page, "prev") == ""
    assert by_testid(page, "place") == []


@pytest.mark.parametrize("at", ["", "x", "-5", "0", "1e3", "9" * 400, "10000", "3&at=4", "%00"])
@pytest.mark.parametrize("others", ["", "&match=x", "&sort=x&page=x&size=0&year=x&category=%00"])
def test_bad_parameters_are_harmless(wars: list[Article], at: str, others: str) -> None:
    page = open_page(f"{wars[0].get_absolute_url()}?q=war&at={at}{others}")
    assert "War</mark> 00" in page


@pytest.mark.parametrize("search", ["", "?at=3", "?q=war&at=3", "?category=tech"])
def test_the_canonical_address_has_no_search(wars: list[Article], search: str) -> None:
    """It is enough: a page that names another as its original and forbids its own index may take both out."""
    own = wars[0].get_absolute_url()
    page = open_page(f"{own}{search}")
    assert re.findall(r'<link rel="canonical"\s+href="([^"]*)"', page) == [f"http://testserver{own}"]
    assert 'name="robots"' not in page


def test_hits_below_each_other_are_numbered_from_the_first_one_shown(wars: list[Article]) -> None:
    numbers = re.findall(r"[?&;]at=(\d+)", open_page("/?q=war&first=1&page=2"))
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert len(numbers) > 10


def test_the_box_holds_the_words_and_the_filters(wars: list[Article]) -> None:
    page = open_page(f"{wars[0].get_absolute_url()}?q=war+&category=tech&sort=title&at=1")
    assert 'value="war "' in page
    assert '<input type="hidden" name="category" value="tech">' in page
    assert '<input type="hidden" name="sort" value="title">' in page
    assert 'name="at"' not in page


def test_an_article_without_a_search_has_no_box(wars: list[Article]) -> None:
    page = open_page(wars[0].get_absolute_url())
    assert not any(part in page for part in ("reading-search", "js/article.js", "<mark", "data-back"))


@pytest.mark.parametrize("port", [refusing_port, silent_port])
def test_without_elasticsearch_the_article_is_plain_and_leads_back(
    wars: list[Article], port: object, settings: Settings, breaker: Breaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    page_client = {**settings.ELASTICSEARCH_DSL["page"], "request_timeout": 0.2}
    settings.ELASTICSEARCH_DSL = {**settings.ELASTICSEARCH_DSL, "page": page_client}
    address = f"{wars[3].get_absolute_url()}?q=war&at=14"
    with port() as number, elasticsearch_at(number):  # type: ignore[operator]  # a context manager
        for _ in range(breaker.limit):
            page = open_page(address)
            assert "The war of a year." in page
            assert back(page) == f"/?q=war&page=2#hit-{wars[3].pk}"
            assert by_testid(page, "gone") == by_testid(page, "place") == marked(page) == []
        requests = record_requests(monkeypatch)
        open_page(address)
        assert len(requests) == 0


def test_hits_of_mongodb_lead_back_to_their_page_without_a_number(wars: list[Article]) -> None:
    with refusing_port() as port, elasticsearch_at(port):
        address = hit_links(html(q="war", page=2))[0]
        assert urlsplit(address).query == "q=war&page=2"
        assert back(open_page(address)).startswith("/?q=war&page=2#hit-")


def test_without_mongodb_the_page_says_so(wars: list[Article]) -> None:
    with refusing_port() as port, mongodb_at(port):
        assert Client().get(f"{wars[0].get_absolute_url()}?q=war&at=1").status_code == 503


def test_an_unknown_article_is_not_found_and_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    requests = record_requests(monkeypatch)
    assert Client().get(f"/articles/{'0' * 24}/?q=war&at=1").status_code == 404
    assert len(requests) == 0


def test_the_catalog_shows_an_article_without_search(wars: list[Article], settings: Settings) -> None:
    settings.ARTICLE_CONTEXT = None
    page = open_page(f"{wars[0].get_absolute_url()}?q=war&at=1")
    assert "The war of a year." in page
    assert "data-back" not in page


def test_the_page_of_the_catalog_is_named_in_the_settings() -> None:
    assert settings.ARTICLE_CONTEXT == "search.web.reading.context_of"
