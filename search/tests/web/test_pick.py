"""The editors' pick above the hits: never twice, under the filters, and nothing else of the answer changes."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from catalog.models import Article
from search.editorial.relevance import rank_of
from search.tests.asking import address, answer, html
from search.tests.browsers import browser_of
from search.tests.editorial.kept import nothing_kept
from search.tests.factories import Choose, index_articles, keep_articles, new_article
from search.tests.recording import heard_commands, record_requests
from search.tests.unavailable import elasticsearch_at, refusing_port

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]
TITLE = re.compile(r'data-testid="hit-title">(.*?)</a>')


@pytest.fixture
def articles(index: None) -> list[Article]:
    """Twelve articles that a search for war finds, the last two of sport, and one that it does not."""
    made = [
        new_article(title=f"War {number:02}", category="sport" if number > 10 else "tech") for number in range(1, 13)
    ]
    made.append(new_article(title="Peace", category="sport", author=["Leo"]))
    index_articles(*made)
    return made


def shown(**parameters: Any) -> tuple[list[str], list[str]]:
    """Return the titles of the page, without marks: those of the pick, and those below it."""
    page = re.sub("</?mark>", "", html(**parameters))
    picked = "".join(re.findall(r'<section id="pick".*?</section>', page, re.DOTALL))
    return TITLE.findall(picked), TITLE.findall(page.replace(picked, ""))


WARS = [f"War {number:02}" for number in range(1, 13)]


def test_it_stands_above_the_hits_with_its_mark_and_its_sentence(articles: list[Article], pick: Choose) -> None:
    pick("war", articles[12], sentence="Peace & <b>quiet</b>.")
    assert shown(q="wars") == (["Peace"], WARS[:10])
    page = html(q="war")
    assert 'id="pick-mark" class="pick-mark">Editors’ pick<' in page
    assert ">Peace &amp; &lt;b&gt;quiet&lt;/b&gt;.<" in page


def test_its_articles_have_the_editors_order(articles: list[Article], pick: Choose) -> None:
    pick("war", articles[12], articles[3])
    assert shown(q="war")[0] == ["Peace", "War 04"]


def test_no_article_is_shown_twice(articles: list[Article], pick: Choose) -> None:
    pick("war", articles[2])
    assert shown(q="war") == (["War 03"], [each for each in WARS[:10] if each != "War 03"])


@pytest.mark.parametrize("number", [2, 11])
def test_when_more_are_shown_no_article_is_shown_twice_either(
    articles: list[Article], pick: Choose, number: int
) -> None:
    pick("war", articles[number])
    title = WARS[number]
    assert shown(q="war", first=1, page=2) == ([title], [each for each in WARS if each != title])


def test_another_page_has_its_hits_and_no_pick(articles: list[Article], pick: Choose) -> None:
    pick("war", articles[11])
    assert shown(q="war", page=2) == ([], WARS[10:])


def test_the_hits_below_keep_their_numbers(articles: list[Article], pick: Choose) -> None:
    pick("war", articles[2])
    numbers = dict(re.findall(r'id="hit-(\w+)" href="[^"]*at=(\d+)"', html(q="war")))
    assert numbers == {str(article.pk): str(number) for number, article in enumerate(articles[:10], 1)}


def test_ranking_total_facets_and_contract_are_those_without_it(articles: list[Article], pick: Choose) -> None:
    before, rank = answer(q="war"), rank_of("war", "War 03")
    pick("war", articles[12], articles[2])
    after = answer(q="war")
    assert [hit["title"] for hit in after.pop("pick")["hits"]] == ["Peace", "War 03"]
    assert {**after, "took_ms": 0} == {**before, "took_ms": 0}
    assert rank_of("war", "War 03") == rank == 3


def test_feed_and_table_are_those_without_it(articles: list[Article], pick: Choose) -> None:
    where = [address("/search.atom", q="war", sort="relevance"), address("/search.csv", q="war")]

    def bodies() -> list[str]:
        return [re.sub("<updated>.*?<", "<", Client().get(each).getvalue().decode()) for each in where]

    before = bodies()
    pick("war", articles[12])
    assert bodies() == before


@pytest.mark.parametrize(
    "filters",
    [
        {"category": "tech"},
        {"exclude": "sport"},
        {"author": "Ann"},
        {"q": "war category:tech"},
        {"q": "war -category:sport"},
    ],
)
def test_the_filters_leave_out_what_they_would_leave_out(
    articles: list[Article], pick: Choose, filters: dict[str, str], categories: Choose
) -> None:
    categories("tech", "sport")
    pick("war", articles[12])
    assert shown(q="war", category="sport")[0] == ["Peace"]
    assert shown(**{"q": "war", **filters})[0] == []


def test_what_is_left_of_it_is_shown_when_an_article_is_gone(articles: list[Article], pick: Choose) -> None:
    gone = new_article()
    pick("war", gone, articles[12])
    assert shown(q="war")[0] == ["Peace"]
    pick("war", gone)
    assert shown(q="war") == ([], WARS[:10])


def test_it_is_there_for_a_query_that_finds_nothing_which_is_then_not_counted(
    articles: list[Article], pick: Choose
) -> None:
    assert "zero-results-" in html(q="zzyzx")
    pick("zzyzx", articles[12])
    assert shown(q="zzyzx") == (["Peace"], [])
    assert "zero-results-" not in html(q="zzyzx")


def test_it_takes_no_request_more(articles: list[Article], pick: Choose, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = record_requests(monkeypatch)
    html(q="war")
    without = len(requests)
    pick("war", articles[12])
    assert shown(q="war")[0] == ["Peace"]
    assert len(requests) == 2 * without == 2


def test_the_spoken_status_is_that_without_it(articles: list[Article], pick: Choose) -> None:
    pick("war", articles[12])
    assert 'data-status="12 articles for “war”."' in html(q="war")


def test_the_words_are_marked_in_it_and_it_has_no_score(articles: list[Article], pick: Choose) -> None:
    pick("peaces", articles[12])
    (hit,) = answer(q="peaces")["pick"]["hits"]
    assert hit["title_html"] == "<mark>Peace</mark>"
    pick("war", articles[12])
    (hit,) = answer(q="war")["pick"]["hits"]
    assert (hit["score"], hit["matched"]) == (None, [])


def test_an_article_that_is_a_hit_anyway_keeps_score_and_reasons(articles: list[Article], pick: Choose) -> None:
    pick("war", articles[2])
    found = answer(q="war")
    assert found["pick"]["hits"] == [found["hits"][2]]


def test_that_holds_for_the_hits_of_a_better_spelling(index: None, pick: Choose) -> None:
    articles = [new_article(title=f"Parliament {each}") for each in ("sits", "rises", "votes")]
    index_articles(*articles)
    pick("parlaimnet", articles[1])
    found = answer(q="parlaimnet")
    assert found["shown_instead"] == "parliament"
    assert found["pick"]["hits"][0] in found["hits"]


@pytest.mark.usefixtures("archive")
def test_mongodb_shows_it_too_under_the_filters(articles: list[Article], pick: Choose) -> None:
    keep_articles(*articles)
    pick("war", articles[12], articles[2])
    with refusing_port() as port, elasticsearch_at(port):
        assert shown(q="war") == (["Peace", "War 03"], [each for each in WARS[:10] if each != "War 03"])
        assert shown(q="war", category="tech")[0] == ["War 03"]
        # A page beyond the last is the last, here the first.
        assert shown(q="war", size=50, page=3)[0] == ["Peace", "War 03"]


@pytest.fixture
def users(test_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with nothing_kept(django_db_blocker):
        yield


EDITING = {
    "editorspick": "editorspick/add/?query=war%20%26%20co&amp;article=",
    "synonymgroup": "synonymgroup/add/?terms=war%20%26%20co",
    "expectation": "expectation/add/?query=war%20%26%20co&amp;article=",
}


@pytest.mark.usefixtures("users", "articles")
@pytest.mark.parametrize("may", EDITING)
def test_editing_is_offered_to_those_who_may(may: str) -> None:
    page = browser_of(f"add_{may}").get(address("/", q="war & co", words="any")).content.decode()
    offered = {model: page.count(f'href="/admin/search/{link}') for model, link in EDITING.items()}
    assert offered == {**dict.fromkeys(EDITING, 0), may: 10}


@pytest.mark.usefixtures("users", "articles")
@pytest.mark.parametrize(
    ("open_browser", "offered"),
    [(Client, False), (browser_of, False), (lambda: browser_of("add_editorspick"), True)],
    ids=["reader", "staff without a permission", "editor"],
)
def test_the_page_reads_no_database_whoever_asks_and_is_kept_for_nobody_else(
    open_browser: Callable[[], Client], offered: bool
) -> None:
    client = open_browser()
    with heard_commands() as commands:
        response = client.get(address("/", q="war & co", words="any"))
    assert ("/admin/" in response.content.decode()) is offered
    assert "Cookie" in response["Vary"]
    assert commands.names == []
