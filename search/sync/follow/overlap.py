"""Lets the next piece of work be made ready while servers are busy with those before."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Done = TypeVar("Done")


def overlapped(work: Callable[[Given], Done], items: Iterable[Given], at_once: int) -> Generator[Done, None, None]:
    """Yield what the work makes of each item, in the items' order.

    The work runs in threads; the items are made by the caller's own, one more than is worked on, and no further one
    before a result was taken. An error of either is raised here. Whether it ends, fails or is closed: no thread is
    left that still works.
    """
    with ThreadPoolExecutor(at_once, "overlapped") as pool:
        under_way: deque[Future[Done]] = deque()
        for item in items:
            if len(under_way) == at_once:
                yield under_way.popleft().result()
            under_way.append(pool.submit(work, item))
        while under_way:
            yield under_way.popleft().result()
