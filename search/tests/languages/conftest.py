"""An index for each language, made once and deleted after the session."""

import pytest
from pytest_django import Settings

from search.documents import articles
from search.index import client, live_index
from search.tests.conftest import PREFIX
from search.tests.factories import index_articles, new_article
from search.tests.languages.archives import Archive


@pytest.fixture
def archive_index(prefix: None, settings: Settings, request: pytest.FixtureRequest) -> Archive:
    """The live index of one archive, in its language; its name lies under the prefix that the session deletes."""
    archive: Archive = request.param
    settings.ARCHIVE_LANGUAGE = archive.language
    settings.SEARCH_INDEX_PREFIX = f"{PREFIX}{archive.language}-"
    if live_index(client()) is None:
        articles.create()
        index_articles(*(new_article(title=title, content=content) for title, content in archive.articles.values()))
    return archive
