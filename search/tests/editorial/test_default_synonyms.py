"""The synonyms that a new site starts with."""

from importlib import import_module
from itertools import combinations

import pytest

from search.editorial.forms import SynonymGroupForm, key_of, keys_of
from search.query.synonyms import terms_of

DEFAULT_SYNONYMS: tuple[str, ...] = import_module("search.migrations.0003_first_synonyms").DEFAULT_SYNONYMS

# Words that are in the news every day and in no group: none of them may find something else by its stem.
EVERYDAY = """
us it who organ private nation legal critical critic offensive check curb story meter flat bill lift central real
special general house line party state union game fall drug arms may march second set law order
"""


@pytest.mark.servers
@pytest.mark.usefixtures("mongo")
def test_each_is_a_group_that_an_editor_could_save() -> None:
    for group in DEFAULT_SYNONYMS:
        form = SynonymGroupForm({"terms": group})
        assert form.errors == {}
        assert form.cleaned_data["terms"] == group


def test_no_two_terms_of_a_group_have_one_stem() -> None:
    assert [group for group in DEFAULT_SYNONYMS if len(keys_of(group)) != len(terms_of(group))] == []


def test_no_term_is_in_two_groups() -> None:
    assert [pair for pair in combinations(DEFAULT_SYNONYMS, 2) if keys_of(pair[0]) & keys_of(pair[1])] == []


def test_no_everyday_word_finds_something_else() -> None:
    terms = set().union(*map(keys_of, DEFAULT_SYNONYMS))
    assert [word for word in EVERYDAY.split() if key_of(word) in terms] == []


def test_there_are_a_few_dozen() -> None:
    assert 40 <= len(DEFAULT_SYNONYMS) <= 60
