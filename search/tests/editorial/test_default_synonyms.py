"""The synonyms of a new site: good ones, given once."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from pymongo.database import Database

from catalog.tests.migrating import migrate, scratch_database
from search.editorial.default_synonyms import FIRST_SYNONYMS
from search.editorial.forms import SynonymGroupForm, key_of, keys_of
from search.synonyms import terms_of

# Words that are in the news every day and in no group: none of them may find something else by its stem.
EVERYDAY = """
us it who organ private nation legal critical critic offensive check curb story meter flat bill lift central real
special general house line party state union game fall drug arms may march second set law order
"""


@pytest.mark.servers
@pytest.mark.usefixtures("mongo")
@pytest.mark.parametrize("group", FIRST_SYNONYMS)
def test_each_could_be_an_editors_own(group: str) -> None:
    form = SynonymGroupForm({"terms": group})
    assert form.errors == {}
    assert form.cleaned_data["terms"] == group
    assert len(keys_of(group)) == len(terms_of(group))


def test_no_term_is_in_two_of_them() -> None:
    assert [pair for pair in combinations(FIRST_SYNONYMS, 2) if keys_of(pair[0]) & keys_of(pair[1])] == []


def test_no_everyday_word_finds_something_else() -> None:
    terms = set().union(*map(keys_of, FIRST_SYNONYMS))
    assert [word for word in EVERYDAY.split() if key_of(word) in terms] == []


def test_there_are_a_few_dozen() -> None:
    assert 40 <= len(FIRST_SYNONYMS) <= 60


@pytest.fixture
def scratch(mongo: None) -> Iterator[Database[Any]]:
    with scratch_database() as database:
        yield database


@pytest.mark.servers
def test_a_new_site_has_them_and_what_an_editor_deletes_stays_away(scratch: Database[Any]) -> None:
    migrate("search")
    groups = scratch["search_synonyms"]
    assert sorted(row["terms"] for row in groups.find()) == sorted(FIRST_SYNONYMS)
    groups.delete_many({"terms": {"$ne": "film, movie"}})
    migrate("search")
    assert [row["terms"] for row in groups.find()] == ["film, movie"]


@pytest.mark.servers
def test_undone_and_done_again_nothing_is_lost_and_nothing_twice(scratch: Database[Any]) -> None:
    migrate("search")
    groups, log = scratch["search_synonyms"], scratch["search_empty_searches"]
    groups.insert_one({"terms": "otter, weasel"})
    assert "gone_after_90_days" in log.index_information()
    migrate("search", "0002")
    assert "gone_after_90_days" not in log.index_information()
    assert groups.count_documents({"terms": "otter, weasel"}) == 1
    migrate("search")
    assert groups.count_documents({}) == len(FIRST_SYNONYMS) + 1
