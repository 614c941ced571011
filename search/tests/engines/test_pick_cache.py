"""Which editors' pick applies to a query, and how soon."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import ObjectId
from pytest_django import DjangoDbBlocker

from search.engines.picks import cache
from search.engines.picks.cache import KnownPick, PickList, pick_for
from search.query.parse import parse_query
from search.tests.editorial.kept import PATIENCE, nothing_kept, stored
from search.values import SearchQuery, Sort

Later = Callable[[float], None]
PK = ObjectId()


@pytest.fixture
def war_and_peace(own_picks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "known", PickList(read=lambda: (KnownPick("war peace", (str(PK),), ""),)))


def applies_to(text: str, **given: Any) -> bool:
    return pick_for(SearchQuery(parse_query(text), **given)) is not None


@pytest.mark.usefixtures("war_and_peace")
@pytest.mark.parametrize("text", ["war peace", "Peace  WARS ", "war's peace", "category:sport war peace"])
def test_it_is_that_of_the_whole_query_in_any_order_and_with_any_endings(text: str) -> None:
    assert applies_to(text)


@pytest.mark.usefixtures("war_and_peace")
@pytest.mark.parametrize(
    "text",
    ["", "war", "war pea", "war and peace", "war peace peace", '"war peace"', "war peace -tolstoy", "title:war peace"],
)
def test_it_is_not_that_of_part_of_it_nor_of_more(text: str) -> None:
    assert not applies_to(text)


@pytest.mark.usefixtures("war_and_peace")
@pytest.mark.parametrize("given", [{"sort": Sort.NEWEST}, {"sort": Sort.TITLE}, {"page": 2}])
def test_it_stands_above_the_best_match_only_and_on_the_first_page(given: dict[str, Any]) -> None:
    assert not applies_to("war peace", **given)


@pytest.mark.usefixtures("war_and_peace")
def test_it_stays_when_more_articles_are_shown_below() -> None:
    assert applies_to("war peace", page=2, first_page=1)


def test_of_two_for_one_query_the_older_one_counts() -> None:
    older, newer = (KnownPick(query, (str(PK),), "") for query in ("war peace", "peace war"))
    assert list(cache.parse((older, newer)).values()) == [older]


@pytest.fixture
def mongo(test_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with nothing_kept(django_db_blocker):
        yield


@pytest.fixture
def later(own_picks: None, monkeypatch: pytest.MonkeyPatch) -> Later:
    """Return a function that advances the clock of the site's cache by some seconds."""
    now = [0.0]
    monkeypatch.setattr(cache, "READ_SECONDS", PATIENCE)
    monkeypatch.setattr(cache, "known", PickList(clock=lambda: now[0]))

    def advance(seconds: float) -> None:
        now[0] += seconds

    return advance


def keep(**given: Any) -> None:
    whole = {"query": "war", "key": str(ObjectId()), "article_id": PK, "second_article_id": None, "sentence": "Why."}
    stored("search_picks").insert_one({**whole, "changed_by": "ann", "changed_at": datetime.now(UTC), **given})


@pytest.mark.servers
@pytest.mark.usefixtures("mongo")
def test_a_change_is_in_force_after_a_second(later: Later) -> None:
    assert not applies_to("war")
    keep()
    later(1)
    assert applies_to("wars")
    stored("search_picks").update_one({}, {"$set": {"query": "peace"}})
    later(1)
    assert (applies_to("war"), applies_to("peace")) == (False, True)
    stored("search_picks").delete_many({})
    later(1)
    assert not applies_to("peace")


@pytest.mark.servers
@pytest.mark.usefixtures("mongo", "later")
@pytest.mark.parametrize(
    "broken",
    [
        {"query": 7},
        {"query": "🚚"},
        {"query": "war " * 1000},
        {"query": "peace", "article_id": "war", "second_article_id": 7},
        {"query": "peace", "article_id": None},
    ],
)
def test_what_another_program_made_unusable_takes_no_other_with_it(broken: dict[str, Any]) -> None:
    keep(**broken)
    keep(second_article_id="gone", sentence=7)
    assert cache.known.current() == {("war",): KnownPick("war", (str(PK),), "")}
