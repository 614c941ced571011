"""What the web processes count, each for itself; a scrape adds them up.

prometheus_client does so through files when PROMETHEUS_MULTIPROC_DIR is set before it is imported
(services/web/configuration.py). Elsewhere, as with runserver, the figures are those of one process.

A label is never taken from an address or a text: views come from the URLs, kinds of limits from a short list.
"""

import os
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.multiprocess import MultiProcessCollector

from search.values import Engine

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# From a fragment that the request cache answers to a search that waits for both servers' limits.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
OUTCOMES = ("results", "nothing", "browsed", "failed")
MOST_KINDS = 20
OTHER = "other"

disable_created_metrics()  # type: ignore[no-untyped-call]  # a series more for each, and several processes have none
registry = CollectorRegistry()
requests = Counter(
    "broadsheet_requests", "Requests answered, probes and static files aside.", ["view", "status"], registry=registry
)
request_seconds = Histogram(
    "broadsheet_request_seconds",
    "Time until the answer of a view begins.",
    ["view"],
    buckets=BUCKETS,
    registry=registry,
)
server_seconds = Counter(
    "broadsheet_server_seconds", "Time that requests waited for a server.", ["server", "view"], registry=registry
)
server_calls = Counter(
    "broadsheet_server_calls", "Calls of requests to a server.", ["server", "view"], registry=registry
)
searches = Counter(
    "broadsheet_searches",
    "Searches by the engine that answered and by what was found; without words they are browsed.",
    ["engine", "outcome"],
    registry=registry,
)
limited = Counter("broadsheet_limited", "Requests refused by a limit, by its kind.", ["kind"], registry=registry)
breaker_open = Gauge(
    "broadsheet_breaker_open",
    "Web processes that have stopped asking Elasticsearch.",
    registry=registry,
    multiprocess_mode="livesum",
)
kinds: set[str] = set()

# A series that begins with its first event hides that event from rate().
for each_engine in Engine:
    for each_outcome in OUTCOMES:
        searches.labels(each_engine, each_outcome)
limited.labels(OTHER)
breaker_open.set(0)


def count(event: Literal["limited"], kind: str) -> None:
    """Count an event of a kind, such as ("limited", "searches"). `kind` is a constant of the caller's."""
    if event == "limited":
        limited.labels(known(kind)).inc()


def known(kind: str) -> str:
    """Return a kind, or "other" once there are too many: a mistake must not fill Prometheus with series."""
    if kind not in kinds:
        if len(kinds) >= MOST_KINDS:
            return OTHER
        kinds.add(kind)
    return kind


def all_processes() -> CollectorRegistry:
    """Return the figures of all web processes together."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return registry
    together = CollectorRegistry()
    MultiProcessCollector(together, folder)  # type: ignore[no-untyped-call]  # it registers itself
    return together
