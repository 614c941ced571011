"""What the limit of the relevance contract may be, and how a mean is compared with it."""

import pytest
from django.core.management import CommandError, call_command

from search.editorial.relevance import Result, Row, check
from search.management.commands import check_relevance


@pytest.mark.parametrize("limit", ["1.1", "-0.1", "nan", "much"])
def test_an_invalid_limit_is_refused(limit: str) -> None:
    with pytest.raises(CommandError, match=f"{limit} is not a number from 0 to 1"):
        call_command("check_relevance", f"--limit={limit}")


def test_a_mean_just_below_the_limit_does_not_read_as_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    results = [Result(Row("war", "War"), rank) for rank in [1] * 2_249 + [None] * 251]
    monkeypatch.setattr(check_relevance, "check", lambda _rows: results)
    monkeypatch.setattr(check_relevance.Command, "rows", lambda _command, _file: [])
    with pytest.raises(CommandError, match=r"mean 0\.899, limit 0\.9: the contract is broken\."):
        call_command("check_relevance")


def test_a_broken_row_is_not_searched_for_and_scores_nothing() -> None:
    assert [result.reciprocal_rank for result in check([Row("war", "War", broken="deleted")])] == [0]
