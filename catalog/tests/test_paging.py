import pytest

from catalog.filters import nearest_page


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("1", 1),
        ("3", 3),
        ("03", 3),
        (" 2 ", 2),
        ("4", 3),
        (str(10**30), 3),
        ("9" * 10_000, 3),
        ("0", 1),
        ("-1", 1),
        (str(-(10**30)), 1),
        ("abc", 1),
        ("", 1),
        (None, 1),
        ("1.5", 1),
        ("1e3", 1),
        ("\N{ARABIC-INDIC DIGIT THREE}", 1),
        ("2\0", 1),
    ],
)
def test_of_three_pages_the_nearest_is_shown(given: str | None, shown: int) -> None:
    assert nearest_page(given, pages=3) == shown


def test_an_empty_list_has_a_first_page() -> None:
    assert nearest_page("7", pages=0) == 1
