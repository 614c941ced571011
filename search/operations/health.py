"""Whether the process is alive, and whether it is ready to answer readers."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from search.operations import readiness
from search.operations.metrics import metrics

UNAVAILABLE = 503


@require_safe
def livez(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Prove by a search and by the lag of the index that it is "ok".

    200 while MongoDB answers, also as "degraded": then MongoDB stands in for Elasticsearch, or the index is old or
    takes no changes, and `problems` says so in sentences. 503 without MongoDB.
    """
    found = readiness.ask()
    index, archive = found.elasticsearch, found.mongodb
    problems = found.problems
    body: dict[str, Any] = {
        "status": "unavailable" if not archive.answers else "degraded" if problems else "ok",
        "mongodb": archive.answers,
        "elasticsearch": index.answers,
        "index": index.index,
        "worker": {"state": archive.heartbeat.state, "silent_seconds": round(archive.heartbeat.silent_seconds, 1)}
        if archive.heartbeat
        else None,
    }
    if problems:
        body["problems"] = problems
    return JsonResponse(body, status=200 if archive.answers else UNAVAILABLE)


PROBES: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {"/livez": livez, "/readyz": readyz, "/metrics": metrics}


class ProbeMiddleware:
    """Answers probes under any host name, before CommonMiddleware compares it with ALLOWED_HOSTS.

    A container's health check, a load balancer and Prometheus ask the machine's own address. The answers hold no
    address of the site, so a forged name gains nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return PROBES.get(request.path_info, self.get_response)(request)
