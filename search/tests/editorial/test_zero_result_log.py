"""What the log counts of a search without results, and what it never stores."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from time import monotonic
from typing import Any

import pytest
from bson import ObjectId
from django.db import connections

from search.editorial import zero_result_log
from search.models import ZeroResultSearch
from search.tests.editorial.kept import DAY, stored
from search.tests.unavailable import KINDS, mongodb_unavailable

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]


def counted() -> dict[str, int]:
    return dict(ZeroResultSearch.objects.values_list("text", "count"))


def test_a_search_is_counted_for_today_in_utc() -> None:
    before = datetime.now(UTC).date()
    zero_result_log.record("quokka")
    row = ZeroResultSearch.objects.get()
    assert (row.text, row.count) == ("quokka", 1)
    assert before <= row.day <= datetime.now(UTC).date()


def test_searches_of_one_text_are_counted_together() -> None:
    for query in ("Café  au lait", "cafe\u0301 AU LAIT "):
        zero_result_log.record(query)
    assert counted() == {"café au lait": 2}


def test_each_day_counts_for_itself() -> None:
    for day in (DAY, DAY, DAY + timedelta(days=1)):
        zero_result_log.count("quokka", day)
    rows = ZeroResultSearch.objects.order_by("day").values_list("day", "count")
    assert list(rows) == [(DAY, 2), (DAY + timedelta(days=1), 1)]


def test_a_row_with_another_key_is_incremented() -> None:
    ZeroResultSearch.objects.create(day=DAY, text="quokka", count=41)
    zero_result_log.count("quokka", DAY)
    assert counted() == {"quokka": 42}


def test_of_many_counts_at_once_none_is_lost() -> None:
    def count(_number: int) -> None:
        try:
            zero_result_log.count("quokka", DAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(count, range(64)))
    assert counted() == {"quokka": 64}


def test_a_text_that_is_not_countable_is_not_stored() -> None:
    for query in ("q", "anna@example.org", "x" * 101):
        zero_result_log.record(query)
    assert counted() == {}


def test_no_text_is_an_error() -> None:
    for query in ("\0\0\0", "abc\0def", "\ud800abc", "\U0010ffff quokka", "x" * 10**6):
        zero_result_log.record(query)
    assert counted() == {"abc def": 1, "abc": 1, "quokka": 1}


def test_nothing_is_stored_but_day_text_and_count() -> None:
    zero_result_log.record("quokka")
    row = stored("search_empty_searches").find_one() or {}
    assert set(row) == {"_id", "day", "text", "count"}
    assert row["day"].time() == datetime.min.time()


def test_the_key_of_a_row_does_not_contain_the_time_as_mongodbs_own_keys_do() -> None:
    zero_result_log.count("quokka", DAY)
    first = ZeroResultSearch.objects.get().pk
    ZeroResultSearch.objects.all().delete()
    zero_result_log.count("quokka", DAY)
    assert ZeroResultSearch.objects.get().pk == first
    now = datetime.now(UTC)
    made = [zero_result_log.key_of(DAY, f"text {number}").generation_time for number in range(100)]
    assert sum(abs(now - moment) < timedelta(days=1) for moment in made) < 3


def test_a_flood_of_made_up_words_stores_a_limited_number_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zero_result_log, "MOST_TEXTS_A_DAY", 3)
    for text in ("one", "two", "three", "four", "two"):
        zero_result_log.count(text, DAY)
    zero_result_log.count("tomorrow", DAY + timedelta(days=1))
    assert counted() == {"one": 1, "two": 2, "three": 1, "tomorrow": 1}


def test_the_limit_is_checked_in_time_for_a_full_day() -> None:
    midnight = datetime.combine(DAY, time.min)
    rows: list[dict[str, Any]] = [
        {"_id": ObjectId(), "day": midnight, "text": f"text {number}", "count": 1} for number in range(5000)
    ]
    stored("search_empty_searches").insert_many(rows)
    zero_result_log.count("one more", DAY)
    assert ZeroResultSearch.objects.count() == 5000


def test_mongodb_deletes_old_rows() -> None:
    """The TTL index acts on dates only, so the day must be stored as one."""
    zero_result_log.count("quokka", DAY)
    table = stored("search_empty_searches")
    assert table.count_documents({"day": {"$type": "date"}}) == 1
    index = table.index_information()["gone_after_90_days"]
    assert (index["key"], index["expireAfterSeconds"]) == ([("day", 1)], 90 * 86_400)


@pytest.mark.parametrize("kind", KINDS)
def test_without_mongodb_the_first_reader_waits_briefly_and_the_next_not_at_all(
    kind: str, later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zero_result_log, "SECONDS", 0.25)
    with mongodb_unavailable(kind, "default"):
        before = monotonic()
        zero_result_log.record("quokka")
        assert monotonic() - before < 1.5  # a quarter of a second, on a machine that is busy with tests
        before = monotonic()
        for _ in range(10):
            zero_result_log.record("quokka")
        assert monotonic() - before < 0.2
    monkeypatch.setattr(zero_result_log, "SECONDS", 30)
    later(5)
    zero_result_log.record("wombat")
    assert counted()["wombat"] == 1
