"""A worker in a thread of the test, and functions that wait for what it does."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic
from typing import Any

from catalog.background.lease import Lease, held
from search.index import client, live_index
from search.sync.follow.checkpoints import Target, target_of
from search.sync.lease import RESYNC
from search.sync.rebuild.resync import Resync
from search.sync.verify.verify import Verdict, verify
from search.sync.worker import Worker

PATIENCE = 30.0  # seconds; only a test that fails waits this long


def eventually(holds: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Return what the condition returns once it holds; the index follows MongoDB in its own time."""
    until, pause = monotonic() + seconds, Event()
    while not (found := holds()):
        assert monotonic() < until, f"not within {seconds:.0f} s"
        pause.wait(0.02)
    return found


def live_target() -> Target:
    elastic = client()
    index = live_index(elastic)
    target = target_of(elastic, index) if index else None
    assert target is not None, "no live index"
    return target


def check() -> Verdict:
    return verify(client(), live_target())


def agrees() -> bool:
    return live_index(client()) is not None and check().agrees


def indexed(key: object) -> dict[str, Any] | None:
    """Return an article's `_source` in the live index, or None."""
    index = live_index(client())
    if index is None:
        return None
    found = client().options(ignore_status=404).get(index=index, id=str(key)).body
    source: dict[str, Any] | None = found.get("_source")
    return source


def title_of(key: object) -> str | None:
    source = indexed(key)
    return source["title"] if source else None


def build() -> Target:
    """Run a whole re-sync, as the command does."""
    lease = Lease(RESYNC)
    eventually(lease.acquire)
    with held(lease):
        target = Resync(client(), Event()).run()
    assert target is not None
    return target


def refreshes(index: str) -> str | None:
    found = client().indices.get_settings(index=index, flat_settings=True).body[index]["settings"]
    interval: str | None = found.get("index.refresh_interval")
    return interval


@dataclass
class InThread:
    worker: Worker
    thread: Thread
    errors: list[BaseException] = field(default_factory=list)


@dataclass
class Working:
    stack: ExitStack
    started: list[InThread] = field(default_factory=list)

    def start(self) -> InThread:
        """Start one more worker."""
        running = self.stack.enter_context(in_thread())
        self.started.append(running)
        return running

    def start_and_wait(self) -> InThread:
        """Start a worker and wait until there is a live index that it follows."""
        running = self.start()
        eventually(lambda: live_index(client()))
        return running


@contextmanager
def in_thread() -> Iterator[InThread]:
    worker = Worker(client())
    errors: list[BaseException] = []

    def run() -> None:
        try:
            worker.run()
        except Exception as error:  # noqa: BLE001  # the test looks at it
            errors.append(error)

    thread = Thread(target=run, name="worker")
    thread.start()
    try:
        yield InThread(worker, thread, errors)
    finally:
        worker.stop.set()
        thread.join(timeout=PATIENCE)
        assert not thread.is_alive()
