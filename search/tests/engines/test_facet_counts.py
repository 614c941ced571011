"""The counts of the facets, on the real index."""

from datetime import UTC, datetime

import pytest

from search.index import alias_name, client
from search.tests.asking import Parameter, answer, counts, titles
from search.tests.factories import index_article

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index", "six_articles")]

CATEGORIES = {"business": 2, "sport": 3, "tech": 1}


@pytest.fixture
def six_articles(index: None) -> None:
    for title, category, year in (
        ("war 1", "sport", 2004),
        ("war 2", "sport", 2005),
        ("peace 3", "sport", 2005),
        ("war 4", "business", 2004),
        ("war 5", "business", None),
        ("war 6", "tech", 2005),
    ):
        index_article(
            title=title,
            content="",
            category=category,
            published_at=datetime(year, 6, 1, tzinfo=UTC) if year else None,
        )


def total(**parameters: Parameter) -> int:
    return int(answer(**parameters)["total"]["value"])


def flags(facet: str, **parameters: Parameter) -> dict[str, tuple[bool, bool]]:
    """Return the values that are chosen or excluded, as (chosen, excluded)."""
    values = answer(**parameters)["facets"][facet]
    return {
        each["value"]: (each["selected"], each["excluded"]) for each in values if each["selected"] or each["excluded"]
    }


def test_every_category_is_counted_even_at_0() -> None:
    assert counts("category") == CATEGORIES


@pytest.mark.parametrize("text", ["", "war", "peace", "nothing"])
def test_the_counts_add_up_to_the_total(text: str) -> None:
    assert sum(counts("category", q=text).values()) == total(q=text)


def test_years_are_counted_the_newest_first() -> None:
    assert list(counts("year").items()) == [("2005", 3), ("2004", 2)]


def test_the_words_reduce_the_counts() -> None:
    assert counts("category", q="war") == {**CATEGORIES, "sport": 2}
    assert counts("category", q="peace") == {"business": 0, "sport": 1, "tech": 0}


def test_choosing_keeps_the_counts_of_the_other_values() -> None:
    assert counts("category", category="sport") == CATEGORIES


def test_choosing_filters_the_hits() -> None:
    assert titles(category="sport", sort="title") == ["peace 3", "war 1", "war 2"]


def test_choosing_reduces_the_counts_of_the_other_facet() -> None:
    assert counts("year", category="sport") == {"2005": 2, "2004": 1}


def test_values_of_a_facet_are_combined_by_or() -> None:
    assert (total(category=["sport", "tech"]), total(year=[2004, 2005])) == (4, 5)


def test_facets_are_combined_by_and() -> None:
    assert titles(category=["sport", "tech"], year=2005, sort="title") == ["peace 3", "war 2", "war 6"]


def test_each_count_is_the_total_of_choosing_that_value_alone() -> None:
    parameters: dict[str, Parameter] = {"q": "war", "year": 2005}
    assert counts("category", **parameters) == {
        category: total(**parameters, category=category) for category in CATEGORIES
    }


def test_excluding_removes_hits() -> None:
    assert titles(exclude="sport", sort="title") == ["war 4", "war 5", "war 6"]


def test_excluding_keeps_the_counts_of_its_facet_and_reduces_the_other() -> None:
    assert counts("category", exclude="sport") == CATEGORIES
    assert counts("year", exclude="sport") == {"2005": 1, "2004": 1}


def test_excluding_everything_finds_nothing() -> None:
    assert total(exclude=list(CATEGORIES)) == 0


def test_chosen_and_excluded_values_are_flagged() -> None:
    parameters: dict[str, Parameter] = {"category": "tech", "exclude": "sport", "year": 2005}
    assert flags("category", **parameters) == {"tech": (True, False), "sport": (False, True)}
    assert flags("year", **parameters) == {"2005": (True, False)}


def test_a_chosen_year_without_hits_is_shown_at_0() -> None:
    assert counts("year", year=1999) == {"2005": 3, "2004": 2, "1999": 0}


def test_a_chosen_category_without_hits_is_shown_at_0() -> None:
    found = {each["value"]: each for each in answer(q="peace", category="tech")["facets"]["category"]}
    assert (found["tech"]["count"], found["tech"]["selected"]) == (0, True)


def test_a_year_that_a_filter_leaves_without_hits_stays_at_0() -> None:
    assert counts("year", category="business") == {"2005": 0, "2004": 1}
    assert counts("year", q="6", category="business") == {"2005": 0}


def test_a_year_whose_articles_were_deleted_is_no_longer_shown() -> None:
    article = index_article(published_at=datetime(1999, 6, 1, tzinfo=UTC))
    assert "1999" in counts("year")
    client().delete(index=alias_name(), id=str(article.pk), refresh=True)
    assert "1999" not in counts("year")
