"""Work that goes on beside a test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread


@contextmanager
def repeated(work: Callable[[], object], pause: float) -> Iterator[None]:
    """Do it again and again in a thread, with so many seconds between, until the block has ended."""
    ended = Event()

    def go_on() -> None:
        while not ended.wait(pause):
            work()

    thread = Thread(target=go_on, name="reader")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
