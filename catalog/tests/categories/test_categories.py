"""Categories as data: what makes two names one category, and how names come into the collection."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from catalog.categories import canonical_name, canonical_names, category_key, category_name, register
from catalog.models import Category, category_label


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sport", "sport"),
        ("  World   News ", "world news"),
        ("World\u00a0News", "World News"),
        ("CAFÉ", "cafe\u0301"),
        ("STRASSE", "Straße"),
        ("ΚΌΣΜΟΣ", "κόσμος"),
        ("\ufeffSport\u200b", "sport"),
        ("Wirt\u00adschaft", "Wirtschaft"),
    ],
)
def test_names_that_differ_in_case_or_space_are_one(one: str, other: str) -> None:
    assert category_key(one) == category_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("sport", "sports"), ("résumé", "resume"), ("C", "C++"), ("日本", "日木"), ("می\u200cخواهم", "میخواهم")],
)
def test_other_names_are_not_one(one: str, other: str) -> None:
    assert category_key(one) != category_key(other)


def test_a_name_is_stored_without_needless_space() -> None:
    assert category_name("  Arts \t & \n Culture ") == "Arts & Culture"


@pytest.mark.parametrize(
    ("name", "label"), [("world news", "World news"), ("iPhone", "iPhone"), ("UK", "UK"), ("日本", "日本"), ("", "")]
)
def test_a_name_in_small_letters_is_shown_with_a_capital(name: str, label: str) -> None:
    assert category_label(name) == label


@pytest.mark.servers
@pytest.mark.usefixtures("mongo")
class TestTheCollection:
    def test_new_names_are_registered_once(self) -> None:
        assert register(["Sport", " sport", "World News"]) == ("Sport", "World News")
        assert register(["SPORT", "world  news"]) == ()
        assert sorted(Category.objects.values_list("name", "slug")) == [
            ("Sport", "sport"),
            ("World News", "world-news"),
        ]

    def test_two_processes_register_the_same_names_at_once(self) -> None:
        names = [f"Category {number}" for number in range(20)]

        def register_all(_: int) -> tuple[str, ...]:
            try:
                return register([*names, "C", "C++", "C#"])
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            created = [name for each in pool.map(register_all, range(4)) for name in each]
        assert sorted(created) == sorted([*names, "C", "C++", "C#"])
        assert Category.objects.count() == 23

    def test_many_are_registered_with_as_many_queries_as_one(self) -> None:
        costs = []
        for number in (1, 2_000):
            with CaptureQueriesContext(connection) as queries:
                assert len(register(f"Category {number} {each}" for each in range(number))) == number
            costs.append(len(queries))
        assert costs[0] == costs[1]

    def test_what_cannot_be_a_name_is_not_registered(self) -> None:
        assert register(["", "  ", "\u200b", "x" * 101, "x" * 500, "a\x07b"]) == ()

    def test_slugs_are_unique_in_every_script(self) -> None:
        register(["C", "C++", "C#", "Спорт", "日本", "!!!", "???"])
        slugs = dict(Category.objects.values_list("name", "slug"))
        assert slugs["Спорт"] == "спорт"
        assert slugs["日本"] == "日本"
        assert len(set(slugs.values())) == 7

    def test_the_first_spelling_is_canonical(self) -> None:
        register(["World News"])
        assert canonical_name("WORLD  news") == "World News"
        assert canonical_name(" New ") == "New"

    def test_a_former_name_leads_to_the_present_one(self) -> None:
        Category.objects.create(name="Sports", key="sports", slug="sport", former_keys=["sport"])
        assert canonical_name("Sport") == "Sports"
        assert canonical_names() == {"sport": "Sports", "sports": "Sports"}
        assert register(["sport"]) == ()

    def test_a_key_in_use_goes_before_a_former_one(self) -> None:
        Category.objects.create(name="Sports", key="sports", slug="sports", former_keys=["sport"])
        Category.objects.create(name="Sport", key="sport", slug="sport")
        assert (canonical_name("sport"), canonical_names()["sport"]) == ("Sport", "Sport")

    def test_categories_with_an_order_come_first(self) -> None:
        register(["b", "A", "last", "first"])
        Category.objects.filter(name="last").update(order=2)
        Category.objects.filter(name="first").update(order=-1)
        assert [category.name for category in Category.in_order()] == ["first", "last", "A", "b"]

    def test_letters_with_accents_stand_with_their_letter(self) -> None:
        register(["Zoo", "Économie", "Sport", "Ärzte", "Europe"])
        assert [category.name for category in Category.in_order()] == ["Ärzte", "Europe", "Économie", "Sport", "Zoo"]
