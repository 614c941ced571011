"""Categories for the tests."""

import pytest

from catalog.categories import register
from catalog.models import Category
from catalog.tests.factories import make_article, make_articles


@pytest.fixture
def sport(mongo: None) -> Category:
    """Return one of two registered categories."""
    register(["sport", "tech"])
    return Category.objects.get(name="sport")


@pytest.fixture
def filled(sport: Category) -> Category:
    """Return a category with two articles; the other one has one."""
    make_articles("One", "Two", category="sport")
    make_article(title="Chip", category="tech")
    return sport
