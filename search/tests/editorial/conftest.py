"""What editors keep for search, in the real MongoDB: synonyms, and the log of searches without results."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from search import synonym_list
from search.breaker import Breaker
from search.editorial import zero_result_log
from search.synonym_list import SynonymList
from search.tests.editorial.kept import PATIENCE, nothing_kept
from search.tests.recording import Commands, heard_commands


@pytest.fixture
def mongo(test_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with nothing_kept(django_db_blocker):
        yield


@pytest.fixture
def later() -> Callable[[float], None]:
    """Let some seconds pass for the list of synonyms and for the log."""

    def pass_by(seconds: float) -> None:
        now[0] += seconds

    now = pass_by.now = [0.0]  # type: ignore[attr-defined]
    return pass_by


@pytest.fixture(autouse=True)
def own_synonyms(later: Any, monkeypatch: pytest.MonkeyPatch) -> SynonymList:
    """The list that the site has, patient with a busy machine, which a second makes older only when a test says so."""
    monkeypatch.setattr(synonym_list, "READ_SECONDS", PATIENCE)
    monkeypatch.setattr(synonym_list, "known", SynonymList(clock=lambda: later.now[0]))
    return synonym_list.known


@pytest.fixture(autouse=True)
def own_zero_result_log(later: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zero_result_log, "SECONDS", PATIENCE)
    monkeypatch.setattr(zero_result_log, "breaker", Breaker(limit=1, clock=lambda: later.now[0]))


@pytest.fixture
def commands(mongo: None) -> Iterator[Commands]:
    with heard_commands() as commands:
        yield commands
