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
from search.tests.operator.conftest import KINDS, mongodb_away

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]


def counted() -> dict[str, int]:
    return dict(ZeroResultSearch.objects.values_list("text", "count"))


def test_a_search_is_counted_for_today_in_utc() -> None:
    before = datetime.now(UTC).date()
    zero_result_log.record("quokka")
    row = ZeroResultSearch.objects.get()
    assert (row.text, row.count) == ("quokka", 1)
    assert before <= row.day <= datetime.now(UTC).date()


@pytest.mark.parametrize("query", ["Quokka  Smile", "  quokka smile ", "QUOKKA\tSMILE", "quokka smile"])
def test_case_and_spaces_make_no_other_text(query: str) -> None:
    zero_result_log.record("quokka smile")
    zero_result_log.record(query)
    assert counted() == {"quokka smile": 2}


def test_the_same_letters_are_one_text_however_they_are_composed() -> None:
    for query in ("Café", "cafe\u0301"):
        zero_result_log.record(query)
    assert counted() == {"café": 2}


def test_each_day_counts_for_itself() -> None:
    for day in (DAY, DAY, DAY + timedelta(days=1)):
        zero_result_log.count("quokka", day)
    rows = ZeroResultSearch.objects.order_by("day").values_list("day", "count")
    assert list(rows) == [(DAY, 2), (DAY + timedelta(days=1), 1)]


def test_a_row_that_was_made_otherwise_is_counted_up() -> None:
    ZeroResultSearch.objects.create(day=DAY, text="quokka", count=41)
    zero_result_log.count("quokka", DAY)
    assert counted() == {"quokka": 42}


def test_of_many_at_once_none_is_lost() -> None:
    def count(_number: int) -> None:
        try:
            zero_result_log.count("quokka", DAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(count, range(64)))
    assert counted() == {"quokka": 64}


@pytest.mark.parametrize("query", ["", " ", "*", "!? …", "🦘 🦘 🦘", "q", "qu", "q!", "c++", "x" * 101, "words " * 20])
def test_what_says_nothing_or_too_much_is_not_written(query: str) -> None:
    zero_result_log.record(query)
    assert counted() == {}


@pytest.mark.parametrize(
    "query", ["emu", "3g phones", "x" * 100, "20 december 2004", "£1,250,000", "1939-45", "quokka 1"]
)
def test_what_an_editor_can_use_is_written(query: str) -> None:
    zero_result_log.record(query)
    assert counted() == {query: 1}


@pytest.mark.parametrize(
    "query",
    [
        "anna@example.org",
        "anna ＠ example.org",
        "@anna",
        "5551234",
        "call 020 7946 0958",
        "+44-20-7946-0958",
        "(020) 7946/0958",
        "020.7946.0958",
        "020–7946–0958",
        "４１１１ １１１１ １１１１ １１１１",
        "1 2 3 4 5 6 7",
    ],
)
def test_what_looks_personal_is_not_written(query: str) -> None:
    zero_result_log.record(query)
    assert counted() == {}


@pytest.mark.parametrize("query", ["\0\0\0", "abc\0def", "\ud800abc", "\U0010ffff quokka", "x" * 10**6])
def test_no_text_is_an_error(query: str) -> None:
    zero_result_log.record(query)
    assert all("\0" not in text for text in counted())


def test_nothing_is_kept_but_day_text_and_number() -> None:
    zero_result_log.record("quokka")
    row = stored("search_empty_searches").find_one() or {}
    assert set(row) == {"_id", "day", "text", "count"}
    assert row["day"].time() == datetime.min.time()


def test_the_key_of_a_row_does_not_hold_the_time_as_mongodbs_own_keys_do() -> None:
    zero_result_log.count("quokka", DAY)
    first = ZeroResultSearch.objects.get().pk
    ZeroResultSearch.objects.all().delete()
    zero_result_log.count("quokka", DAY)
    assert ZeroResultSearch.objects.get().pk == first
    now = datetime.now(UTC)
    made = [zero_result_log.key_of(DAY, f"text {number}").generation_time for number in range(100)]
    assert sum(abs(now - moment) < timedelta(days=1) for moment in made) < 3


def test_a_flood_of_made_up_words_fills_no_more_than_a_days_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zero_result_log, "MOST_TEXTS_A_DAY", 3)
    for text in ("one", "two", "three", "four", "two"):
        zero_result_log.count(text, DAY)
    zero_result_log.count("tomorrow", DAY + timedelta(days=1))
    assert counted() == {"one": 1, "two": 2, "three": 1, "tomorrow": 1}


def test_a_full_day_is_noticed_in_time() -> None:
    midnight = datetime.combine(DAY, time.min)
    rows: list[dict[str, Any]] = [
        {"_id": ObjectId(), "day": midnight, "text": f"text {number}", "count": 1} for number in range(5000)
    ]
    stored("search_empty_searches").insert_many(rows)
    zero_result_log.count("one more", DAY)
    assert ZeroResultSearch.objects.count() == 5000


def test_old_rows_vanish_by_themselves() -> None:
    """MongoDB deletes them once a minute: a row must hold the kind of date that its index goes by."""
    zero_result_log.count("quokka", DAY)
    table = stored("search_empty_searches")
    assert table.count_documents({"day": {"$type": "date"}}) == 1
    index = table.index_information()["gone_after_90_days"]
    assert (index["key"], index["expireAfterSeconds"]) == ([("day", 1)], 90 * 86_400)


@pytest.mark.parametrize("kind", KINDS)
def test_with_mongodb_away_nobody_waits_long_and_the_next_not_at_all(
    kind: str, later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zero_result_log, "SECONDS", 0.25)
    with mongodb_away(kind, "default"):
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
