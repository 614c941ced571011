"""Facets of any archive: categories of every form and number, on the real servers, in both engines."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from catalog.categories import category_key
from catalog.models import Article
from search.engines import known_values
from search.engines.known_values import CategoryList, KnownValues
from search.engines.vocabulary import KnownCategory
from search.tests.asking import answer, by_testid, counts, html, titles
from search.tests.factories import Choose, index_article, index_articles, index_titles, keep_articles, new_article
from search.tests.unavailable import elasticsearch_at, refusing_port

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index", "archive")]

# What other programs write. Those of one line are one category.
ODD = (
    ("World News", " world  NEWS\t", "WORLD NEWS"),
    ("", "  "),
    ("Café", "Cafe\u0301"),
    ("x" * 500,),
    ('A/B "quoted" <b>&amp; \\',),
    ("🦊",),
    ("日本のニュース",),
    ("C++",),
    ("C#",),
    ("a?category=b&c%20#d",),
    ("Straße",),
    ("-sport",),
    ("null",),
)


@pytest.fixture(params=["elasticsearch", "mongodb"])
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each engine in turn."""
    if request.param == "elasticsearch":
        yield request.param
        return
    with refusing_port() as port, elasticsearch_at(port):
        yield request.param


def bring(*articles: Article) -> None:
    index_articles(*articles)
    keep_articles(*articles)


@pytest.fixture
def odd_articles(index: None, archive: None) -> None:
    bring(*(new_article(title="War", category=category) for spellings in ODD for category in spellings))


@pytest.mark.usefixtures("odd_articles")
def test_the_counts_add_up_to_the_total_whatever_the_categories(engine: str) -> None:
    found = answer(q="war")
    assert found["engine"] == engine
    assert len(found["facets"]["category"]) == len(ODD)
    assert sum(counts("category", q="war").values()) == found["total"]["value"] == sum(map(len, ODD))


@pytest.mark.usefixtures("odd_articles")
def test_each_value_finds_as_many_articles_as_its_count(engine: str) -> None:
    for value, count in counts("category", q="war").items():
        body = answer(q="war", category=value, size=50)
        assert (value, body["total"]["value"]) == (value, count)
        (chosen,) = [each["value"] for each in body["facets"]["category"] if each["selected"]]
        assert category_key(chosen) == category_key(value)  # its hits may show how it is written
        assert answer(q="war", exclude=value, size=50)["total"]["value"] == sum(map(len, ODD)) - count


@pytest.mark.usefixtures("odd_articles")
def test_an_article_without_a_category_is_uncategorised(engine: str) -> None:
    assert counts("category", q="war")["Uncategorised"] == 2


def test_a_category_shows_its_canonical_name(categories: Choose, engine: str) -> None:
    categories("World News")
    bring(new_article(title="War", category=" world  NEWS"))
    (hit,) = answer(q="war")["hits"]
    assert (hit["category"], counts("category")) == ("World News", {"World News": 1})
    assert '<span class="kicker">World News</span>' in html(q="war")


@pytest.mark.parametrize("value", ["World News", "world news", "world-news"])
def test_links_show_the_canonical_name_of_any_spelling(categories: Choose, value: str) -> None:
    categories("World News", "sport")
    index_titles("War", "The war", category="world news")
    page = html(category=value, q="war")
    assert 'name="category"\nvalue="World News"' in page
    assert "category=World+News&amp;sort=title" in page


@pytest.fixture
def renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (KnownCategory("Technology", "technology", "technology", ("tech",)),)
    monkeypatch.setattr(known_values, "known", KnownValues(CategoryList(read=lambda: rows)))


def test_a_renamed_category_counts_what_still_holds_the_former_name(renamed: None, engine: str) -> None:
    bring(new_article(title="Old", category="tech"), new_article(title="New", category="Technology"))
    assert counts("category") == {"Technology": 2}
    for value in ("tech", "Technology"):
        assert sorted(titles(category=value)) == ["New", "Old"]
        assert titles(exclude=value) == []
    assert sorted(titles(q="category:tech")) == ["New", "Old"]


def test_chips_of_many_categories_are_the_largest_and_the_chosen() -> None:
    index_articles(
        *(new_article(category=f"c{number:02}") for number in range(42) for _ in range(3 if number >= 30 else 1))
    )
    index_titles("War", category="c05")
    page = html(q="war", category="c00")
    assert len(by_testid(page, "count")) == 13 + 1  # the year of the articles about war stays, at 0
    assert 'data-value="c00"' in page
    assert "All 42 categories" in page
    assert counts("category", q="war", category="c00") == {"c00": 0, "c05": 1} | {
        f"c{number}": 0 for number in range(30, 42)
    }


def test_the_chips_follow_an_import_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.known_values.COUNT_SECONDS", 0.0)
    index_titles("War", category="old")
    assert counts("category", q="war") == {"old": 1}
    index_titles("Peace", category="new")
    assert counts("category", q="war") == {"new": 0, "old": 1}


def test_every_year_of_a_century_is_there_and_a_chosen_one_has_its_count() -> None:
    index_articles(
        *(new_article(title="Almanac", published_at=datetime(year, 6, 1, tzinfo=UTC)) for year in range(1900, 2000))
    )
    assert list(counts("year", q="almanac")) == [str(year) for year in range(1999, 1899, -1)]
    assert counts("year", q="almanac", year=1900)["1900"] == answer(q="almanac", year=1900)["total"]["value"] == 1
    page = html(q="almanac", year=1900)
    assert "All 100 years" in page
    assert page.count('data-facet="year"') == 13


@pytest.mark.parametrize("text", ["category:sports cup", "category:sprot cup", "category:spo cup"])
def test_a_near_miss_shows_the_category_meant_and_says_so(categories: Choose, engine: str, text: str) -> None:
    categories("sport", "tech")
    bring(new_article(title="Cup final", category="sport"), new_article(title="Cup of tea", category="tech"))
    body = answer(q=text)
    assert [hit["title"] for hit in body["hits"]] == ["Cup final"]
    typed = text.split(maxsplit=1)[0].removeprefix("category:")
    assert body["notices"] == [
        {
            "facet": "category",
            "given": typed,
            "used": "sport",
            "known": [],
            "more": 0,
            "text": f"There is no category “{typed}”. Showing Sport.",
        }
    ]
    assert f"There is no category “{typed}”. Showing Sport." in html(q=text)


def test_an_unknown_category_is_left_out_and_the_page_names_those_there_are(categories: Choose, engine: str) -> None:
    categories("sport", "tech")
    bring(new_article(title="Cup final", category="sport"), new_article(title="Cup of tea", category="tech"))
    for text in ("category:weather cup", "-category:weather cup"):
        body = answer(q=text)
        assert body["total"]["value"] == 2
        (notice,) = body["notices"]
        assert notice["text"] == "There is no category “weather”. There are Sport and Tech."
    page = html(q="category:weather cup")
    assert '<a href="?q=cup&amp;category=tech">Tech</a>' in page
    simple = "Simple search: " if engine == "mongodb" else ""
    assert f'data-status="There is no category “weather”. There are Sport and Tech. {simple}2 articles' in page


def test_a_category_in_quotes_is_found_while_it_is_typed(categories: Choose) -> None:
    categories("World News", "tech")
    index_titles("Cup one", category="World News")
    index_titles("Cup two", category="tech")
    for text in ('cup category:"wor', 'cup category:"world n', 'cup category:"world news', 'cup category:"world news"'):
        assert titles(q=text) == ["Cup one"]
    assert titles(q='cup -category:"world news"') == ["Cup two"]


def test_an_unscored_browse_of_an_operator_alone_is_newest_first(categories: Choose) -> None:
    categories("World News")
    index_article(title="Old", category="World News", published_at=None)
    index_article(title="New", category="World News")
    assert titles(q="category:world-news") == ["New", "Old"]
