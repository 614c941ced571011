"""The whole site on real servers, for tests that ask it as strangers do."""

from collections.abc import Iterator

import pytest

from catalog.models import Article
from catalog.tests.database import quick_teardown
from catalog.tests.factories import make_article


@pytest.fixture(scope="module", autouse=True)
def fast_teardown() -> Iterator[None]:
    """Of a module, so that it begins before the fixtures that the mark django_db requests."""
    with quick_teardown():
        yield


@pytest.fixture
def article(transactional_db: None) -> Article:
    return make_article(title="As it was", category="tech")
