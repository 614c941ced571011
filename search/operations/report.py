"""The facts in sentences, for the operator's page. What is wrong is said in words and marked as wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone

from search.operations.snapshot import Facts, LiveIndex, MongoFacts
from search.sync import lease
from search.sync.rebuild.aliases import wanted_mapping
from search.sync.rebuild.runs import Run
from search.sync.status import FOLLOWING, Heartbeat, Verification

# The worker speaks every second and the index follows within two; ten are no accident any more.
SILENT_SECONDS = 10
LATE_SECONDS = 10
MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class Line:
    """One fact. `done` of `total` makes it a progress bar too."""

    name: str
    text: str
    wrong: bool = False
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...]


def sections(facts: Facts) -> list[Section]:
    return [
        Section("Servers", tuple(server_lines(facts))),
        Section("Index", tuple(index_lines(facts))),
        Section("Worker", tuple(worker_lines(facts.mongodb))),
        Section("Proof and repair", tuple(proof_lines(facts.mongodb))),
    ]


def problems(found: list[Section]) -> list[Line]:
    return [line for section in found for line in section.lines if line.wrong]


def span(seconds: float) -> str:
    """Return a span in its largest unit: 12 s, 3 min, 2 h, 5 days."""
    for length, unit in ((DAY, "day"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= length:
            count = int(seconds // length)
            return f"{count} {unit}{'s' if unit == 'day' and count > 1 else ''}"
    return f"{int(seconds)} s"


def count_of(number: int, one: str, many: str) -> str:
    return f"{intcomma(number)} {one if number == 1 else many}"


def server_lines(facts: Facts) -> Iterator[Line]:
    if facts.mongodb is None:
        yield Line("MongoDB", "Does not answer. Search still works; nothing can be saved.", wrong=True)
    else:
        yield Line("MongoDB", f"Answers; it holds {count_of(facts.mongodb.articles, 'article', 'articles')}.")
    if facts.elasticsearch is None:
        yield Line("Elasticsearch", "Does not answer. MongoDB answers the searches meanwhile.", wrong=True)
    else:
        yield Line("Elasticsearch", "Answers.")


def index_lines(facts: Facts) -> Iterator[Line]:
    if facts.live:
        yield from live_lines(facts.live)
    elif facts.elasticsearch:
        yield Line("Live index", "There is none; MongoDB answers until the worker has made one.", wrong=True)
    else:
        yield Line("Live index", "Not known while Elasticsearch does not answer.")
    if facts.mongodb and (facts.live or facts.lag is not None):
        yield lag_line(facts.lag)
        yield headroom_line(facts)


def live_lines(live: LiveIndex) -> Iterator[Line]:
    yield Line("Live index", f"{live.name}, with {count_of(live.documents, 'document', 'documents')}.")
    wanted = wanted_mapping()
    if live.mapping == wanted:
        yield Line("Mapping", f"{live.mapping}, as this version of the site wants it.")
    else:
        text = f"{live.mapping}; this version of the site wants {wanted}, so its worker makes a new index."
        yield Line("Mapping", text, wrong=True)


def lag_line(lag: int | None) -> Line:
    if lag is None:
        return Line("Lag", "Not known: nothing says how far this index is true. The worker makes another.", wrong=True)
    return Line("Lag", f"{span(lag)} behind MongoDB.", wrong=lag > LATE_SECONDS)


def headroom_line(facts: Facts) -> Line:
    """Red as soon as the worker has used up more than half of what the oplog holds."""
    headroom, lag = facts.headroom, facts.lag
    if headroom is None or lag is None:
        return Line("Oplog headroom", "Not known: this account may not read the oplog.")
    if headroom <= 0:
        text = "None: the oplog no longer holds what the worker has to read next, so it makes a new index."
        return Line("Oplog headroom", text, wrong=True)
    text = f"{span(headroom)} of older changes are still held."
    return Line("Oplog headroom", text, wrong=lag > LATE_SECONDS and lag > headroom)


def worker_lines(mongodb: MongoFacts | None) -> Iterator[Line]:
    if mongodb is None:
        yield Line("State", "Not known while MongoDB does not answer.")
        return
    owner = mongodb.holders.get(lease.WORKER)
    if mongodb.heartbeat is None:
        text = "There has been no word from it yet."
        yield Line("State", text if owner else f"{text} Is sync_search running?", wrong=not owner)
    else:
        yield heartbeat_line(mongodb.heartbeat, alive=owner is not None)
        index = f" {mongodb.heartbeat.index}" if mongodb.heartbeat.index else ""
        yield Line("State", f"{mongodb.heartbeat.state.capitalize()}{index}.")
    yield Line("Lease", f"Held by {owner}." if owner else "Held by nobody: no worker is running.", wrong=not owner)


def heartbeat_line(heartbeat: Heartbeat, *, alive: bool) -> Line:
    silent = heartbeat.silent_seconds
    if silent <= SILENT_SECONDS:
        return Line("Heartbeat", f"Last word {span(silent)} ago.")
    if not alive:
        return Line("Heartbeat", f"No word for {span(silent)}. Is sync_search running?", wrong=True)
    why = "it waits for a server" if heartbeat.state == FOLLOWING else f"it is {heartbeat.state}"
    return Line("Heartbeat", f"No word for {span(silent)}. It is alive, so {why}.", wrong=heartbeat.state == FOLLOWING)


def proof_lines(mongodb: MongoFacts | None) -> Iterator[Line]:
    if mongodb is None:
        yield Line("Last verification", "Not known while MongoDB does not answer.")
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


def resync_line(mongodb: MongoFacts) -> Line:
    run = mongodb.run
    if run is None:
        return Line("Re-sync", "None under way.")
    total = max(run.total, run.scanned)
    phase = phase_of(run, mongodb.heartbeat).capitalize()
    text = f"{phase}: {intcomma(run.scanned)} of {intcomma(total)} articles written"
    if lease.RESYNC in mongodb.holders:
        return Line("Re-sync", f"{text} to {run.index}.", done=run.scanned, total=total)
    text = f"{text} to {run.index}, and nobody goes on with it. The worker does when it runs, or resync_search."
    return Line("Re-sync", text, wrong=True, done=run.scanned, total=total)


def phase_of(run: Run, heartbeat: Heartbeat | None) -> str:
    """The worker tells of a new phase at once, the run's own note is only written with a page of articles."""
    return heartbeat.state if heartbeat and heartbeat.index == run.index else run.phase
