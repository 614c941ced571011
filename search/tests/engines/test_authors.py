"""Authors: a facet, an operator, and words that find their articles."""

import csv
import io
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from search.tests.asking import answer, counts, html, titles
from search.tests.factories import index_articles, index_titles, keep_articles, new_article
from search.tests.unavailable import elasticsearch_at, refusing_port

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index", "archive")]


@pytest.fixture
def written(index: None, archive: None) -> None:
    articles = [
        new_article(title="War one", author=["Jane O’Hara", "José Núñez"], source_url="https://example.org/1"),
        new_article(title="War two", author=["Jane O'Hara"]),
        new_article(title="War three", author=["JANE O’HARA"]),
        new_article(title="War four", author=["Jo Ng"]),
        new_article(title="War five", author=[]),
    ]
    index_articles(*articles)
    keep_articles(*articles)


@pytest.fixture(params=["elasticsearch", "mongodb"])
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "elasticsearch":
        yield request.param
        return
    with refusing_port() as port, elasticsearch_at(port):
        yield request.param


@pytest.mark.usefixtures("written")
def test_each_author_is_counted_once_however_the_name_is_written(engine: str) -> None:
    found = counts("author", q="war")
    assert sorted(found.values()) == [1, 1, 3]
    assert (found["José Núñez"], found["Jo Ng"]) == (1, 1)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("name", ["Jane O’Hara", "jane o'hara", " Jane  O‘HARA "])
def test_an_author_is_chosen_by_any_spelling(name: str) -> None:
    assert sorted(titles(q="war", author=name)) == ["War one", "War three", "War two"]
    (chosen,) = [each for each in answer(q="war", author=name)["facets"]["author"] if each["selected"]]
    assert (chosen["value"] in {"Jane O’Hara", "Jane O'Hara", "JANE O’HARA"}, chosen["count"]) == (True, 3)


@pytest.mark.usefixtures("written")
def test_an_author_is_chosen_in_mongodb_too() -> None:
    with refusing_port() as port, elasticsearch_at(port):
        assert titles(q="war", author="Jo Ng") == titles(q='war author:"jo ng"') == ["War four"]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('author:"jose nunez"', ["War one"]),
        ('author:"Jo Ng" war', ["War four"]),
        ("author:ng", ["War four"]),
        ("author:nobody war", []),
        ('war author:"jo n', ["War four"]),
        ('war -author:"jo ng" title:five', ["War five"]),
    ],
)
def test_the_operator_takes_a_name_or_a_part_of_it(text: str, found: list[str]) -> None:
    assert titles(q=text) == found


@pytest.mark.usefixtures("written")
def test_an_authors_name_finds_the_articles_though_no_text_has_it() -> None:
    assert titles(q="nunez") == ["War one"]


def test_a_name_of_one_author_is_not_made_of_two() -> None:
    index_articles(new_article(title="War", author=["Jane Doe", "John Smith"]))
    assert titles(q='author:"doe john"') == titles(q='author:"jane smith"') == []


def test_an_archive_without_authors_has_no_such_facet() -> None:
    index_titles("War")
    assert answer(q="war")["facets"]["author"] == []
    assert "facet-author" not in html(q="war")


def test_the_twelve_most_frequent_are_listed_and_the_chosen() -> None:
    index_articles(
        *(
            new_article(title="War", author=[f"A{number:02}"])
            for number in range(20)
            for _ in range(2 if number >= 8 else 1)
        )
    )
    assert list(counts("author", q="war")) == [f"A{number:02}" for number in range(8, 20)]
    assert counts("author", q="war", author="a00") == {f"A{number:02}": 2 for number in range(8, 20)} | {"A00": 1}


@pytest.mark.usefixtures("written")
def test_a_hit_names_its_authors_as_links_that_search_for_them() -> None:
    page = html(q="one")
    assert '<a href="/?author=Jos%C3%A9%20N%C3%BA%C3%B1ez">José Núñez</a>' in page


@pytest.mark.usefixtures("written")
def test_exports_name_authors_and_source(reader: Client) -> None:
    (hit,) = answer(q="title:one")["hits"]
    assert (hit["author"], hit["source_url"]) == (["Jane O’Hara", "José Núñez"], "https://example.org/1")
    (row,) = csv.DictReader(io.StringIO(b"".join(reader.get("/search.csv?q=title:one")).decode("utf-8-sig")))
    assert (row["author"], row["source_url"]) == ("Jane O’Hara; José Núñez", "https://example.org/1")
    feed = ET.fromstring(reader.get("/search.atom?q=title:one").content)
    names = [name.text for name in feed.iterfind("{*}entry/{*}author/{*}name")]
    assert names == ["Jane O’Hara", "José Núñez"]
