"""The figures for Prometheus.

gunicorn runs several processes and each scrape reaches one of them, so a counter in memory would show now the one and
now the other. prometheus_client's multi-process mode would add them up through files, for request counts that any
proxy in front knows better. So there are no counters here: each scrape reads the stores and tells the same, whichever
process answers. For the same reason the state of the page's breaker, one for each process, is not told;
`broadsheet_elasticsearch_up` is what moves it.

Moments are told as Unix time, as Prometheus advises: an age would stand still when the scrapes do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from search.operations.snapshot import Facts, MongoFacts, gather
from search.sync import lease
from search.sync.rebuild.runs import Run
from search.sync.status import Heartbeat, Verification


@require_safe
@never_cache
def metrics(_request: HttpRequest) -> HttpResponse:
    """200 also while a server is away: what is not known then is left out, and its `…_up` is 0."""
    return HttpResponse(generate_latest(FactsCollector(gather())), content_type=CONTENT_TYPE_LATEST)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure by its name without the prefix; `read` returns None when it is not known."""

    name: str
    help: str
    read: Callable[[Facts], float | None]


def of_mongodb(read: Callable[[MongoFacts], float | None]) -> Callable[[Facts], float | None]:
    return lambda facts: None if facts.mongodb is None else read(facts.mongodb)


def of_worker(read: Callable[[Heartbeat], float]) -> Callable[[Facts], float | None]:
    return of_mongodb(lambda mongodb: None if mongodb.heartbeat is None else read(mongodb.heartbeat))


def of_verification(read: Callable[[Verification], float]) -> Callable[[Facts], float | None]:
    return of_mongodb(lambda mongodb: None if mongodb.verification is None else read(mongodb.verification))


def of_resync(read: Callable[[Run], float]) -> Callable[[Facts], float | None]:
    return of_mongodb(lambda mongodb: None if mongodb.run is None else read(mongodb.run))


GAUGES = (
    Gauge("mongodb_up", "1 when MongoDB answered this scrape.", lambda facts: facts.mongodb is not None),
    Gauge(
        "elasticsearch_up", "1 when Elasticsearch answered this scrape.", lambda facts: facts.elasticsearch is not None
    ),
    Gauge("articles", "Articles in MongoDB.", of_mongodb(lambda mongodb: mongodb.articles)),
    Gauge(
        "index_documents",
        "Documents in the index that readers search.",
        lambda facts: None if facts.live is None else facts.live.documents,
    ),
    Gauge("sync_lag_seconds", "How far the live index is behind MongoDB, by MongoDB's clock.", lambda facts: facts.lag),
    Gauge(
        "sync_oplog_headroom_seconds",
        "Time from the oldest oplog entry to the checkpoint of the live index; below 0 only a re-sync helps.",
        lambda facts: facts.headroom,
    ),
    Gauge(
        "sync_worker_heartbeat_timestamp_seconds",
        "Unix time of the sync worker's last word.",
        of_worker(lambda heartbeat: heartbeat.at.timestamp()),
    ),
    Gauge("dead_letters", "Articles that the index refuses.", of_mongodb(lambda mongodb: mongodb.dead_letters)),
    Gauge(
        "verify_timestamp_seconds",
        "Unix time of the last comparison of the index with MongoDB.",
        of_verification(lambda verification: verification.at.timestamp()),
    ),
    Gauge(
        "verify_checked_articles",
        "Articles and documents that the last comparison looked at.",
        of_verification(lambda verification: verification.checked),
    ),
    Gauge(
        "verify_differences",
        "Differences that the last comparison found.",
        of_verification(lambda verification: verification.differences),
    ),
    Gauge(
        "resync_running",
        "1 while a process fills a new index.",
        of_mongodb(lambda mongodb: lease.RESYNC in mongodb.holders),
    ),
    Gauge(
        "resync_scanned_articles",
        "Articles that the unfinished re-sync has written so far.",
        of_resync(lambda run: run.scanned),
    ),
    Gauge(
        "resync_expected_articles",
        "Articles that there were when the unfinished re-sync began.",
        of_resync(lambda run: run.total),
    ),
)


@dataclass(frozen=True, slots=True)
class FactsCollector(Collector):
    """Tells one set of facts, and leaves out what is not known."""

    facts: Facts

    def collect(self) -> Iterator[Metric]:
        for gauge in GAUGES:
            value = gauge.read(self.facts)
            if value is not None:
                yield GaugeMetricFamily(f"broadsheet_{gauge.name}", gauge.help, value=value)
        if self.facts.live:
            yield labelled(
                "index_info",
                "1, with the live index and the hash of its mapping.",
                index=self.facts.live.name,
                mapping=self.facts.live.mapping,
            )
        if self.facts.mongodb and self.facts.mongodb.heartbeat:
            yield labelled(
                "sync_worker_state",
                "1 for the state that the worker last told.",
                state=self.facts.mongodb.heartbeat.state,
            )


def labelled(name: str, documentation: str, **labels: str) -> Metric:
    """A gauge that is always 1 and says what it has to say in its labels."""
    family = GaugeMetricFamily(f"broadsheet_{name}", documentation, labels=list(labels))
    family.add_metric(list(labels.values()), 1)
    return family
