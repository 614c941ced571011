"""What an editor's page asks after a save: whether readers find it, and as which number for its title."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.middleware.limits import TooBusyError
from catalog.models import Article
from catalog.outages import survives_outage
from search.engines.article.freshness import is_found_as_stored
from search.engines.elasticsearch import ElasticsearchUnavailableError, search_elasticsearch
from search.query.normalise import MAX_CHARACTERS
from search.web.parameters import read_query

FORBIDDEN = 403
LOOKED_AT = 10


@require_safe
@never_cache
@survives_outage()
def freshness(request: HttpRequest, pk: Any) -> HttpResponse:
    """Answer with JSON: `found`, and `number`, null if it is not among the first ten for its title.

    Both are null while Elasticsearch gives no answer.
    """
    if not request.user.is_authenticated:
        return HttpResponse("Sign in first.\n", status=FORBIDDEN, content_type="text/plain")
    article = get_object_or_404(Article, pk=pk)
    try:
        found = is_found_as_stored(article)
        number = number_of(article) if found else None
    except (ElasticsearchUnavailableError, TooBusyError):
        return JsonResponse({"found": None, "number": None})
    return JsonResponse({"found": found, "number": number})


def number_of(article: Article) -> int | None:
    words = QueryDict(mutable=True)
    words["q"] = article.title[:MAX_CHARACTERS]
    ids = [hit.id for hit in search_elasticsearch(replace(read_query(words), size=LOOKED_AT)).hits]
    return ids.index(str(article.pk)) + 1 if str(article.pk) in ids else None
