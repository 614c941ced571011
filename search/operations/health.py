"""Whether the process is alive, and whether it is ready to answer readers."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from pymongo import timeout

from catalog.outages import MONGODB_FAILED
from search.index import ELASTICSEARCH_FAILED, client, live_index
from search.operations.snapshot import (
    ELASTICSEARCH_SECONDS,
    MONGODB_SECONDS,
    ask_both,
)
from search.sync import status
from search.sync.source import mongo_client
from search.sync.status import Heartbeat

UNAVAILABLE = 503


@require_safe
def livez(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 while MongoDB answers, as "degraded" when it stands in for Elasticsearch; otherwise 503.

    The worker's state is included but does not count: without a worker the site still answers, from an older index.
    """
    (elasticsearch, index), (mongodb, heartbeat) = ask_both(ask_elasticsearch, ask_mongodb)
    readiness = "unavailable" if not mongodb else "ok" if index else "degraded"
    body = {
        "status": readiness,
        "mongodb": mongodb,
        "elasticsearch": elasticsearch,
        "index": index,
        "worker": {"state": heartbeat.state, "silent_seconds": round(heartbeat.silent_seconds, 1)}
        if heartbeat
        else None,
    }
    return JsonResponse(body, status=200 if mongodb else UNAVAILABLE)


def ask_mongodb() -> tuple[bool, Heartbeat | None]:
    """Return whether MongoDB answers, and the worker's last heartbeat."""
    try:
        with timeout(MONGODB_SECONDS):
            mongo_client().admin.command("ping")
            return True, status.last_heartbeat()
    except MONGODB_FAILED:
        return False, None


def ask_elasticsearch() -> tuple[bool, str | None]:
    """Return whether Elasticsearch answers, and the live index.

    Asked directly and not through the page's breaker, which may be open in one process and closed in the next.
    """
    try:
        return True, live_index(client("page").options(request_timeout=ELASTICSEARCH_SECONDS))
    except ELASTICSEARCH_FAILED:
        return False, None
