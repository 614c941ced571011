"""Work repeated in a thread beside a test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread


@contextmanager
def repeated(work: Callable[[], object], pause: float) -> Iterator[None]:
    """Repeat the work in a thread, `pause` seconds apart, until the block ends."""
    ended = Event()

    def repeat() -> None:
        while not ended.wait(pause):
            work()

    thread = Thread(target=repeat, name="reader")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
