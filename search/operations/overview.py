"""What an operator wants to know first, in a line each: for the first page of the admin (report.py has the rest)."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format

from search.operations.report import SILENT_SECONDS, Line, count_of, lag_line, resync_line, span, verification_line
from search.operations.snapshot import LiveIndex, MongoSnapshot, Snapshot
from search.sync import lease
from search.sync.status import FOLLOWING

WITHOUT_MONGODB = "Not known: MongoDB does not answer."
WITHOUT_ELASTICSEARCH = "Not known: Elasticsearch does not answer."


def overview(snapshot: Snapshot) -> list[Line]:
    return [*index_lines(snapshot), *mongodb_lines(snapshot.mongodb), last_resync(snapshot)]


def index_lines(snapshot: Snapshot) -> Iterator[Line]:
    if snapshot.mongodb is None:
        yield Line("Lag", WITHOUT_MONGODB, wrong=True)
    elif snapshot.lag is None and snapshot.live is None:
        none_yet = "There is no index yet; the worker builds one, and MongoDB answers searches meanwhile."
        yield Line("Lag", none_yet if snapshot.elasticsearch else WITHOUT_ELASTICSEARCH, wrong=True)
    else:
        yield lag_line(snapshot.lag)


def mongodb_lines(mongodb: MongoSnapshot | None) -> Iterator[Line]:
    if mongodb is None:
        for name in ("Dead letters", "Last comparison", "Worker"):
            yield Line(name, WITHOUT_MONGODB)
        return
    count = mongodb.dead_letters
    text = f"{count_of(count, 'article', 'articles')} cannot be indexed." if count else "None."
    yield Line("Dead letters", text, wrong=count > 0)
    compared = verification_line(mongodb.verification)
    yield Line("Last comparison", compared.text, compared.wrong)
    yield worker_line(mongodb)


def worker_line(mongodb: MongoSnapshot) -> Line:
    """Whether one lives, and what it does."""
    heartbeat = mongodb.heartbeat
    if lease.WORKER not in mongodb.holders:
        last = f" The last one reported {span(heartbeat.silent_seconds)} ago." if heartbeat else ""
        return Line("Worker", f"None is running: changes do not reach the index.{last}", wrong=True)
    if heartbeat is None:
        return Line("Worker", "Running; it has not reported yet.")
    silent = heartbeat.silent_seconds
    doing = f"Running: {heartbeat.state}."
    if silent <= SILENT_SECONDS:
        return Line("Worker", f"{doing} It reported {span(silent)} ago.")
    return Line("Worker", f"{doing} It has not reported for {span(silent)}.", wrong=heartbeat.state == FOLLOWING)


def last_resync(snapshot: Snapshot) -> Line:
    """The one that is under way, or the one that has built the live index."""
    if snapshot.mongodb and snapshot.mongodb.run:
        return resync_line(snapshot.mongodb)
    if snapshot.elasticsearch is None:
        return Line("Re-sync", WITHOUT_ELASTICSEARCH, wrong=True)
    return built_line(snapshot.live) if snapshot.live else Line("Re-sync", "None yet.")


def built_line(live: LiveIndex) -> Line:
    if live.begun is None:
        return Line("Re-sync", f"Not known when {live.name} was built.")
    ago = span((timezone.now() - live.begun).total_seconds())
    return Line("Re-sync", f"The live index was begun on {date_format(live.begun, 'j F Y, H:i')} UTC, {ago} ago.")
