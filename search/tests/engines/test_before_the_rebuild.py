"""A new version of the site searches the index of the version before until the worker has built another."""

from collections.abc import Iterator

import pytest

from search.documents import articles, document_of
from search.engines.elasticsearch import search_elasticsearch
from search.index import alias_name, client, create_concrete
from search.query.parse import parse_query
from search.tests.factories import new_article
from search.values import Engine, SearchQuery

pytestmark = pytest.mark.servers


@pytest.fixture
def index_before(no_index: None) -> Iterator[None]:
    """The mapping before decision 0028, with one article: `text` was copied together by Elasticsearch."""
    body = articles.body()
    fields = body["mappings"]["properties"]
    del fields["lead"], fields["text"]["index_options"]
    del fields["text"]["fields"]["marks"], fields["text"]["fields"]["begun_marks"]
    fields["content"] = {"type": "text", "analyzer": "words", "copy_to": "text", "index_options": "offsets"}
    fields["title"]["copy_to"] = fields["author"]["copy_to"] = "text"
    fields["text"]["fields"]["prefix"] = {"type": "text", "analyzer": "prefixes", "search_analyzer": "prefix_search"}
    name = create_concrete(client(), body, alias=alias_name())
    document = document_of(new_article(title="War", content="The dividends of peace.", category="politics"))
    document["content"] = document.pop("text")[0]
    del document["lead"]
    client().index(index=alias_name(), id=document["id"], document=document, refresh=True)
    yield
    client().indices.delete(index=name)


@pytest.mark.parametrize("typed", ["peace ", "divid", "dividens"])
def test_a_reader_finds_what_the_index_before_holds(index_before: None, typed: str) -> None:
    page = search_elasticsearch(SearchQuery(parse_query(typed)))
    assert page.engine is Engine.ELASTICSEARCH
    assert [hit.title for hit in page.hits] == ["War"]
    assert "<mark>" in page.hits[0].snippet_html


def test_the_front_page_shows_the_beginning_of_a_text(index_before: None) -> None:
    (hit,) = search_elasticsearch(SearchQuery()).hits
    assert hit.snippet_html == "The dividends of peace."
