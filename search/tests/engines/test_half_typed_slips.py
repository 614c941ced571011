"""A half-typed word with a slip in it: what it finds, what it marks, and what it leaves alone. On the real index."""

import re

import pytest

from search.tests.asking import answer, titles
from search.tests.factories import index_article, index_titles

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]

FILLER = "Nothing else happened."


@pytest.fixture
def archive(index: None) -> None:
    index_titles(
        "The government acts",
        "Parliament sits",
        "Olympic flame",
        "Microsoft pays",
        "Election day",
        "Champions train",
        "Internationalists meet",
        "O’Driscoll scores",
        "Re-election is near",
        "Études for Chopin",
    )


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("goverme", "The government acts"),  # left out
        ("govermen", "The government acts"),
        ("govver", "The government acts"),  # doubled
        ("gouern", "The government acts"),  # the letter beside it
        ("parlim", "Parliament sits"),
        ("olimpi", "Olympic flame"),
        ("microsf", "Microsoft pays"),
        ("champoi", "Champions train"),  # swapped
        ("internatinal", "Internationalists meet"),  # as long as the prefixes of the index
        ("internatoinalis", "Internationalists meet"),
        ("o'drsicol", "O’Driscoll scores"),
        ("odrsicol", "O’Driscoll scores"),
        ("re-elecio", "Re-election is near"),
        ("ètdes", "Études for Chopin"),
        ("government atcs", "The government acts"),
        ("title:champoi", "Champions train"),
    ],
)
def test_a_slip_halfway_is_forgiven(text: str, title: str) -> None:
    assert titles(q=text)[:1] == [title]


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("text", ["govx", "chmp", "champoi ", "chmapoi", "hcampio", "2005x", "acts goxernxe"])
def test_a_short_beginning_a_whole_word_two_slips_and_the_first_letter_are_not(text: str) -> None:
    assert titles(q=text) == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("goverme", ["governments", "government"]),
        ("the goverme", ["The", "governments", "the", "government"]),
        ("govrenments minsi", ["governments", "government", "ministers"]),
        ("o'drsicol", ["O’Driscoll"]),
        ("internatinal", ["internationally"]),
    ],
)
def test_what_is_found_by_a_slip_is_marked(text: str, marked: list[str]) -> None:
    index_article(
        title="The governments",
        content="Of the government and its ministers, O’Driscoll internationally.",
    )
    (hit,) = answer(q=text)["hits"]
    assert re.findall(r"<mark>(.*?)</mark>", f"{hit['title_html']} {hit['snippet_html']}") == marked


def test_the_reason_is_a_similar_spelling() -> None:
    index_titles("The government acts")
    assert [hit["matched"] for hit in answer(q="goverme")["hits"]] == [["similar spelling"]]
    assert [hit["matched"] for hit in answer(q="governme")["hits"]] == [["in title"]]


def test_what_begins_as_typed_comes_first() -> None:
    """Although there are few of them, and those that begin nearly so have it more often, and in the title."""
    index_titles(*(f"Governor governor governor {number}" for number in range(4)))
    index_article(title="Report", content=f"The governess spoke. {FILLER * 20}")
    assert titles(q="governe")[0] == "Report"
    assert titles(q="report governe")[0] == "Report"


def test_a_beginning_that_finds_enough_forgives_nothing() -> None:
    index_titles("Horseman one", "Horseman two", "Horseman three", "Housemate four")
    assert sorted(titles(q="horsem")) == ["Horseman one", "Horseman three", "Horseman two"]
