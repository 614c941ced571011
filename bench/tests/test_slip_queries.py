"""The rule that makes slips of the hand, and the figures of `bench/slips.py`."""

from pathlib import Path

import pytest

from bench.queries.slips import Slip, doubled, dropped, make_slips, neighbour, swapped
from bench.slips import Keystroke, answered, main, table


def article(title: str, content: str) -> dict[str, str]:
    return {"title": title, "content": content}


def test_the_four_kinds_of_slips() -> None:
    assert swapped("champion", 5) == "champoin"
    assert dropped("government", 5) == "goverment"
    assert doubled("olympic", 2) == "olyympic"
    assert (neighbour("olympic", 2), neighbour("campaign", 3)) == ("olumpic", "camoaign")  # y is left of u; p is last


def test_the_most_frequent_long_words_are_taken_once_for_each_beginning() -> None:
    rows = [
        article("Governments", "The government of the champions met the short ones."),
        article("Report", "The government won’t-accept O'Driscoll. Champions."),
    ]
    assert {slip.word for slip in make_slips(rows)} == {"champions", "government"}
    assert {slip.word for slip in make_slips(rows, count=1)} == {"champions"}


def test_each_word_gets_each_slip_and_knows_the_articles_that_hold_it() -> None:
    made = make_slips([article("A Report", "The government."), article("B", "None.")])
    assert [slip.kind for slip in made] == ["swapped", "dropped", "doubled", "neighbour"]
    assert all(slip.typed != slip.word == "government" for slip in made)
    assert {(slip.typed[0], slip.typed[-1]) for slip in made} == {("g", "t")}
    assert {slip.titles for slip in made} == {frozenset({"a report"})}


def test_a_slip_that_makes_another_word_is_none() -> None:
    (word, other) = ("abbbbbbc", "abbbbbbbc")
    typed = {slip.typed for slip in make_slips([article("Report", f"{word} {other}")], count=1)}
    assert typed
    assert not typed & {word, other}


def test_slips_are_the_same_each_time() -> None:
    rows = [article("Report", "The government and its ministers, champions of the parliament.")]
    assert make_slips(rows) == make_slips(rows)


def test_the_keystrokes_are_those_from_the_slip_on() -> None:
    slip = Slip("dropped", "goverment", "government", frozenset())
    assert slip.keystrokes == ["goverm", "goverme", "govermen", "goverment"]


def test_the_figures_count_pages_with_nothing_and_pages_with_the_word() -> None:
    slip = Slip("dropped", "goverment", "government", frozenset({"report"}))
    shown = [answered(slip, "gover", ["report", "other"]), answered(slip, "goverm", ["other"])]
    assert shown == [Keystroke(slip, "gover", 2, 1), Keystroke(slip, "goverm", 1, 0)]
    assert table([*shown, answered(slip, "gove", []), answered(slip, "goverme", [])]) == [
        "dropped             nothing 0.500  meant 0.250  n 4",
        "under 5 letters     nothing 1.000  meant 0.000  n 1",
        "5 letters or more   nothing 0.333  meant 0.333  n 3",
        "all                 nothing 0.500  meant 0.250  n 4",
    ]


def test_a_missing_archive_and_a_silent_site_are_told_and_are_no_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "small.csv"
    monkeypatch.setattr("sys.argv", ["slips", "--archive", str(path), "--site", "http://127.0.0.1:1"])
    assert main() == 2
    path.write_text("title,content\nReport,The government acts.\n")
    assert main() == 2
    output = capsys.readouterr()
    assert "there is no archive at" in output.err
    assert "no answer from http://127.0.0.1:1" in output.err
    assert output.out == ""
