"""A snapshot in sentences for the operator's page; each problem is described and marked as one."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone

from search.operations.snapshot import LiveIndex, MongoSnapshot, Snapshot
from search.sync import lease
from search.sync.rebuild.aliases import wanted_mapping
from search.sync.rebuild.runs import Run
from search.sync.status import FOLLOWING, Heartbeat, Verification

# The worker reports every second and the index follows within two; ten mean that something is wrong.
SILENT_SECONDS = 10
LATE_SECONDS = 10
MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the page. With `total` it also has a progress bar, `done` of `total`."""

    name: str
    text: str
    wrong: bool = False
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...]


def sections(snapshot: Snapshot) -> list[Section]:
    return [
        Section("Servers", tuple(server_lines(snapshot))),
        Section("Index", tuple(index_lines(snapshot))),
        Section("Worker", tuple(worker_lines(snapshot.mongodb))),
        Section("Verification and repair", tuple(verification_lines(snapshot.mongodb))),
    ]


def problems(found: list[Section]) -> list[Line]:
    return [line for section in found for line in section.lines if line.wrong]


def span(seconds: float) -> str:
    """Return a duration in its largest unit: 12 s, 3 min, 2 h, 5 days."""
    for length, unit in ((DAY, "day"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= length:
            count = int(seconds // length)
            return f"{count} {unit}{'s' if unit == 'day' and count > 1 else ''}"
    return f"{int(seconds)} s"


def count_of(number: int, one: str, many: str) -> str:
    return f"{intcomma(number)} {one if number == 1 else many}"


def server_lines(snapshot: Snapshot) -> Iterator[Line]:
    if snapshot.mongodb is None:
        yield Line("MongoDB", "Unavailable. Search still works; nothing can be saved.", wrong=True)
    else:
        yield Line("MongoDB", f"Available, with {count_of(snapshot.mongodb.articles, 'article', 'articles')}.")
    if snapshot.elasticsearch is None:
        yield Line("Elasticsearch", "Unavailable. MongoDB answers searches meanwhile.", wrong=True)
    else:
        yield Line("Elasticsearch", "Available.")


def index_lines(snapshot: Snapshot) -> Iterator[Line]:
    if snapshot.live:
        yield from live_lines(snapshot.live)
    elif snapshot.elasticsearch:
        yield Line("Live index", "None. MongoDB answers searches until the worker has built one.", wrong=True)
    else:
        yield Line("Live index", "Unknown while Elasticsearch is unavailable.")
    if snapshot.mongodb and (snapshot.live or snapshot.lag is not None):
        yield lag_line(snapshot.lag)
        yield headroom_line(snapshot)


def live_lines(live: LiveIndex) -> Iterator[Line]:
    yield Line("Live index", f"{live.name}, with {count_of(live.documents, 'document', 'documents')}.")
    wanted = wanted_mapping()
    if live.mapping == wanted:
        yield Line("Mapping", f"{live.mapping}, the one this version of the site needs.")
    else:
        text = f"{live.mapping}; this version of the site needs {wanted}, so its worker builds a new index."
        yield Line("Mapping", text, wrong=True)


def lag_line(lag: int | None) -> Line:
    if lag is None:
        return Line("Lag", "Unknown: this index has no checkpoint. The worker builds a new one.", wrong=True)
    return Line("Lag", f"{span(lag)} behind MongoDB.", wrong=lag > LATE_SECONDS)


def headroom_line(snapshot: Snapshot) -> Line:
    """A problem as soon as the worker is behind by more than half of what the oplog holds."""
    headroom, lag = snapshot.headroom, snapshot.lag
    if headroom is None or lag is None:
        return Line("Oplog headroom", "Unknown: this account may not read the oplog.")
    if headroom <= 0:
        text = "None: the oplog no longer holds the next change that the worker needs, so it builds a new index."
        return Line("Oplog headroom", text, wrong=True)
    text = f"The oplog reaches {span(headroom)} further back than the worker needs."
    return Line("Oplog headroom", text, wrong=lag > LATE_SECONDS and lag > headroom)


def worker_lines(mongodb: MongoSnapshot | None) -> Iterator[Line]:
    if mongodb is None:
        yield Line("State", "Unknown while MongoDB is unavailable.")
        return
    owner = mongodb.holders.get(lease.WORKER)
    if mongodb.heartbeat is None:
        text = "No heartbeat yet."
        yield Line("State", text if owner else f"{text} Is sync_search running?", wrong=not owner)
    else:
        yield heartbeat_line(mongodb.heartbeat, alive=owner is not None)
        index = f" {mongodb.heartbeat.index}" if mongodb.heartbeat.index else ""
        yield Line("State", f"{mongodb.heartbeat.state.capitalize()}{index}.")
    yield Line("Lease", f"Held by {owner}." if owner else "Not held: no worker is running.", wrong=not owner)


def heartbeat_line(heartbeat: Heartbeat, *, alive: bool) -> Line:
    silent = heartbeat.silent_seconds
    if silent <= SILENT_SECONDS:
        return Line("Heartbeat", f"{span(silent)} ago.")
    if not alive:
        return Line("Heartbeat", f"None for {span(silent)}. Is sync_search running?", wrong=True)
    following = heartbeat.state == FOLLOWING
    why = "it is waiting for a server" if following else f"it is {heartbeat.state}"
    return Line("Heartbeat", f"None for {span(silent)}. The process is running; {why}.", wrong=following)


def verification_lines(mongodb: MongoSnapshot | None) -> Iterator[Line]:
    if mongodb is None:
        yield Line("Last verification", "Unknown while MongoDB is unavailable.")
        return
    yield verification_line(mongodb.verification)
    yield resync_line(mongodb)
    count = mongodb.dead_letters
    text = f"{count_of(count, 'article', 'articles')} cannot be indexed." if count else "None."
    yield Line("Dead letters", text, wrong=count > 0)


def verification_line(verification: Verification | None) -> Line:
    if verification is None:
        return Line("Last verification", "Never: run verify_search.")
    ago = span((timezone.now() - verification.at).total_seconds())
    found = (
        count_of(verification.differences, "difference", "differences") if verification.differences else "no difference"
    )
    text = f"{intcomma(verification.checked)} compared, {found}, {ago} ago."
    return Line("Last verification", text, wrong=verification.differences > 0)


def resync_line(mongodb: MongoSnapshot) -> Line:
    run = mongodb.run
    if run is None:
        return Line("Re-sync", "None in progress.")
    total = max(run.total, run.scanned)
    phase = phase_of(run, mongodb.heartbeat).capitalize()
    text = f"{phase}: {intcomma(run.scanned)} of {intcomma(total)} articles written"
    if lease.RESYNC in mongodb.holders:
        return Line("Re-sync", f"{text} to {run.index}.", done=run.scanned, total=total)
    text = f"{text} to {run.index}, but no process is running it. sync_search and resync_search resume it."
    return Line("Re-sync", text, wrong=True, done=run.scanned, total=total)


def phase_of(run: Run, heartbeat: Heartbeat | None) -> str:
    """The worker reports a new phase at once; the run's own record is written only with a batch of articles."""
    return heartbeat.state if heartbeat and heartbeat.index == run.index else run.phase
