"""The relevance contract: queries, each with the article that it should find at or near the top.

A row scores the reciprocal rank of its article within the first ten results: 1 at the top, 0.5 in second place, 0 if
it is not among them. `manage.py check_relevance` compares the mean of all rows with a limit.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import fsum

from catalog.models import Article
from search.engines.choose import run_search
from search.engines.elasticsearch import ElasticsearchUnavailableError
from search.models import Expectation
from search.query.parse import parse_query
from search.values import Engine, SearchQuery

DEPTH = 10  # results that are looked at
ARTICLE_DELETED = "the expected article no longer exists"
NO_SUCH_TITLE = "no article has this title"


@dataclass(frozen=True, slots=True)
class Row:
    """A query and the title that it should find. `broken` says why no search could find it."""

    query: str
    title: str
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """`rank` counts from 1; None means that the article is not among the first ten."""

    row: Row
    rank: int | None

    @property
    def reciprocal_rank(self) -> float:
        return 1 / self.rank if self.rank else 0.0


def folded(title: str) -> str:
    """Return the form in which titles are compared. Articles that share it count as one."""
    return unicodedata.normalize("NFC", title).strip().casefold()


def rank_of(query: str, title: str) -> int | None:
    """Return the rank of an article for a reader's query.

    Raises ElasticsearchUnavailableError if MongoDB answered instead: its ranking is not what the contract is about.
    """
    page = run_search(SearchQuery(parse_query(query), size=DEPTH))
    if page.engine is not Engine.ELASTICSEARCH:
        raise ElasticsearchUnavailableError("it did not answer a search in time")
    titles = [folded(hit.title) for hit in page.hits]
    return titles.index(folded(title)) + 1 if folded(title) in titles else None


def result_of(row: Row) -> Result:
    if row.broken:
        return Result(row, None)
    try:
        return Result(row, rank_of(row.query, row.title))
    except ElasticsearchUnavailableError:
        # A busy machine may answer late once.
        return Result(row, rank_of(row.query, row.title))


def check(rows: Iterable[Row]) -> list[Result]:
    """Return the result of every row, in their order.

    Raises ElasticsearchUnavailableError rather than score a row low because it was not answered.
    """
    return [result_of(row) for row in rows]


def mean_of(results: Sequence[Result]) -> float:
    """Return the mean reciprocal rank."""
    return fsum(result.reciprocal_rank for result in results) / len(results)


def rows_of(expectations: Sequence[Expectation]) -> list[Row]:
    """Return the editors' rows with the present titles of their articles, read in one query."""
    # `each.article` would be a query per row, and an error for a deleted article.
    keys = [each.serializable_value("article") for each in expectations]
    titles = dict(Article.objects.filter(pk__in=set(keys)).values_list("pk", "title")) if keys else {}
    return [
        Row(each.query, str(titles[key])) if key in titles else Row(each.query, "", broken=ARTICLE_DELETED)
        for each, key in zip(expectations, keys, strict=True)
    ]


def with_missing_titles_marked(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of a file, broken where no article has the title.

    Reads every title, because MongoDB would compare them by other rules.
    """
    titles = Article.objects.order_by().values_list("title", flat=True).iterator() if rows else ()
    existing = {folded(str(title)) for title in titles}
    return [row if folded(row.title) in existing else replace(row, broken=NO_SUCH_TITLE) for row in rows]
