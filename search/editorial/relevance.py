"""The relevance contract: whoever asks this is to find that article, at the top or near it.

Each row is worth the reciprocal rank of its article in the first ten: 1 at the top, a half in the second place, 0 when
it is not there. The mean of all rows is what `manage.py check_relevance` holds against a limit.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import fsum

from catalog.models import Article
from search.engine import ElasticsearchAwayError, run_search
from search.models import Expectation
from search.text import clean
from search.values import Engine, SearchQuery

FIRST = 10
ARTICLE_GONE = "the expected article is gone"
NO_SUCH_TITLE = "no article has this title"


@dataclass(frozen=True, slots=True)
class Row:
    """`broken` says why its article cannot be found, whatever the search does."""

    query: str
    title: str
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """`rank` counts from 1; None means not in the first ten."""

    row: Row
    rank: int | None

    @property
    def reciprocal_rank(self) -> float:
        return 1 / self.rank if self.rank else 0.0


def same(title: str) -> str:
    """Return what is equal for titles that a reader takes for one; articles that share a title count as one."""
    return unicodedata.normalize("NFC", title).strip().casefold()


def rank_of(query: str, title: str) -> int | None:
    """Ask as a reader does; MongoDB's answers do not count, and are an ElasticsearchAwayError."""
    page = run_search(SearchQuery(text=clean(query), size=FIRST))
    if page.engine is not Engine.ELASTICSEARCH:
        raise ElasticsearchAwayError("it did not answer a search in time")
    found = [same(hit.title) for hit in page.hits]
    return found.index(same(title)) + 1 if same(title) in found else None


def result_of(row: Row) -> Result:
    if row.broken:
        return Result(row, None)
    try:
        return Result(row, rank_of(row.query, row.title))
    except ElasticsearchAwayError:
        # A machine that has much to do is late once. Twice is away.
        return Result(row, rank_of(row.query, row.title))


def check(rows: Iterable[Row]) -> list[Result]:
    """Ask for every row, in their order. Never a low score because nobody answered: ElasticsearchAwayError."""
    return [result_of(row) for row in rows]


def mean_of(results: Sequence[Result]) -> float:
    return fsum(result.reciprocal_rank for result in results) / len(results)


def rows_of(expectations: Sequence[Expectation]) -> list[Row]:
    """Return the editors' rows with the titles that their articles have now, in one query for all of them."""
    # Not `each.article`: that is a query for each, and an error when the article is gone.
    keys = [each.serializable_value("article") for each in expectations]
    titles = dict(Article.objects.filter(pk__in=set(keys)).values_list("pk", "title")) if keys else {}
    return [
        Row(each.query, str(titles[key])) if key in titles else Row(each.query, "", broken=ARTICLE_GONE)
        for each, key in zip(expectations, keys, strict=True)
    ]


def with_titles_looked_up(rows: Sequence[Row]) -> list[Row]:
    """Mark the rows of a file whose title no article has. Every title is read: MongoDB compares by other rules."""
    titles = Article.objects.order_by().values_list("title", flat=True).iterator() if rows else ()
    there = {same(str(title)) for title in titles}
    return [row if same(row.title) in there else replace(row, broken=NO_SUCH_TITLE) for row in rows]
