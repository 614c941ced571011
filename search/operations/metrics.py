"""The figures for Prometheus.

gunicorn runs several processes and each scrape reaches one of them. So what the processes count is added up through
files (counters.py), and the rest is read from the stores: every scrape gets the same figures, whichever answers.

Moments are Unix times, as Prometheus advises: an age would stand still when the scrapes do.
"""

import ipaddress
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from search.operations import counters
from search.operations.snapshot import MongoSnapshot, Snapshot, take_snapshot
from search.sync import lease
from search.sync.rebuild.runs import Run
from search.sync.status import Heartbeat, Verification


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """200 even while a server is unavailable: its figures are left out, and its `…_up` is 0."""
    if not may_read(request):
        return HttpResponseForbidden("The figures need METRICS_TOKEN as a bearer token.\n", content_type="text/plain")
    text = generate_latest(counters.all_processes()) + generate_latest(SnapshotCollector(take_snapshot()))
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """Return whether a request comes from this machine or has the token. Without a token only this machine may."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token: str = settings.METRICS_TOKEN
    if token and scheme.lower() == "bearer" and constant_time_compare(given.strip(), token):
        return True
    return is_loopback(request.META.get("REMOTE_ADDR", ""))


def is_loopback(address: str) -> bool:
    """Return whether an address is that of the machine itself. Behind trusted proxies it is the reader's."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return (getattr(parsed, "ipv4_mapped", None) or parsed).is_loopback


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure. `name` lacks the common prefix; `read` returns None while the value is unknown."""

    name: str
    help: str
    read: Callable[[Snapshot], float | None]


def of_mongodb(read: Callable[[MongoSnapshot], float | None]) -> Callable[[Snapshot], float | None]:
    return lambda snapshot: None if snapshot.mongodb is None else read(snapshot.mongodb)


def of_worker(read: Callable[[Heartbeat], float]) -> Callable[[Snapshot], float | None]:
    return of_mongodb(lambda mongodb: None if mongodb.heartbeat is None else read(mongodb.heartbeat))


def of_verification(read: Callable[[Verification], float]) -> Callable[[Snapshot], float | None]:
    return of_mongodb(lambda mongodb: None if mongodb.verification is None else read(mongodb.verification))


def of_resync(read: Callable[[Run], float]) -> Callable[[Snapshot], float | None]:
    return of_mongodb(lambda mongodb: None if mongodb.run is None else read(mongodb.run))


GAUGES = (
    Gauge("mongodb_up", "1 when MongoDB answered this scrape.", lambda snapshot: snapshot.mongodb is not None),
    Gauge(
        "elasticsearch_up",
        "1 when Elasticsearch answered this scrape.",
        lambda snapshot: snapshot.elasticsearch is not None,
    ),
    Gauge("articles", "Articles in MongoDB.", of_mongodb(lambda mongodb: mongodb.articles)),
    Gauge(
        "index_documents",
        "Documents in the index that readers search.",
        lambda snapshot: None if snapshot.live is None else snapshot.live.documents,
    ),
    Gauge(
        "sync_lag_seconds",
        "How far the live index is behind MongoDB, by MongoDB's clock.",
        lambda snapshot: snapshot.lag,
    ),
    Gauge(
        "sync_oplog_headroom_seconds",
        "Time from the oldest oplog entry to the checkpoint of the live index; below 0 a re-sync is needed.",
        lambda snapshot: snapshot.headroom,
    ),
    Gauge(
        "sync_worker_heartbeat_timestamp_seconds",
        "Unix time of the sync worker's last heartbeat.",
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
class SnapshotCollector(Collector):
    """Yields the figures of one snapshot, without those that are unknown."""

    snapshot: Snapshot

    def collect(self) -> Iterator[Metric]:
        for gauge in GAUGES:
            value = gauge.read(self.snapshot)
            if value is not None:
                yield GaugeMetricFamily(f"broadsheet_{gauge.name}", gauge.help, value=value)
        if self.snapshot.live:
            yield labelled(
                "index_info",
                "1, with the live index and the hash of its mapping.",
                index=self.snapshot.live.name,
                mapping=self.snapshot.live.mapping,
            )
        if self.snapshot.mongodb and self.snapshot.mongodb.heartbeat:
            yield labelled(
                "sync_worker_state",
                "1, with the state that the worker reported last.",
                state=self.snapshot.mongodb.heartbeat.state,
            )


def labelled(name: str, documentation: str, **labels: str) -> Metric:
    """Return a gauge that is always 1; the information is in its labels."""
    family = GaugeMetricFamily(f"broadsheet_{name}", documentation, labels=list(labels))
    family.add_metric(list(labels.values()), 1)
    return family
