"""What editors keep for search, in the real MongoDB."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from search.editorial import zero_result_log
from search.engines.limits.breaker import Breaker
from search.tests.editorial.kept import PATIENCE, nothing_kept


@pytest.fixture
def mongo(test_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with nothing_kept(django_db_blocker):
        yield


@pytest.fixture
def later() -> Callable[[float], None]:
    """Let some seconds pass for the log of searches without results."""

    def pass_by(seconds: float) -> None:
        now[0] += seconds

    now = pass_by.now = [0.0]  # type: ignore[attr-defined]
    return pass_by


@pytest.fixture(autouse=True)
def own_zero_result_log(later: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log of the site, patient with a busy machine."""
    monkeypatch.setattr(zero_result_log, "SECONDS", PATIENCE)
    monkeypatch.setattr(zero_result_log, "breaker", Breaker(limit=1, clock=lambda: later.now[0]))
