"""Prepares the next item of work while servers are busy with the items before it.

Ours and not `Executor.map`: that takes all items at once, so a whole batch of articles would pile up in memory.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Done = TypeVar("Done")


def overlapped(work: Callable[[Given], Done], items: Iterable[Given], workers: int) -> Generator[Done, None, None]:
    """Yield the result of the work for each item, in the items' order.

    The work runs in threads. The items are made in the caller's thread: one more than is being worked on, and no
    further one before a result was taken. Errors of both are raised here. No thread is left running, whether the
    generator ends, fails or is closed.
    """
    with ThreadPoolExecutor(workers, "overlapped") as pool:
        pending: deque[Future[Done]] = deque()
        for item in items:
            if len(pending) == workers:
                yield pending.popleft().result()
            pending.append(pool.submit(work, item))
        while pending:
            yield pending.popleft().result()
