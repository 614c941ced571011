"""A facet that is only added to FACETS works everywhere."""

import re
from collections.abc import Iterator

import pytest

from search.query import facets
from search.query.facets import FacetDefinition
from search.tests.asking import answer, counts, html, titles
from search.tests.factories import index_articles, keep_articles, new_article
from search.tests.unavailable import elasticsearch_at, refusing_port

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index", "archive", "headlines", "three_articles")]

HEADLINE = FacetDefinition(
    name="headline",
    label="Headline",
    field="title.whole",
    lookup="title__in",
    values_of=lambda article: (article.title,),
    limit=10,
    read=lambda value: value.lower() or None,
    label_of=str.title,
    exclude_parameter="no_headline",
    is_operator=True,
)


@pytest.fixture
def headlines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "FACETS", (*facets.FACETS, HEADLINE))


@pytest.fixture
def three_articles(index: None, archive: None) -> None:
    articles = [new_article(title=title, content="A war.") for title in ("first", "second", "third")]
    index_articles(*articles)
    keep_articles(*articles)


@pytest.fixture(params=["elasticsearch", "mongodb"])
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each engine in turn."""
    if request.param == "elasticsearch":
        yield request.param
        return
    with refusing_port() as port, elasticsearch_at(port):
        yield request.param


def test_it_is_counted(engine: str) -> None:
    assert answer(q="war")["engine"] == engine
    assert counts("headline", q="war") == {"first": 1, "second": 1, "third": 1}


def test_it_filters(engine: str) -> None:
    assert sorted(titles(q="war", headline=["first", "third"])) == ["first", "third"]


def test_it_excludes(engine: str) -> None:
    assert sorted(titles(q="war", no_headline="first")) == ["second", "third"]


def test_it_is_an_operator(engine: str) -> None:
    assert sorted(titles(q="war -headline:first")) == ["second", "third"]


def test_a_choice_keeps_the_counts_of_the_values_not_chosen() -> None:
    assert counts("headline", q="war", headline="first") == {"first": 1, "second": 1, "third": 1}


def chip(page: str, value: str) -> str:
    found = re.search(rf'<a id="chip-headline-{value}".*?</a>', page, re.DOTALL)
    assert found
    return found[0]


def test_it_has_chips_with_counts_that_lead_to_each_value() -> None:
    page = html(q="war", headline="second")
    assert '<h3 id="facet-headline" class="facet-name">Headline</h3>' in page
    assert 'href="?q=war&amp;headline=second&amp;headline=first"' in chip(page, "first")
    assert "data-chosen" in chip(page, "second")
    assert 'data-count="1"' in chip(page, "third")
    assert 'href="?q=war&amp;no_headline=second"' in page


def test_the_form_and_the_script_keep_it_and_clear_it() -> None:
    page = html(q="war", headline="second", no_headline="first")
    assert re.search(r'<input type="hidden"\s+form="search-form"\s+name="headline"\s+value="second">', page)
    cleared = re.search(r'data-clear="([^"]*)"', page)
    assert cleared
    assert {"headline", "no_headline"} <= set(cleared[1].split())
