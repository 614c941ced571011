"""The change stream of the articles: a thread reads it, and the events are handed over in batches.

An event says which article was changed, not what it holds now: the article is read again when its batch is applied.
"""

import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, NoReturn

from bson import Timestamp
from pymongo.errors import OperationFailure

from search.sync.clock import moment_of
from search.sync.keys import Key, key_of
from search.sync.source import collection

MAX_ARTICLES = 500  # articles in a batch
GATHER = 0.02  # seconds that a batch waits for more events
GATHER_BEHIND = 1.0  # … when the last batch was full: fewer, fuller requests catch up sooner
AWAIT_MS = 200  # how long the server waits for an event before it answers that there is none
MAX_QUEUED = 4 * MAX_ARTICLES  # events read ahead of the index; then the thread waits

PIPELINE = [{"$project": {"documentKey": 1, "operationType": 1, "clusterTime": 1, "ns": 1}}]
# The stream cannot be resumed: ChangeStreamHistoryLost, ChangeStreamFatalError, CappedPositionLost, InvalidResumeToken,
# and what is not a token at all (Overflow, FailedToParse, 40647 and 40649).
LOST_CODES = frozenset({286, 280, 136, 260, 15, 9, 40647, 40649, 50811})
ENDINGS = frozenset({"drop", "rename", "dropDatabase", "invalidate"})


class StreamLostError(Exception):
    """The stream cannot be resumed from its token: only a re-sync closes the gap."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A position in the stream: the resume token, and the moment (clusterTime) that it stands for."""

    token: Mapping[str, Any]
    moment: Timestamp


@dataclass(frozen=True, slots=True)
class Batch:
    """The changed articles with the moment of each one's last event; none when nothing happened up to `mark`."""

    dirty: Mapping[Key, Timestamp]
    mark: Mark
    events: int = 0


@dataclass(slots=True)
class Changes:
    """An open stream. `read` runs in a thread; `next_batch` returns what it has read since the last batch."""

    resume: Mapping[str, Any] | None = None
    start: Timestamp | None = None
    _events: "queue.Queue[Mapping[str, Any] | Mark | Exception]" = field(
        default_factory=lambda: queue.Queue(maxsize=MAX_QUEUED)
    )
    _stop: threading.Event = field(default_factory=threading.Event)
    _full: bool = False
    _held: Mark | Exception | None = None

    def read(self) -> None:
        """Read until closed, in a thread of its own, so that reading and indexing overlap."""
        try:
            with collection().watch(
                PIPELINE,
                resume_after=self.resume,
                start_at_operation_time=None if self.resume else self.start,
                max_await_time_ms=AWAIT_MS,
                batch_size=MAX_ARTICLES,
            ) as stream:
                while not self._stop.is_set():
                    event = stream.try_next()
                    if event is not None:
                        self.put(event)
                    elif stream.resume_token:
                        self.put(Mark(stream.resume_token, moment_of(stream.resume_token)))
        except Exception as error:  # noqa: BLE001  # raised again by next_batch
            self.put(error)

    def put(self, item: Mapping[str, Any] | Mark | Exception) -> None:
        while not self._stop.is_set():
            try:
                self._events.put(item, timeout=0.2)
            except queue.Full:
                continue
            return

    def close(self) -> None:
        self._stop.set()

    def fail(self, error: Exception) -> NoReturn:
        """Raise the error that ended the stream, now and on each later call: there will be no more batches."""
        self._held = error
        raise as_lost(error) from error

    def take(self, until: float) -> Mapping[str, Any] | Mark | Exception | None:
        if self._held is not None:
            item, self._held = self._held, None
            return item
        try:
            return self._events.get(timeout=max(0.0, until - monotonic()))
        except queue.Empty:
            return None

    def next_batch(self, wait: float = 1.0) -> Batch | None:
        """Return up to 500 changed articles, or the events of 20 ms (1 s when behind); None when there is no news.

        `wait`: seconds to wait for the first event. Raises StreamLostError when a re-sync is needed, and the driver's
        errors when MongoDB is unavailable.
        """
        dirty: dict[Key, Timestamp] = {}
        token: Mapping[str, Any] | None = None
        moment = Timestamp(0, 0)
        events = 0
        until = monotonic() + wait
        while len(dirty) < MAX_ARTICLES:
            item = self.take(until)
            if item is None or isinstance(item, Mark | Exception):
                if dirty:
                    self._held = item
                    break
                if isinstance(item, Exception):
                    self.fail(item)
                return Batch({}, item) if item else None
            if item["operationType"] in ENDINGS:
                ending = StreamLostError(f"the change stream ended with the event {item['operationType']}")
                if not dirty:
                    self.fail(ending)
                self._held = ending  # the events before it come first
                break
            if not dirty:
                until = monotonic() + (GATHER_BEHIND if self._full else GATHER)
            events += 1
            token, moment = item["_id"], max(moment, item["clusterTime"])
            dirty[key_of(item["documentKey"]["_id"])] = item["clusterTime"]
            if monotonic() > until:  # one article that is written constantly must not keep a batch open
                break
        self._full = len(dirty) >= MAX_ARTICLES
        if token is None:
            return None
        return Batch(dirty, Mark(token, moment), events)


def as_lost(error: Exception) -> Exception:
    if isinstance(error, OperationFailure) and error.code in LOST_CODES:
        return StreamLostError(f"MongoDB cannot resume the change stream (error {error.code}): {error}")
    return error


@contextmanager
def open_changes(*, resume: Mapping[str, Any] | None = None, start: Timestamp | None = None) -> Iterator[Changes]:
    changes = Changes(resume=resume, start=start)
    thread = threading.Thread(target=changes.read, name="change-stream", daemon=True)
    thread.start()
    try:
        yield changes
    finally:
        changes.close()
        thread.join(timeout=5)
