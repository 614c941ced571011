"""What a search takes from its client's allowance: more if it costs more."""

import pytest
from django.test import RequestFactory
from django.urls import resolve

from catalog.middleware.limits import COST


def cost(address: str) -> float:
    request = RequestFactory().get(address)
    return float(getattr(resolve(request.path_info).func, COST)(request))


@pytest.mark.parametrize("path", ["/", "/search.json", "/search.atom"])
@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("", 1),
        ("?q=oil&category=business&page=20", 1),
        ("?q=oil&size=50", 5),
        ("?q=oil&size=99999", 5),
        ("?q=oil&size=x&page=x", 1),
        ("?q=oil&words=any", 3),
        ("?q=oil&page=21", 3),
        ("?q=oil&words=any&size=50", 7),
        ("?q=oil&words=any&size=50&page=99", 9),
    ],
)
def test_a_search_counts_for_what_it_costs(path: str, parameters: str, expected: float) -> None:
    assert cost(path + parameters) == expected


def test_a_table_counts_for_all_its_requests() -> None:
    assert cost("/search.csv?q=oil") == 20
