"""All hits of a search as a CSV table for spreadsheets, sent while it is read."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from catalog.middleware.limits import TooBusyError, costs
from search.engines.choose import run_search
from search.engines.elasticsearch import ElasticsearchUnavailableError, batches_of_hits
from search.values import MAX_PAGE_SIZE, Engine, Hit, SearchPage
from search.web.crawlers import not_indexed
from search.web.exports.answers import unavailable
from search.web.parameters import read_query

# Without it spreadsheets take UTF-8 for the encoding of the machine.
BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes a cell with such a prefix for a formula; an apostrophe before it keeps it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COLUMNS = ("title", "category", "published_at", "url", "score", "author", "source_url")
AUTHOR_SEPARATOR = "; "
TABLE_COST = 20  # up to 21 requests to Elasticsearch
SIMPLE_ONLY = (
    "Only the simple search answers at the moment, and that does not list every article. Please try again later."
)
# Where a proxy hides that the connection broke off, the last row still tells.
INCOMPLETE = "INCOMPLETE: the search engine stopped answering. Please download this table again."


@require_safe
@costs(lambda _request: TABLE_COST)
@not_indexed
def search_csv(request: HttpRequest) -> HttpResponseBase:
    """Return every hit up to the 10,000th; `page` and `size` mean nothing here."""
    page = run_search(replace(read_query(request.GET), page=1, first_page=0, size=MAX_PAGE_SIZE))
    if page.failed:
        return unavailable()
    if not page.can_be_listed:
        return unavailable(SIMPLE_ONLY)
    batches = iter([page.hits]) if page.engine is Engine.MONGODB else batches_of_hits(page)
    try:
        first = next(batches, ())
    except ElasticsearchUnavailableError:
        return unavailable()
    lines = table(first, batches, request.build_absolute_uri)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(page)}"'
    return response


def file_name(page: SearchPage) -> str:
    return "search.csv" if page.is_listed_whole else "search-first-10000.csv"


def table(first: Sequence[Hit], others: Iterator[Sequence[Hit]], absolute: Callable[[str], str]) -> Iterator[str]:
    """Yield the table in parts. If one cannot be read, the answer breaks off, so that nobody takes it for all."""
    yield BYTE_ORDER_MARK + written([COLUMNS, *(row_of(hit, absolute) for hit in first)])
    try:
        for hits in others:
            yield written(row_of(hit, absolute) for hit in hits)
    except (ElasticsearchUnavailableError, TooBusyError):
        yield written([[INCOMPLETE]])
        raise


def written(rows: "Iterator[Sequence[str]] | Sequence[Sequence[str]]") -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def row_of(hit: Hit, absolute: Callable[[str], str]) -> list[str]:
    published = hit.published_at.isoformat() if hit.published_at else ""
    score = "" if hit.score is None else f"{hit.score:.4f}"
    texts = [hit.title, hit.category, published, absolute(hit.url), score, AUTHOR_SEPARATOR.join(hit.author)]
    return [f"'{text}" if text.startswith(FORMULA) else text for text in [*texts, hit.source_url]]
