"""How many more articles match than when a page was shown: what a page asks while it is open.

The index does not know when an article began to match, so the page compares totals: an article that was added, or that
an edit made match, counts as new, and one that no longer matches takes one away (docs/decisions/0034).
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.outages import RETRY_AFTER_SECONDS
from search.engines.choose import count_again
from search.engines.elasticsearch import ElasticsearchUnavailableError
from search.values import PAGE_SIZE, Engine, SearchPage, Sort
from search.web.addresses import parameters
from search.web.parameters import read_query
from search.web.reading import MATCH, SIMILAR, query_shown

UNAVAILABLE = 503


@dataclass(frozen=True, slots=True)
class Newer:
    """What an open page has to know: where to ask, and how many articles matched when it was answered."""

    url: str
    total: int


def newer_of(page: SearchPage) -> Newer | None:
    """Return None for a page whose total is no exact one of Elasticsearch, with which no later one can be compared."""
    if page.failed or page.engine is not Engine.ELASTICSEARCH or page.relation != "eq":
        return None
    counted = replace(query_shown(page), sort=Sort.RELEVANCE, page=1, first_page=0, size=PAGE_SIZE, as_typed=False)
    pairs = parameters(replace(counted, listed=""))
    pairs += [("match", SIMILAR)] if page.is_fuzzy else []
    return Newer(f"{reverse('search:newer')}?{urlencode(pairs)}".removesuffix("?"), page.total)


@require_safe
@never_cache
def newer(request: HttpRequest) -> HttpResponse:
    """Answer with JSON: `total`, the number of articles that the search of the address finds now.

    The page that asks says which pass found its hits (`match`); that one is counted, and no second one.
    """
    fuzzy = MATCH.clean(request.GET.get("match"))
    try:
        return JsonResponse({"total": count_again(read_query(request.GET), fuzzy=fuzzy)})
    except ElasticsearchUnavailableError:
        return HttpResponse(status=UNAVAILABLE, headers={"Retry-After": RETRY_AFTER_SECONDS})
