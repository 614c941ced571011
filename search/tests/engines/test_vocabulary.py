"""Which category a text means, without a server."""

import pytest
from django.utils.text import slugify

from catalog.categories import category_key
from search.engines.vocabulary import KnownCategory, Vocabulary, one_slip

NAMES = (
    "sport",
    "tech",
    "World News",
    "Arts & Culture",
    "Science",
    "Società",
    "C++",
    "C#",
    "Спорт",
    "日本のニュース",
    "Business",
    "Movies",
)


def vocabulary(*names: str) -> Vocabulary:
    return Vocabulary.of(KnownCategory(name, category_key(name), slugify(name, allow_unicode=True)) for name in names)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("sport", "sport"),
        ("SPORT", "sport"),
        ("world news", "World News"),
        ("  World   NEWS ", "World News"),
        ("world-news", "World News"),
        ("worldnews", "World News"),
        ("arts-culture", "Arts & Culture"),
        ("Arts and Culture", "Arts & Culture"),
        ("societa", "Società"),
        ("Societa\u0300", "Società"),
        ("c++", "C++"),
        ("C#", "C#"),
        ("СПОРТ", "Спорт"),
        ("日本のニュース", "日本のニュース"),
        ("sport,", "sport"),
        ("sport*", "sport"),
        ("(sport)", "sport"),
    ],
)
def test_any_spelling_is_found(text: str, name: str) -> None:
    assert vocabulary(*NAMES).find(text) == name


@pytest.mark.parametrize("text", ["sports", "news", "weather", "", "*", "🦊", "x" * 500])
def test_another_text_is_not(text: str) -> None:
    assert vocabulary(*NAMES).find(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # Plural and singular.
        ("sports", "sport"),
        ("movie", "Movies"),
        ("sciences", "Science"),
        ("businesses", "Business"),
        # One slip.
        ("sprot", "sport"),
        ("buisness", "Business"),
        ("scince", "Science"),
        ("sciemce", "Science"),
        ("sscience", "Science"),
        ("спорт1", "Спорт"),
        # A beginning, while it is typed.
        ("s", None),
        ("sc", "Science"),
        ("wor", "World News"),
        ("world n", "World News"),
        ("日本", "日本のニュース"),
        # A word of the name.
        ("news", "World News"),
        ("culture", "Arts & Culture"),
        # No unmistakable one.
        ("weather", None),
        ("c", None),
        ("technology", None),
        ("", None),
        ("🦊", None),
    ],
)
def test_a_near_miss_means_the_only_name_that_is_near(text: str, name: str | None) -> None:
    assert vocabulary(*NAMES).nearest(text) == name


def test_of_two_near_names_neither_is_meant() -> None:
    assert vocabulary("Car", "Cart", "Care").nearest("cars") == "Car"
    assert vocabulary("Card", "Cart").nearest("carx") is None
    assert vocabulary("World News", "World Affairs").nearest("world") is None
    assert vocabulary("U.S. News", "World News").nearest("news") is None


def test_a_former_name_leads_to_the_present_one_unless_another_category_has_it() -> None:
    rows = [
        KnownCategory("Technology", "technology", former_keys=("tech", "science")),
        KnownCategory("Science", "science"),
    ]
    known = Vocabulary.of(rows)
    assert (known.find("Tech"), known.find("science")) == ("Technology", "Science")
    assert known.terms_of("Technology") == ("Technology", "tech", "technology")


def test_a_name_that_only_articles_have_is_found_and_comes_last() -> None:
    known = vocabulary("b", "a").with_names({"odd one": "Odd One", "a": "A!"})
    assert known.find("odd ONE") == "Odd One"
    assert sorted(["Odd One", "a", "b"], key=known.place_of) == ["b", "a", "Odd One"]


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("sport", "sports", True),
        ("sport", "port", True),
        ("sport", "spirt", True),
        ("sport", "sprot", True),
        ("sport", "spot", True),
        ("a", "", True),
        ("sport", "spirits", False),
        ("sport", "sptro", False),
        ("sport", "psotr", False),
        ("ab", "ba", True),
    ],
)
def test_one_slip(one: str, other: str, slip: bool) -> None:  # a column of the table
    assert (one_slip(one, other), one_slip(other, one)) == (slip, slip)
