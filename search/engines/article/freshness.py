"""Whether readers find an article as it is stored: the index follows MongoDB within a second or two."""

from datetime import datetime

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Ids

from catalog.models import Article
from search.engines.elasticsearch import guarded
from search.index import alias_name


def is_found_as_stored(article: Article) -> bool:
    """Return whether a search sees the version that was saved last on the site.

    A search, and not a look-up by id: that would see what is not refreshed yet. Raises ElasticsearchUnavailableError.
    """
    search: Search = Search().query(Ids(values=[str(article.pk)])).source(["updated_at"])
    with guarded() as elastic:
        answer = elastic.search(index=alias_name(), body=search.to_dict()).body
        seen = [hit["_source"]["updated_at"] for hit in answer["hits"]["hits"]]
    return bool(article.updated_at) and [datetime.fromisoformat(each) for each in seen if each] == [article.updated_at]
