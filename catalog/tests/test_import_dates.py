"""Dates of archives: what can be read in one way only, and what the file decides."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.importing.dates.moments import AmbiguousDateError, DateError
from catalog.importing.dates.values import parse_value
from catalog.tests.importing import counts, import_text, stored

DAY, MOMENT = datetime(2006, 4, 7, tzinfo=UTC), datetime(2006, 4, 7, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    ["2006-04-07", "2006/04/07", "2006.4.7", "20060407", 20060407, "7 April 2006", "April 7, 2006", "Apr. 7th, 2006",
     "Friday, 7 April 2006", "7th of April 2006", "07-Apr-2006", "07.04.2006", "2006年4月7日", "7 avril 2006",
     "7. April 2006", "7 de abril de 2006", "7 aprile 2006", "7 апреля 2006 г.", "7 april 2006", "7 Nisan 2006",
     "2006-04-07Z", 1144368000],
)  # fmt: skip
def test_a_day_is_midnight_in_utc(value: object) -> None:
    assert parse_value(value, "", []) == DAY


@pytest.mark.parametrize(
    "value",
    ["2006-04-07T10:30:00Z", "2006-04-07 10:30", "2006-04-07T12:30:00+02:00", "2006-04-07T06:30:00.000-0400",
     "20060407T103000Z", "20060407103000", "Fri, 07 Apr 2006 12:30:00 +0200", "Fri, 07 Apr 2006 10:30:00 GMT",
     "Fri Apr  7 10:30:00 2006", "Fri Apr 07 2006 12:30:00 GMT+0200 (Central European Summer Time)",
     "April 7, 2006 6:30 a.m. EDT", "Apr 7, 2006, 6:30 AM ET", "7 avril 2006 à 10h30", "7. April 2006, 10:30 Uhr",
     "2006-04-07 10:30:00 +0000 UTC", 1144405800, 1144405800000, "1144405800", "1144405800.0", 1144405800000000],
)  # fmt: skip
def test_a_moment_is_read_in_its_zone(value: object) -> None:
    assert parse_value(value, "", []) == MOMENT


@pytest.mark.parametrize(
    "value", [None, "", "  ", "null", "NaN", "None", "N/A", "0000-00-00 00:00:00", 0, float("nan"), "\\N"]
)
def test_what_says_that_there_is_no_date_is_none(value: object) -> None:
    assert parse_value(value, "", []) is None


@pytest.mark.parametrize(
    "value",
    ["yesterday", "10:30", "7 April", "April", "2006-02-30", "2006-13-01", "31/02/2006", "7 April 2006 2007", "38814",
     12, True, {"a": 1}, "7 April 2006 10:30 IST", "April 7 2006 or so", "200604", "x" * 200, "0001-01-01",
     "9999-12-31T23:59:59-14:00"],
)  # fmt: skip
def test_nothing_is_guessed_or_filled_in(value: object) -> None:
    with pytest.raises(DateError):
        parse_value(value, "", [])


@pytest.mark.parametrize("value", ["07/04/2006", "7-4-2006", "07/04/06", "7/4/2006 10:30 PM"])
def test_numbers_that_can_be_read_in_two_ways_need_an_order(value: str) -> None:
    with pytest.raises(AmbiguousDateError):
        parse_value(value, "", [])
    day, month = parse_value(value, "dmy", []), parse_value(value, "mdy", [])
    assert day
    assert month
    assert (day.month, day.day, month.month, month.day) == (4, 7, 7, 4)


@pytest.mark.parametrize("value", ["2006", "2006-04", "April 2006"])
def test_a_date_without_a_day_is_told(value: str) -> None:
    remarks: list[str] = []
    assert parse_value(value, "", remarks)
    assert remarks == ["dates without a day or month were taken as the first"]


HEADER = "title,content,category,published_at\n"


def rows(*dates: str) -> str:
    return HEADER + "".join(f'{number},Text.,x,"{date}"\n' for number, date in enumerate(dates))


@pytest.mark.servers
@pytest.mark.usefixtures("mongo")
class TestFiles:
    def test_one_date_decides_for_the_file(self, tmp_path: Path) -> None:
        outcome = import_text(tmp_path, rows("07/04/2006", "1 May 2006", "25/12/2006 09:30"))
        assert stored("published_at")[0] == DAY
        assert "were read day first, because “25/12/2006 09:30” (line 4) can only be so." in outcome.report

    def test_american_dates_are_read_month_first(self, tmp_path: Path) -> None:
        import_text(tmp_path, rows("4/7/2006", "12/25/2006"))
        assert stored("published_at")[0] == DAY

    def test_a_file_in_which_nothing_tells_is_refused_until_it_is_said(self, tmp_path: Path) -> None:
        text = rows("07/04/2006", "08/04/2006")
        error = import_text(tmp_path, text).error
        assert "The date “07/04/2006” (line 2) can be day first or month first" in error
        assert "--dates dmy for day, month, year, or --dates mdy" in error
        assert stored("title") == []
        import_text(tmp_path, text, dates="dmy")
        assert stored("published_at")[0] == DAY

    def test_dates_that_contradict_each_other_are_refused_with_both_lines(self, tmp_path: Path) -> None:
        error = import_text(tmp_path, rows("25/12/2006", "12/26/2006")).error
        assert "“25/12/2006” (line 2) has the day first, “12/26/2006” (line 3) the month." in error

    def test_an_impossible_date_costs_its_row(self, tmp_path: Path) -> None:
        outcome = import_text(tmp_path, rows("31/02/2006", "25/12/2006"))
        assert outcome.summary == counts(new=1, refused=1)
        assert "line 2: “31/02/2006” is not a date" in outcome.report
